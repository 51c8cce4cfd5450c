"""Reading plans: the one in force, the list of all, and one with everything in it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from schools.kept import kept
from schools.permissions import MemberRequest, member_view

from ..models import Plan, State
from ..queries.plans import current, plan_or_404, plans_for
from ..queries.reading import reading
from ..queries.versions import version_or_404


@member_view("devplan.enter")
@kept
def index(request: MemberRequest) -> HttpResponse:
    """Every plan that the reader may read."""
    plans = plans_for(request.member)
    groups = [
        (state.value, [one for one in plans if one.state == state])
        for state in (State.AGREED, State.DRAFT, State.CLOSED)
    ]
    context = {"plans": plans, "groups": groups}
    return render(request, "devplan/index.html", context)


@member_view("devplan.enter")
def in_force(request: MemberRequest) -> HttpResponse:
    """To the plan in force; where there is none to read, to the list."""
    one = current(request.member)
    if one is None:
        return redirect("devplan:index", request.school.slug)
    return redirect("devplan:plan", request.school.slug, one.pk)


@member_view("devplan.enter")
@kept
def plan(request: MemberRequest, plan: int) -> HttpResponse:
    """A plan with its strands, objectives and actions; `?all` unfolds those of a large one."""
    one = plan_or_404(request.school, plan, request.member)
    found = reading(one, request.member)
    unfolded = not found.large or "all" in request.GET
    context = {
        "plan": one,
        "reading": found,
        "page": found.page,
        "unfolded": unfolded,
        "write_url": _write_url(one) if found.may_write else "",
    }
    return render(request, "devplan/plan.html", context)


def _write_url(plan: Plan) -> str:
    try:
        return reverse("devplan:write", args=[plan.school.slug, plan.pk])
    except NoReverseMatch:
        return ""


@member_view("devplan.enter")
@kept
def version(request: MemberRequest, plan: int, number: int) -> HttpResponse:
    """A plan as it was agreed, and what became of it since; `?with=` names a newer version."""
    one = plan_or_404(request.school, plan, request.member)
    wanted = request.GET.get("with", "")
    against = int(wanted) if wanted.isdecimal() and len(wanted) < 6 else 0
    context = {"plan": one, "found": version_or_404(one, number, against)}
    return render(request, "devplan/version.html", context)
