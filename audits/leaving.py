"""What somebody who leaves answers for in the audits."""

from __future__ import annotations

from django.utils.translation import gettext as _

from schools.json_rows import Rows
from schools.models import Member
from schools.wording import listed

from .queries.cells import in_short


def answers_for(member: Member, rows: Rows) -> list[str]:
    """The subjects of whose entitlement nobody else would answer: one query."""
    alone: dict[str, None] = {}
    for one in in_short(member.school):
        if one.cell.leader_ids == {member.pk}:
            alone[one.cell.title] = None
    if not alone:
        return []
    return [
        _(
            "They alone answer for the entitlement of %(subjects)s: until somebody else leads that, "
            "the headteacher signs it. What they signed stays signed."
        )
        % {"subjects": listed(list(alone))}
    ]


def let_go(member: Member, by: Member | None) -> None:
    """Nothing to end: who has left leads no subject any more, and what they signed stays."""
