"""The half-terms of a school's years, as stretches of days without a hole. Plain values, no database."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from schools.calendar import academic_year, usual_terms


@dataclass(frozen=True)
class TermDays:
    """A term as far as it matters here."""

    year: int
    name: str
    starts_on: datetime.date
    ends_on: datetime.date
    break_ends_on: datetime.date | None


@dataclass(frozen=True)
class HalfTerm:
    """A half of a term with the days after it, up to the next half: from `starts_on` before `until`.

    `year` is the calendar year in which its academic year starts, `half` 1 or 2.
    """

    year: int
    term: str
    half: int
    starts_on: datetime.date
    until: datetime.date

    @property
    def key(self) -> str:
        """Its name in addresses: `2026-autumn-1`."""
        return f"{self.year}-{self.term}-{self.half}"


def half_terms(known: Iterable[TermDays], first: int, last: int) -> list[HalfTerm]:
    """All half-terms of the academic years that start in `first` to `last`, the earliest first.

    Where a school has not said when a term is, it is when most schools have it.
    """
    found = {(one.year, one.name): one for one in known}
    starts: list[tuple[datetime.date, int, str, int]] = []
    for year in range(first, last + 2):
        for usual in usual_terms(year):
            term = found.get(
                (year, usual.name),
                TermDays(year, usual.name, usual.starts_on, usual.ends_on, usual.break_ends_on),
            )
            middle = term.break_ends_on or term.starts_on + (term.ends_on - term.starts_on) / 2
            starts.append((term.starts_on, year, term.name, 1))
            starts.append((middle + datetime.timedelta(days=1), year, term.name, 2))
    starts.sort()
    return [
        HalfTerm(year, name, half, day, following[0])
        for (day, year, name, half), following in pairwise(starts)
        if year <= last
    ]


def half_term_of(day: datetime.date, known: Iterable[TermDays]) -> HalfTerm:
    """The half-term that `day` falls into; the days of a break belong to the one before it."""
    year = academic_year(day)
    halves = half_terms(known, year - 1, year + 1)
    return next(
        (one for one in halves if one.starts_on <= day < one.until),
        halves[0],
    )
