"""What the registers will cost, academic year by academic year. Plain values, no database.

Everything is taken at the price that it has in the register, for prices of later years are not known:

- what is paid monthly, termly or yearly costs 12, 3 or 1 of it in each year, as if it were renewed;
- what was paid once and has a replacement year is bought again in that year, and from then on as many
  years apart as it lasted, from the year of buying to that of replacing;
- what was paid once, has no replacement year and has a renewal date (a licence for three years paid in
  advance) is paid again in the year of that date, and from then on as many years apart as it runs.

What should have been renewed or replaced before the first year is paid in the first. What has no cost
is counted, not guessed.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from schools.calendar import academic_year

A_YEAR = {"monthly": 12, "termly": 3, "yearly": 1}
YEARS = 5


@dataclass(frozen=True)
class Item:
    """An entry as the forecast sees it: `pence` for all of it, once or in each period."""

    name: str
    kind: str
    pence: int | None
    period: str = "once"
    bought_on: datetime.date | None = None
    starts_on: datetime.date | None = None
    renews_on: datetime.date | None = None
    replaced_in: int | None = None


@dataclass(frozen=True)
class Year:
    """An academic year: pence by kind, and what is renewed or bought again in it, the dearest first."""

    year: int
    by_kind: dict[str, int]
    bought: tuple[tuple[str, int], ...]

    @property
    def pence(self) -> int:
        return sum(self.by_kind.values())


@dataclass(frozen=True)
class Forecast:
    """Years one after the other; `unpriced` is how many entries fall due and have no cost."""

    years: list[Year]
    unpriced: int = 0
    kinds: list[str] = field(default_factory=list)

    @property
    def pence(self) -> int:
        """All years together."""
        return sum(one.pence for one in self.years)

    @property
    def dearest(self) -> Year:
        """The year that costs most; the first of several."""
        return max(self.years, key=lambda one: (one.pence, -one.year))


def forecast(
    items: Iterable[Item], first: int, kinds: Sequence[str], years: int = YEARS
) -> Forecast:
    """Lay out what `items` cost in `years` academic years from `first`; `kinds` gives their order."""
    span = range(first, first + years)
    sums: dict[int, dict[str, int]] = {year: {} for year in span}
    again: dict[int, list[tuple[str, int]]] = {year: [] for year in span}
    unpriced = 0
    for one in items:
        due = due_years(one, first, years)
        if one.pence is None:
            unpriced += bool(due)
            continue
        times = A_YEAR.get(one.period)
        for year in due:
            pence = one.pence * (times or 1)
            sums[year][one.kind] = sums[year].get(one.kind, 0) + pence
            if times is None and pence:
                again[year].append((one.name, pence))
    known = [kind for kind in kinds if any(kind in found for found in sums.values())]
    return Forecast(
        [
            Year(
                year,
                {kind: sums[year][kind] for kind in kinds if kind in sums[year]},
                tuple(sorted(again[year], key=lambda pair: (-pair[1], pair[0]))),
            )
            for year in span
        ],
        unpriced,
        known,
    )


def due_years(one: Item, first: int, years: int = YEARS) -> list[int]:
    """The academic years, of `years` from `first`, in which an entry is paid."""
    span = range(first, first + years)
    if one.period in A_YEAR:
        return list(span)
    if one.replaced_in is not None:
        bought = one.bought_on or one.starts_on
        lasts = one.replaced_in - academic_year(bought) if bought else 0
        return _again(one.replaced_in, lasts, span)
    if one.renews_on is not None:
        begun = one.starts_on or one.bought_on
        runs = round((one.renews_on - begun).days / 365.25) if begun else 0
        return _again(academic_year(one.renews_on), runs, span)
    return []


def _again(due: int, apart: int, span: range) -> list[int]:
    """`due`, or the first year where that is over, and every `apart` years after it."""
    start = max(due, span.start)
    return list(range(start, span.stop, apart)) if apart > 0 else [y for y in [start] if y in span]
