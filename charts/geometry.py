"""The geometry of the figures: where things stand, worked out from plain numbers. No Django, no colours.

A template draws a figure from what is returned here; the page colours it by class, paper by attribute.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Literal

AREAS = ("staff", "leadership", "curriculum", "resources", "teaching")
# The narrowest that a bar is drawn (a phone held upright) and the room that a digit takes in it, in pixels.
NARROWEST = 300.0
DIGIT = 7.5
GAP = 2.0
MARK = 12.0
# The least height of what is touched.
TOUCH = 44.0


@dataclass(frozen=True)
class Stretch:
    """One segment of a bar. `start` and `length` are percentages of the figure's width.

    `labelled` says whether its minutes fit beneath it without touching another label, on a phone too; `marked`
    whether the area's shape fits inside it.
    """

    key: str
    label: str
    minutes: int
    start: float
    length: float
    labelled: bool
    marked: bool

    @property
    def middle(self) -> float:
        """Half way along, in percent: where the shape stands."""
        return self.start + self.length / 2


@dataclass(frozen=True)
class Capacity:
    """The mark of the release time. `label_at_end`: its words end at the mark, for there is no room after it."""

    minutes: int
    at: float
    label_at_end: bool


@dataclass(frozen=True)
class LoadBar:
    """A stacked bar of minutes a week against release time; positions in percent of the width."""

    stretches: tuple[Stretch, ...]
    total: int
    end: float
    capacity: Capacity | None
    room: float

    @property
    def over(self) -> int:
        """Minutes a week beyond the release time; 0 where all fits or no release time is known."""
        return max(0, self.total - self.capacity.minutes) if self.capacity else 0


def load_bar(segments: Sequence[tuple[str, str, int]], capacity: int | None) -> LoadBar:
    """Lay out minutes a week by area as one bar, beside the release time where one is known.

    Args:
        segments: (area key, label, minutes a week) in the order drawn; those without minutes are left out.
        capacity: the release time in minutes a week; None or 0 where there is none.

    Raises:
        ValueError: a number of minutes is negative.
    """
    if any(minutes < 0 for _key, _label, minutes in segments) or (capacity or 0) < 0:
        raise ValueError("Minutes cannot be negative.")
    drawn = [one for one in segments if one[2]]
    total = sum(minutes for _key, _label, minutes in drawn)
    # Right of the bar stands its total; the bar takes what is left of the width.
    margin = (len(str(total)) * DIGIT + 8) / NARROWEST * 100
    span = max(total, capacity or 0) or 1
    scale = (100 - margin) / span
    stretches: list[Stretch] = []
    at = 0.0
    for key, label, minutes in drawn:
        length = minutes * scale
        text = (len(str(minutes)) * DIGIT + 3) / NARROWEST * 100
        # A label begins where its segment does; it is drawn only where it ends before the next one's begins.
        # The key below the bar says the minutes of every segment, slivers too.
        labelled = text <= length
        marked = length * NARROWEST / 100 >= MARK + 6
        stretches.append(Stretch(key, label, minutes, at, length, labelled, marked))
        at += length
    mark = None
    if capacity:
        position = capacity * scale
        mark = Capacity(capacity, position, label_at_end=position > 45)
    return LoadBar(tuple(stretches), total, at, mark, margin)


State = Literal["done", "now", "late", "later"]


@dataclass(frozen=True)
class Step:
    """One step of the leadership cycle: its name, its state, a line that says where the school is in it,
    and its page, where it leads to one.
    """

    key: str
    label: str
    state: State
    line: str
    url: str = ""


@dataclass(frozen=True)
class Target:
    """What of a drawing can be touched for one thing: its upper left corner and its size, in pixels."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Station:
    """A step as it stands on the ring; pixels from the ring's centre, y downwards."""

    step: Step
    x: float
    y: float
    text_x: float
    text_y: float
    anchor: Literal["start", "middle", "end"]
    target: Target


@dataclass(frozen=True)
class Ring:
    """The cycle as a ring of stations, the first at the top, then clockwise; sizes in pixels."""

    stations: tuple[Station, ...]
    radius: float
    width: float
    height: float


def cycle(steps: Sequence[Step], radius: float = 104, width: float = 560) -> Ring:
    """Set the steps round a ring, each label outside it and beside its station.

    Raises:
        ValueError: there are no steps.
    """
    if not steps:
        raise ValueError("A cycle needs steps.")
    stations = []
    for index, step in enumerate(steps):
        angle = -pi / 2 + index * 2 * pi / len(steps)
        x, y = radius * cos(angle), radius * sin(angle)
        anchor: Literal["start", "middle", "end"]
        if abs(x) < radius / 10:
            anchor, text_x, text_y = "middle", x, y + (-34 if y < 0 else 30)
            target = Target(x - 100, y + (-50 if y < 0 else -12), 200, 62)
        elif x > 0:
            anchor, text_x, text_y = "start", x + 20, y
            target = Target(x - 14, y - 19, width / 2 - x + 14, TOUCH)
        else:
            anchor, text_x, text_y = "end", x - 20, y
            target = Target(-width / 2, y - 19, x + 14 + width / 2, TOUCH)
        station = Station(
            step, round(x, 1), round(y, 1), round(text_x, 1), round(text_y, 1), anchor, target
        )
        stations.append(station)
    return Ring(tuple(stations), radius, width, 2 * radius + 112)
