"""How far indicators came from their baseline to their target, one a line. Pixels; no colours.

All stand on one scale, from −100 % to 150 %: 0 is the baseline and 100 the target, whatever the unit.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

LEAST, MOST = -100, 150
# Width, where the scale begins and ends, and height of a line; on a phone the name stands above it.
WIDE = (720.0, 290.0, 570.0, 40.0)
NARROW = (340.0, 6.0, 236.0, 64.0)
TOP, BELOW = 24.0, 6.0
LETTER, LINE = 6.9, 15.0


@dataclass(frozen=True)
class Journey:
    """An indicator: the way travelled in percent, None where it is not known, and in words; its state's
    colour; and its values in words, "" where there is none.
    """

    name: str
    percent: int | None
    words: str
    colour: str
    baseline: str = ""
    latest: str = ""
    target: str = ""


@dataclass(frozen=True)
class Line:
    """Where an indicator's name (one line of it or two), its line and its words stand.

    `end` is None where it has no line; `words_width` is the room that its words take.
    """

    journey: Journey
    names: tuple[tuple[float, str], ...]
    y: float
    end: float | None
    words_x: float
    words_width: float

    @property
    def top(self) -> float:
        """Where its own marks of baseline and target begin, where they do not go through all lines."""
        return self.y - 9

    @property
    def bottom(self) -> float:
        """Where they end."""
        return self.y + 9


@dataclass(frozen=True)
class Travelled:
    """The lines, and where baseline and target stand for all of them."""

    width: float
    height: float
    zero: float
    hundred: float
    first: float
    last: float
    lines: tuple[Line, ...]
    narrow: bool
    top: float = TOP


def travelled(journeys: Sequence[Journey], *, narrow: bool = False) -> Travelled:
    """Lay out the ways travelled, in the order given; where none went back, the scale begins at 0.

    Raises:
        ValueError: a way is beyond the scale.
    """
    known = [one.percent for one in journeys if one.percent is not None]
    if any(not LEAST <= one <= MOST for one in known):
        raise ValueError("A way travelled is shown from −100 % to 150 %.")
    least = min([*known, 0])
    most = max([*known, 100])
    width, left, right, step = NARROW if narrow else WIDE
    scale = (right - left) / (most - least)

    def at(percent: int) -> float:
        return round(left + (percent - least) * scale, 1)

    letters = int(((width - 4) if narrow else (left - 28)) / LETTER)
    lines = []
    for number, one in enumerate(journeys):
        y = TOP + number * step + (step - 12 if narrow else step / 2)
        end = None if one.percent is None else at(one.percent)
        names = textwrap.wrap(one.name, letters, max_lines=2, placeholder=" …")
        above = 14.0 + LINE * (len(names) - 1) if narrow else LINE * (len(names) - 1) / 2 - 4.5
        lines.append(
            Line(
                one,
                tuple(
                    (round(y - above + LINE * place, 1), name) for place, name in enumerate(names)
                ),
                round(y, 1),
                end,
                (at(0) if end is None else max(end, at(0))) + 12,
                round(len(one.words) * LETTER + 6, 1),
            )
        )
    height = TOP + len(journeys) * step + BELOW
    return Travelled(width, height, at(0), at(100), left, right, tuple(lines), narrow)
