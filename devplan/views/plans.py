"""Reading plans: the one in force, the list of all, and one with everything in it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import NoReverseMatch
from django.utils import timezone

from schools.addresses import address
from schools.kept import kept, made_of
from schools.models import Member
from schools.permissions import MemberRequest, may, member_view

from ..models import Plan, State
from ..queries.pieces import (
    TABLES,
    LastAgreed,
    PlanPieces,
    StrandValues,
    Values,
    in_pieces,
    sayer_of,
    words_of,
)
from ..queries.plans import current, plan_or_404, plans_for
from ..queries.versions import version_or_404
from ..sums import Sums, summed


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
    write_url = _write_url(one, request.member)
    all_of_it = "all" in request.GET

    def strand(values: StrandValues, agreed: LastAgreed, large: bool) -> Piece:
        given = (values, write_url, all_of_it or not large)
        return made_of(("devplan.strand", *given), lambda: _strand(agreed, *given), TABLES)

    found = in_pieces(one, request.member, strand)
    context = {
        "plan": one,
        "reading": found.head,
        "agreed": found.agreed,
        "strands": found.strands,
        "empty": found.empty,
        "unfolded": all_of_it or not found.head.large,
        "write_url": write_url,
        "frame": _frame(request, found, write_url),
    }
    return render(request, "devplan/plan.html", context)


@dataclass(frozen=True)
class Piece:
    """A strand or an objective on the plan's page: its lines in the table, itself, and what the page sums up of it."""

    sums: Sums
    lines: str
    whole: str


def _strand(agreed: LastAgreed, values: StrandValues, write_url: str, unfolded: bool) -> Piece:
    def objective(one: Values) -> Piece:
        given = (one, write_url, unfolded)
        return made_of(("devplan.objective", *given), lambda: _objective(agreed, *given), TABLES)

    pieces = [objective(one) for one in values.objectives]
    sums = summed(one.sums for one in pieces)
    first = values.objectives[0]
    said = {
        "slug": first.slug,
        "strand": {"pk": values.strand.pk, "name": values.strand.name},
        "standing": sayer_of(first).stands(sums.reached, sums.rag),
        "money": sums.money,
        "change": values.change,
        "objectives": pieces,
    }
    lines = render_to_string("devplan/_glance_strand.html", said)
    return Piece(sums, lines, render_to_string("devplan/_strand.html", said))


def _objective(agreed: LastAgreed, values: Values, write_url: str, unfolded: bool) -> Piece:
    lines, sums = words_of(values, agreed)
    said = {
        "one": lines.plain,
        "slug": values.slug,
        "state": values.state,
        "write_here": write_url if lines.may_write else "",
        "unfolded": unfolded,
    }
    line = render_to_string("devplan/_glance_line.html", said)
    return Piece(sums, line, render_to_string("devplan/_objective.html", said))


# What stands around a plan's rows: templates that know nothing but what they are given (`_frame`).
FRAME = {
    "kicker": "devplan/_plan_kicker.html",
    "actions": "devplan/_plan_actions.html",
    "tabs": "devplan/_tabs.html",
    "margin": "devplan/_plan_margin.html",
}


def _frame(request: MemberRequest, found: PlanPieces[Piece], write_url: str) -> dict[str, str]:
    """What one may do next, who signed and where to go from here, as HTML by the names of `FRAME`."""
    head, agreed, member = found.head, found.agreed, request.member
    plan = head.plan
    known = {
        "school": {"slug": request.school.slug},
        "request": {"path": request.path},
        "member": {"pk": member.pk},
        "plan": {
            "pk": plan.pk,
            "title": plan.title,
            "state": plan.state,
            "agreed_at": _day(plan.agreed_at),
            "closed_at": _day(plan.closed_at),
            "governors_noted_on": plan.governors_noted_on,
            "strategies": plan.strategies,
        },
        "agreed": {"number": agreed.number, "made_on": agreed.made_on} if agreed else None,
        "signed": head.signatures,
        "waiting": head.waiting,
        "may_sign": bool(head.capacities),
        "leads": head.leads,
        "changes": bool(head.changes),
        "has_objectives": head.has_objectives,
        "write_url": write_url,
        "may_write_plan": may(member, "devplan.write_plan"),
        "may_close": may(member, "devplan.agree"),
    }

    def make() -> dict[str, str]:
        return {name: render_to_string(one, known) for name, one in FRAME.items()}

    return made_of(("devplan.frame", known), make)


def _day(moment: datetime.datetime | None) -> datetime.date | None:
    """The day of a moment where the school is."""
    return timezone.localdate(moment) if moment else None


def _write_url(plan: Plan, member: Member) -> str:
    """Where the member may write the plan; "" where they may not."""
    if plan.state == State.CLOSED or not may(member, "devplan.write"):
        return ""
    try:
        return address("devplan:write", plan.school.slug, plan.pk)
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
