"""The arithmetic of levels: how far apart people judge, and which next steps are still open. Plain values."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

HIGHEST = 5


@dataclass(frozen=True)
class Spread:
    """How people judge one strand: `counts` of the levels 1 to 5, and how many can't say."""

    counts: tuple[int, ...]
    cannot_say: int = 0

    @property
    def people(self) -> int:
        """Who gave a level."""
        return sum(self.counts)

    @property
    def lowest(self) -> int | None:
        return next((level for level, many in enumerate(self.counts, 1) if many), None)

    @property
    def highest(self) -> int | None:
        return next((HIGHEST - n for n, many in enumerate(reversed(self.counts)) if many), None)

    @property
    def apart(self) -> int:
        """How many levels lie between the lowest and the highest."""
        return (self.highest or 0) - (self.lowest or 0)

    @property
    def middle(self) -> float | None:
        """The median; midpoint of the two middle ones for an even number."""
        given = [level for level, many in enumerate(self.counts, 1) for _one in range(many)]
        return float(median(given)) if given else None


def spread(levels: Iterable[int | None]) -> Spread:
    """The spread of what people say of one strand; None is "can't say".

    Raises:
        ValueError: a level is not 1 to 5.
    """
    counts, cannot = [0] * HIGHEST, 0
    for one in levels:
        if one is None:
            cannot += 1
        elif 1 <= one <= HIGHEST:
            counts[one - 1] += 1
        else:
            raise ValueError("Levels are 1 to 5.")
    return Spread(tuple(counts), cannot)


@dataclass(frozen=True)
class Agreed:
    """A level that was agreed for a strand on a day, by its number."""

    pk: int
    strand: str
    level: int
    on: datetime.date


@dataclass(frozen=True)
class Step:
    """The next step of a strand, through `levels`: those agreed since it was taken up, the first and the latest
    of them alike or lower than it. It has closed with `closed`, the next level, which is above the first.
    """

    levels: tuple[Agreed, ...]
    closed: Agreed | None = None

    @property
    def first(self) -> Agreed:
        """The level from which it was taken up, whose number the step keeps."""
        return self.levels[0]

    @property
    def latest(self) -> Agreed:
        """The newest level at which it was still open."""
        return self.levels[-1]


def steps(agreed: Sequence[Agreed]) -> list[Step]:
    """The next steps of all strands out of everything that was agreed, in the order of agreeing.

    As long as a strand is not above the level from which a step was taken, the step is the same one:
    so what a plan has taken up stays taken up. At the highest level there is no next step.
    """
    found: list[Step] = []
    going: dict[str, tuple[Agreed, ...]] = {}
    for one in agreed:
        before = going.pop(one.strand, ())
        if before and one.level <= before[0].level:
            going[one.strand] = (*before, one)
            continue
        if before:
            found.append(Step(before, one))
        if one.level < HIGHEST:
            going[one.strand] = (one,)
    return [*found, *(Step(levels) for levels in going.values())]
