"""Bars over the terms of several academic years: where each thing stands. No Django, no dates, no colours.

Terms stand side by side, each one column wide; the caller says where a day stands in columns. What
is returned are percentages of the lane's width, so that words keep their size on a phone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

# The narrowest lane (a phone held upright), and what a mark and a letter take in it, in pixels.
NARROWEST, MARK, LETTER = 330.0, 11.0, 6.4
# An end that nobody named is drawn so many columns away from the other; nothing is drawn shorter than this.
UNKNOWN, SHORTEST = 0.35, 0.8
# Signs of milestones, the worst first: what stands for several at one place.
WORST = ("red", "amber", "open", "target", "green")

Weight = Literal["year", "term", "half"]


@dataclass(frozen=True)
class Head:
    """A name above the lanes: of a year or a term; `short` is for where there is little room."""

    x: float
    width: float
    name: str
    short: str


@dataclass(frozen=True)
class Rule:
    """An upright line: where a year, a term or the second half of a term begins."""

    x: float
    weight: Weight


@dataclass(frozen=True)
class Frame:
    """What stands behind and above every lane; `today` is None where it is not in the picture."""

    years: tuple[Head, ...]
    terms: tuple[Head, ...]
    rules: tuple[Rule, ...]
    columns: int
    today: float | None
    today_at_end: bool


@dataclass(frozen=True)
class Bar:
    """A bar; `before` and `after` say that it goes on beyond the picture, `vague` that an end is unknown."""

    x: float
    width: float
    state: str
    before: bool = False
    after: bool = False
    vague: bool = False

    @property
    def end(self) -> float:
        return self.x + self.width


@dataclass(frozen=True)
class Mark:
    """Milestones at one place: the worst of their states, and how many they are."""

    x: float
    state: str
    count: int


def frame(
    groups: Sequence[tuple[str, Sequence[str]]],
    halves: Sequence[float] = (),
    today: float | None = None,
) -> Frame:
    """Lay out years with their terms; `halves` and `today` are places in columns.

    Raises:
        ValueError: there is no term.
    """
    columns = sum(len(terms) for _year, terms in groups)
    if not columns:
        raise ValueError("A timeline needs terms.")
    wide = 100 / columns
    years, terms, rules = [], [], []
    at = 0
    for name, below in groups:
        years.append(Head(_round(at * wide), _round(len(below) * wide), name, name))
        for number, term in enumerate(below):
            x = _round((at + number) * wide)
            terms.append(Head(x, _round(wide), term, term[:3]))
            rules.append(Rule(x, "term" if number else "year"))
        at += len(below)
    rules += [Rule(_round(one * wide), "half") for one in halves if 0 < one < columns]
    rules.append(Rule(100.0, "year"))
    now = None if today is None or not 0 <= today <= columns else _round(today * wide)
    return Frame(
        tuple(years),
        tuple(terms),
        tuple(sorted(rules, key=lambda one: one.x)),
        columns,
        now,
        now is not None and now > 85,
    )


def bar(of: Frame, start: float | None, end: float | None, state: str) -> Bar | None:
    """A bar between two places in columns; None where neither is known or it is not in the picture."""
    if start is None and end is None:
        return None
    vague = start is None or end is None
    first = start if start is not None else (end or 0.0) - UNKNOWN
    last = end if end is not None else first + UNKNOWN
    if last < 0 or first > of.columns or (last == 0 and first < 0):
        return None
    wide = 100 / of.columns
    left, right = max(first, 0.0) * wide, min(last, float(of.columns)) * wide
    if right - left < SHORTEST:
        left = min(left, 100 - SHORTEST)
        right = left + SHORTEST
    return Bar(
        _round(left),
        _round(right - left),
        state,
        before=first < 0,
        after=last > of.columns,
        vague=vague,
    )


def marks(of: Frame, places: Sequence[tuple[float, str]]) -> tuple[Mark, ...]:
    """Milestones as (place in columns, state): those that would touch stand as one, with their number."""
    near = MARK / NARROWEST * 100
    found: list[list[tuple[float, str]]] = []
    for place, state in sorted(places):
        if not 0 <= place <= of.columns:
            continue
        x = place * 100 / of.columns
        if found and x - found[-1][0][0] < near:
            found[-1].append((x, state))
        else:
            found.append([(x, state)])
    return tuple(
        Mark(
            _round(min(max(one[-1][0], 1.2), 98.8)),
            min((state for _x, state in one), key=_badness),
            len(one),
        )
        for one in found
    )


def _badness(state: str) -> int:
    return WORST.index(state) if state in WORST else len(WORST)


def _round(number: float) -> float:
    return round(number, 2)
