"""An indicator over time: its baseline, measurements and targets as points. Pixels; no colours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

WIDE = (640.0, 220.0)
NARROW = (340.0, 220.0)
LOW = 150.0
LEFT, RIGHT, TOP, BOTTOM = 14.0, 14.0, 26.0, 34.0
LETTER = 6.6

Kind = Literal["baseline", "measured", "target"]
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Given:
    """A value on a day, with its words."""

    on: date
    value: float
    kind: Kind
    label: str
    day: str


@dataclass(frozen=True)
class Mark:
    """Where a point and its words stand; `day_anchor` is "" where its day has no room."""

    x: float
    y: float
    kind: Kind
    label: str
    day: str
    anchor: Anchor
    text_y: float
    day_anchor: Anchor | Literal[""]


@dataclass(frozen=True)
class Band:
    """From one target's day to the next: what is good lies above the line at `y`, or below it."""

    x: float
    width: float
    y: float
    height: float
    line: float

    @property
    def end(self) -> float:
        """Where the target's day is."""
        return self.x + self.width


@dataclass(frozen=True)
class IndicatorPicture:
    """The points, the path through what was measured, the target bands, and today's line."""

    width: float
    height: float
    marks: tuple[Mark, ...]
    path: str
    bands: tuple[Band, ...]
    today: float | None
    floor: float


def indicator_picture(
    points: Sequence[Given], *, up: bool, today: date, narrow: bool = False, low: bool = False
) -> IndicatorPicture:
    """Lay out an indicator's points over time; `low` is for paper, where several stand on a page.

    Raises:
        ValueError: there is no point.
    """
    if not points:
        raise ValueError("An indicator without any value has no picture.")
    width, height = NARROW if narrow else WIDE
    height = LOW if low else height
    ordered = sorted(points, key=lambda one: (one.on, one.kind == "target"))
    first, last = min(ordered[0].on, today), max(ordered[-1].on, today)
    span = max((last - first).days, 1)
    least, most = min(one.value for one in ordered), max(one.value for one in ordered)
    if least == most:
        least, most = least - 1, most + 1
    floor = height - BOTTOM

    def across(day: date) -> float:
        return round(LEFT + (width - LEFT - RIGHT) * (day - first).days / span, 1)

    def up_to(value: float) -> float:
        return round(floor - (floor - TOP - 14) * (value - least) / (most - least), 1)

    places = [(one, across(one.on), up_to(one.value)) for one in ordered]
    marks = tuple(_marks(places, width, floor))
    path = " ".join(
        f"{'L' if number else 'M'}{one.x:g} {one.y:g}"
        for number, one in enumerate(one for one in marks if one.kind != "target")
    )
    bands, start = [], across(first)
    for one in marks:
        if one.kind != "target" or one.x <= start:
            continue
        top, bottom = (TOP, one.y) if up else (one.y, floor)
        bands.append(Band(start, round(one.x - start, 1), top, round(bottom - top, 1), one.y))
        start = one.x
    return IndicatorPicture(width, height, marks, path, tuple(bands), across(today), floor)


def _marks(
    places: Sequence[tuple[Given, float, float]], width: float, floor: float
) -> Iterator[Mark]:
    """The points with their words: a value that would stand on another goes below its point or further
    above it, a day that would touch another is left out. The first and the last day have room first.
    """
    values: list[tuple[float, float, float]] = []
    days: list[tuple[float, float]] = []
    shown: dict[int, Anchor] = {}
    for number in sorted(range(len(places)), key=lambda at: (at not in (0, len(places) - 1), at)):
        one, x, _y = places[number]
        anchor, left, right = _around(x, one.day, width)
        if all(right + 6 < start or left - 6 > end for start, end in days):
            days.append((left, right))
            shown[number] = anchor
    for number, (one, x, y) in enumerate(places):
        anchor, left, right = _around(x, one.label, width)
        free = [
            at
            for at in (y - 10, y + 19, y - 23, y + 32)
            if at < floor - 2
            and all(
                end <= left or right <= start or abs(at - taken) >= 13
                for start, end, taken in values
            )
        ]
        text_y = free[0] if free else y - 10
        values.append((left, right, text_y))
        yield Mark(x, y, one.kind, one.label, one.day, anchor, text_y, shown.get(number, ""))


def _around(x: float, text: str, width: float) -> tuple[Anchor, float, float]:
    """How a text is set at `x` so that it stays within the picture, and from where to where it goes."""
    half = len(text) * LETTER / 2 + 3
    if x - half < 0:
        return "start", x, x + 2 * half
    if x + half > width:
        return "end", x - 2 * half, x
    return "middle", x - half, x + half
