"""Things in a field of two measures with four quadrants; labels never overlap. No Django, no colours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, hypot, sin

# The height of a line of text, the width of a letter and of a digit, half the width of a mark: pixels.
LINE, LETTER, DIGIT, HALF = 15.0, 7.3, 8.0, 6.5
CELL = 48.0
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Point:
    """Something to place: its minutes (to the right) and influence from 1 to 5 (upwards)."""

    key: str
    number: int
    label: str
    minutes: int
    influence: float


@dataclass(frozen=True)
class Mark:
    """A point as drawn, in pixels. `text` is its name or its number; `leader` a line from it to there.

    Without room for either, `text` is empty.
    """

    point: Point
    x: float
    y: float
    text: str
    text_x: float
    text_y: float
    at_end: bool
    leader: tuple[float, float, float, float] | None
    box: Box | None

    @property
    def named(self) -> bool:
        return self.text == self.point.label


@dataclass(frozen=True)
class Field:
    """The field: its frame, where it is split, the ticks as (position, value), and the marks."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    split_x: float
    split_y: float
    ticks_x: tuple[tuple[float, int], ...]
    ticks_y: tuple[tuple[float, int], ...]
    marks: tuple[Mark, ...]


class _Taken:
    """Boxes that are taken, looked up by the cells that they touch."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], list[Box]] = {}

    def _touched(self, box: Box) -> Iterable[tuple[int, int]]:
        for column in range(int(box[0] // CELL), int(box[2] // CELL) + 1):
            for row in range(int(box[1] // CELL), int(box[3] // CELL) + 1):
                yield column, row

    def add(self, box: Box) -> None:
        for cell in self._touched(box):
            self.cells.setdefault(cell, []).append(box)

    def free(self, box: Box) -> bool:
        return not any(
            box[0] < one[2] and one[0] < box[2] and box[1] < one[3] and one[1] < box[3]
            for cell in self._touched(box)
            for one in self.cells.get(cell, ())
        )


def field(
    points: Sequence[Point],
    mean_minutes: float,
    high: float,
    titles: Sequence[str],
    names: Sequence[int] = (),
    width: float = 760,
    height: float = 440,
) -> Field:
    """Place points by minutes and influence, each with its name or its number beside it.

    `titles` are the words in the four corners (top left, top right, bottom left, bottom right).
    `names` are the numbers of the points that get their name, the most important first; the others get
    their number. Points at one place are moved apart within their quadrant.
    """
    left, right, top, bottom = 40.0, width - 20, 24.0, height - 44
    most = max([one.minutes for one in points] + [mean_minutes * 1.25, 5])
    tick = next(one for one in (5, 10, 15, 30, 60, 120, 300, 600, 10**9) if most / one <= 8)

    def x_of(minutes: float) -> float:
        return left + 14 + (right - left - 28) * minutes / most

    def y_of(influence: float) -> float:
        return bottom - 34 - (bottom - top - 68) * (influence - 1) / 4

    split = (x_of(mean_minutes), y_of(high - 0.25))
    taken = _Taken()
    for index, title in enumerate(titles):
        long = len(title) * LETTER * 1.08 + 12
        y = top if index < 2 else bottom - 22
        taken.add(
            (left, y, left + long, y + 22) if index % 2 == 0 else (right - long, y, right, y + 22)
        )
    for value in range(1, 6):
        taken.add((20, y_of(value) - 8, left - 2, y_of(value) + 8))
    bounds = (0.0, 0.0, width, bottom)
    inside = (left + HALF, top + HALF, right - HALF, bottom - HALF)
    rank = {number: place for place, number in enumerate(names)}
    named = sorted((one for one in points if one.number in rank), key=lambda p: rank[p.number])
    numbered = [one for one in points if one.number not in rank]

    def spot_for(one: Point, room: float = 0.0) -> tuple[float, float] | None:
        at = (x_of(one.minutes), y_of(one.influence))
        for spot in _around(at, inside):
            if (
                (spot[0] > split[0]) == (at[0] > split[0])
                and (spot[1] > split[1]) == (at[1] > split[1])
                and spot[0] + HALF + room <= width
                and taken.free(_square(spot, room))
            ):
                taken.add(_square(spot))
                return spot
        return None

    def true_place(one: Point) -> tuple[float, float]:
        return x_of(one.minutes), y_of(one.influence)

    marks: dict[int, Mark] = {}
    places = {one.number: spot_for(one) or true_place(one) for one in named}
    late = []
    for one in numbered:
        # A point that gets its number keeps room for it at its right, where there is any.
        spot = spot_for(one, 8 + DIGIT * len(str(one.number)))
        if spot is not None:
            text = [(str(one.number), DIGIT)]
            marks[one.number] = _labelled(one, spot, text, taken, bounds)
        else:
            places[one.number] = spot_for(one) or true_place(one)
            late.append(one)
    for one in named:
        texts = [(one.label, LETTER), (str(one.number), DIGIT)]
        marks[one.number] = _labelled(one, places[one.number], texts, taken, bounds)
    for one in late:
        text = [(str(one.number), DIGIT)]
        marks[one.number] = _labelled(one, places[one.number], text, taken, bounds)
    return Field(
        width,
        height,
        left,
        right,
        top,
        bottom,
        round(split[0], 1),
        round(split[1], 1),
        tuple((round(x_of(one), 1), one) for one in range(0, int(most) + 1, tick)),
        tuple((round(y_of(one), 1), one) for one in range(1, 6)),
        tuple(marks[one.number] for one in points),
    )


def _square(at: tuple[float, float], room: float = 0.0) -> Box:
    """The box of a mark; with `room` for a text at its right, as high as a line."""
    if room:
        return (at[0] - HALF, at[1] - LINE / 2, at[0] + HALF + room, at[1] + LINE / 2)
    return (at[0] - HALF, at[1] - HALF, at[0] + HALF, at[1] + HALF)


# How far a mark may be moved from its place, in pixels, the nearest first: further sideways than up or down.
MOVES = sorted(
    ((dx * 7.0, dy * 7.0) for dx in range(-10, 11) for dy in range(-3, 4)),
    key=lambda one: (one[0] ** 2 + 3 * one[1] ** 2, one[0] < 0, one[1]),
)


def _around(at: tuple[float, float], inside: Box) -> Iterable[tuple[float, float]]:
    """The place itself, then places further and further from it, within the box."""
    at = (min(max(at[0], inside[0]), inside[2]), min(max(at[1], inside[1]), inside[3]))
    for dx, dy in MOVES:
        spot = (at[0] + dx, at[1] + dy)
        if inside[0] <= spot[0] <= inside[2] and inside[1] <= spot[1] <= inside[3]:
            yield spot


def _labelled(
    point: Point,
    at: tuple[float, float],
    texts: Sequence[tuple[str, float]],
    taken: _Taken,
    bounds: Box,
) -> Mark:
    """The mark with the first of the texts for which there is room, as near as there is."""
    x, y = at
    for text, letter in texts:
        long = len(text) * letter
        for text_x, middle, at_end in _candidates(x, y):
            low = text_x - long if at_end else text_x
            box = (low - 1, middle - LINE / 2, low + long + 1, middle + LINE / 2)
            if box[0] < bounds[0] or box[1] < bounds[1] or box[2] > bounds[2] or box[3] > bounds[3]:
                continue
            if not taken.free(box):
                continue
            leader = None
            away = hypot(text_x - x, middle - y)
            if away > 20:
                reach = (HALF + 1) / away
                end = (text_x + (2 if at_end else -2), middle)
                leader = (x + (end[0] - x) * reach, y + (end[1] - y) * reach, *end)
                line = list(_along(leader))
                if not all(taken.free(one) for one in line[1:]):
                    continue
                for one in line[1:]:
                    taken.add(one)
            taken.add(box)
            ends = leader and tuple(round(one, 1) for one in leader)
            return Mark(
                point,
                round(x, 1),
                round(y, 1),
                text,
                round(text_x, 1),
                round(middle + 4.5, 1),
                at_end,
                ends,  # type: ignore[arg-type]
                box,
            )
    return Mark(point, round(x, 1), round(y, 1), "", x, y, False, None, None)


def _candidates(x: float, y: float) -> Iterable[tuple[float, float, bool]]:
    """Where a text may begin or end, the nearest first: (x, middle of the line, ends there)."""
    yield x + 11, y, False
    yield x - 11, y, True
    for dy in (-15.0, 15.0):
        yield x - 5, y + dy, False
        yield x + 5, y + dy, True
    for far in (24.0, 34.0, 46.0, 60.0, 76.0, 94.0, 120.0, 150.0):
        for angle in (-0.5, 0.5, -1.0, 1.0, 0.0, -0.25, 0.25, -0.75, 0.75, -1.4, 1.4):
            for side in (1, -1):
                yield x + side * far * cos(angle), y + far * sin(angle), side < 0


def _along(line: tuple[float, float, float, float]) -> Iterable[Box]:
    """Small boxes along a line."""
    x1, y1, x2, y2 = line
    steps = max(1, int(hypot(x2 - x1, y2 - y1) // 6))
    for step in range(steps):
        x, y = x1 + (x2 - x1) * step / steps, y1 + (y2 - y1) * step / steps
        yield (x - 1, y - 1, x + 1, y + 1)
