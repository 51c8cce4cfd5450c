"""Actions pasted into an objective from a spreadsheet: shown line by line before they are saved."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exchange.tables import Unreadable, read
from roles.queries.people import staff_of
from schools.permissions import MemberRequest, member_view
from schools.refusals import Refused

from ...actions.pasting import add_actions
from ...models import Plan
from ...pasting import Pasted, read_actions
from ...queries.terms import terms_of
from ...queries.writing import objective_or_404
from ...years import of_plan
from .answers import back_to, for_plan


@member_view("devplan.write")
@for_plan
def paste(request: MemberRequest, plan: Plan, objective: int) -> HttpResponse:
    """Paste, look at every line, save all of them."""
    found = objective_or_404(plan, objective, request.member)
    typed = request.POST.get("text", "")
    rows: list[Pasted] = []
    problem, status = "", 200
    if request.method == "POST":
        people = {" ".join(each.name.casefold().split()): each.pk for each in staff_of(plan.school)}
        terms = terms_of(plan.school, of_plan(plan.first_year, plan.years))
        try:
            rows = read_actions(read(typed), people, terms)
            if not rows:
                problem = _("Paste at least one line.")
        except Unreadable as refused:
            problem = refused.sentence
        wrong = bool(problem) or any(row.problems for row in rows)
        if not wrong and "save" in request.POST:
            try:
                made = add_actions(found, request.member, rows)
            except Refused as refused:
                problem, wrong = refused.sentence, True
            else:
                messages.success(
                    request,
                    ngettext("%(n)s action added.", "%(n)s actions added.", len(made))
                    % {"n": len(made)},
                )
                return back_to(request, plan, f"row-action-{made[0].pk}")
        status = 422 if wrong else 200
    context = {
        "plan": plan,
        "objective": found,
        "typed": typed,
        "rows": rows,
        "problem": problem,
        "ready": bool(rows) and not any(row.problems for row in rows) and not problem,
        "wrong_lines": sum(bool(row.problems) for row in rows),
    }
    return render(request, "devplan/write/paste.html", context, status=status)
