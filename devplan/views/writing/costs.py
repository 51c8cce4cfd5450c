"""The costs of one action, in its row's place or as a page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from schools.permissions import MemberRequest, member_view
from schools.refusals import Refused

from ...actions import costing
from ...actions.checking import Changed
from ...forms.costs import SPARE, cost_forms, cost_sides, cost_words, usual_year
from ...forms.fields import Side, number
from ...models import Action, Plan
from ...queries.writing import funding_sources
from .answers import action_row, answer, back_to, for_action, in_place

MOST_LINES = 60


@member_view("devplan.write")
@for_action
def costs(request: MemberRequest, plan: Plan, found: Action) -> HttpResponse:
    """An action's costs, a line for each year and thing."""
    if request.method != "POST":
        return _form(request, plan, found, cost_forms(found, plan, spare=SPARE))
    read = number(request.POST.get("revision")) or 0
    if "more" in request.POST:
        return _form(request, plan, found, _one_more(request, plan, found), revision=read)
    forms = cost_forms(found, plan, data=request.POST)
    if not all(each.is_empty or each.is_valid() for each in forms):
        return _form(request, plan, found, forms, 422, revision=read)
    words, places = cost_words(forms)
    try:
        costing.set_costs(found, request.member, words, read)
    except costing.CostNotSo as refused:
        forms[places[refused.row]].refuse(refused.field, refused.sentence)
        return _form(request, plan, found, forms, 422, revision=read)
    except Changed as refused:
        sides = cost_sides(refused.now, words)
        return _form(request, plan, found, forms, 409, revision=refused.revision, sides=sides)
    except Refused as refused:
        return _form(request, plan, found, forms, 422, revision=read, sentence=refused.sentence)
    if in_place(request):
        return action_row(request, plan, found, saved=True)
    messages.success(request, _("Costs saved: “%(action)s”.") % {"action": found.text})
    return back_to(request, plan, f"row-action-{found.pk}")


def _one_more(request: MemberRequest, plan: Plan, action: Action) -> Any:
    """What was typed so far, with one line more."""
    data = request.POST.copy()
    total = min(number(data.get("costs-TOTAL_FORMS")) or 0, MOST_LINES - 1)
    data["costs-TOTAL_FORMS"] = str(total + 1)
    data[f"costs-{total}-year"] = data.get(f"costs-{total - 1}-year") or str(
        usual_year(action, plan)
    )
    forms = cost_forms(action, plan, data=data)
    for form in forms:
        form.as_yet()
    forms.forms[-1].fields["pence"].widget.attrs["autofocus"] = True
    return forms


def _form(
    request: MemberRequest,
    plan: Plan,
    action: Action,
    forms: Any,
    status: int = 200,
    *,
    revision: int | None = None,
    sides: list[Side] | None = None,
    sentence: str = "",
) -> HttpResponse:
    context = {
        "plan": plan,
        "action": action,
        "forms": forms,
        "wrong_fields": sum(each.wrong_fields for each in forms) if status == 422 else 0,
        "sources": funding_sources(plan),
        "revision": action.revision if revision is None else revision,
        "sides": sides,
        "sentence": sentence,
    }
    return answer(request, "_costs_row.html", "costs.html", context, status)
