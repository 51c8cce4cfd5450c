"""The money of a plan: planned and spent, by year and by what one asks for; what is to be bought again."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import money, years
from ..forecast import Again, Bought, replacements
from ..models import Cost, CostKind, Plan, Spending, State, Status, Strand
from ..moneybars import MoneyBars, money_bars

VIEWS: dict[str, str | Promise] = {
    "funding": gettext_lazy("Funding source"),
    "kind": gettext_lazy("What for"),
    "strand": gettext_lazy("Strand"),
    "capital": gettext_lazy("Capital or revenue"),
}
# So many academic years the forecast looks ahead; of a past year's money more than this is left, in percent,
# where it was underspent.
AHEAD = 10
LEFT_OVER = 20


@dataclass(frozen=True)
class MoneyCell:
    """Planned and spent of a line in a year, as people read it; `over` where more was spent."""

    year: str
    planned: str
    spent: str = ""
    over: bool = False


@dataclass(frozen=True)
class MoneyRow:
    """A line of the table as people read it."""

    label: str
    cells: list[MoneyCell]
    all: MoneyCell


@dataclass(frozen=True)
class Dearest:
    """An action that takes much of the money: its words, its lead, its sum, and why."""

    pk: int
    text: str
    total: str
    why: list[str]


@dataclass(frozen=True)
class Replaced:
    """What has to be bought again in an academic year: its name, the sum, and what it is for."""

    year: str
    sum: str
    things: list[tuple[str, str]]


@dataclass(frozen=True)
class MoneyPage:
    """The money of a plan by `view` and year, as a table, a picture and a sentence.

    `now` is the academic year of today. `again` is what has to be bought again, the years without left
    out; `equipment` says whether the plan buys any.
    """

    plan: Plan
    view: str
    title: str
    table: money.Table
    rows: list[MoneyRow]
    sums: list[MoneyCell]
    bars: list[MoneyBars]
    dearest: list[Dearest]
    now: int
    again: list[Again] = field(default_factory=list)
    equipment: bool = False

    @property
    def years(self) -> list[str]:
        return [years.name(year) for year in self.table.years]

    @property
    def total(self) -> str:
        return money.pounds(self.table.total)

    @property
    def all(self) -> MoneyCell:
        """Planned and spent in all."""
        return _cell(_("Together"), self.table.total, self.table.spent)

    @property
    def is_spent(self) -> bool:
        """Whether anything is recorded as spent."""
        return any(any(line.spent_by_year.values()) for line in self.table.lines)

    @property
    def headline(self) -> str:
        """What the plan costs, and once money is spent, how much of the running year's."""
        if not self.table.total:
            if self.is_spent:
                return _("%(money)s was spent; nothing is planned any longer") % {
                    "money": money.pounds(self.table.spent)
                }
            return _("No money is planned yet")
        words = {"money": self.total, "years": len(self.table.years)}
        if not self.is_spent:
            return _("The plan costs %(money)s over %(years)s years") % words
        planned = self.table.by_year.get(self.now, 0)
        if self.plan.state == State.AGREED and planned:
            return _("%(spent)s of %(planned)s planned for %(year)s is spent") % {
                "spent": money.pounds(self.table.spent_by_year[self.now]),
                "planned": money.pounds(planned),
                "year": years.name(self.now),
            }
        return _("%(spent)s of %(money)s planned over %(years)s years is spent") % {
            **words,
            "spent": money.pounds(self.table.spent),
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

    @property
    def spent_sentence(self) -> str:
        """Where most was overspent, else underspent in a year that is over; else what is spent in all."""
        if not self.is_spent:
            return ""
        compared = [
            (line.spent_by_year.get(year, 0) - planned, line, year, planned)
            for line in self.table.lines
            for year, planned in line.by_year.items()
        ]
        more = max(compared, key=lambda one: one[0], default=None)
        if more is not None and more[0] > 0:
            return _("“%(line)s” took more than planned in %(year)s: %(spent)s of %(planned)s.") % (
                _compared(more[1], more[2], more[3])
            )
        under = [
            one for one in compared if one[2] < self.now and -one[0] * 100 > LEFT_OVER * one[3]
        ]
        if under:
            _gap, line, year, planned = min(under, key=lambda one: one[0])
            return _("“%(line)s” was underspent in %(year)s: %(spent)s of %(planned)s.") % (
                _compared(line, year, planned)
            )
        return _("In all %(spent)s of %(planned)s is spent.") % {
            "spent": money.pounds(self.table.spent),
            "planned": self.total,
        }

    @property
    def replaced(self) -> list[Replaced]:
        """What has to be bought again, in words."""
        return [
            Replaced(
                years.name(one.year),
                money.pounds(one.pence),
                [(text, money.pounds(pence)) for text, pence in one.things],
            )
            for one in self.again
        ]

    @property
    def again_sentence(self) -> str:
        """How much falls due again until when, and in which year most."""
        if not self.again:
            return ""
        most = max(self.again, key=lambda one: one.pence)
        return _(
            "%(money)s falls due again by %(last)s, at the prices of this plan; most in %(year)s, %(most)s."
        ) % {
            "money": money.pounds(sum(one.pence for one in self.again)),
            "last": years.name(self.now + AHEAD),
            "year": years.name(most.year),
            "most": money.pounds(most.pence),
        }


@dataclass(frozen=True)
class _Read:
    """A cost as it is read, with the words around it."""

    item: money.Item
    text: str
    rationale: str
    lasts: int | None


def money_of(plan: Plan, view: str = "funding") -> MoneyPage:
    """The money of a plan in two queries. Of dropped actions only what was spent counts.

    `view` is a key of `VIEWS`; another is taken as "funding".
    """
    view = view if view in VIEWS else "funding"
    strands = {one.pk: one.name for one in Strand.objects.filter(plan=plan)}
    costs = list(_costs(plan))
    items = [one.item for one in costs]
    by, labels = _by(view, strands)
    table = money.table(items, years.of_plan(plan.first_year, plan.years), by, labels)
    now = years.academic_year(timezone.localdate())
    bought = [
        Bought(one.text, one.item.year, one.item.pence, one.lasts) for one in costs if one.lasts
    ]
    return MoneyPage(
        plan,
        view,
        str(VIEWS[view]),
        table,
        [_row(line, table.years) for line in table.lines],
        [
            _cell(years.name(year), pence, table.spent_by_year[year])
            for year, pence in table.by_year.items()
        ],
        _bars(table),
        _dearest(costs),
        now,
        [one for one in replacements(bought, now + 1, AHEAD) if one.pence],
        any(one.item.kind == CostKind.EQUIPMENT for one in costs),
    )


def _costs(plan: Plan) -> Iterable[_Read]:
    """The plan's costs with what was spent of each: one query. What was planned and dropped is left out."""
    spending = Spending.objects.filter(cost=OuterRef("pk")).order_by().values("cost")
    found = (
        Cost.objects.filter(action__objective__plan=plan)
        .annotate(spent=Coalesce(Subquery(spending.annotate(sum=Sum("pence")).values("sum")), 0))
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
            "action__status",
            "rationale",
            "lasts",
            "spent",
        )
    )
    for (
        year,
        pence,
        kind,
        capital,
        funding,
        strand,
        action,
        text,
        status,
        why,
        lasts,
        spent,
    ) in found:
        dropped = status == Status.DROPPED
        if dropped and not spent:
            continue
        yield _Read(
            money.Item(
                year,
                0 if dropped else pence,
                kind,
                capital,
                funding.strip(),
                strand,
                None,
                action,
                spent,
            ),
            text,
            why,
            None if dropped else lasts,
        )


def _bars(table: money.Table) -> list[MoneyBars]:
    planned = [
        (years.name(year), [line.by_year.get(year, 0) for line in table.lines])
        for year in table.years
    ]
    spent = [[line.spent_by_year.get(year, 0) for line in table.lines] for year in table.years]
    paid = spent if any(any(line) for line in spent) else []
    return [money_bars(planned, paid), money_bars(planned, paid, narrow=True)]


def _dearest(costs: Iterable[_Read]) -> list[Dearest]:
    """The five actions that take most, with the reasons that their costs give."""
    sums: dict[int, int] = {}
    texts: dict[int, str] = {}
    whys: dict[int, list[str]] = {}
    for one in costs:
        pk = one.item.action or 0
        sums[pk] = sums.get(pk, 0) + one.item.pence
        texts[pk] = one.text
        reasons = whys.setdefault(pk, [])
        if one.rationale and one.rationale not in reasons:
            reasons.append(one.rationale)
    most = sorted(sums.items(), key=lambda one: -one[1])[:5]
    return [Dearest(pk, texts[pk], money.pounds(pence), whys[pk]) for pk, pence in most if pence]


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
    cells = [
        _cell(years.name(year), line.by_year.get(year, 0), line.spent_by_year.get(year, 0))
        for year in of
    ]
    return MoneyRow(line.label, cells, _cell(_("Together"), line.total, line.spent))


def _cell(year: str, planned: int, spent: int) -> MoneyCell:
    return MoneyCell(
        year,
        money.pounds(planned) if planned else "–",
        money.pounds(spent) if spent else "",
        spent > planned,
    )


def _compared(line: money.Line, year: int, planned: int) -> dict[str, str]:
    return {
        "line": line.label,
        "year": years.name(year),
        "spent": money.pounds(line.spent_by_year.get(year, 0)),
        "planned": money.pounds(planned),
    }
