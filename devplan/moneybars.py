"""Stacked bars of money, one a year: where each part stands. Pixels; no colours, no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .money import pounds

# Width, room left and right of the bars, and height of a line: as on a screen, and as on a phone,
# where the words stand above their bar.
WIDE = (640.0, 74.0, 96.0, 40.0)
NARROW = (340.0, 0.0, 0.0, 56.0)
THICK, TOP, ABOVE = 22.0, 6.0, 20.0
# So many parts have a shade of their own; those after share the last one.
SHADES = 6
LETTER = 7.5


@dataclass(frozen=True)
class Part:
    """A part of a bar: which line it is of, from 0, its shade, and its number where there is room."""

    line: int
    shade: int
    x: float
    width: float
    text: str


@dataclass(frozen=True)
class Bar:
    """One year."""

    label: str
    y: float
    parts: tuple[Part, ...]
    end: float
    total: str

    narrow: bool = False

    @property
    def baseline(self) -> float:
        """Where the numbers in it stand."""
        return self.y + THICK / 2 + 5

    @property
    def words(self) -> float:
        """Where its year and its sum stand."""
        return self.y - 6 if self.narrow else self.baseline


@dataclass(frozen=True)
class MoneyBars:
    """A bar for each year on one scale."""

    bars: tuple[Bar, ...]
    width: float
    left: float
    height: float
    narrow: bool
    thick: float = THICK


def shade_of(line: int) -> int:
    """The shade of a line, from 1."""
    return min(line, SHADES - 1) + 1


def money_bars(rows: Sequence[tuple[str, Sequence[int]]], *, narrow: bool = False) -> MoneyBars:
    """Lay out (label, pence of each line) as stacked bars.

    Raises:
        ValueError: an amount is below zero.
    """
    if any(pence < 0 for _label, line in rows for pence in line):
        raise ValueError("Money that is planned is not below zero.")
    most = max((sum(line) for _label, line in rows), default=0) or 1
    width, left, right, step = NARROW if narrow else WIDE
    above = ABOVE if narrow else 0.0
    scale = (width - left - right) / most
    bars = []
    for index, (label, line) in enumerate(rows):
        x, parts = left, []
        for number, pence in enumerate(line):
            if pence:
                length = pence * scale
                text = f"{number + 1}"
                room = len(text) * LETTER + 6 <= length
                parts.append(
                    Part(
                        number,
                        shade_of(number),
                        round(x, 2),
                        round(length, 2),
                        text if room else "",
                    )
                )
                x += length
        y = TOP + above + index * step
        bars.append(Bar(label, y, tuple(parts), round(x, 2), pounds(sum(line)), narrow))
    return MoneyBars(tuple(bars), width, left, TOP + step * len(rows), narrow)
