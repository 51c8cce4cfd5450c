"""When an entry of the registers falls due, and how it stands. Plain values, no database."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

# How long before its renewal an entry without days of notice is shown as falling due.
SOON_DAYS = 60
# A later date given so long before the old one, or after it, is a renewal; earlier it is a correction.
RENEWED_WITHIN = 120
LAST = datetime.date(2200, 12, 31)

T = TypeVar("T")


class Stands(StrEnum):
    """How an entry stands, the worst first."""

    EXPIRED = "expired"
    OVER_USED = "over_used"
    NOTICE = "notice"
    SOON = "soon"
    REPLACE = "replace"
    FINE = "fine"


def notice_day(renews_on: datetime.date | None, notice_days: int | None) -> datetime.date | None:
    """The last day to give notice: the renewal date less the days of notice; None without either."""
    if renews_on is None or notice_days is None:
        return None
    return renews_on - datetime.timedelta(days=notice_days)


def stands(
    today: datetime.date,
    this_year: int,
    renews_on: datetime.date | None = None,
    notice_on: datetime.date | None = None,
    quantity: int = 1,
    in_use: int | None = None,
    replaced_in: int | None = None,
) -> Stands:
    """The worst of what can be said of an entry: valid to the end of its renewal date.

    In its notice from the notice day on; over-used where more are in use than there are; to be replaced
    from the academic year `replaced_in` on.
    """
    if renews_on is not None and renews_on < today:
        return Stands.EXPIRED
    if in_use is not None and in_use > quantity:
        return Stands.OVER_USED
    if renews_on is not None:
        if notice_on is not None and notice_on <= today:
            return Stands.NOTICE
        if (notice_on or renews_on) <= today + datetime.timedelta(days=SOON_DAYS):
            return Stands.SOON
    if replaced_in is not None and replaced_in <= this_year:
        return Stands.REPLACE
    return Stands.FINE


def is_renewed(old: datetime.date, new: datetime.date, today: datetime.date) -> bool:
    """Whether a later date in place of an old one says that it was renewed, and does not correct it."""
    return new > old and old - datetime.timedelta(days=RENEWED_WITHIN) <= today


@dataclass(frozen=True)
class Month(Generic[T]):
    """A month by its first day, and what falls due in it."""

    first: datetime.date
    things: tuple[T, ...]


def by_month(things: Iterable[tuple[datetime.date, T]]) -> list[Month[T]]:
    """What falls due, month by month; a month in which nothing does is left out."""
    found: dict[datetime.date, list[T]] = {}
    for day, thing in sorted(things, key=lambda one: one[0]):
        found.setdefault(day.replace(day=1), []).append(thing)
    return [Month(first, tuple(many)) for first, many in found.items()]


def months_from(first: datetime.date, count: int) -> Sequence[datetime.date]:
    """The first days of `count` months from that of `first` on."""
    found = []
    year, month = first.year, first.month
    for _number in range(count):
        found.append(datetime.date(year, month, 1))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found
