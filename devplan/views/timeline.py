"""A plan over its terms."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from schools.kept import kept
from schools.permissions import MemberRequest, member_view

from ..models import Plan
from ..printing.names import name_of
from ..queries.plans import plan_or_404
from ..queries.timeline import timeline_of


@member_view("devplan.enter")
@kept
def timeline(request: MemberRequest, plan: int) -> HttpResponse:
    """Every action as a bar over the terms, strand by strand; `?year=2026` shows one academic year."""
    one: Plan = plan_or_404(request.school, plan, request.member)
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted.isdecimal() and len(wanted) == 4 else None
    context = {
        "plan": one,
        "found": timeline_of(one, request.member, year),
        "paper": name_of(one, "plan-timeline"),
    }
    return render(request, "devplan/timeline.html", context)
