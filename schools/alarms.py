"""What cannot wait: a red line on every page of those who answer for it, until it is put right.

An upper app registers two things in `AppConfig.ready`. Whether there may be anything at all is asked
with the member, in the query that every page makes anyhow; only then, what it is, in one query more.
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
    maybe: Callable[[datetime.date], Any]
    alarms: Callable[[Member], list[Alarm]]


SOURCES: list[_Source] = []


def register(
    maybe: Callable[[datetime.date], Any], alarms: Callable[[Member], list[Alarm]]
) -> None:
    """Let an app raise alarms.

    `maybe(tomorrow)` gives an expression over a row of members: whether its school may have any before
    that day; it is never wrongly false. `alarms(member)` says which they are for that member, in one query.
    """
    SOURCES.append(_Source(maybe, alarms))


def expressions(tomorrow: datetime.date) -> dict[str, Any]:
    """What is asked with the member, by name; `tomorrow` wherever on earth the school is."""
    return {f"alarm_{place}": source.maybe(tomorrow) for place, source in enumerate(SOURCES)}


def whether_any(member: Member) -> list[bool]:
    """Whether there may be any, source by source: a page that is kept says so in its name (`schools.kept`)."""
    return [bool(getattr(member, f"alarm_{place}", True)) for place in range(len(SOURCES))]


def alarms_of(member: Member) -> list[Alarm]:
    """What cannot wait for `member`; no query where nothing can be."""
    return [
        alarm
        for source, may_be in zip(SOURCES, whether_any(member), strict=True)
        if may_be
        for alarm in source.alarms(member)
    ]
