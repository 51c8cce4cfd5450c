"""What a plan changed: money, actions, criteria and indicators of each objective side by side."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from charts.travelled import Travelled

from .. import impact, money, years
from ..models import Action, Cost, Criterion, Monitoring, Objective, Plan, Spending, Status
from .measuring import IndicatorRow, known_of, travelled_of
from .ragtime import NOTHING, Acted, OverTime, over_time

MET = Q(criteria__met=Criterion.Met.MET)


@dataclass(frozen=True)
class Sums:
    """Money and counts of an objective, a strand or the whole plan. Pence."""

    planned: int = 0
    spent: int = 0
    actions: int = 0
    done: int = 0
    criteria: int = 0
    met: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.planned + other.planned,
            self.spent + other.spent,
            self.actions + other.actions,
            self.done + other.done,
            self.criteria + other.criteria,
            self.met + other.met,
        )

    @property
    def planned_money(self) -> str:
        return money.pounds(self.planned)

    @property
    def spent_money(self) -> str:
        return money.pounds(self.spent)

    @property
    def money(self) -> str:
        """Spent of planned in words; "–" where there is neither."""
        if not self.planned and not self.spent:
            return "–"
        return _("%(spent)s of %(planned)s") % {
            "spent": self.spent_money,
            "planned": self.planned_money,
        }


@dataclass(frozen=True)
class YearCell:
    """A strand in an academic year: its money, and how many indicators were measured and came nearer.

    `coming` says that the year has not begun; `measures` whether the strand has any indicator.
    """

    year: str
    planned: int
    spent: int
    measured: int
    nearer: int
    coming: bool
    measures: bool

    @property
    def money(self) -> str:
        if self.coming and not self.spent and self.planned:
            return _("%(money)s planned") % {"money": money.pounds(self.planned)}
        return Sums(self.planned, self.spent).money

    @property
    def improvement(self) -> str:
        """What was measured in that year, in words; "" before it begins."""
        if self.coming or not self.measures:
            return ""
        if not self.measured:
            return _("nothing measured")
        return _("%(n)s of %(all)s nearer") % {"n": self.nearer, "all": self.measured}


@dataclass(frozen=True)
class ObjectiveImpact:
    """An objective with its money, actions, criteria, indicators, and what was found."""

    objective: Objective
    sums: Sums
    indicators: list[IndicatorRow]
    found: list[Monitoring]

    @property
    def unknown(self) -> list[str]:
        """What cannot be said of it yet, beside what its indicators say themselves."""
        sentences = []
        if not self.indicators:
            sentences.append(_("Nothing is measured for it."))
        if self.sums.planned and not self.sums.spent:
            sentences.append(
                _("Of %(money)s planned, nothing is recorded as spent.")
                % {"money": self.sums.planned_money}
            )
        return sentences


@dataclass(frozen=True)
class StrandImpact:
    """A strand: the sum of its objectives, and each of its years."""

    pk: int
    name: str
    sums: Sums
    objectives: list[ObjectiveImpact]
    by_year: list[YearCell]

    @property
    def indicators(self) -> list[IndicatorRow]:
        return list({row.pk: row for one in self.objectives for row in one.indicators}.values())

    @property
    def tally(self) -> impact.Tally:
        return impact.tally([one.known for one in self.indicators])

    @property
    def improvement(self) -> str:
        """What moved since the baseline, in words."""
        return _nearer(self.tally)

    @property
    def sentence(self) -> str:
        """Investment beside improvement, in a sentence that claims no cause."""
        words = {"spent": self.sums.spent_money, "planned": self.sums.planned_money}
        spent = (
            _("%(spent)s was spent of %(planned)s planned.") % words
            if self.sums.planned or self.sums.spent
            else _("No money is planned here.")
        )
        told = self.tally
        if not told.all:
            return f"{spent} {_('Nothing is measured here.')}"
        moved = ngettext(
            "Beside it, %(better)s of %(n)s indicator moved the way it should.",
            "Beside it, %(better)s of %(n)s indicators moved the way they should.",
            told.all,
        ) % {"better": told.better, "n": told.all}
        return f"{spent} {moved}"


@dataclass(frozen=True)
class NotKnown:
    """Something that nobody can say: a sentence, and the things it is so of as (id, words).

    `kind` is "indicator" or "objective": what the ids are of.
    """

    sentence: str
    kind: str
    things: list[tuple[int, str]]


@dataclass(frozen=True)
class ImpactPage:
    """A plan's investment and improvement, strand by strand; `found` is what was found, the newest first."""

    plan: Plan
    today: datetime.date
    strands: list[StrandImpact]
    sums: Sums
    indicators: list[IndicatorRow]
    years: list[str]
    by_year: list[YearCell]
    found: list[Monitoring]
    travelled: list[Travelled] = field(default_factory=list)
    colours: OverTime = NOTHING

    @property
    def objectives(self) -> list[ObjectiveImpact]:
        return [one for strand in self.strands for one in strand.objectives]

    @property
    def tally(self) -> impact.Tally:
        return impact.tally([one.known for one in self.indicators])

    @property
    def headline(self) -> str:
        """What moved and what is not known."""
        return impact.headline(self.tally)

    @property
    def improvement(self) -> str:
        """What moved since the baseline, in words."""
        return _nearer(self.tally)

    @property
    def rest(self) -> str:
        """What the headline leaves out of the indicators."""
        return impact.rest(self.tally)

    @property
    def sentence(self) -> str:
        """Money, actions and criteria in one sentence."""
        return _(
            "%(spent)s of %(planned)s is spent, %(done)s of %(actions)s actions are done and %(met)s of "
            "%(criteria)s success criteria are met."
        ) % {
            "spent": self.sums.spent_money,
            "planned": self.sums.planned_money,
            "done": self.sums.done,
            "actions": self.sums.actions,
            "met": self.sums.met,
            "criteria": self.sums.criteria,
        }

    @property
    def not_known(self) -> list[NotKnown]:
        """What nobody can say yet, and why."""
        by_state: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for row in self.indicators:
            by_state[row.known.knowledge].append((row.pk, row.indicator.name))
        unmeasured = [
            (one.objective.pk, one.objective.text) for one in self.objectives if not one.indicators
        ]
        unspent = [
            (one.objective.pk, one.objective.text)
            for one in self.objectives
            if one.sums.planned and not one.sums.spent
        ]
        found = [
            NotKnown(
                _("Nothing is measured for these objectives: what changed cannot be said."),
                "objective",
                unmeasured,
            ),
            NotKnown(
                _("These have no baseline: there is nothing to compare with."),
                "indicator",
                by_state["nothing"],
            ),
            NotKnown(
                _("These were not measured since their baseline."),
                "indicator",
                by_state["baseline"],
            ),
            NotKnown(
                _("Money is planned for these, and nothing is recorded as spent."),
                "objective",
                unspent,
            ),
        ]
        return [one for one in found if one.things]


def _nearer(told: impact.Tally) -> str:
    if not told.all:
        return _("nothing is measured")
    if told.unknown == told.all:
        return _("not known")
    return _("%(n)s of %(all)s nearer") % {"n": told.better, "all": told.all}


def impact_of(plan: Plan) -> ImpactPage:
    """Investment and improvement of a plan: nine queries, whatever its size."""
    today = timezone.localdate()
    objectives = list(
        plan.objectives.select_related("strand")
        .annotate(judged=Count("criteria"), met=Count("criteria", filter=MET))
        .order_by("strand__order", "strand_id", "order", "pk")
    )
    rows = known_of(plan, today)
    by_objective: dict[int, list[IndicatorRow]] = defaultdict(list)
    for row in rows:
        for pk in row.objectives:
            by_objective[pk].append(row)
    sums, by_year = _money(plan)
    for one in objectives:
        sums[one.pk] += Sums(criteria=one.judged, met=one.met)
    actions = _count(plan, sums)
    looks, found = _found(plan)
    plan_years = years.of_plan(plan.first_year, plan.years)
    names = {one.strand_id: one.strand.name for one in objectives}
    blocks = []
    for strand, name in names.items():
        parts = [
            ObjectiveImpact(one, sums[one.pk], by_objective[one.pk], found[one.pk])
            for one in objectives
            if one.strand_id == strand
        ]
        measured = {row.pk: row for one in parts for row in one.indicators}.values()
        own = [one.objective.pk for one in parts]
        cells = [_cell(year, own, by_year, list(measured), today) for year in plan_years]
        blocks.append(
            StrandImpact(strand, name, sum((one.sums for one in parts), Sums()), parts, cells)
        )
    return ImpactPage(
        plan,
        today,
        blocks,
        sum((one.sums for one in blocks), Sums()),
        rows,
        [years.name(year) for year in plan_years],
        [_cell(year, [one.pk for one in objectives], by_year, rows, today) for year in plan_years],
        looks,
        travelled_of(rows),
        over_time(plan, names, actions, today),
    )


def _cell(
    year: int,
    objectives: Iterable[int],
    by_year: dict[tuple[int, int], Sums],
    rows: Sequence[IndicatorRow],
    today: datetime.date,
) -> YearCell:
    """A strand in one academic year; August belongs to the next one."""
    first, last = datetime.date(year, 8, 1), datetime.date(year + 1, 7, 31)
    courses = [course for row in rows if (course := row.known.moved_within(first, last))]
    spent = sum((by_year[one, year] for one in objectives), Sums())
    return YearCell(
        years.name(year),
        spent.planned,
        spent.spent,
        len(courses),
        courses.count("better"),
        first > today,
        bool(rows),
    )


def _money(plan: Plan) -> tuple[dict[int, Sums], dict[tuple[int, int], Sums]]:
    """Planned and spent of each objective, in all and by the year it was planned for: one query.

    Of dropped actions only what was spent counts.
    """
    spending = Spending.objects.filter(cost=OuterRef("pk")).order_by().values("cost")
    costs = (
        Cost.objects.filter(action__objective__plan=plan)
        .order_by()
        .annotate(spent=Coalesce(Subquery(spending.annotate(sum=Sum("pence")).values("sum")), 0))
        .values_list("action__objective_id", "action__status", "year", "pence", "spent")
    )
    found: dict[int, Sums] = defaultdict(Sums)
    by_year: dict[tuple[int, int], Sums] = defaultdict(Sums)
    for objective, status, year, pence, spent in costs:
        one = Sums(0 if status == Status.DROPPED else pence, spent)
        found[objective] += one
        by_year[objective, year] += one
    return found, by_year


def _count(plan: Plan, sums: dict[int, Sums]) -> list[Acted]:
    """Add each objective's actions to its sums; the answer is all actions: one query."""
    actions = (
        Action.objects.filter(objective__plan=plan)
        .order_by("pk")
        .values_list(
            "objective_id",
            "pk",
            "objective__strand_id",
            "status",
            "rag",
            "starts_on",
            "ends_on",
            "updated_on",
        )
    )
    found = []
    for objective, pk, strand, status, rag, starts_on, ends_on, updated_on in actions:
        one = Acted(pk, strand, status, rag, starts_on, ends_on, updated_on)
        found.append(one)
        if one.status != Status.DROPPED:
            sums[objective] += Sums(actions=1, done=int(one.status == Status.DONE))
    return found


def _found(plan: Plan) -> tuple[list[Monitoring], dict[int, list[Monitoring]]]:
    """What was found by looking, the newest first, and by the objectives it belongs to: two queries."""
    done = Monitoring.objects.filter(plan=plan, done_on__isnull=False).select_related("by")
    looks = list(done.order_by("-done_on", "-pk"))
    by_actions = Monitoring.actions.through.objects.filter(monitoring__plan=plan)
    by_criteria = Monitoring.criteria.through.objects.filter(monitoring__plan=plan)
    pairs = by_actions.values_list("monitoring_id", "action__objective_id").union(
        by_criteria.values_list("monitoring_id", "criterion__objective_id")
    )
    objectives: dict[int, list[int]] = defaultdict(list)
    for look, objective in pairs:
        objectives[look].append(objective)
    found: dict[int, list[Monitoring]] = defaultdict(list)
    for one in looks:
        for pk in objectives[one.pk]:
            found[pk].append(one)
    return looks, found
