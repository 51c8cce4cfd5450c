"""One objective: changed, added, begun from an example, moved, taken out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from schools.permissions import MemberRequest, may, member_view
from schools.refusals import Refused

from ...actions import writing
from ...actions.checking import Changed, NotSo
from ...forms.fields import Side, number
from ...forms.objectives import (
    ObjectiveForm,
    criteria_forms,
    criteria_words,
    initial_of,
    objective_sides,
)
from ...library import library
from ...models import Objective, Plan, Strand
from ...queries.writing import aims_of, objective_or_404, subjects_for
from .answers import answer, back_to, for_plan, in_place, objective_row, was_changed


@dataclass
class Typed:
    """An objective's form with the forms of its criteria; `more` asks for one line more."""

    form: ObjectiveForm
    criteria: Any
    more: bool = False

    def is_valid(self) -> bool:
        return not self.more and self.form.is_valid() and self.criteria.is_valid()

    @property
    def wrong_fields(self) -> int:
        return 0 if self.more else self.form.wrong_fields + self.criteria.total_error_count()


def typed_objective(
    request: MemberRequest, plan: Plan, objective: Objective | None, **initial: Any
) -> Typed:
    """The forms as they are sent, or as they begin."""
    auto_id = f"id_o{objective.pk}_%s" if objective else "id_%s"
    around = (list(plan.strands.all()), aims_of(plan), subjects_for(plan, request.member))
    options: dict[str, Any] = {"objective": objective, "auto_id": auto_id}
    if request.method != "POST":
        there = list(objective.criteria.all()) if objective else []
        form = ObjectiveForm(*around, initial=initial, **options)
        return Typed(form, criteria_forms(criteria=there, auto_id=auto_id))
    more = "more" in request.POST
    data = request.POST.copy()
    if more:
        total = number(data.get("criteria-TOTAL_FORMS")) or 0
        data["criteria-TOTAL_FORMS"] = str(min(total + 1, 40))
    found = Typed(
        ObjectiveForm(*around, data, **options), criteria_forms(data, auto_id=auto_id), more
    )
    if more:
        found.criteria.forms[-1].fields["text"].widget.attrs["autofocus"] = True
        for form in (found.form, *found.criteria):
            form.as_yet()
    return found


@member_view("devplan.write")
@for_plan
def edit(request: MemberRequest, plan: Plan, objective: int) -> HttpResponse:
    """The form of an objective, in its row's place; `?row` gives the row back."""
    found = objective_or_404(plan, objective, request.member)
    if "row" in request.GET:
        return objective_row(request, plan, found)
    typed = typed_objective(request, plan, found, **initial_of(found))
    if request.method != "POST" or typed.more:
        return objective_form(request, plan, typed, found)
    theirs: list[Side] = []
    if typed.is_valid():
        words = typed.form.words(criteria_words(typed.criteria, list(found.criteria.all())))
        try:
            revision = typed.form.cleaned_data["revision"] or 0
            saved = writing.change_objective(found, request.member, words, revision)
        except Changed as refused:
            theirs = objective_sides(typed.form, refused.now, words)
            was_changed(typed.form, refused)
        except NotSo as refused:
            typed.form.refuse(refused.field, refused.sentence)
        except Refused as refused:
            typed.form.refuse("", refused.sentence)
        else:
            if in_place(request) and saved.strand_id == found.strand_id:
                saved = objective_or_404(plan, saved.pk, request.member)
                return objective_row(request, plan, saved, saved=True)
            messages.success(request, _("Saved: “%(text)s”.") % {"text": saved.text})
            return back_to(request, plan, f"row-objective-{saved.pk}")
    return objective_form(request, plan, typed, found, 409 if theirs else 422, sides=theirs)


def objective_form(
    request: MemberRequest,
    plan: Plan,
    typed: Typed,
    objective: Objective | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The form of an objective, as a page or in its row's place; `objective` is None for a new one."""
    context = {
        "plan": plan,
        "form": typed.form,
        "criteria": typed.criteria,
        "wrong_fields": typed.wrong_fields,
        "objective": objective,
        "strategies": [line.strip() for line in plan.strategies.splitlines() if line.strip()],
        **more,
    }
    return answer(request, "_objective_form_row.html", "objective.html", context, status)


@member_view("devplan.write")
@for_plan
def add(request: MemberRequest, plan: Plan, strand: int) -> HttpResponse:
    """A new objective: in one's own words, or begun from one of the examples."""
    place = _strand_or_404(plan, strand)
    typed = typed_objective(request, plan, None, strand=place.pk)
    if request.method == "POST" and typed.is_valid():
        try:
            words = typed.form.words(criteria_words(typed.criteria, ()))
            made = writing.add_objective(plan, request.member, words)
        except NotSo as refused:
            typed.form.refuse(refused.field, refused.sentence)
        except Refused as refused:
            typed.form.refuse("", refused.sentence)
        else:
            messages.success(request, _("Added: “%(text)s”.") % {"text": made.text})
            return back_to(request, plan, f"row-objective-{made.pk}")
    templates = library().for_kind(place.kind) if may(request.member, "devplan.write_plan") else []
    status = 422 if request.method == "POST" and not typed.more else 200
    return objective_form(
        request,
        plan,
        typed,
        None,
        status,
        strand=place,
        templates=[each for each in templates if each.kind == place.kind],
        others=[each for each in templates if each.kind != place.kind],
    )


@require_POST
@member_view("devplan.write_plan")
@for_plan
def add_example(request: MemberRequest, plan: Plan, strand: int) -> HttpResponse:
    """An example's objective with its criteria and actions, to be reworded."""
    place = _strand_or_404(plan, strand)
    try:
        made = writing.add_from_template(place, request.member, request.POST.get("key", ""))
    except Refused as refused:
        messages.error(request, refused.sentence)
        return back_to(request, plan, f"strand-{place.pk}")
    messages.success(request, _("Added, with its actions. Reword what does not fit your school."))
    return back_to(request, plan, f"row-objective-{made.pk}")


@require_POST
@member_view("devplan.write")
@for_plan
def move(request: MemberRequest, plan: Plan, objective: int) -> HttpResponse:
    """One place up or down within its strand."""
    found = objective_or_404(plan, objective, request.member)
    try:
        writing.move_objective(found, request.member, request.POST.get("to") == "up")
    except Refused as refused:
        messages.error(request, refused.sentence)
    return back_to(request, plan, f"row-objective-{found.pk}")


@member_view("devplan.write")
@for_plan
def remove(request: MemberRequest, plan: Plan, objective: int) -> HttpResponse:
    """What would go with an objective; and taking it out."""
    found = objective_or_404(plan, objective, request.member)
    if request.method == "POST":
        strand = found.strand_id
        try:
            writing.remove_objective(found, request.member)
        except Refused as refused:
            messages.error(request, refused.sentence)
            return back_to(request, plan, f"row-objective-{objective}")
        messages.success(request, _("Taken out: “%(text)s”.") % {"text": found.text})
        return back_to(request, plan, f"strand-{strand}")
    context = {"plan": plan, "objective": found, "actions": list(found.actions.all())}
    return render(request, "devplan/write/remove.html", context)


def _strand_or_404(plan: Plan, pk: int) -> Strand:
    found = Strand.objects.filter(plan=plan, pk=pk).first()
    if found is None:
        raise Http404
    found.plan, found.school = plan, plan.school
    return found
