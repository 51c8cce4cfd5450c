"""Indicators of a plan with what is known of each, in words and as a picture."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Prefetch, QuerySet, Value, prefetch_related_objects
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from charts.indicators import Given, IndicatorPicture, indicator_picture
from charts.travelled import Journey, Travelled, travelled
from schools.models import Member

from .. import impact
from ..models import Indicator, Measurement, Objective, Plan, Target
from .saying import amount

ROWS_OF_A_PICTURE = 24


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator with what is known of it, in words; `objectives` are the ids of those that it measures."""

    indicator: Indicator
    known: impact.Measured
    today: datetime.date
    objectives: list[int] = field(default_factory=list)

    @property
    def pk(self) -> int:
        return self.indicator.pk

    @property
    def baseline(self) -> str:
        return amount(self.known.baseline, self.indicator.unit)

    @property
    def latest(self) -> str:
        latest = self.known.latest
        return amount(latest.value, self.indicator.unit) if latest else ""

    @property
    def latest_on(self) -> datetime.date | None:
        latest = self.known.latest
        return latest.on if latest else None

    @property
    def target(self) -> str:
        target = self.known.target_at(self.today)
        return amount(target.value, self.indicator.unit) if target else ""

    @property
    def target_on(self) -> datetime.date | None:
        target = self.known.target_at(self.today)
        return target.on if target else None

    @property
    def way(self) -> str:
        """The way travelled in words: "62 %", "held"; "" where it is not known."""
        held = self.known.held(self.today)
        if held is not None:
            return _("held") if held else _("not held")
        percent = self.percent
        return "" if percent is None else f"{percent}\N{NO-BREAK SPACE}%".replace("-", "−")

    @property
    def percent(self) -> int | None:
        return self.known.way(self.today)

    @property
    def state(self) -> tuple[str, str, str]:
        """Colour, sign and words of where it stands."""
        if self.known.knowledge == "nothing":
            return ("soft", "○", _("no baseline"))
        if self.known.knowledge == "baseline":
            return ("soft", "○", _("not measured since"))
        if self.known.reached(self.today):
            return ("green", "✓", _("target reached"))
        up, aims = self.known.up, bool(self.known.targets)
        words = {
            "better": (
                "green",
                "↗" if up else "↘",
                _("nearer to its target") if aims else _("better than its baseline"),
            ),
            "same": ("amber", "→", _("where it was")),
            "worse": (
                "red",
                "↘" if up else "↗",
                _("further from its target") if aims else _("worse than its baseline"),
            ),
        }
        return words[self.known.course]

    @property
    def sentence(self) -> str:
        """Where it began, where it is and where it shall be, in a sentence."""
        if self.known.baseline is None:
            return _("It has no baseline, so nobody can say what has changed.")
        if self.known.latest is None:
            return _("It began at %(baseline)s and was not measured since.") % {
                "baseline": self.baseline
            }
        words = {
            "baseline": self.baseline,
            "latest": self.latest,
            "target": self.target,
            "day": date_format(self.target_on) if self.target_on else "",
        }
        if not self.target:
            return _("It went from %(baseline)s to %(latest)s. No target is set.") % words
        if self.known.reached(self.today):
            return (
                _("It went from %(baseline)s to %(latest)s; the target was %(target)s by %(day)s.")
                % words
            )
        return (
            _("It went from %(baseline)s to %(latest)s; it shall be %(target)s by %(day)s.") % words
        )


def measured(indicator: Indicator) -> impact.Measured:
    """What is known of an indicator whose targets and measurements are loaded."""
    return impact.Measured(
        indicator.direction == Indicator.Direction.UP,
        indicator.baseline,
        indicator.baseline_on,
        [impact.Point(one.measured_on, one.value) for one in indicator.measurements.all()],
        [impact.Point(one.due_on, one.value) for one in indicator.targets.all()],
    )


def indicators_of(plan: Plan, member: Member | None = None) -> list[IndicatorRow]:
    """The plan's indicators with their objectives, targets and measurements loaded: four queries.

    With `member`, two more, so that what they may measure can be asked of each without another.
    """
    today = timezone.localdate()
    return [_row(plan, one, today) for one in _loaded(plan, member)]


def indicator_or_404(plan: Plan, pk: int, member: Member) -> IndicatorRow:
    """An indicator of the plan: six queries.

    Raises:
        Http404: there is none of that id.
    """
    found = _loaded(plan, member).filter(pk=pk).first()
    if found is None:
        raise Http404
    return _row(plan, found, timezone.localdate())


def _loaded(plan: Plan, member: Member | None) -> QuerySet[Indicator]:
    objectives = Objective.objects.select_related("strand")
    if member is not None:
        prefetch_related_objects([member], "subjects")
        objectives = objectives.prefetch_related("actions")
    return Indicator.objects.filter(plan=plan).prefetch_related(
        "targets",
        Prefetch("measurements", Measurement.objects.select_related("recorded_by")),
        Prefetch("objectives", objectives),
    )


def _row(plan: Plan, one: Indicator, today: datetime.date) -> IndicatorRow:
    one.plan, one.school = plan, plan.school
    objectives = list(one.objectives.all())
    for objective in objectives:
        objective.plan = plan
    return IndicatorRow(one, measured(one), today, [each.pk for each in objectives])


def known_of(plan: Plan, today: datetime.date) -> list[IndicatorRow]:
    """The same without the objectives' words, those that measure an objective alone: two queries."""
    pairs = Indicator.objectives.through.objects.filter(indicator__plan=plan).select_related(
        "indicator"
    )
    indicators: dict[int, Indicator] = {}
    objectives: dict[int, list[int]] = defaultdict(list)
    for pair in pairs.order_by("indicator__name", "indicator_id", "pk"):
        indicators.setdefault(pair.indicator_id, pair.indicator)
        objectives[pair.indicator_id].append(pair.objective_id)
    points: dict[int, list[impact.Point]] = defaultdict(list)
    targets: dict[int, list[impact.Point]] = defaultdict(list)
    measured = Measurement.objects.filter(indicator__plan=plan).order_by()
    wanted = Target.objects.filter(indicator__plan=plan).order_by()
    rows = measured.values_list(Value(True), "indicator_id", "measured_on", "pk", "value").union(
        wanted.values_list(Value(False), "indicator_id", "due_on", "pk", "value"), all=True
    )
    for is_measured, pk, day, _number, value in sorted(rows, key=lambda row: row[2:4]):
        (points if is_measured else targets)[pk].append(impact.Point(day, value))
    return [
        IndicatorRow(
            one,
            impact.Measured(
                one.direction == Indicator.Direction.UP,
                one.baseline,
                one.baseline_on,
                points[pk],
                targets[pk],
            ),
            today,
            objectives[pk],
        )
        for pk, one in indicators.items()
    ]


def picture_of(
    row: IndicatorRow, *, narrow: bool = False, paper: bool = False
) -> IndicatorPicture | None:
    """An indicator over time, or None where nothing is known of it.

    On paper today is left out: the same values are the same picture, whenever it is printed.
    """
    points = [_given(one, "measured", row) for one in row.known.points]
    points += [_given(one, "target", row) for one in row.known.targets]
    if row.known.baseline is not None:
        on = row.known.baseline_on or min((one.on for one in points), default=row.today)
        points.append(_given(impact.Point(on, row.known.baseline), "baseline", row))
    if not points:
        return None
    today = points[0].on if paper else row.today
    return indicator_picture(points, up=row.known.up, today=today, narrow=narrow, low=paper)


def _given(one: impact.Point, kind: str, row: IndicatorRow) -> Given:
    # The unit stands in the sentence above: beside each point it would only be in the way.
    short = amount(one.value, "%" if row.indicator.unit == "%" else "")
    return Given(one.on, float(one.value), kind, short, date_format(one.on, "M Y"))  # type: ignore[arg-type]


def travelled_of(rows: list[IndicatorRow]) -> list[Travelled]:
    """The ways travelled side by side, for a wide screen and for a phone; the furthest first."""
    ordered = sorted(
        rows, key=lambda one: (one.percent is None, -(one.percent or 0), one.indicator.name)
    )[:ROWS_OF_A_PICTURE]
    journeys = [
        Journey(
            one.indicator.name,
            one.percent,
            one.way if one.way else one.state[2],
            one.state[0],
            one.baseline,
            one.latest,
            one.target,
        )
        for one in ordered
    ]
    return [travelled(journeys), travelled(journeys, narrow=True)] if journeys else []
