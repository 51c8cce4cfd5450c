"""Discussions of progress: the list, setting them up, changing one, preparing its meeting."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from roles.queries.people import staff_of
from schools.kept import kept
from schools.models import Subject
from schools.permissions import MemberRequest, may, member_view
from schools.refusals import Refused

from ..actions import discussing
from ..actions.checking import Changed, NotSo
from ..forms.discussions import SeriesForm, SetUpForm
from ..models import Cadence, Plan, State
from ..queries.discussions import discussions_of, seniors_of, series_or_404
from ..queries.plans import plan_or_404


@member_view("devplan.enter")
@kept
def discussions(request: MemberRequest, plan: int) -> HttpResponse:
    """With whom progress is discussed, when next, and who has not been met."""
    one = plan_or_404(request.school, plan, request.member)
    return render(request, "devplan/discuss/list.html", _listed(request, one))


def _listed(request: MemberRequest, plan: Plan) -> dict[str, Any]:
    """What the list of discussions is drawn from."""
    return {
        "plan": plan,
        "found": discussions_of(plan, request.member),
        "in_force": plan.state == State.AGREED,
        "may_set_up": plan.state == State.AGREED
        and may(request.member, "devplan.set_up_discussions"),
    }


@member_view("devplan.set_up_discussions")
def set_up(request: MemberRequest, plan: int) -> HttpResponse:
    """Set up the discussions of the school in one step."""
    one = plan_or_404(request.school, plan, request.member)
    found = discussions_of(one, request.member)
    seniors = [each for each in seniors_of(one.school) if each.pk != request.member.pk]
    if found.up:
        seniors = []
    subjects: list[Subject] = found.without
    initial = {"seniors": [each.pk for each in seniors], "subjects": [each.pk for each in subjects]}
    form = SetUpForm(seniors, subjects, initial=initial)
    status = 200
    if request.method == "POST":
        form, status = SetUpForm(seniors, subjects, request.POST), 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                made = discussing.set_up(
                    one,
                    request.member,
                    [int(each) for each in data["seniors"]],
                    [int(each) for each in data["subjects"]],
                    data["cadence"],
                    data["next_on"],
                )
            except NotSo as refused:
                form.refuse(refused.field, refused.sentence)
            else:
                messages.success(
                    request,
                    ngettext("%(n)s discussion set up.", "%(n)s discussions set up.", len(made))
                    % {"n": len(made)},
                )
                return redirect("devplan:discussions", request.school.slug, one.pk)
    context = {"plan": one, "form": form, "nobody": not seniors and not subjects}
    return render(request, "devplan/discuss/set_up.html", context, status=status)


@member_view("devplan.discuss")
def series(request: MemberRequest, plan: int, series: int) -> HttpResponse:
    """Change who takes part, how often and when next."""
    one = plan_or_404(request.school, plan, request.member)
    found = series_or_404(one, series, request.member)
    people = staff_of(one.school)
    meanwhile: discussing.SeriesWords | None = None
    status = 200
    initial = {
        "title": found.title,
        "cadence": found.cadence,
        "next_on": found.next_on,
        "people": [each.pk for each in found.people.all()],
        "revision": found.revision,
    }
    form = SeriesForm(people, initial=initial)
    if request.method == "POST":
        form, status = SeriesForm(people, request.POST), 422
        if form.is_valid():
            revision = form.cleaned_data["revision"] or 0
            try:
                discussing.change_series(found, one, request.member, form.words(), revision)
            except Changed as refused:
                meanwhile, status = refused.now, 409
                data = request.POST.copy()
                data["revision"] = str(refused.revision)
                form = SeriesForm(people, data)
            except NotSo as refused:
                form.refuse(refused.field, refused.sentence)
            else:
                messages.success(request, _("Saved."))
                return redirect("devplan:discussions", request.school.slug, one.pk)
    context = {
        "plan": one,
        "series": found,
        "form": form,
        "meanwhile": meanwhile,
        "often": dict(Cadence.choices).get(meanwhile.cadence) if meanwhile else "",
    }
    return render(request, "devplan/discuss/series.html", context, status=status)


@require_POST
@member_view("devplan.discuss")
def end(request: MemberRequest, plan: int, series: int) -> HttpResponse:
    """End a discussion; its minutes stay."""
    one = plan_or_404(request.school, plan, request.member)
    discussing.end_series(series_or_404(one, series, request.member), one, request.member)
    messages.success(request, _("Ended. Its minutes stay."))
    return redirect("devplan:discussions", request.school.slug, one.pk)


@require_POST
@member_view("devplan.discuss")
def prepare(request: MemberRequest, plan: int, series: int) -> HttpResponse:
    """Prepare the next meeting, with a drafted agenda."""
    one = plan_or_404(request.school, plan, request.member)
    found = series_or_404(one, series, request.member)
    typed = request.POST.get("held_on", "")
    try:
        day = parse_date(typed)
    except ValueError:
        day = None
    try:
        made = discussing.prepare(found, one, request.member, day)
    except NotSo as refused:
        wrong = {"series": found.pk, "typed": typed, "sentence": refused.sentence}
        context = {**_listed(request, one), "wrong": wrong}
        return render(request, "devplan/discuss/list.html", context, status=422)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("devplan:discussions", request.school.slug, one.pk)
    messages.success(request, _("The agenda is drafted from what changed since the last time."))
    return redirect("devplan:discussion", request.school.slug, one.pk, made.pk)
