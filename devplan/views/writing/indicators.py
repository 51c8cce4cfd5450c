"""What measures an objective: its indicators, their baselines and targets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from schools.permissions import MemberRequest, check, member_view
from schools.refusals import Refused

from ...actions import measuring
from ...actions.checking import Changed, NotSo
from ...forms.fields import number
from ...forms.indicators import (
    IndicatorForm,
    indicator_sides,
    indicator_words,
    initial_of,
    target_forms,
)
from ...models import Indicator, Objective, Plan
from ...queries.writing import indicator_or_404, objective_or_404, writable_objectives
from .answers import for_plan


@member_view("devplan.write")
@for_plan
def indicators(request: MemberRequest, plan: Plan, objective: int) -> HttpResponse:
    """What measures an objective, and a form for something more."""
    found = objective_or_404(plan, objective, request.member)
    return _page(request, plan, found, None)


@member_view("devplan.write")
@for_plan
def edit(request: MemberRequest, plan: Plan, objective: int, indicator: int) -> HttpResponse:
    """One indicator and its targets."""
    found = objective_or_404(plan, objective, request.member)
    measure = indicator_or_404(found, indicator)
    for each in measure.objectives.all():
        check(request.member, "devplan.write", each)
    return _page(request, plan, found, measure)


@dataclass
class _Typed:
    """An indicator's form with the forms of its targets; `more` asks for one line more."""

    form: IndicatorForm
    targets: Any
    more: bool = False

    def is_valid(self) -> bool:
        both = [self.form.is_valid(), self.targets.is_valid()]
        return not self.more and all(both)

    @property
    def wrong_fields(self) -> int:
        return 0 if self.more else self.form.wrong_fields + self.targets.total_error_count()


def _typed(
    request: MemberRequest, plan: Plan, objective: Objective, indicator: Indicator | None
) -> _Typed:
    """The forms as they are sent, or as they begin."""
    mine = writable_objectives(plan, request.member)
    others = [one for one in mine if one.pk != objective.pk]
    if request.method != "POST":
        initial = initial_of(indicator, objective) if indicator else None
        rows = list(indicator.targets.all()) if indicator else ()
        return _Typed(IndicatorForm(others, initial=initial), target_forms(targets=rows))
    data = request.POST.copy()
    more = "more" in data
    if more:
        total = number(data.get("targets-TOTAL_FORMS")) or 0
        data["targets-TOTAL_FORMS"] = str(min(total + 1, 20))
    found = _Typed(IndicatorForm(others, data), target_forms(data), more)
    if more:
        for form in (found.form, *found.targets):
            form.as_yet()
        found.targets.forms[-1].fields["value"].widget.attrs["autofocus"] = True
    return found


def _page(
    request: MemberRequest, plan: Plan, objective: Objective, indicator: Indicator | None
) -> HttpResponse:
    typed = _typed(request, plan, objective, indicator)
    form, theirs = typed.form, []
    if request.method == "POST" and typed.is_valid():
        words = indicator_words(form, typed.targets)
        try:
            _save(request, objective, indicator, words, form)
        except Changed as refused:
            theirs = indicator_sides(form, refused.now, words)
            form.data["read"] = refused.now.mark  # type: ignore[index]
        except NotSo as refused:
            form.refuse(refused.field, refused.sentence)
        except Refused as refused:
            form.refuse("", refused.sentence)
        else:
            name = form.cleaned_data["name"]
            messages.success(request, _("Saved: “%(name)s”.") % {"name": name})
            return redirect("devplan:indicators_of", request.school.slug, plan.pk, objective.pk)
    rows = objective.indicators.prefetch_related("targets", "objectives")
    context = {
        "plan": plan,
        "objective": objective,
        "indicator": indicator,
        "rows": [one for one in rows if indicator is None or one.pk != indicator.pk],
        "form": form,
        "targets": typed.targets,
        "wrong_fields": typed.wrong_fields,
        "sides": theirs,
    }
    status = 200 if typed.more or request.method != "POST" else 409 if theirs else 422
    return render(request, "devplan/write/indicators.html", context, status=status)


def _save(
    request: MemberRequest,
    objective: Objective,
    indicator: Indicator | None,
    words: measuring.IndicatorWords,
    form: IndicatorForm,
) -> None:
    others, read = form.cleaned_data["others"], form.cleaned_data["read"]
    if indicator is None:
        measuring.add_indicator(objective, request.member, words, others)
    else:
        measuring.change_indicator(
            indicator, objective, request.member, words, others=others, read=read
        )


@require_POST
@member_view("devplan.write")
@for_plan
def remove(request: MemberRequest, plan: Plan, objective: int, indicator: int) -> HttpResponse:
    """Let an objective no longer be measured by this."""
    found = objective_or_404(plan, objective, request.member)
    measure = indicator_or_404(found, indicator)
    try:
        measuring.remove_indicator(measure, found, request.member)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("Taken out: “%(name)s”.") % {"name": measure.name})
    return redirect("devplan:indicators_of", request.school.slug, plan.pk, found.pk)
