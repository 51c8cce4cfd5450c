"""What the pages of writing answer with: a row, its form in the row's place, or a page around it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from schools.permissions import MemberRequest

from ...actions.checking import Changed
from ...forms.fields import RowForm
from ...models import Action, Objective, Plan, State
from ...queries.plans import plan_or_404
from ...queries.writing import ActionToWrite, action_or_404, pence_of

P = ParamSpec("P")


def for_plan(
    view: Callable[Concatenate[MemberRequest, Plan, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """A view of a plan that is written: it is given the plan, where the member may read it.

    Whether they may write a row is asked of the row. Where the plan is closed, its forms are not
    shown any more; what is sent to it all the same is refused by the actions, and kept.
    """

    @wraps(view)
    def found(request: MemberRequest, plan: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        one = plan_or_404(request.school, plan, request.member)
        return _closed(request, one) or view(request, one, *args, **kwargs)

    return found


def for_action(
    view: Callable[[MemberRequest, Plan, Action], HttpResponse],
) -> Callable[..., HttpResponse]:
    """A view of an action that is written: it is given plan and action, which the member may write."""

    @wraps(view)
    def found(request: MemberRequest, plan: int, action: int) -> HttpResponse:
        one = action_or_404(request.school, plan, action, request.member)
        return _closed(request, one.objective.plan) or view(request, one.objective.plan, one)

    return found


def _closed(request: MemberRequest, plan: Plan) -> HttpResponse | None:
    """Away from the forms of a plan that is closed; None where it is not, or where something is sent."""
    if plan.state != State.CLOSED or request.method == "POST":
        return None
    messages.info(
        request,
        _("This plan is closed and stays as it is. Write what is left into the new plan."),
    )
    return redirect("devplan:plan", request.school.slug, plan.pk)


def in_place(request: MemberRequest) -> bool:
    """Whether htmx asks for a part of the page."""
    return bool(request.headers.get("HX-Request"))


def answer(
    request: MemberRequest, part: str, page: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A part in the row's place, or the page around it."""
    return render(
        request, f"devplan/write/{part if in_place(request) else page}", context, status=status
    )


def back_to(request: MemberRequest, plan: Plan, anchor: str) -> HttpResponse:
    """To the row on the page of all rows; where htmx asked for a part of it, the page comes anew."""
    path = f"{reverse('devplan:write', args=[plan.school.slug, plan.pk])}#{anchor}"
    if in_place(request):
        return HttpResponse(headers={"HX-Redirect": path, "HX-Refresh": "true"})
    return redirect(path)


def as_row(action: Action) -> ActionToWrite:
    """An action as its row shows it."""
    return ActionToWrite(action, sum(pence_of(action.school, action=action.pk)))


def action_row(request: MemberRequest, plan: Plan, action: Action, **more: Any) -> HttpResponse:
    """The row of an action; with `saved` it says so, and the writer goes on to the next."""
    context = {"plan": plan, "row": as_row(action), "may_write": True, **more}
    context.setdefault("focus", not more.get("saved"))
    return render(request, "devplan/write/_action_row.html", context)


def objective_row(
    request: MemberRequest, plan: Plan, objective: Objective, saved: bool = False
) -> HttpResponse:
    """The row of an objective; with `saved` it says so, and the writer goes on to the next."""
    context = {
        "plan": plan,
        "objective": objective,
        "criteria": objective.criteria.count(),
        "indicators": objective.indicators.count(),
        "may_write": True,
        "focus": not saved,
        "saved": saved,
    }
    return render(request, "devplan/write/_objective_row.html", context)


def was_changed(form: RowForm, refused: Changed) -> RowForm:
    """The form with what was typed, that takes the place of theirs when it is saved again."""
    data: Any = form.data.copy()  # type: ignore[attr-defined]
    data["revision"] = str(refused.revision)
    form.data = data
    return form
