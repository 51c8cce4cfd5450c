"""What a review waits for: ratings, to be revealed, to be opened."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from notices.due import DATE_HAS_COME, WAITED_FOR, WOULD_HELP, Due
from schools.models import Member
from schools.permissions import may

from ..models import Completion, Participant, Review, State


def due(member: Member) -> list[Due]:
    """What priority reviews ask of `member`: at most two queries."""
    found = [_to_rate(member, one.review) for one in _waiting_for(member)]
    if may(member, "priorities.facilitate"):
        found += [one for review in _in_hand() if (one := _to_lead(member, review))]
    return found


def _waiting_for(member: Member) -> list[Participant]:
    """Where the member has not finished rating."""
    finished = Completion.objects.filter(participant=OuterRef("pk"), round__revealed_at=None)
    mine = Participant.objects.filter(member=member, review__state=State.RATING)
    return [
        one
        for one in mine.exclude(Exists(finished)).select_related("review")
        if not one.review.deadline_has_passed
    ]


def _to_rate(member: Member, review: Review) -> Due:
    return Due(
        WAITED_FOR,
        _("“%(review)s” waits for your ratings") % {"review": review.title},
        _("Open until %(day)s. Nobody else sees what you say before the reveal.")
        % {"day": date_format(review.deadline, "l j F") if review.deadline else ""},
        _("Rate"),
        reverse("priorities:rate", args=[member.school.slug, review.pk]),
    )


def _in_hand() -> list[Review]:
    """Reviews that are prepared or open, with how many were asked and how many have finished."""
    here = Q(participants__member__left_on=None, participants__member__isnull=False)
    done = Q(participants__completions__round__revealed_at=None)
    return list(
        Review.objects.filter(state__in=[State.PREPARING, State.RATING]).annotate(
            asked=Count("participants", filter=here, distinct=True),
            finished=Count(
                "participants",
                filter=here & done & Q(participants__completions__isnull=False),
                distinct=True,
            ),
        )
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
