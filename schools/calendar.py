"""The English school year: which one a day is in, and when its terms usually are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

AUGUST = 8
MONDAY, FRIDAY = 0, 4


@dataclass(frozen=True)
class UsualTerm:
    """A term as most schools have it: first and last day, and the week in its middle."""

    name: str
    starts_on: date
    ends_on: date
    break_starts_on: date
    break_ends_on: date


def academic_year(day: date) -> int:
    """The calendar year in which the academic year of `day` starts; August is of the new one."""
    return day.year if day.month >= AUGUST else day.year - 1


def usual_terms(year: int) -> tuple[UsualTerm, UsualTerm, UsualTerm]:
    """Autumn, spring and summer of the academic year that starts in `year`, as is usual.

    Schools set their own dates: these are to begin from, and within days of most.
    """
    half_term = _on_or_after(date(year, 10, 23), MONDAY)
    autumn = _term(
        "autumn", _weekday(date(year, 9, 2)), _on_or_before(date(year, 12, 20), FRIDAY), half_term
    )
    ends, starts = _around_easter(easter(year + 1))
    spring = _term(
        "spring",
        _on_or_after(date(year + 1, 1, 4), MONDAY),
        ends,
        _on_or_after(date(year + 1, 2, 12), MONDAY),
    )
    summer = _term(
        "summer",
        starts,
        _on_or_before(date(year + 1, 7, 23), FRIDAY),
        _on_or_before(date(year + 1, 5, 31), MONDAY),
    )
    return autumn, spring, summer


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (the algorithm of Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _term(name: str, starts: date, ends: date, half_term: date) -> UsualTerm:
    """A term with a week's break from the Monday `half_term`."""
    return UsualTerm(name, starts, ends, half_term, half_term + timedelta(days=FRIDAY))


def _around_easter(sunday: date) -> tuple[date, date]:
    """The spring term's last and the summer term's first day: two weeks that hold Easter.

    An early Easter begins the holiday, a late one ends it, any other stands in its middle.
    """
    if (sunday.month, sunday.day) <= (4, 1):
        return sunday - timedelta(days=3), sunday + timedelta(days=15)
    if (sunday.month, sunday.day) <= (4, 12):
        return sunday - timedelta(days=9), sunday + timedelta(days=8)
    return sunday - timedelta(days=16), sunday + timedelta(days=2)


def _on_or_after(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def _on_or_before(day: date, weekday: int) -> date:
    return day - timedelta(days=(day.weekday() - weekday) % 7)


def _weekday(day: date) -> date:
    """The day itself, or the Monday after it when it is at the weekend."""
    return day if day.weekday() <= FRIDAY else _on_or_after(day, MONDAY)
