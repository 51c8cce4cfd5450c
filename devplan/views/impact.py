"""What a plan changed: investment and improvement side by side."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from schools.kept import kept
from schools.permissions import MemberRequest, may, member_view

from ..models import Plan, State
from ..queries.impact import impact_of
from ..queries.plans import plan_or_404, plans_for


@member_view("devplan.enter")
def in_force(request: MemberRequest) -> HttpResponse:
    """To the impact of the plan in force; where none is, a page that says so."""
    plan = Plan.objects.filter(school=request.school, state=State.AGREED).only("pk").first()
    if plan is not None:
        return redirect("devplan:impact", request.school.slug, plan.pk)
    return render(request, "devplan/impact/none.html", {"plans": plans_for(request.member)})


@member_view("devplan.enter")
@kept
def impact(request: MemberRequest, plan: int) -> HttpResponse:
    """By strand, year and objective: money, actions, criteria, indicators, and what is not known."""
    one = plan_or_404(request.school, plan, request.member)
    page = impact_of(one)
    context = {
        "plan": one,
        "page": page,
        "may_measure": one.state == State.AGREED
        and bool(page.indicators)
        and may(request.member, "devplan.measure"),
        "report": "" if one.state == State.DRAFT else f"impact-{one.pk}",
    }
    return render(request, "devplan/impact/impact.html", context)
