"""The money of a plan: what is planned, by year and by what one asks for."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from schools.kept import kept
from schools.permissions import MemberRequest, member_view

from ..queries.money import VIEWS, money_of
from ..queries.plans import plan_or_404


@member_view("devplan.enter")
@kept
def money(request: MemberRequest, plan: int) -> HttpResponse:
    """A table and a picture by year and funding source, kind, strand, or capital and revenue."""
    one = plan_or_404(request.school, plan, request.member)
    found = money_of(one, request.GET.get("by", ""))
    context = {"plan": one, "found": found, "views": VIEWS.items()}
    return render(request, "devplan/money.html", context)
