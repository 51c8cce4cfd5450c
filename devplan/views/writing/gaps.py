"""A gap that an audit found, made an objective of the plan, or a cost of one of its actions."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from schools.permissions import MemberRequest, member_view
from schools.refusals import Refused

from ... import money
from ...actions import costing, writing
from ...actions.checking import NotSo
from ...forms.costs import CostForm
from ...forms.fields import number
from ...forms.objectives import criteria_words
from ...models import Plan
from ...origins import of_gap
from ...queries.writing import (
    actions_to_pay,
    fitting_strand,
    funding_sources,
    gap_or_404,
    price_in,
    subjects_for,
)
from .answers import back_to, for_plan
from .objectives import objective_form, typed_objective


@member_view("devplan.write")
@for_plan
def objective(request: MemberRequest, plan: Plan) -> HttpResponse:
    """A new objective from a gap: its words, its strand and its subject are there already."""
    address = (request.POST if request.method == "POST" else request.GET).get("gap", "")
    gap = gap_or_404(plan, address)
    subject = gap.subject_id if gap.subject_id in _subjects(plan, request) else ""
    typed = typed_objective(
        request,
        plan,
        None,
        text=gap.text[:300],
        strand=fitting_strand(gap, list(plan.strands.all())) or "",
        subject=subject or "",
    )
    if request.method == "POST" and typed.is_valid():
        try:
            words = typed.form.words(criteria_words(typed.criteria, ()))
            made = writing.add_objective(plan, request.member, words, of_gap(gap.ref))
        except NotSo as refused:
            typed.form.refuse(refused.field, refused.sentence)
        except Refused as refused:
            typed.form.refuse("", refused.sentence)
        else:
            messages.success(request, _("Added: “%(text)s”.") % {"text": made.text})
            return back_to(request, plan, f"row-objective-{made.pk}")
    status = 422 if request.method == "POST" and not typed.more else 200
    price = price_in(gap, plan)
    return objective_form(request, plan, typed, None, status, gap=gap, address=address, price=price)


def _subjects(plan: Plan, request: MemberRequest) -> set[int]:
    return {one.pk for one in subjects_for(plan, request.member)}


@member_view("devplan.write")
@for_plan
def cost(request: MemberRequest, plan: Plan) -> HttpResponse:
    """What closing a gap costs, as a cost of an action that is in the plan.

    Raises:
        Http404: the gap is not there, or nobody knows what closing it costs in the plan's years.
    """
    address = (request.POST if request.method == "POST" else request.GET).get("gap", "")
    gap = gap_or_404(plan, address)
    price = price_in(gap, plan)
    if price is None:
        raise Http404
    actions = actions_to_pay(plan, request.member)
    initial = {
        "year": price.year,
        "pence": money.typed(price.pence),
        "kind": price.kind,
        "capital": "1" if price.capital else "",
        "rationale": price.why,
    }
    form = CostForm(plan, "funding", request.POST or None, initial=initial)
    chosen, wrong, status = number(request.POST.get("action")), "", 200
    if request.method == "POST":
        status = 422
        place = next((one for one in actions if one.pk == chosen), None)
        if place is None:
            wrong = _("Choose the action that it is paid for.")
        if form.is_valid() and place is not None:
            try:
                costing.add_cost(place, request.member, form.words(), of_gap(gap.ref))
            except NotSo as refused:
                form.refuse(refused.field, refused.sentence)
            except Refused as refused:
                form.refuse("", refused.sentence)
            else:
                messages.success(request, _("Costs saved: “%(action)s”.") % {"action": place.text})
                return back_to(request, plan, f"row-action-{place.pk}")
    context = {
        "plan": plan,
        "gap": gap,
        "address": address,
        "price": price,
        "form": form,
        "actions": actions,
        "chosen": chosen,
        "wrong": wrong,
        "sources": funding_sources(plan),
    }
    return render(request, "devplan/write/gap_cost.html", context, status=status)
