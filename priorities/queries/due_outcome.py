"""What a revealed or agreed review waits for: decisions, to be agreed, its drafts, to be closed."""

from __future__ import annotations

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notices.due import WAITED_FOR, WOULD_HELP, Due
from roles.models import RoleDescription
from roles.models import State as VersionState
from schools.models import Member
from schools.permissions import may

from ..models import Review, State
from .glance import reviews_for


def due(member: Member) -> list[Due]:
    """What outcomes ask of `member`: one query where drafts came of one, beside that of all reviews."""
    if not may(member, "priorities.decide"):
        return []
    found = []
    drafts = None
    for one in reviews_for(member):
        if one.state not in (State.REVEALED, State.AGREED):
            continue
        if one.state == State.REVEALED:
            found += _to_decide(member, one)
        elif one.open_drafts:  # type: ignore[attr-defined]
            drafts = _drafts() if drafts is None else drafts
            found += _to_propose(member, one, drafts.get(one.pk, []))
        else:
            found.append(
                Due(
                    WOULD_HELP,
                    _("What “%(review)s” decided is followed through") % {"review": one.title},
                    _("No draft that came of it is open any more."),
                    _("Close it"),
                    _page("decisions", member, one),
                )
            )
    return found


def _page(name: str, member: Member, review: Review) -> str:
    return reverse(f"priorities:{name}", args=[member.school.slug, review.pk])


def _to_decide(member: Member, review: Review) -> list[Due]:
    left = review.duties_asked - review.decided  # type: ignore[attr-defined]
    words = {"review": review.title, "n": left}
    if left:
        sentence = ngettext(
            "One duty of “%(review)s” waits for a decision",
            "%(n)s duties of “%(review)s” wait for a decision",
            left,
        )
        begun = review.decided > 0  # type: ignore[attr-defined]
        verb = _("Go on deciding") if begun else _("Begin the meeting")
        detail = _("The ratings are revealed. What they suggest is shown beside each duty.")
        return [Due(WAITED_FOR, sentence % words, detail, verb, _page("decisions", member, review))]
    if not may(member, "priorities.agree", review):
        return []
    return [
        Due(
            WAITED_FOR,
            _("The outcome of “%(review)s” waits to be agreed") % words,
            _("Every duty is decided. Agreeing begins the drafts of the roles that change."),
            _("Agree it"),
            _page("agree", member, review),
        )
    ]


def _drafts() -> dict[int, list[RoleDescription]]:
    """The drafts that came of agreed reviews and are not proposed, by review: one query."""
    found: dict[int, list[RoleDescription]] = {}
    drafts = RoleDescription.objects.filter(
        state=VersionState.DRAFT, began_in__review__state=State.AGREED
    )
    for one in drafts.select_related("role").annotate(came_of=F("began_in__review")):
        found.setdefault(one.came_of, []).append(one)
    return found


def _to_propose(member: Member, review: Review, drafts: list[RoleDescription]) -> list[Due]:
    if not drafts:
        return []
    words = {"review": review.title, "n": len(drafts)}
    if len(drafts) == 1:
        sentence = _("The draft of “%(role)s”, version %(number)s, waits to be proposed") % {
            "role": drafts[0].title,
            "number": drafts[0].number,
        }
        where = drafts[0]
        url = reverse("roles:version", args=[member.school.slug, where.role_id, where.number])
    else:
        sentence = ngettext(
            "%(n)s draft waits to be proposed", "%(n)s drafts wait to be proposed", len(drafts)
        )
        sentence, url = sentence % words, _page("decisions", member, review)
    detail = _("It came of “%(review)s”. Read it, then put it before those who agree it.") % words
    if len(drafts) > 1:
        detail = _("They came of “%(review)s”.") % words
    return [Due(WAITED_FOR, sentence, detail, _("Read and propose"), url)]
