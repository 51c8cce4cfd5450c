"""Days that matter to somebody: the apps register who knows of which, the calendar collects them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .models import Member


@dataclass(frozen=True)
class CalendarDate:
    """A whole day: its words and the page that it is about. `key` stays the same as long as the thing does."""

    day: datetime.date
    title: str
    url: str
    key: str


# Given a member, within their school's scope; a constant number of queries each, whatever there is.
Source = Callable[[Member], Iterable[CalendarDate]]

_sources: list[Source] = []


def register(source: Source) -> None:
    """Let `source` name days; called from `AppConfig.ready`."""
    if source not in _sources:
        _sources.append(source)


def dates_of(member: Member) -> list[CalendarDate]:
    """All days that matter to `member`, the earliest first."""
    found = [one for source in _sources for one in source(member)]
    return sorted(found, key=lambda one: (one.day, one.key))
