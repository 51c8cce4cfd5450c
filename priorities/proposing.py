"""What follows from a review's results: an agenda, a balance of minutes that fits, and what moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .analysis import STEP, Analysis, Fit, fit_to_capacity
from .outcome import Results


@dataclass(frozen=True)
class Box:
    """A duty to talk about, and for how many minutes."""

    place: int
    minutes: int


@dataclass(frozen=True)
class Agenda:
    """What a meeting talks about, the most split first; `silent` are agreed unless somebody speaks."""

    boxes: tuple[Box, ...]
    silent: tuple[int, ...]
    left: int

    @property
    def minutes(self) -> int:
        """How long the boxes take together."""
        return sum(one.minutes for one in self.boxes)


def agenda(analysis: Analysis, meeting_minutes: int, least: int = 3, most: int = 15) -> Agenda:
    """Time boxes for the duties on which people are split, in order, that fit the meeting.

    As many as fit at `least` minutes each; what is over goes to the more split ones, up to
    `most` minutes a duty, and the rest is left free. Duties that all rated alike, that fewer than
    two rated or that no longer fit are agreed by silence.
    """
    split = [place for place in analysis.agenda if analysis.duties[place].split > 1e-9]
    chosen = split[: max(0, meeting_minutes) // least]
    spoken = set(chosen)
    silent = tuple(place for place in analysis.agenda if place not in spoken)
    spare = max(0, meeting_minutes) - least * len(chosen)
    whole = sum(analysis.duties[place].split for place in chosen)
    boxes = [
        min(most, least + int(spare * analysis.duties[place].split / whole)) for place in chosen
    ]
    spare = max(0, meeting_minutes) - sum(boxes)
    while spare and any(one < most for one in boxes):
        for index, one in enumerate(boxes):
            if spare and one < most:
                boxes[index] += 1
                spare -= 1
    return Agenda(
        tuple(Box(place, one) for place, one in zip(chosen, boxes, strict=True)), silent, spare
    )


@dataclass(frozen=True)
class Proposed:
    """A duty's minutes a week today and in a balance that fits; `out` where it is handed on."""

    place: int
    today: int | None
    proposed: int
    out: bool

    @property
    def difference(self) -> int:
        return self.proposed - (self.today or 0)

    @property
    def loss(self) -> int:
        """How many minutes fewer than today; 0 where it is more."""
        return max(0, -self.difference)


@dataclass(frozen=True)
class Balance:
    """Minutes a week that fit a capacity, beside today's."""

    capacity: int
    rows: tuple[Proposed, ...]
    fit: Fit

    @property
    def today(self) -> int:
        return sum(one.today or 0 for one in self.rows)

    @property
    def proposed(self) -> int:
        return sum(one.proposed for one in self.rows)

    @property
    def difference(self) -> int:
        return self.proposed - self.today

    @property
    def loss(self) -> int:
        """How many minutes fewer than today in all; 0 where it is more."""
        return max(0, -self.difference)


def balance(
    results: Results, capacity: int, out: Sequence[int] = (), coordinator: int | None = None
) -> Balance:
    """A balance that fits `capacity` minutes a week, of one coordinator or of all together.

    `out` are the places of duties that are handed on or stopped: they take no more time.
    """
    gone = set(out)
    today: list[int | None] = [one.minutes for one in results.analysis.duties]
    if coordinator is not None:
        today = next(
            (list(o.minutes) for o in results.shown.coordinators if o.participant == coordinator),
            [None] * len(today),
        )
    stay = [place for place in range(len(results.duties)) if place not in gone]
    # Whole steps of 5 minutes, the ceiling never below the floor.
    floors = [-(-(results.duties[place].floor or 0) // STEP) * STEP for place in stay]
    ceilings = [
        max(low, capacity if (high := results.duties[place].ceiling) is None else high)
        for place, low in zip(stay, floors, strict=True)
    ]
    medians = [results.analysis.duties[place].median for place in stay]
    fit = fit_to_capacity(medians, capacity, floors, ceilings)
    proposed = dict(zip(stay, fit.minutes, strict=True))
    return Balance(
        capacity,
        tuple(
            Proposed(place, today[place], proposed.get(place, 0), place in gone)
            for place in range(len(results.duties))
        ),
        fit,
    )


@dataclass(frozen=True)
class Move:
    """A duty whose median or consensus is another than in the round before."""

    place: int
    before: float | None
    now: float | None
    consensus_before: float | None
    consensus: float | None

    @property
    def closer(self) -> bool:
        """Whether people are more alike than before."""
        return (self.consensus or 0) > (self.consensus_before or 0)


def moved(before: Analysis, now: Analysis, least: float = 0.1) -> list[Move]:
    """The duties whose median changed, or whose consensus changed by `least`, the furthest first."""
    found = [
        Move(one.place, old.median, one.median, old.consensus, one.consensus)
        for old, one in zip(before.duties, now.duties, strict=True)
        if old.median != one.median or abs((one.consensus or 0) - (old.consensus or 0)) >= least
    ]
    return sorted(
        found,
        key=lambda one: (
            -abs((one.now or 0) - (one.before or 0)),
            -abs((one.consensus or 0) - (one.consensus_before or 0)),
            one.place,
        ),
    )
