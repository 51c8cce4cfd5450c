"""Academic years of a plan and the terms they have. Plain values, no database."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from schools.calendar import academic_year, usual_terms

__all__ = (
    "Grid",
    "TermSpan",
    "academic_year",
    "half_term_began",
    "half_terms",
    "name",
    "of_plan",
    "terms_of",
)


@dataclass(frozen=True)
class TermSpan:
    """A term of the academic year that starts in `year`, with its half-term break where known."""

    year: int
    name: str
    starts_on: date
    ends_on: date
    break_starts_on: date | None = None
    break_ends_on: date | None = None


def name(year: int) -> str:
    """An academic year as people write it: 2026 → "2026/27"."""
    return f"{year}/{(year + 1) % 100:02d}"


def of_plan(first_year: int, years: int) -> list[int]:
    """The calendar years in which the academic years of a plan start."""
    return list(range(first_year, first_year + years))


def terms_of(years: Iterable[int], known: Iterable[TermSpan] = ()) -> list[TermSpan]:
    """The three terms of each year: the school's own where `known`, else as is usual."""
    own = {(one.year, one.name): one for one in known}
    found = []
    for year in sorted(years):
        for term in usual_terms(year):
            usual = TermSpan(
                year,
                term.name,
                term.starts_on,
                term.ends_on,
                term.break_starts_on,
                term.break_ends_on,
            )
            found.append(own.get((year, term.name), usual))
    return found


def half_terms(terms: Iterable[TermSpan]) -> list[tuple[date, date]]:
    """First and last day of each half-term; a term whose break nobody knows counts as one."""
    found = []
    for term in terms:
        if term.break_starts_on is None or term.break_ends_on is None:
            found.append((term.starts_on, term.ends_on))
            continue
        found.append((term.starts_on, term.break_starts_on - timedelta(days=1)))
        found.append((term.break_ends_on + timedelta(days=1), term.ends_on))
    return sorted(found)


def half_term_began(terms: Iterable[TermSpan], today: date) -> date | None:
    """The day on which this half-term began; in a holiday the one before counts still.

    None before the first.
    """
    begun = [starts for starts, _ends in half_terms(terms) if starts <= today]
    return begun[-1] if begun else None


@dataclass(frozen=True)
class Grid:
    """Terms side by side, each one column wide: from its first day to that of the next."""

    terms: Sequence[TermSpan]

    @property
    def columns(self) -> int:
        return len(self.terms)

    @property
    def starts(self) -> list[date]:
        """The first day of each column, and the day after the last: the first of August."""
        last = max((term.year for term in self.terms), default=0)
        return [term.starts_on for term in self.terms] + (
            [max(date(last + 1, 8, 1), self.terms[-1].ends_on + timedelta(days=1))]
            if self.terms
            else []
        )

    def position(self, day: date) -> float:
        """Where `day` stands, in columns from the left; days outside stand at the ends."""
        edges = self.starts
        if not edges or day <= edges[0]:
            return 0.0
        if day >= edges[-1]:
            return float(self.columns)
        column = bisect_right(edges, day) - 1
        width = (edges[column + 1] - edges[column]).days
        return column + (day - edges[column]).days / width

    def contains(self, day: date) -> bool:
        """Whether `day` falls between the first and the last day of the grid."""
        edges = self.starts
        return bool(edges) and edges[0] <= day < edges[-1]
