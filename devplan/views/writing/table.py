"""The plan as a table to write in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.http import HttpResponse
from django.shortcuts import render

from schools.permissions import MemberRequest, may, member_view

from ...missing import Said, missing
from ...models import Plan, State
from ...queries.writing import ObjectiveToWrite, strands_to_write
from .answers import for_plan


@member_view("devplan.write")
@for_plan
def write(request: MemberRequest, plan: Plan) -> HttpResponse:
    """Every strand with its objectives and actions; each row is changed in its place."""
    strands = strands_to_write(plan, request.member)
    objectives = [row for strand in strands for row in strand.objectives]
    context = {
        "plan": plan,
        "strands": strands,
        "has_objectives": bool(objectives),
        "missing": missing(list(_said(row for row in objectives if row.may_write))),
        "may_write_plan": may(request.member, "devplan.write_plan"),
        "signed": plan.state == State.DRAFT and plan.signatures.exists(),
    }
    return render(request, "devplan/write/table.html", context)


def _said(rows: Iterable[ObjectiveToWrite]) -> Iterator[Said]:
    """What the rows that the writer may change say."""
    for row in rows:
        yield Said(f"row-objective-{row.objective.pk}", actions=len(row.actions))
        for each in row.actions:
            action = each.action
            anchor = f"row-action-{action.pk}"
            yield Said(anchor, lead=bool(action.lead_id), ends=action.ends_on is not None)
