"""The plans of a school in short, with how far their indicators are: what the cycle asks, in one query."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from schools.models import School
from schools.once import once
from schools.prepared import prepared

from .. import years
from ..models import Action, Cost, Indicator, Measurement, Plan, Spending, State, Status, Target
from ..rag import SETTLED
from .rounds import asked_in, due_since, lingers_from


@dataclass(frozen=True)
class Measured:
    """An indicator that measures an objective: its latest measurement, and the target that counts today."""

    direction: str
    latest: Decimal | None
    target: Decimal | None

    @property
    def reached(self) -> bool:
        """Whether the latest measurement is at that target, or past it."""
        if self.latest is None or self.target is None:
            return False
        if self.direction == Indicator.Direction.UP:
            return self.latest >= self.target
        return self.latest <= self.target


@dataclass
class Glanced:
    """A plan that is not closed: how many of its actions are late, its indicators, its money.

    `actions` leaves out what was dropped; of `owed` an open round of updates still waits for a word.

    `planned` and `spent` are pence, of the academic year of today.
    """

    plan: Plan
    late: int
    actions: int = 0
    done: int = 0
    owed: int = 0
    planned: int = 0
    spent: int = 0
    measured: list[Measured] = field(default_factory=list)


def plans_at_a_glance(school: School) -> list[Glanced]:
    """Every plan that is not closed, the newest first: one query, once a page."""
    return once(("devplan.glance", school.pk), lambda: _read(school))


def _read(school: School) -> list[Glanced]:
    today = timezone.localdate()
    found: dict[int, Glanced] = {}
    year = years.academic_year(today)
    for one in _rows(school, today=today, year=year, rounds_since=lingers_from(today)):
        plan = found.setdefault(
            one.pk,
            Glanced(one, one.late, one.many, one.done, one.owed, one.planned, one.spent),
        )
        if one.tied:
            plan.measured.append(Measured(one.direction, one.latest, one.target))
    return list(found.values())


@prepared
def _rows(
    *, school: int, today: datetime.date, year: int, rounds_since: datetime.date
) -> QuerySet[Plan]:
    """Each plan once for each of its indicators, or once."""
    late = (
        Action.objects.filter(objective__plan=OuterRef("pk"), ends_on__lt=today)
        .exclude(status__in=SETTLED)
        .order_by()
        .values("objective__plan")
        .annotate(n=Count("pk"))
        .values("n")
    )
    every = (
        Action.objects.filter(objective__plan=OuterRef("pk"))
        .exclude(status=Status.DROPPED)
        .order_by()
        .values("objective__plan")
        .annotate(n=Count("pk"))
    )
    rounds = Q(updateround__plan=OuterRef("pk")) & due_since(rounds_since, "updateround__")
    owed = (
        asked_in(rounds)
        .filter(owed=True)
        .order_by()
        .values("updateround__plan")
        .annotate(n=Count("pk"))
    )
    planned = Cost.objects.filter(action__objective__plan=OuterRef("pk"), year=year)
    planned = planned.exclude(action__status=Status.DROPPED)
    spent = Spending.objects.filter(cost__action__objective__plan=OuterRef("pk"), cost__year=year)
    indicator = OuterRef("indicators__pk")
    latest = Measurement.objects.filter(indicator=indicator).order_by("-measured_on")
    targets = Target.objects.filter(indicator=indicator)
    coming = targets.filter(due_on__gte=today).order_by("due_on")
    return (
        Plan.objects.filter(school=school)
        .exclude(state=State.CLOSED)
        .only("school", "title", "first_year", "years", "state")
        .annotate(
            late=Coalesce(Subquery(late), 0),
            many=Coalesce(Subquery(every.values("n")), 0),
            done=Coalesce(Subquery(every.filter(status=Status.DONE).values("n")), 0),
            owed=Coalesce(Subquery(owed.values("n")), 0),
            planned=_summed(planned, "action__objective__plan"),
            spent=_summed(spent, "cost__action__objective__plan"),
            tied=Exists(Indicator.objectives.through.objects.filter(indicator=indicator)),
            direction=F("indicators__direction"),
            latest=Subquery(latest.values("value")[:1]),
            target=Coalesce(
                Subquery(coming.values("value")[:1]),
                Subquery(targets.order_by("-due_on").values("value")[:1]),
            ),
        )
    )


def _summed(rows: QuerySet[Any], plan: str) -> Coalesce:
    """The pence of these rows of a plan, whose path is `plan`; 0 for none."""
    summed = rows.order_by().values(plan).annotate(sum=Sum("pence")).values("sum")
    return Coalesce(Subquery(summed, output_field=BigIntegerField()), 0)
