"""What the audits ask of a member. Two queries at most for each part."""

from __future__ import annotations

from collections import defaultdict

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notices.due import DATE_HAS_COME, Due
from schools.models import Member
from schools.permissions import may
from schools.wording import listed

from .queries.cells import Short, in_short
from .queries.standing import own_of
from .reckoning import State


def entitlement_needs(member: Member) -> list[Due]:
    """Cells that are the member's to say or to sign, as one thing: one query."""
    if not may(member, "audits.sign_entitlement"):
        return []
    due = [one for one in own_of(in_short(member.school), member) if one.due]
    if not due:
        return []
    return [Due(DATE_HAS_COME, _sentence(due), _detail(due), _verb(due), _url(member, due))]


def _sentence(due: list[Short]) -> str:
    if len(due) == 1:
        name = {"subject": due[0].cell.title, "stage": due[0].cell.stage}
        match due[0].state:
            case State.TO_SIGN | State.CARRIED if due[0].complete:
                return _("%(subject)s in %(stage)s is to sign") % name
            case State.OUT_OF_DATE | State.CARRIED:
                return _("%(subject)s in %(stage)s is to be said and signed again") % name
            case _:
                return _("%(subject)s in %(stage)s is to say") % name
    stages: dict[str, list[str]] = defaultdict(list)
    for one in due:
        stages[one.cell.title].append(one.cell.stage)
    if len(stages) == 1:
        subject = due[0].cell.title
        return _("%(subject)s in %(stages)s is to say") % {
            "subject": subject,
            "stages": listed(stages[subject]),
        }
    return ngettext(
        "What pupils get is to say in %(n)s key stage of your subjects",
        "What pupils get is to say in %(n)s key stages of your subjects",
        len(due),
    ) % {"n": len(due)}


def _detail(due: list[Short]) -> str:
    late = sum(one.state is State.OUT_OF_DATE for one in due)
    if late:
        return ngettext(
            "%(n)s was signed over a year ago.", "%(n)s were signed over a year ago.", late
        ) % {"n": late}
    left = sum(one.statements - one.said for one in due)
    if not left:
        return _("Everything has an answer: read it once more, and sign.")
    return ngettext(
        "%(n)s statement, four answers to choose from.",
        "%(n)s statements, four answers to choose from.",
        left,
    ) % {"n": left}


def _verb(due: list[Short]) -> str:
    if all(one.complete for one in due):
        return _("Read and sign")
    return _("Say how it is")


def _url(member: Member, due: list[Short]) -> str:
    if len(due) > 1:
        return reverse("audits:entitlement", args=[member.school.slug])
    cell = due[0].cell
    return reverse("audits:cell", args=[member.school.slug, cell.number, cell.stage])
