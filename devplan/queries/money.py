"""The money of a plan: planned, by year and by what one asks for."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import money, years
from ..models import Cost, CostKind, Plan, Status, Strand
from ..moneybars import MoneyBars, money_bars

VIEWS: dict[str, str | Promise] = {
    "funding": gettext_lazy("Funding source"),
    "kind": gettext_lazy("What for"),
    "strand": gettext_lazy("Strand"),
    "capital": gettext_lazy("Capital or revenue"),
}


@dataclass(frozen=True)
class MoneyRow:
    """A line of the table as people read it."""

    label: str
    cells: list[str]
    total: str


@dataclass(frozen=True)
class Dearest:
    """An action that takes much of the money: its words, its lead, its sum, and why."""

    pk: int
    text: str
    total: str
    why: list[str]


@dataclass(frozen=True)
class MoneyPage:
    """The money of a plan by `view` and year, as a table, a picture and a sentence."""

    plan: Plan
    view: str
    title: str
    table: money.Table
    rows: list[MoneyRow]
    sums: list[str]
    bars: list[MoneyBars]
    dearest: list[Dearest]

    @property
    def years(self) -> list[str]:
        return [years.name(year) for year in self.table.years]

    @property
    def total(self) -> str:
        return money.pounds(self.table.total)

    @property
    def headline(self) -> str:
        """What the plan costs, and where most of it comes from or goes."""
        if not self.table.total:
            return _("No money is planned yet")
        return _("The plan costs %(money)s over %(years)s years") % {
            "money": self.total,
            "years": len(self.table.years),
        }

    @property
    def sentence(self) -> str:
        """The largest share and the dearest year, in words."""
        if not self.table.total:
            return ""
        first = self.table.lines[0]
        year, most = max(self.table.by_year.items(), key=lambda one: one[1])
        return _("“%(line)s” is %(share)s %% of it; %(year)s takes most, %(money)s.") % {
            "line": first.label,
            "share": round(first.total * 100 / self.table.total),
            "year": years.name(year),
            "money": money.pounds(most),
        }


def money_of(plan: Plan, view: str = "funding") -> MoneyPage:
    """The money of a plan in two queries. Of dropped actions nothing counts.

    `view` is a key of `VIEWS`; another is taken as "funding".
    """
    view = view if view in VIEWS else "funding"
    strands = {one.pk: one.name for one in Strand.objects.filter(plan=plan)}
    costs = (
        Cost.objects.filter(action__objective__plan=plan)
        .exclude(action__status=Status.DROPPED)
        .order_by("pk")
        .values_list(
            "year",
            "pence",
            "kind",
            "capital",
            "funding",
            "action__objective__strand_id",
            "action_id",
            "action__text",
            "rationale",
        )
    )
    items: list[money.Item] = []
    texts: dict[int, str] = {}
    whys: dict[int, list[str]] = {}
    for year, pence, kind, capital, funding, strand, action, text, rationale in costs:
        items.append(money.Item(year, pence, kind, capital, funding.strip(), strand, None, action))
        texts[action] = text
        reasons = whys.setdefault(action, [])
        if rationale and rationale not in reasons:
            reasons.append(rationale)
    by, labels = _by(view, strands)
    table = money.table(items, years.of_plan(plan.first_year, plan.years), by, labels)
    sums = money.summed(items, lambda one: one.action)
    dearest = sorted(sums.items(), key=lambda one: -one[1])[:5]
    by_year = [
        (years.name(year), [line.by_year.get(year, 0) for line in table.lines])
        for year in table.years
    ]
    return MoneyPage(
        plan,
        view,
        str(VIEWS[view]),
        table,
        [_row(line, table.years) for line in table.lines],
        [_amount(table.by_year[year]) for year in table.years],
        [money_bars(by_year), money_bars(by_year, narrow=True)],
        [
            Dearest(pk, texts[pk], money.pounds(pence), whys[pk])
            for pk, pence in dearest
            if pk is not None
        ],
    )


def _by(
    view: str, strands: Mapping[int, str]
) -> tuple[Callable[[money.Item], Hashable], dict[Hashable, str]]:
    match view:
        case "kind":
            return (lambda one: one.kind), {one.value: str(one.label) for one in CostKind}
        case "strand":
            return (lambda one: one.strand), {pk: name for pk, name in strands.items()}  # noqa: C416
        case "capital":
            return (lambda one: one.capital), {True: _("capital"), False: _("revenue")}
    return (lambda one: one.funding), {"": _("no funding source yet")}


def _row(line: money.Line, of: list[int]) -> MoneyRow:
    cells = [_amount(line.by_year.get(year, 0)) for year in of]
    return MoneyRow(line.label, cells, money.pounds(line.total))


def _amount(pence: int) -> str:
    return money.pounds(pence) if pence else "–"
