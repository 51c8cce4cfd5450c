"""The arithmetic of entitlement: what is said of a cell, and where its signature stands. No Django.

A cell is one key stage of a subject, or of ICT itself.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

MET, PARTLY, NOT_YET, NOT_TAUGHT = "met", "partly", "not_yet", "not_taught"
# Answers that leave a gap.
MISSING = frozenset({PARTLY, NOT_YET})
SOON = datetime.timedelta(days=30)


@dataclass(frozen=True)
class Counts:
    """How many of a cell's statements have which answer, in one academic year."""

    total: int = 0
    met: int = 0
    partly: int = 0
    not_yet: int = 0
    not_taught: int = 0

    @property
    def said(self) -> int:
        """Statements with an answer."""
        return self.met + self.partly + self.not_yet + self.not_taught

    @property
    def unsaid(self) -> int:
        """Statements without one."""
        return max(self.total - self.said, 0)

    @property
    def taught(self) -> int:
        """Statements that count: all but those not taught here."""
        return max(self.total - self.not_taught, 0)

    @property
    def gaps(self) -> int:
        """Statements that are partly met, or not yet."""
        return self.partly + self.not_yet

    @property
    def share(self) -> float | None:
        """The share met of what is taught, from 0 to 1; None where nothing is."""
        return self.met / self.taught if self.taught else None

    @property
    def complete(self) -> bool:
        """Whether every statement has an answer."""
        return self.total > 0 and self.said >= self.total

    @property
    def nothing_taught(self) -> bool:
        """Whether everything is said to be not taught here."""
        return self.complete and self.taught == 0

    def __add__(self, other: Counts) -> Counts:
        """Both together."""
        return Counts(
            self.total + other.total,
            self.met + other.met,
            self.partly + other.partly,
            self.not_yet + other.not_yet,
            self.not_taught + other.not_taught,
        )


def count(total: int, answers: Iterable[str]) -> Counts:
    """The counts of a cell of so many statements; an empty answer is none."""
    given = [one for one in answers if one]
    return Counts(
        total,
        *(sum(one == answer for one in given) for answer in (MET, PARTLY, NOT_YET, NOT_TAUGHT)),
    )


def together(counts: Iterable[Counts]) -> Counts:
    """All of them added up."""
    found = Counts()
    for one in counts:
        found += one
    return found


class State(Enum):
    """Where a cell stands: what is signed and holds, and what somebody still has to do."""

    SIGNED = "signed"
    CARRIED = "carried"
    OUT_OF_DATE = "out_of_date"
    TO_SIGN = "to_sign"
    TO_SAY = "to_say"

    @property
    def holds(self) -> bool:
        """A signature is in date."""
        return self in (State.SIGNED, State.CARRIED)


@dataclass(frozen=True)
class Signed:
    """A cell's newest signature: for which academic year, and on what day."""

    year: int
    on: datetime.date

    @property
    def until(self) -> datetime.date:
        """The last day on which it holds: the same day a year later."""
        try:
            return self.on.replace(year=self.on.year + 1)
        except ValueError:  # 29 February
            return self.on.replace(year=self.on.year + 1, day=28)

    def holds(self, today: datetime.date) -> bool:
        """Whether it is in date."""
        return today <= self.until


def state_of(counts: Counts, signed: Signed | None, year: int, today: datetime.date) -> State:
    """Where a cell stands, from this year's `counts` and its newest signature.

    A signature for an earlier academic year holds on until it is a year old.
    """
    if signed is not None and signed.holds(today):
        return State.SIGNED if signed.year == year else State.CARRIED
    if counts.complete:
        return State.TO_SIGN
    return State.TO_SAY if signed is None else State.OUT_OF_DATE


def is_due(state: State, signed: Signed | None, counts: Counts, today: datetime.date) -> bool:
    """Whether somebody has to say or sign: no signature holds; or last year's does, but ends within
    30 days, or everything is said anew and only waits to be signed.
    """
    if not state.holds:
        return True
    if state is not State.CARRIED or signed is None:
        return False
    return counts.complete or signed.until - today <= SOON


def is_secured(state: State, counts: Counts) -> bool:
    """Whether pupils get what they are entitled to: signed, in date, and nothing partly or not yet.

    `counts` are those of the year that was signed.
    """
    return state.holds and counts.complete and counts.gaps == 0
