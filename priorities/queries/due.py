"""What a review waits for: ratings, to be revealed, to be opened."""

from __future__ import annotations

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from notices.due import DATE_HAS_COME, WAITED_FOR, WOULD_HELP, Due
from schools.models import Member
from schools.permissions import may

from ..models import Review, State
from .glance import reviews_for


def due(member: Member) -> list[Due]:
    """What priority reviews ask of `member`: one query, shared with the rest of the front page."""
    reviews = reviews_for(member)
    found = [_to_rate(member, one) for one in reviews if _waits(one)]
    if may(member, "priorities.facilitate"):
        in_hand = (one for one in reviews if one.state in (State.PREPARING, State.RATING))
        found += [one for review in in_hand if (one := _to_lead(member, review))]
    return found


def _waits(review: Review) -> bool:
    """Whether the member has not finished rating, and can still."""
    waits: bool = review.waits  # type: ignore[attr-defined]
    return waits and review.state == State.RATING and not review.deadline_has_passed


def _to_rate(member: Member, review: Review) -> Due:
    return Due(
        WAITED_FOR,
        _("“%(review)s” waits for your ratings") % {"review": review.title},
        _("Open until %(day)s. Nobody else sees what you say before the reveal.")
        % {"day": date_format(review.deadline, "l j F") if review.deadline else ""},
        _("Rate"),
        reverse("priorities:rate", args=[member.school.slug, review.pk]),
        own_letter=True,
    )


def _to_lead(member: Member, review: Review) -> Due | None:
    where = [member.school.slug, review.pk]
    title = {"review": review.title}
    if review.state == State.PREPARING:
        return Due(
            WOULD_HELP,
            _("“%(review)s” is not open yet") % title,
            _("Nobody is asked before it is opened."),
            _("Go on preparing"),
            reverse("priorities:prepare", args=where),
        )
    counted = {"finished": review.finished, "asked": review.asked}  # type: ignore[attr-defined]
    detail = _("%(finished)s of %(asked)s have finished.") % counted
    if counted["finished"] == counted["asked"]:
        sentence = _("Everybody has finished “%(review)s”") % title
        return Due(
            WAITED_FOR, sentence, detail, _("Reveal"), reverse("priorities:reveal", args=where)
        )
    if review.deadline_has_passed:
        sentence = _("The time to rate in “%(review)s” is over") % title
        return Due(
            DATE_HAS_COME,
            sentence,
            detail,
            _("Reveal, or give more time"),
            reverse("priorities:reveal", args=where),
        )
    return None
