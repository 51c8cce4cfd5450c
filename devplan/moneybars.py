"""Stacked bars of money, one a year: where each part stands. Pixels; no colours, no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .money import pounds

WIDTH, LEFT, RIGHT, STEP, THICK, TOP = 640.0, 74.0, 96.0, 40.0, 22.0, 6.0
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

    @property
    def baseline(self) -> float:
        """Where its words stand."""
        return self.y + THICK / 2 + 5


@dataclass(frozen=True)
class MoneyBars:
    """A bar for each year on one scale."""

    bars: tuple[Bar, ...]
    width: float = WIDTH
    left: float = LEFT
    thick: float = THICK

    @property
    def height(self) -> float:
        return TOP * 2 + STEP * len(self.bars)


def shade_of(line: int) -> int:
    """The shade of a line, from 1."""
    return min(line, SHADES - 1) + 1


def money_bars(rows: Sequence[tuple[str, Sequence[int]]]) -> MoneyBars:
    """Lay out (label, pence of each line) as stacked bars.

    Raises:
        ValueError: an amount is below zero.
    """
    if any(pence < 0 for _label, line in rows for pence in line):
        raise ValueError("Money that is planned is not below zero.")
    most = max((sum(line) for _label, line in rows), default=0) or 1
    scale = (WIDTH - LEFT - RIGHT) / most
    bars = []
    for index, (label, line) in enumerate(rows):
        x, parts = LEFT, []
        for number, pence in enumerate(line):
            if pence:
                width = pence * scale
                text = f"{number + 1}"
                room = len(text) * LETTER + 6 <= width
                parts.append(
                    Part(
                        number,
                        shade_of(number),
                        round(x, 2),
                        round(width, 2),
                        text if room else "",
                    )
                )
                x += width
        bars.append(Bar(label, TOP + index * STEP, tuple(parts), round(x, 2), pounds(sum(line))))
    return MoneyBars(tuple(bars))
