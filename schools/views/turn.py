"""The year's turn: one page on which an academic year ends and the next one begins."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from .. import turning
from ..permissions import MemberRequest, member_view
from ..queries.turn import turn_of, year_step


@member_view("schools.read_turn")
def turn(request: MemberRequest) -> HttpResponse:
    """What there is to look at, each with what it concerns, ticked by the state of the school."""
    found, terms = turn_of(request.school, timezone.localdate())
    steps = [year_step(request.member, found, terms), *turning.steps(request.member, found)]
    left = [one for one in steps if not one.done]
    context = {"turn": found, "steps": steps, "left": left, "next": left[0] if left else None}
    return render(request, "schools/turn.html", context)
