"""Where the school is with its audits: for the cycle, and for the page of all parts."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.models import Member
from schools.navigation import Standing
from schools.permissions import may

from ..parts import Known
from ..reckoning import State
from .cells import Short, in_short
from .standing_selfreview import selfreview_standing


def standing(member: Member) -> Standing:
    """How many key stages of subjects are signed, then how the self-review is: one query, and one that the
    front page shares with what it asks of people.
    """
    found = _standing(in_short(member.school))
    if found.state == "done":
        review = selfreview_standing(member)
        if review is not None and review.state != "done":
            return review
    return found


def entitlement_known(member: Member) -> Known:
    """What is known of the entitlement, and what the reader does next: one query."""
    cells = in_short(member.school)
    index = reverse("audits:entitlement", args=[member.school.slug])
    where = _standing(cells)
    if not cells:
        return Known(
            where,
            _("Not known yet"),
            _("What pupils are entitled to, key stage by key stage, is still to be written down."),
            _("Begin") if may(member, "audits.adopt_statements") else _("See it"),
            index,
        )
    own = [one for one in own_of(cells, member) if one.due]
    signed = sum(one.state.holds for one in cells)
    late = sum(one.state is State.OUT_OF_DATE for one in cells)
    detail = (
        ngettext("%(n)s is out of date.", "%(n)s are out of date.", late) % {"n": late}
        if late
        else ""
    )
    sentence = _("%(signed)s of %(all)s key stages are signed, subject by subject") % {
        "signed": signed,
        "all": len(cells),
    }
    if own:
        yours = ngettext("%(n)s is yours to say.", "%(n)s are yours to say.", len(own))
        detail = f"{detail} {yours % {'n': len(own)}}".strip()
    return Known(where, sentence, detail, _("Say yours") if own else _("See the grid"), index)


def own_of(cells: list[Short], member: Member) -> list[Short]:
    """The cells that `member` answers for."""
    head = may(member, "schools.manage")
    return [
        one for one in cells if member.pk in one.cell.leader_ids or (head and not one.cell.leaders)
    ]


def _standing(cells: list[Short]) -> Standing:
    if not cells:
        return Standing(
            "now", _("not known yet"), _("Where the school is now is still to be looked at.")
        )
    signed = sum(one.state.holds for one in cells)
    line = _("%(n)s of %(all)s signed") % {"n": signed, "all": len(cells)}
    if any(one.state is State.OUT_OF_DATE for one in cells):
        words = _("Part of the entitlement was signed over a year ago: is it still so?")
        return Standing("late", line, words)
    if signed < len(cells):
        words = _("Not every subject has said yet what its pupils get; until then a plan guesses.")
        return Standing("now", line, words)
    return Standing("done", _("all %(all)s signed") % {"all": len(cells)})
