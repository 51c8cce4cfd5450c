"""What the checks of a plan look at, as plain values. No database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Aim:
    """An aim of the vision."""

    pk: int
    text: str


@dataclass(frozen=True)
class Measure:
    """An indicator: whether it says where things stood, and where they shall stand."""

    baseline: bool
    target: bool


@dataclass(frozen=True)
class Objective:
    """An objective: the aim it serves, the kind of its strand, what measures it, the gap it came from."""

    pk: int
    text: str
    kind: str
    aim: int | None = None
    measures: Sequence[Measure] = ()
    gap: tuple[str, int] | None = None


@dataclass(frozen=True)
class Action:
    """An action that is not dropped: its objective, its lead, and the duty or the gap it came from."""

    pk: int
    text: str
    objective: int
    lead: int | None = None
    duty: int | None = None
    settled: bool = False
    gap: tuple[str, int] | None = None


@dataclass(frozen=True)
class Cost:
    """Money of an action, in pence, and the gap that it came from."""

    action: int
    pence: int
    funding: str = ""
    rationale: str = ""
    gap: tuple[str, int] | None = None


@dataclass(frozen=True)
class Load:
    """A role that somebody holds: minutes a week of its duties, and of release time."""

    member: int
    name: str
    role: int
    title: str
    minutes: int
    release: int | None


@dataclass(frozen=True)
class Duty:
    """A duty that the school has decided to do more of."""

    pk: int
    text: str
    review: str


@dataclass(frozen=True)
class Gap:
    """Something that is missing: its kind and number, what should be so, where, and how it stands
    ("signed as partly").
    """

    ref: tuple[str, int]
    text: str
    about: str
    stands: str


@dataclass(frozen=True)
class Facts:
    """All that the checks look at."""

    aims: Sequence[Aim] = ()
    objectives: Sequence[Objective] = ()
    actions: Sequence[Action] = ()
    costs: Sequence[Cost] = ()
    loads: Sequence[Load] = ()
    more: Sequence[Duty] = ()
    gaps: Sequence[Gap] = ()
