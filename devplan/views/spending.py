"""Money that was spent, cost by cost."""

from __future__ import annotations

from collections import defaultdict

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from schools.kept import kept
from schools.permissions import MemberRequest, may, member_view
from schools.refusals import Refused

from .. import money
from ..actions import spending as acts
from ..actions.checking import NotSo
from ..bringing_rows import Brought, Payable, read_spending, tidy
from ..forms.showing import SpendingForm, spending_initial
from ..models import Cost, Plan, Spending, State
from ..queries.plans import plan_or_404
from ..queries.spending import CostRow, cost_or_404, costs_of
from .bringing_rows import brought


@member_view("devplan.enter")
@kept
def spending(request: MemberRequest, plan: int) -> HttpResponse:
    """Every cost with what was spent for it."""
    one = plan_or_404(request.school, plan, request.member)
    rows = costs_of(one)
    planned, spent = sum(row.cost.pence for row in rows), sum(row.spent_pence for row in rows)
    context = {
        "plan": one,
        "rows": rows,
        "planned": money.pounds(planned),
        "spent": money.pounds(spent),
        "any_spent": bool(spent),
        "may_record": one.state == State.AGREED and may(request.member, "devplan.record_spending"),
    }
    return render(request, "devplan/impact/spending.html", context)


@member_view("devplan.record_spending")
def cost(request: MemberRequest, plan: int, cost: int) -> HttpResponse:
    """What was spent for one cost, and the form to record more."""
    one = plan_or_404(request.school, plan, request.member)
    return _page(request, one, cost_or_404(one, cost), None)


@member_view("devplan.record_spending")
def correct(request: MemberRequest, plan: int, cost: int, spending: int) -> HttpResponse:
    """Correct what was recorded as spent."""
    one = plan_or_404(request.school, plan, request.member)
    row = cost_or_404(one, cost)
    return _page(request, one, row, _record_or_404(row, spending))


def _page(
    request: MemberRequest, plan: Plan, row: CostRow, spending: Spending | None
) -> HttpResponse:
    form = SpendingForm(initial=spending_initial(spending))
    status = 200
    if request.method == "POST":
        form, status = SpendingForm(request.POST), 422
        if form.is_valid():
            try:
                if spending is None:
                    acts.spend(row.cost, request.member, form.words())
                else:
                    acts.correct_spending(spending, request.member, form.words())
            except NotSo as refused:
                form.refuse(refused.field, refused.sentence)
            except Refused as refused:
                form.refuse("", refused.sentence)
            else:
                messages.success(request, _("Recorded. Thank you."))
                return redirect("devplan:cost", request.school.slug, plan.pk, row.cost.pk)
    context = {
        "plan": plan,
        "row": row,
        "form": form if plan.state == State.AGREED or form.is_bound else None,
        "spending": spending,
        "in_force": plan.state == State.AGREED,
    }
    return render(request, "devplan/impact/cost.html", context, status=status)


@require_POST
@member_view("devplan.record_spending")
def remove(request: MemberRequest, plan: int, cost: int, spending: int) -> HttpResponse:
    """Take out a record that is wrong."""
    one = plan_or_404(request.school, plan, request.member)
    row = cost_or_404(one, cost)
    try:
        acts.remove_spending(_record_or_404(row, spending), request.member)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("Taken out. The trail keeps what it said."))
    return redirect("devplan:cost", request.school.slug, one.pk, row.cost.pk)


@member_view("devplan.record_spending")
def bring(request: MemberRequest, plan: int) -> HttpResponse:
    """Spending pasted or from a file: action, day, pounds, note."""
    one = plan_or_404(request.school, plan, request.member)
    rows = costs_of(one)
    known: dict[str, list[Payable]] = defaultdict(list)
    for row in rows:
        known[tidy(row.cost.action.text)].append(Payable(row.cost.pk, row.cost.year))
    by_pk = {row.cost.pk: row.cost for row in rows}

    def given(lines: list[Brought]) -> list[tuple[Cost, acts.SpentWords]]:
        return [
            (by_pk[each.pk], acts.SpentWords(each.pence, each.on, each.note))
            for each in lines
            if each.pk is not None
        ]

    found = brought(
        request,
        lambda lines: read_spending(lines, known),
        lambda lines: acts.problems_of(one, request.member, given(lines)),
        lambda lines: len(acts.spend_all(one, request.member, given(lines))),
        "action",
    )
    if found.saved is not None:
        said = ngettext("%(n)s payment recorded.", "%(n)s payments recorded.", found.saved)
        messages.success(request, said % {"n": found.saved})
        return redirect("devplan:spending", request.school.slug, one.pk)
    context = {"plan": one, "found": found}
    return render(request, "devplan/impact/bring_spending.html", context, status=found.status)


def _record_or_404(row: CostRow, pk: int) -> Spending:
    found = next((each for each in row.records if each.pk == pk), None)
    if found is None:
        raise Http404
    found.cost = row.cost
    return found
