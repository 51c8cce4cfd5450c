"""Money in pence: read from what people type, written as people read it, summed. No database."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from schools.money import MOST, NotMoney, pence_from, pounds, typed

__all__ = (
    "MOST",
    "Item",
    "Line",
    "NotMoney",
    "Table",
    "pence_from",
    "pounds",
    "summed",
    "table",
    "typed",
)

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Item:
    """A cost as the sums see it: `pence` planned in the academic year that starts in `year`.

    `spent` is what was spent of it, in pence, whenever that was.
    """

    year: int
    pence: int
    kind: str = ""
    capital: bool = False
    funding: str = ""
    strand: int | None = None
    objective: int | None = None
    action: int | None = None
    spent: int = 0


def summed(items: Iterable[Item], by: Callable[[Item], Key]) -> dict[Key, int]:
    """Pence by what `by` says of each, in the order in which that first came."""
    found: dict[Key, int] = {}
    for one in items:
        found[by(one)] = found.get(by(one), 0) + one.pence
    return found


@dataclass(frozen=True)
class Line:
    """One line of a table of money: its key and label, and pence by year."""

    key: Hashable
    label: str
    by_year: Mapping[int, int] = field(default_factory=dict)
    spent_by_year: Mapping[int, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.by_year.values())

    @property
    def spent(self) -> int:
        """What was spent of it in all, in pence."""
        return sum(self.spent_by_year.values())


@dataclass(frozen=True)
class Table:
    """Money of a plan: lines by years, in pence; `outside` is what falls into no year of the plan."""

    years: list[int]
    lines: list[Line]
    outside: int = 0

    @property
    def by_year(self) -> dict[int, int]:
        """What each year takes, all lines together."""
        return {year: sum(line.by_year.get(year, 0) for line in self.lines) for year in self.years}

    @property
    def total(self) -> int:
        return sum(line.total for line in self.lines)

    @property
    def spent_by_year(self) -> dict[int, int]:
        """What was spent of each year's money, all lines together."""
        return {
            year: sum(line.spent_by_year.get(year, 0) for line in self.lines) for year in self.years
        }

    @property
    def spent(self) -> int:
        """What was spent in all, in pence."""
        return sum(line.spent for line in self.lines)


def table(
    items: Iterable[Item],
    years: list[int],
    by: Callable[[Item], Hashable],
    labels: Mapping[Hashable, str] | None = None,
) -> Table:
    """Lay out money by what `by` says of each item and by year, the largest line first.

    `labels` names the keys; a key without one is named by itself.
    """
    sums: dict[Hashable, dict[int, int]] = {}
    paid: dict[Hashable, dict[int, int]] = {}
    outside = 0
    for one in items:
        if one.year not in years:
            outside += one.pence
            continue
        for found, pence in ((sums, one.pence), (paid, one.spent)):
            line = found.setdefault(by(one), {})
            line[one.year] = line.get(one.year, 0) + pence
    named = labels or {}
    lines = [Line(key, named.get(key, str(key)), line, paid[key]) for key, line in sums.items()]
    lines.sort(key=lambda line: (-line.total, line.label))
    return Table(years, lines, outside)
