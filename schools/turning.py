"""The year's turn: what has to be looked at before another academic year begins. Apps add their steps.

Nothing is ticked by hand: a step is done when the state of the school says so.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from .calendar import usual_terms
from .models import Member


@dataclass(frozen=True)
class Turn:
    """The academic year that is to begin, or has begun: the calendar year it starts in, its first and last day.

    The days are those of the school's own terms where they are known, else the usual ones.
    """

    starts_in: int
    starts_on: datetime.date
    ends_on: datetime.date

    @property
    def name(self) -> str:
        """As people write it: "2026/27"."""
        return f"{self.starts_in}/{(self.starts_in + 1) % 100:02d}"


@dataclass(frozen=True)
class Line:
    """One line of a preview, and the page where it is read or changed."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Step:
    """One thing to look at: whether it is done, what there is, and where the reader does it.

    `lines` say one by one what is concerned, the first few of `count`. `url` and `verb` lead to the page where it
    is done; with `post` it is done from here, `post_verb` says what.
    """

    title: str
    done: bool
    sentence: str
    lines: tuple[Line, ...] = ()
    count: int = 0
    url: str = ""
    verb: str = ""
    post: str = ""
    post_verb: str = ""

    @property
    def more(self) -> int:
        """How many are not shown."""
        return max(self.count - len(self.lines), 0)


# Given a member of a school, within its scope, and the year; a number of queries that does not grow.
Source = Callable[[Member, Turn], list[Step]]

MOST_LINES = 6
_sources: list[tuple[int, Source]] = []


def register(order: int, source: Source) -> None:
    """Add steps at a place of the list; called from `AppConfig.ready`."""
    if (order, source) not in _sources:
        _sources.append((order, source))
        _sources.sort(key=lambda one: one[0])


def steps(member: Member, turn: Turn) -> list[Step]:
    """Every step as it stands, for `member`."""
    return [step for _order, source in _sources for step in source(member, turn)]


def year_of_turn(today: datetime.date) -> int:
    """The calendar year in which the academic year starts that one turns to: this one.

    Until July it is the year to come, from August on the one that has begun.
    """
    return today.year


def usual(starts_in: int) -> Turn:
    """The turn to a year of which the school knows no days."""
    terms = usual_terms(starts_in)
    return Turn(starts_in, terms[0].starts_on, terms[-1].ends_on)
