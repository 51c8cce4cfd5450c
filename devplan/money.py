"""Money in pence: read from what people type, written as people read it, summed. No database."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from django.utils.translation import gettext as _

MOST = 100_000_000_00
_WHOLE = r"(?:\d{1,3}(?:,\d{3})+|\d+)"
_AMOUNT = re.compile(rf"£? ?(?P<pounds>{_WHOLE})(?:\.(?P<pence>\d{{1,2}}))?", re.ASCII)

Key = TypeVar("Key", bound=Hashable)


class NotMoney(ValueError):
    """What was typed is no amount; the message says why and what to type."""


def pence_from(text: str) -> int:
    """Read an amount in pounds: "£1,200" or "1200.50"; the answer is in pence.

    Raises:
        NotMoney: it is unclear, negative, or above £100 million.
    """
    typed = " ".join(text.split())
    if not typed:
        raise NotMoney(_("Give an amount in pounds, such as 1,200 or 49.50."))
    found = _AMOUNT.fullmatch(typed)
    if found is None:
        if re.match(r"(£ ?)?[-−–(]|[-−–] ?£", typed):
            raise NotMoney(
                _("“%(text)s” is below zero. Give what is planned as an amount of 0 or more.")
                % {"text": typed[:40]}
            )
        raise NotMoney(
            _("“%(text)s” is not an amount. Give pounds in digits, such as 1,200 or 49.50.")
            % {"text": typed[:40]}
        )
    pounds = int(found["pounds"].replace(",", "")[:20])
    pence = pounds * 100 + int((found["pence"] or "0").ljust(2, "0"))
    if pence > MOST:
        raise NotMoney(_("That is more than £100 million. Look at the number once more."))
    return pence


def pounds(pence: int) -> str:
    """An amount as people write it: 120000 → "£1,200", 4950 → "£49.50", -500 → "−£5"."""
    sign = "−" if pence < 0 else ""
    whole, rest = divmod(abs(pence), 100)
    return f"{sign}£{whole:,}" + (f".{rest:02d}" if rest else "")


def typed(pence: int) -> str:
    """An amount as it stands in a field: "1,200" or "49.50"."""
    return pounds(pence).replace("£", "")


@dataclass(frozen=True)
class Item:
    """A cost as the sums see it: `pence` planned in the academic year that starts in `year`."""

    year: int
    pence: int
    kind: str = ""
    capital: bool = False
    funding: str = ""
    strand: int | None = None
    objective: int | None = None
    action: int | None = None


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

    @property
    def total(self) -> int:
        return sum(self.by_year.values())


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
    outside = 0
    for one in items:
        if one.year not in years:
            outside += one.pence
            continue
        line = sums.setdefault(by(one), {})
        line[one.year] = line.get(one.year, 0) + one.pence
    named = labels or {}
    lines = [Line(key, named.get(key, str(key)), line) for key, line in sums.items()]
    lines.sort(key=lambda line: (-line.total, line.label))
    return Table(years, lines, outside)
