"""Recording where an indicator stands: one measurement or a table of them; correcting and removing."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.models import Member
from schools.permissions import SENTENCES, NotAllowed, may
from schools.refusals import Refused
from schools.trail import record, sentence

from ..days import EARLIEST
from ..models import Indicator, Measurement, Plan, State
from .checking import NotSo, text_in
from .measuring import MOST

sentence(
    "devplan.measured", gettext_lazy("%(who)s recorded where “%(indicator)s” stands: %(value)s")
)
sentence(
    "devplan.measurement_corrected",
    gettext_lazy("%(who)s corrected a measurement of “%(indicator)s”: %(before)s is now %(value)s"),
)
sentence(
    "devplan.measurement_removed",
    gettext_lazy("%(who)s took out a measurement of “%(indicator)s”: %(value)s"),
)
sentence(
    "devplan.measurements_brought",
    gettext_lazy("%(who)s brought %(number)s measurements into “%(plan)s”"),
)


@dataclass(frozen=True)
class MeasuredWords:
    """A measurement as it is given."""

    value: Decimal | None
    measured_on: datetime.date | None
    source: str = ""


@dataclass(frozen=True)
class Checked:
    """A measurement that can be kept."""

    value: Decimal
    measured_on: datetime.date
    source: str


class AlreadyMeasured(NotSo):
    """The indicator was measured on that day already: `pk` is the measurement that stands there."""

    def __init__(self, pk: int, sentence: str) -> None:
        super().__init__("measured_on", sentence)
        self.pk = pk


def may_measure(indicator: Indicator, member: Member) -> bool:
    """Whether `member` may say where one of the objectives stands that this measures."""
    return any(may(member, "devplan.measure", one) for one in indicator.objectives.all()) or (
        may(member, "devplan.monitor")
    )


@transaction.atomic
def record_measurement(indicator: Indicator, member: Member, words: MeasuredWords) -> Measurement:
    """Record where an indicator stood on a day.

    Raises:
        NotAllowed: `member` may not measure one of its objectives.
        AlreadyMeasured: there is a measurement of that day.
        NotSo: the number or the day cannot be.
        Refused: the plan is not in force.
    """
    _check(indicator, member)
    made = Measurement(school=indicator.school, indicator=indicator, recorded_by=member)
    _set(made, words)
    made.save()
    _record(made, member, "devplan.measured")
    return made


@transaction.atomic
def correct_measurement(
    measurement: Measurement, member: Member, words: MeasuredWords
) -> Measurement:
    """Correct a measurement; the trail keeps what it said.

    Raises:
        NotAllowed: `member` may not measure one of its indicator's objectives.
        AlreadyMeasured: there is another of that day.
        NotSo: the number or the day cannot be.
        Refused: the plan is not in force.
    """
    now = Measurement.objects.select_for_update().get(pk=measurement.pk)
    now.indicator = measurement.indicator
    _check(now.indicator, member)
    before = _value(now)
    _set(now, words)
    now.recorded_by, now.recorded_at = member, timezone.now()
    now.save()
    _record(now, member, "devplan.measurement_corrected", before=before)
    return now


@transaction.atomic
def remove_measurement(measurement: Measurement, member: Member) -> None:
    """Take out a measurement; the trail keeps what it said.

    Raises:
        NotAllowed: `member` may not measure one of its indicator's objectives.
        Refused: the plan is not in force.
    """
    _check(measurement.indicator, member)
    _record(measurement, member, "devplan.measurement_removed")
    measurement.delete()


def problems_of(
    plan: Plan, member: Member, given: Sequence[tuple[Indicator, MeasuredWords]]
) -> list[str]:
    """What keeps each of these from being recorded, "" where nothing does: one query.

    The indicators' objectives are loaded. A day that stands twice is named at the second one.
    """
    taken: dict[int, set[datetime.date]] = defaultdict(set)
    there = Measurement.objects.filter(indicator__plan=plan)
    for pk, day in there.values_list("indicator_id", "measured_on"):
        taken[pk].add(day)
    found = []
    for indicator, words in given:
        try:
            _check(indicator, member)
            day = _checked(words).measured_on
            if day in taken[indicator.pk]:
                raise Refused(
                    _("There is a measurement of %(day)s already.") % {"day": date_format(day)}
                )
        except (Refused, NotAllowed) as refused:
            found.append(refused.sentence)
        else:
            taken[indicator.pk].add(day)
            found.append("")
    return found


@transaction.atomic
def record_all(
    plan: Plan, member: Member, given: Sequence[tuple[Indicator, MeasuredWords]]
) -> list[Measurement]:
    """Record a table of measurements, all of them or none.

    Raises:
        Refused: one of them cannot be, or the plan is not in force; then none is recorded.
    """
    now = Plan.objects.select_for_update().get(pk=plan.pk)
    _in_force(now)
    _refuse_first(problems_of(plan, member, given))
    made = [
        Measurement(
            school=plan.school,
            indicator=indicator,
            value=checked.value,
            measured_on=checked.measured_on,
            source=checked.source,
            recorded_by=member,
        )
        for indicator, checked in ((one, _checked(words)) for one, words in given)
    ]
    Measurement.objects.bulk_create(made)
    path = plan.get_absolute_url()
    verb = "devplan.measurements_brought"
    record(plan.school, member, verb, path=path, number=len(made), plan=plan.title)
    return made


def _refuse_first(problems: Iterable[str]) -> None:
    for problem in problems:
        if problem:
            raise Refused(problem)


def _check(indicator: Indicator, member: Member) -> None:
    if not may_measure(indicator, member):
        raise NotAllowed(SENTENCES["devplan.measure"])
    _in_force(indicator.plan)


def _in_force(plan: Plan) -> None:
    if plan.state == State.DRAFT:
        raise Refused(_("This plan is not agreed yet. It is measured once it is in force."))
    if plan.state == State.CLOSED:
        raise Refused(_("This plan is closed and stays as it is."))


def _checked(words: MeasuredWords) -> Checked:
    """What was given, where it can be.

    Raises:
        NotSo: the number or the day cannot be.
    """
    if words.value is None:
        raise NotSo("value", _("Say what was measured, as a number."))
    if not words.value.is_finite() or abs(words.value) > MOST:
        raise NotSo("value", _("That number is too large. Look at it once more."))
    if words.measured_on is None:
        raise NotSo("measured_on", _("Say on which day it was measured."))
    if words.measured_on > timezone.localdate():
        raise NotSo("measured_on", _("That day is still to come. Give the day of the measurement."))
    if words.measured_on.year < EARLIEST:
        raise NotSo(
            "measured_on",
            _("Look at the year once more: %(year)s.") % {"year": words.measured_on.year},
        )
    return Checked(words.value, words.measured_on, text_in("source", words.source, 200))


def _set(measurement: Measurement, words: MeasuredWords) -> None:
    checked = _checked(words)
    same = Measurement.objects.filter(
        indicator=measurement.indicator, measured_on=checked.measured_on
    ).exclude(pk=measurement.pk)
    if other := same.first():
        other.indicator = measurement.indicator
        raise AlreadyMeasured(
            other.pk,
            _("There is a measurement of %(day)s already: %(value)s. Correct that one.")
            % {"day": date_format(checked.measured_on), "value": _value(other)},
        )
    measurement.value = checked.value
    measurement.measured_on = checked.measured_on
    measurement.source = checked.source


def _value(measurement: Measurement) -> str:
    return f"{measurement.value.normalize():f} {measurement.indicator.unit}".strip()


def _record(measurement: Measurement, member: Member, verb: str, **more: Any) -> None:
    indicator = measurement.indicator
    record(
        indicator.school,
        member,
        verb,
        path=indicator.plan.get_absolute_url(),
        indicator=indicator.name,
        value=_value(measurement),
        **more,
    )
