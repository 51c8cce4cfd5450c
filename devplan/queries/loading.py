"""A plan's strands with everything below them, a query for each kind of row, whatever there is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import CharField, F, Model, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, Coalesce

from schools.json_rows import JSONRows, hang
from schools.models import Member
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

# All that there is of a criterion.
CRITERION = ("id", "school_id", "objective_id", "text", "due_on", "met", "order")
DUE_ON = CRITERION.index("due_on")
# Values are kept to so small a part.
SMALLEST = Decimal(1).scaleb(-Target._meta.get_field("value").decimal_places)


def loaded(plan: Plan) -> list[Strand]:
    """The plan's strands with everything below them, as if it had been prefetched: six queries.

    Costs carry what was spent of them as `spent` (pence), indicators their latest measurement as
    `measured` and `measured_on` (None where there is none).
    """
    school, pk = plan.school, plan.pk
    strands: list[Strand] = _strands(school, plan=pk)
    objectives: list[Objective] = _objectives(school, plan=pk)
    actions: list[Action] = _actions(school, plan=pk)
    indicators: list[Any] = _indicators(school, plan=pk)
    for strand in strands:
        strand.plan = plan
    _hang(strands, "objectives", objectives, "strand")
    _hang(objectives, "criteria", _criteria(objectives), "objective")
    _hang(objectives, "actions", actions, "objective")
    _hang(objectives, "indicators", indicators)
    for one in indicators:
        hang(one, "targets", list(_targets(one)))
    _hang(actions, "supporters", _supporters(school, plan=pk))
    _hang(actions, "costs", _costs(school, plan=pk), "action")
    return strands


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


def _hang(parents: Iterable[Model], name: str, rows: Iterable[Any], back: str = "") -> None:
    """Give each parent its rows as a list, where Django keeps what was prefetched as `name`.

    A row knows its parent by the foreign key `back`, else by what it carries as `of`.
    """
    attribute = f"{back}_id" if back else "of"
    below: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        below[getattr(row, attribute)].append(row)
    for parent in parents:
        hung = below[parent.pk]
        hang(parent, name, hung)
        if back:
            for row in hung:
                row._state.fields_cache[back] = parent


@prepared
def _strands(*, school: int, plan: int) -> QuerySet[Strand]:
    return Strand.objects.filter(plan=plan)


@prepared
def _objectives(*, school: int, plan: int) -> QuerySet[Objective]:
    """Each with its criteria as lists of `CRITERION`."""
    criteria = Criterion.objects.filter(objective=OuterRef("pk"))
    return (
        Objective.objects.filter(strand__plan=plan)
        .select_related("aim", "subject")
        .annotate(judged_by=JSONRows(criteria, *CRITERION))
    )


def _criteria(objectives: Iterable[Objective]) -> Iterator[Criterion]:
    for objective in objectives:
        for row in objective.judged_by:  # type: ignore[attr-defined]
            one = Criterion.from_db(None, CRITERION, row)
            one.due_on = date.fromisoformat(row[DUE_ON]) if row[DUE_ON] else None
            yield one


@prepared
def _actions(*, school: int, plan: int) -> QuerySet[Action]:
    rows = Action.objects.filter(objective__strand__plan=plan)
    return rows.select_related("lead", "monitored_by")


@prepared
def _indicators(*, school: int, plan: int) -> QuerySet[Indicator]:
    """Each once for each objective that it measures, `of`, with its targets: number, value, day."""
    latest = Measurement.objects.filter(indicator=OuterRef("pk")).order_by("-measured_on")
    targets = Target.objects.filter(indicator=OuterRef("pk"))
    return Indicator.objects.filter(objectives__strand__plan=plan).annotate(
        of=F("objectives__pk"),
        aimed_at=JSONRows(targets, "pk", Cast("value", CharField()), "due_on"),
        measured=Subquery(latest.values("value")[:1]),
        measured_on=Subquery(latest.values("measured_on")[:1]),
    )


def _targets(indicator: Any) -> Iterator[Target]:
    for pk, value, day in indicator.aimed_at:
        yield Target(
            pk=pk,
            school_id=indicator.school_id,
            indicator=indicator,
            value=Decimal(value).quantize(SMALLEST),
            due_on=date.fromisoformat(day),
        )


@prepared
def _supporters(*, school: int, plan: int) -> QuerySet[Member]:
    """Each once for each action that they support, `of`."""
    rows = Member.objects.filter(actions_supported__objective__strand__plan=plan)
    return rows.annotate(of=F("actions_supported__pk"))


@prepared
def _costs(*, school: int, plan: int) -> QuerySet[Cost]:
    spending = Spending.objects.filter(cost=OuterRef("pk")).order_by().values("cost")
    return Cost.objects.filter(action__objective__strand__plan=plan).annotate(
        spent=Coalesce(Subquery(spending.annotate(sum=Sum("pence")).values("sum")), 0)
    )
