"""How actions stood at the end of each half-term, from what was said of them and from their dates.

Plain values, no database.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from .rag import NOT_STARTED, SETTLED, Timed, computed

DONE = "done"
ORDER = ("red", "amber", "green", DONE)


@dataclass(frozen=True)
class Said:
    """What was said of an action on a day: how far it is, and the colour stated."""

    on: date
    status: str
    rag: str


@dataclass(frozen=True)
class Story:
    """An action's dates and what was said of it, in any order."""

    strand: int
    starts_on: date | None
    ends_on: date | None
    said: Sequence[Said] = ()


def stood(action: Story, day: date) -> str:
    """How an action stood on `day`: "done", a colour, or "" where it was dropped or not due to begin.

    What people stated last counts until its finish is past; else the colour follows from the dates.
    """
    before = [one for one in action.said if one.on <= day]
    last = max(before, key=lambda one: one.on, default=None)
    status = last.status if last else NOT_STARTED
    if status in SETTLED:
        return DONE if status == DONE else ""
    if last is None and action.starts_on is not None and action.starts_on > day:
        return ""
    timed = Timed(status, action.starts_on, action.ends_on, last.on if last else None)
    follows = computed(timed, day).rag
    if follows == "red" or last is None:
        return follows
    return last.rag or follows


@dataclass(frozen=True)
class Moment:
    """How many actions of a strand stood how at the end of a half-term."""

    on: date
    counts: dict[str, int]

    @property
    def all(self) -> int:
        return sum(self.counts.values())


def over_time(actions: Iterable[Story], days: Sequence[date]) -> dict[int, list[Moment]]:
    """Each strand's counts on each of the days: by "red", "amber", "green" and "done"."""
    stories = list(actions)
    found: dict[int, list[Moment]] = {}
    for strand in dict.fromkeys(one.strand for one in stories):
        own = [one for one in stories if one.strand == strand]
        moments = []
        for day in days:
            counts = dict.fromkeys(ORDER, 0)
            for one in own:
                state = stood(one, day)
                if state:
                    counts[state] += 1
            moments.append(Moment(day, counts))
        found[strand] = moments
    return found
