"""One action: changed, added, moved, taken out; and its costs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from audits.gaps import Price
from schools.permissions import MemberRequest, member_view
from schools.refusals import Refused

from ...actions import costing, doing
from ...actions.checking import Changed, NotSo
from ...forms.actions import ActionForm, initial_of
from ...forms.fields import Side, number, sides
from ...models import Action, Plan
from ...queries.writing import (
    Around,
    beginning,
    fitting_objective,
    objective_or_404,
)
from .answers import (
    action_row,
    answer,
    as_row,
    back_to,
    for_action,
    for_plan,
    in_place,
    was_changed,
)


@member_view("devplan.write")
@for_action
def edit(request: MemberRequest, plan: Plan, found: Action) -> HttpResponse:
    """The form of an action, in its row's place; `?row` gives the row back."""
    if "row" in request.GET:
        return action_row(request, plan, found)
    near = Around(plan, request.member)
    given: dict[str, Any] = {"action": found, "auto_id": f"id_{found.pk}_%s"}
    if request.method != "POST":
        form = ActionForm(near, initial=initial_of(found, near), **given)
        return _form(request, plan, form, found)
    form = ActionForm(near, request.POST, **given)
    theirs: list[Side] = []
    if form.is_valid() and form.objective_can_be():
        words = form.words()
        try:
            saved = doing.change_action(found, request.member, words, form.revision_read)
            if form.new_objective:
                doing.place_action(saved, request.member, form.new_objective)
        except Changed as refused:
            theirs = sides(form, refused.now.__dict__, words.__dict__)
            was_changed(form, refused)
        except NotSo as refused:
            form.refuse(refused.field, refused.sentence)
        except Refused as refused:
            form.refuse("", refused.sentence)
        else:
            if in_place(request) and not form.new_objective:
                return action_row(request, plan, saved, saved=True)
            messages.success(request, _("Saved: “%(action)s”.") % {"action": saved.text})
            return back_to(request, plan, f"row-action-{saved.pk}")
    return _form(request, plan, form, found, 409 if theirs else 422, sides=theirs)


def _form(
    request: MemberRequest,
    plan: Plan,
    form: ActionForm,
    action: Action | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {"plan": plan, "form": form, "action": action, **more}
    return answer(request, "_action_form_row.html", "action.html", context, status)


@member_view("devplan.write")
@for_plan
def add(request: MemberRequest, plan: Plan, objective: int) -> HttpResponse:
    """A new action at the end of an objective; `?row` gives the line to add one back."""
    place = objective_or_404(plan, objective, request.member)
    if "row" in request.GET:
        context = {"plan": plan, "objective": place, "focus": True}
        return render(request, "devplan/write/_add_row.html", context)
    near = Around(plan, request.member)
    data = request.POST if request.method == "POST" else None
    form = ActionForm(near, data, auto_id=f"id_to{place.pk}_%s")
    if request.method == "POST" and form.is_valid():
        try:
            made = doing.add_action(place, request.member, form.words())
        except NotSo as refused:
            form.refuse(refused.field, refused.sentence)
        except Refused as refused:
            form.refuse("", refused.sentence)
        else:
            if in_place(request):
                return action_row(request, plan, made, objective=place, saved=True, added=True)
            messages.success(request, _("Added: “%(action)s”.") % {"action": made.text})
            return back_to(request, plan, f"row-action-{made.pk}")
    status = 422 if request.method == "POST" else 200
    return _form(request, plan, form, status=status, objective=place)


@member_view("devplan.write")
@for_plan
def begin(request: MemberRequest, plan: Plan) -> HttpResponse:
    """A new action from a decision of a review, a duty or a gap; its objective is chosen first."""
    given = request.POST if request.method == "POST" else request.GET
    duty = given.get("from_duty") or request.GET.get("duty", "")
    gap = given.get("gap", "")
    start = beginning(plan, number(given.get("decision")), number(duty), gap)
    near = Around(plan, request.member)
    objectives = near.objectives
    initial = {"text": start.text, "duty": start.duty or ""}
    form = ActionForm(near, request.POST or None, initial=initial)
    chosen = number(given.get("objective"))
    if start.gap and request.method != "POST":
        chosen = chosen or fitting_objective(start.gap, objectives)
    wrong = ""
    if request.method == "POST":
        place = next((each for each in objectives if each.pk == chosen), None)
        if place is None:
            wrong = _("Choose the objective that it is done for.")
        elif form.is_valid():
            try:
                if start.price is not None and given.get("with_cost"):
                    cost = price_as_cost(start.price)
                    made = costing.add_priced_action(
                        place, request.member, form.words(), start.origin, cost
                    )
                else:
                    made = doing.add_action(place, request.member, form.words(), start.origin)
            except NotSo as refused:
                form.refuse(refused.field, refused.sentence)
            except Refused as refused:
                form.refuse("", refused.sentence)
            else:
                messages.success(request, _("Added: “%(action)s”.") % {"action": made.text})
                return back_to(request, plan, f"row-action-{made.pk}")
    context = {
        "plan": plan,
        "form": form,
        "start": start,
        "decision": given.get("decision", ""),
        "from_duty": duty,
        "gap": gap,
        "with_cost": request.method != "POST" or bool(given.get("with_cost")),
        "objectives": objectives,
        "chosen": chosen,
        "wrong": wrong,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "devplan/write/begin.html", context, status=status)


def price_as_cost(price: Price) -> costing.CostWords:
    """What closing a gap costs, as a cost of its action; where the money comes from is still to be said."""
    return costing.CostWords(
        price.year, price.pence, price.kind, price.capital, rationale=price.why
    )


@require_POST
@member_view("devplan.write")
@for_action
def move(request: MemberRequest, plan: Plan, found: Action) -> HttpResponse:
    """One place up or down within its objective."""
    try:
        doing.move_action(found, request.member, request.POST.get("to") == "up")
    except Refused as refused:
        messages.error(request, refused.sentence)
    return back_to(request, plan, f"row-action-{found.pk}")


@member_view("devplan.write")
@for_action
def remove(request: MemberRequest, plan: Plan, found: Action) -> HttpResponse:
    """What would go with an action; and taking it out."""
    if request.method == "POST":
        objective = found.objective_id
        try:
            doing.remove_action(found, request.member)
        except Refused as refused:
            messages.error(request, refused.sentence)
            return back_to(request, plan, f"row-action-{found.pk}")
        messages.success(request, _("Taken out: “%(action)s”.") % {"action": found.text})
        return back_to(request, plan, f"row-objective-{objective}")
    context = {"plan": plan, "action": found, "row": as_row(found)}
    return render(request, "devplan/write/remove.html", context)
