"""Indicators and where they stand: recorded, corrected, brought as a table."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from schools.kept import kept
from schools.permissions import MemberRequest, check, may, member_view
from schools.refusals import Refused

from ..actions import measured
from ..actions.checking import NotSo
from ..bringing_rows import Brought, read_measurements, tidy
from ..forms.showing import MeasurementForm, measurement_initial
from ..impact import headline, tally
from ..models import Indicator, Measurement, Plan, State
from ..queries.measuring import IndicatorRow, indicator_or_404, indicators_of, picture_of
from ..queries.plans import plan_or_404
from .bringing_rows import brought


@member_view("devplan.enter")
@kept
def indicators(request: MemberRequest, plan: int) -> HttpResponse:
    """Every indicator: baseline, now, target, and the way travelled."""
    one = plan_or_404(request.school, plan, request.member)
    rows = indicators_of(one)
    told = tally([row.known for row in rows])
    context = {
        "plan": one,
        "rows": rows,
        "headline": headline(told) if rows else _("What is measured"),
        "may_bring": one.state == State.AGREED and may(request.member, "devplan.measure"),
    }
    return render(request, "devplan/impact/indicators.html", context)


@member_view("devplan.enter")
def indicator(request: MemberRequest, plan: int, indicator: int) -> HttpResponse:
    """One indicator over time, and the form to say where it stands."""
    one = plan_or_404(request.school, plan, request.member)
    row = indicator_or_404(one, indicator, request.member)
    return _page(request, one, row, None)


@member_view("devplan.measure")
def correct(request: MemberRequest, plan: int, indicator: int, measurement: int) -> HttpResponse:
    """Correct a measurement."""
    one = plan_or_404(request.school, plan, request.member)
    row = indicator_or_404(one, indicator, request.member)
    return _page(request, one, row, _measurement_or_404(row, measurement))


def _page(
    request: MemberRequest, plan: Plan, row: IndicatorRow, measurement: Measurement | None
) -> HttpResponse:
    allowed = plan.state == State.AGREED and measured.may_measure(row.indicator, request.member)
    form = MeasurementForm(initial=measurement_initial(measurement))
    status, other = 200, 0
    asks = request.method == "POST" or measurement is not None
    if asks and not measured.may_measure(row.indicator, request.member):
        check(request.member, "devplan.measure", row.indicator.objectives.first())
    if request.method == "POST":
        form = MeasurementForm(request.POST)
        status = 422
        if form.is_valid():
            try:
                if measurement is None:
                    measured.record_measurement(row.indicator, request.member, form.words())
                else:
                    measured.correct_measurement(measurement, request.member, form.words())
            except measured.AlreadyMeasured as refused:
                other = refused.pk
                form.refuse(refused.field, refused.sentence)
            except NotSo as refused:
                form.refuse(refused.field, refused.sentence)
            except Refused as refused:
                form.refuse("", refused.sentence)
            else:
                messages.success(request, _("Recorded. Thank you."))
                return redirect("devplan:indicator", request.school.slug, plan.pk, row.indicator.pk)
    context = {
        "plan": plan,
        "row": row,
        "form": form if allowed or form.is_bound else None,
        "measurement": measurement,
        "measurements": list(reversed(row.indicator.measurements.all())),
        "pictures": [one for one in (picture_of(row), picture_of(row, narrow=True)) if one],
        "other": other,
    }
    return render(request, "devplan/impact/indicator.html", context, status=status)


@require_POST
@member_view("devplan.measure")
def remove(request: MemberRequest, plan: int, indicator: int, measurement: int) -> HttpResponse:
    """Take out a measurement."""
    one = plan_or_404(request.school, plan, request.member)
    row = indicator_or_404(one, indicator, request.member)
    found = _measurement_or_404(row, measurement)
    try:
        measured.remove_measurement(found, request.member)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("Taken out. The trail keeps what it said."))
    return redirect("devplan:indicator", request.school.slug, one.pk, row.indicator.pk)


@member_view("devplan.measure")
def bring(request: MemberRequest, plan: int) -> HttpResponse:
    """Measurements pasted or from a file: indicator, day, value, source."""
    one = plan_or_404(request.school, plan, request.member)
    rows = indicators_of(one, request.member)
    known = {tidy(row.indicator.name): row.indicator.pk for row in rows}
    by_pk = {row.indicator.pk: row.indicator for row in rows}

    def given(lines: list[Brought]) -> list[tuple[Indicator, measured.MeasuredWords]]:
        return [
            (by_pk[each.pk], measured.MeasuredWords(each.value, each.on, each.note))
            for each in lines
            if each.pk is not None
        ]

    found = brought(
        request,
        lambda lines: read_measurements(lines, known),
        lambda lines: measured.problems_of(one, request.member, given(lines)),
        lambda lines: len(measured.record_all(one, request.member, given(lines))),
        "indicator",
    )
    if found.saved is not None:
        said = ngettext("%(n)s measurement recorded.", "%(n)s measurements recorded.", found.saved)
        messages.success(request, said % {"n": found.saved})
        return redirect("devplan:indicators", request.school.slug, one.pk)
    context = {
        "plan": one,
        "found": found,
        "names": [row.indicator.name for row in rows],
    }
    return render(request, "devplan/impact/bring_measurements.html", context, status=found.status)


def _measurement_or_404(row: IndicatorRow, pk: int) -> Measurement:
    found = next((one for one in row.indicator.measurements.all() if one.pk == pk), None)
    if found is None:
        raise Http404
    found.indicator = row.indicator
    return found
