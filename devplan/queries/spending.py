"""Costs of a plan with what was spent for each."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch
from django.http import Http404

from .. import money, years
from ..models import Cost, Plan, Spending, Status


@dataclass(frozen=True)
class CostRow:
    """A cost with its records, in words."""

    cost: Cost
    records: list[Spending]

    @property
    def year(self) -> str:
        return years.name(self.cost.year)

    @property
    def planned(self) -> str:
        return money.pounds(self.cost.pence)

    @property
    def spent_pence(self) -> int:
        return sum(one.pence for one in self.records)

    @property
    def spent(self) -> str:
        return money.pounds(self.spent_pence)

    @property
    def left(self) -> str:
        """What is left of it, or how much more it took."""
        return money.pounds(self.cost.pence - self.spent_pence)

    @property
    def over(self) -> bool:
        return self.spent_pence > self.cost.pence

    @property
    def lines(self) -> list[tuple[Spending, str]]:
        return [(one, money.pounds(one.pence)) for one in self.records]


def costs_of(plan: Plan) -> list[CostRow]:
    """The plan's costs by year and action, with their records: two queries."""
    found = (
        Cost.objects.filter(action__objective__plan=plan)
        .exclude(action__status=Status.DROPPED, spending__isnull=True)
        .select_related("action__objective")
        .prefetch_related(Prefetch("spending", Spending.objects.select_related("recorded_by")))
        .order_by("year", "action__objective__strand__order", "action__order", "pk")
        .distinct()
    )
    return [_row(plan, one) for one in found]


def cost_or_404(plan: Plan, pk: int) -> CostRow:
    """A cost of the plan.

    Raises:
        Http404: there is none of that id.
    """
    found = (
        Cost.objects.filter(action__objective__plan=plan, pk=pk)
        .select_related("action__objective")
        .prefetch_related(Prefetch("spending", Spending.objects.select_related("recorded_by")))
        .first()
    )
    if found is None:
        raise Http404
    return _row(plan, found)


def _row(plan: Plan, cost: Cost) -> CostRow:
    cost.school = cost.action.school = plan.school
    cost.action.objective.plan = plan
    return CostRow(cost, list(cost.spending.all()))
