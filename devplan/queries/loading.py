"""A plan's strands with everything below them, in one query, whatever there is.

They come as plain values, row by row (`rows_of`), so that what is made of an objective's rows can be kept for as long
as these are the same; `loaded` makes models of all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import CharField, Model, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, Coalesce

from schools.json_rows import Columns, JSONRows, day, hang
from schools.models import Aim, Member, School, Subject
from schools.prepared import prepared

from ..models import (
    Action,
    Cost,
    Criterion,
    Indicator,
    Measurement,
    Objective,
    Plan,
    Spending,
    Strand,
    Target,
)
from ..text import bare_strand

Row = list[Any]
Came = tuple[str, int]

ORIGIN = ("origin_kind", "origin_id")
STRAND = Columns(Strand, "id", "school_id", "plan_id", "name", "kind", "order")
OBJECTIVE = Columns(
    Objective,
    *("id", "school_id", "plan_id", "strand_id", "text", "aim_id", "subject_id", "sdp_reference"),
    *("strategies", *ORIGIN, "order", "revision"),
)
AIM = Columns(Aim, "id", "school_id", "text")
SUBJECT = Columns(Subject, "id", "school_id", "name")
CRITERION = Columns(Criterion, "id", "school_id", "objective_id", "text", "due_on", "met", "order")
INDICATOR = Columns(
    Indicator,
    *("id", "school_id", "plan_id", "name", "unit", "direction", "baseline", "baseline_on"),
    "source",
)
TARGET = Columns(Target, "id", "school_id", "indicator_id", "value", "due_on")
MEASURED = Columns(Measurement, "value")
ACTION = Columns(
    Action,
    *(
        "id",
        "school_id",
        "objective_id",
        "text",
        "lead_id",
        "starts_on",
        "ends_on",
        "status",
        "rag",
    ),
    *("rag_reason", "monitored_how", "monitored_by_id", "monitored_on", "duty_id", *ORIGIN),
    *("order", "revision", "updated_on"),
)
PERSON = Columns(Member, "id", "school_id", "name")
COST = Columns(
    Cost,
    *("id", "school_id", "action_id", "year", "pence", "capital", "kind", "funding", "rationale"),
    *("lasts", *ORIGIN),
)


class ObjectiveRows(NamedTuple):
    """An objective as it stands in the database, with all that belongs to it: plain values, row by row.

    Each row begins with the columns above. After them an objective has the words of its aim and the name of its
    subject; an indicator its latest measurement, its day, and the objective; an action the names of who leads and
    who monitors it; a person the action that they support; a cost the pence that were spent of it.
    """

    own: Row
    criteria: Sequence[Row]
    indicators: Sequence[Row]
    targets: Sequence[Row]
    actions: Sequence[Row]
    people: Sequence[Row]
    costs: Sequence[Row]

    @property
    def pk(self) -> int:
        return int(self.own[0])

    @property
    def objective(self) -> Objective:
        """The objective by itself."""
        return OBJECTIVE.of(self.own)

    @property
    def numbers(self) -> list[tuple[str, int]]:
        """The objective and its actions, as a text of the plan names them (devplan/text.py)."""
        return [("objective", self.own[0]), *(("action", row[0]) for row in self.actions)]

    @property
    def names(self) -> dict[int, str]:
        """The names of all who stand in it, by id."""
        lead, watcher = ACTION.place("lead_id"), ACTION.place("monitored_by_id")
        pairs = [
            pair for row in self.actions for pair in ((row[lead], row[-2]), (row[watcher], row[-1]))
        ]
        pairs += [(row[0], row[2]) for row in self.people]
        return {pk: name for pk, name in pairs if pk}

    @property
    def came(self) -> set[Came]:
        """Where its rows came from, by kind and number."""
        found = {_came(OBJECTIVE, self.own)}
        found |= {_came(ACTION, row) for row in self.actions}
        found |= {_came(COST, row) for row in self.costs}
        return {(kind, pk) for kind, pk in found if kind and pk}


class StrandRows(NamedTuple):
    """A strand as it stands in the database, with its objectives."""

    own: Row
    objectives: Sequence[ObjectiveRows]

    @property
    def pk(self) -> int:
        return int(self.own[0])

    @property
    def strand(self) -> Strand:
        """The strand by itself."""
        return STRAND.of(self.own)

    @property
    def text(self) -> dict[str, Any]:
        """The text of the strand by itself (devplan/text.py)."""
        name = STRAND.place("name")
        return bare_strand(self.pk, self.own[name], self.own[name + 1])


def _came(columns: Columns[Any], row: Row) -> tuple[str, int | None]:
    place = columns.place("origin_kind")
    return row[place], row[place + 1]


def rows_of(plan: Plan) -> list[StrandRows]:
    """The rows of a plan as plain values, in their order: one query."""
    ((strands, objectives, *below),) = _rows(plan.school, plan=plan.pk)
    criteria, indicators, targets, actions, people, costs = below
    of_strand = _by(objectives, OBJECTIVE.place("strand_id"))
    of_objective = [
        _by(criteria, CRITERION.place("objective_id")),
        _by(indicators, -1),
        _by(actions, ACTION.place("objective_id")),
    ]
    of_indicator = _by(targets, TARGET.place("indicator_id"))
    of_action = [_by(people, -1), _by(costs, COST.place("action_id"))]

    def objective(own: Row) -> ObjectiveRows:
        judged, measured, done = (each[own[0]] for each in of_objective)
        helped, paid = ([row for one in done for row in each[one[0]]] for each in of_action)
        aimed = [row for one in measured for row in of_indicator[one[0]]]
        return ObjectiveRows(own, judged, measured, aimed, done, helped, paid)

    return [StrandRows(own, [objective(one) for one in of_strand[own[0]]]) for own in strands]


def loaded(plan: Plan) -> list[Strand]:
    """The plan's strands with everything below them, as if it had been prefetched: one query.

    Costs carry what was spent of them as `spent` (pence), indicators their latest measurement as
    `measured` and `measured_on` (None where there is none). Of people, aims and subjects only the names are known.
    """
    found = [built(one) for one in rows_of(plan)]
    for strand in found:
        strand.plan = plan
    return found


def built(rows: StrandRows) -> Strand:
    """A strand as a model, with everything below it: of these rows and nothing else."""
    strand = rows.strand
    _hang(strand, "objectives", map(_objective, rows.objectives), "strand")
    return strand


def _objective(rows: ObjectiveRows) -> Objective:
    one = OBJECTIVE.of(rows.own)
    aim, subject = rows.own[-2:]
    one.aim = AIM.of([one.aim_id, one.school_id, aim]) if one.aim_id else None
    one.subject = SUBJECT.of([one.subject_id, one.school_id, subject]) if one.subject_id else None
    targets = _by(rows.targets, TARGET.place("indicator_id"))
    people, costs = _by(rows.people, -1), _by(rows.costs, COST.place("action_id"))
    _hang(one, "criteria", map(CRITERION.of, rows.criteria), "objective")
    hang(one, "indicators", [_indicator(row, targets[row[0]]) for row in rows.indicators])
    actions = [_action(row, people[row[0]], costs[row[0]]) for row in rows.actions]
    _hang(one, "actions", actions, "objective")
    return one


def _indicator(row: Row, targets: Sequence[Row]) -> Any:
    """An indicator with its targets."""
    one: Any = INDICATOR.of(row)
    value, on, _of = row[-3:]
    one.measured = MEASURED.of([value]).value
    one.measured_on = day(on)
    _hang(one, "targets", map(TARGET.of, targets), "indicator")
    return one


def _action(row: Row, people: Sequence[Row], costs: Sequence[Row]) -> Action:
    """An action with its people and costs."""
    one = ACTION.of(row)
    lead, watcher = row[-2:]
    one.lead = _named(one, one.lead_id, lead)
    one.monitored_by = _named(one, one.monitored_by_id, watcher)
    hang(one, "supporters", [PERSON.of(each) for each in people])
    paid: list[Any] = [COST.of(each) for each in costs]
    for cost, each in zip(paid, costs, strict=True):
        cost.spent = each[-1]
    _hang(one, "costs", paid, "action")
    return one


def _named(action: Action, pk: int | None, name: str) -> Member | None:
    return PERSON.of([pk, action.school_id, name]) if pk else None


def known_in(strands: Iterable[Strand]) -> dict[int, str]:
    """The names of all who stand in these strands as they were loaded, by id."""
    return {
        one.pk: one.name
        for strand in strands
        for objective in strand.objectives.all()
        for action in objective.actions.all()
        for one in (action.lead, action.monitored_by, *action.supporters.all())
        if one
    }


def _by(rows: Iterable[Row], place: int) -> dict[int, list[Row]]:
    """Rows by the number that stands in this place."""
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[place]].append(row)
    return found


def _hang(parent: Model, name: str, rows: Iterable[Any], back: str) -> None:
    """Give a parent its rows as a list, each with the parent as `back`."""
    hung = list(rows)
    hang(parent, name, hung)
    for row in hung:
        row._state.fields_cache[back] = parent


@prepared
def _rows(*, school: int, plan: int) -> QuerySet[Any, Any]:
    """What `rows_of` puts together: a list for each kind of row."""
    latest = Measurement.objects.filter(indicator=OuterRef("pk")).order_by("-measured_on")
    value = Cast(Subquery(latest.values("value")[:1]), CharField())
    spending = Spending.objects.filter(cost=OuterRef("pk")).order_by().values("cost")
    spent = Coalesce(Subquery(spending.annotate(sum=Sum("pence")).values("sum")), 0)
    of_plan = {"objective__strand__plan": plan}
    indicators = Indicator.objects.filter(objectives__strand__plan=plan)
    targets = Target.objects.filter(indicator__in=indicators.order_by().values("pk"))
    helping = Member.objects.filter(actions_supported__objective__strand__plan=plan)
    listed = [
        JSONRows(Strand.objects.filter(plan=plan), *STRAND.asked),
        JSONRows(
            Objective.objects.filter(strand__plan=plan),
            *(*OBJECTIVE.asked, "aim__text", "subject__name"),
        ),
        JSONRows(Criterion.objects.filter(**of_plan), *CRITERION.asked),
        JSONRows(
            indicators,
            *(*INDICATOR.asked, value, Subquery(latest.values("measured_on")[:1])),
            "objectives__pk",
        ),
        JSONRows(targets, *TARGET.asked),
        JSONRows(
            Action.objects.filter(**of_plan), *(*ACTION.asked, "lead__name", "monitored_by__name")
        ),
        JSONRows(helping, *(*PERSON.asked, "actions_supported__pk")),
        JSONRows(Cost.objects.filter(action__objective__strand__plan=plan), *COST.asked, spent),
    ]
    return School.objects.filter(pk=school).values_list(*listed)
