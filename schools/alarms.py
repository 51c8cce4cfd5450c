"""What cannot wait: a red line on every page of those who answer for it, until it is put right.

An upper app registers two things in `AppConfig.ready`. What it is about is asked with the member, in the query that
every page makes anyhow; in words it is said from that alone.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .models import Member


@dataclass(frozen=True)
class Alarm:
    """One thing that cannot wait: a sentence, a verb, and the page where it is put right."""

    sentence: str
    verb: str
    url: str


@dataclass(frozen=True)
class _Source:
    rows: Callable[[datetime.date], Any]
    alarms: Callable[[Member, list[Any]], list[Alarm]]


SOURCES: list[_Source] = []


def register(
    rows: Callable[[datetime.date], Any], alarms: Callable[[Member, list[Any]], list[Alarm]]
) -> None:
    """Let an app raise alarms.

    `rows(tomorrow)` gives an expression over a row of members, a list: what its school has that may be one
    before that day. `alarms(member, rows)` says which of it is one for that member; no query.
    """
    SOURCES.append(_Source(rows, alarms))


def expressions(tomorrow: datetime.date) -> dict[str, Any]:
    """What is asked with the member, by name; `tomorrow` wherever on earth the school is."""
    return {f"alarm_{place}": source.rows(tomorrow) for place, source in enumerate(SOURCES)}


def whether_any(member: Member) -> list[bool]:
    """Whether there may be any, source by source: a page that is kept says so in its name (`schools.kept`)."""
    return [bool(rows) for rows in _rows(member)]


def alarms_of(member: Member) -> list[Alarm]:
    """What cannot wait for `member`, as it was when they were read."""
    return [
        alarm
        for source, rows in zip(SOURCES, _rows(member), strict=True)
        if rows
        for alarm in source.alarms(member, rows)
    ]


def _rows(member: Member) -> list[list[Any]]:
    return [getattr(member, f"alarm_{place}", []) for place in range(len(SOURCES))]
