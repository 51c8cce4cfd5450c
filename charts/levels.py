"""Levels of strands, this time and last: one line a strand, on one scale of five. Pixels; no colours."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

LEVELS = 5
# Width, where the scale begins and ends, and height of a line; on a phone the name stands above it.
WIDE = (720.0, 236.0, 604.0, 42.0)
NARROW = (340.0, 12.0, 240.0, 64.0)
TOP_WIDE, TOP_NARROW, BELOW = 44.0, 22.0, 4.0
LETTER, LINE = 6.9, 15.0


@dataclass(frozen=True)
class Strand:
    """A strand with its level now and last time, None where there was none, and the change in words."""

    name: str
    now: int
    last: int | None
    words: str


@dataclass(frozen=True)
class Line:
    """Where a strand's name (one line of it or two), its marks and its words stand."""

    strand: Strand
    names: tuple[tuple[float, str], ...]
    y: float
    now: float
    last: float | None

    @property
    def same(self) -> bool:
        """Whether both marks stand at one place: last time's is then drawn around."""
        return self.last == self.now


@dataclass(frozen=True)
class LevelsPicture:
    """The lines; `points` are where each level stands, with its number and the lines of its name."""

    width: float
    height: float
    points: tuple[tuple[float, int, tuple[str, ...]], ...]
    words_x: float
    top: float
    lines: tuple[Line, ...]
    narrow: bool


def levels_picture(
    strands: Sequence[Strand], names: Sequence[str], *, narrow: bool = False
) -> LevelsPicture:
    """Lay out strands in the order given; `names` are those of the levels, the lowest first.

    Raises:
        ValueError: there are not five names, or a level is beyond the scale.
    """
    given = [one for each in strands for one in (each.now, each.last) if one is not None]
    if len(names) != LEVELS or any(not 1 <= one <= LEVELS for one in given):
        raise ValueError("There are five levels, 1 to 5.")
    width, left, right, step = NARROW if narrow else WIDE
    top = TOP_NARROW if narrow else TOP_WIDE
    between = (right - left) / (LEVELS - 1)

    def at(level: int) -> float:
        return round(left + (level - 1) * between, 1)

    letters = int((width if narrow else left - 30) / LETTER)
    lines = []
    for number, one in enumerate(strands):
        y = top + number * step + (step - 16 if narrow else step / 2)
        wrapped = textwrap.wrap(one.name, letters, max_lines=1 if narrow else 2, placeholder=" …")
        above = 24.0 if narrow else LINE * (len(wrapped) - 1) / 2 - 4.5
        lines.append(
            Line(
                one,
                tuple((round(y - above + LINE * n, 1), name) for n, name in enumerate(wrapped)),
                round(y, 1),
                at(one.now),
                None if one.last is None else at(one.last),
            )
        )
    points = tuple(
        (at(n), n, () if narrow else tuple(textwrap.wrap(name, 13)[:2]))
        for n, name in enumerate(names, 1)
    )
    height = top + len(strands) * step + BELOW
    return LevelsPicture(width, height, points, right + 18, top, tuple(lines), narrow)
