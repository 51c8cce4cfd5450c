"""Stacked bars of money, one a year: what is planned, and below it what is spent of it.

Pixels; no colours, no database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .money import pounds

# Width, room left and right of the bars, and height of a line: as on a screen, and as on a phone,
# where the words stand above their bar.
WIDE = (640.0, 74.0, 96.0, 40.0)
NARROW = (340.0, 0.0, 0.0, 56.0)
THICK, TOP, ABOVE = 22.0, 6.0, 20.0
# The bar of what is spent: how far below the other, how thick, and by how much a line is taller.
GAP, THIN, TALLER = 3.0, 11.0, 18.0
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
    spent_parts: tuple[Part, ...] = ()
    spent_end: float = 0.0
    spent: str = ""

    @property
    def baseline(self) -> float:
        """Where the numbers in it stand."""
        return self.y + THICK / 2 + 5

    @property
    def spent_y(self) -> float:
        """Where the bar of what is spent begins."""
        return self.y + THICK + GAP

    @property
    def spent_words(self) -> float:
        """Where the sum of what is spent stands."""
        return self.spent_y + THIN - 1

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
    thin: float = THIN


def shade_of(line: int) -> int:
    """The shade of a line, from 1."""
    return min(line, SHADES - 1) + 1


def money_bars(
    rows: Sequence[tuple[str, Sequence[int]]],
    spent: Sequence[Sequence[int]] = (),
    *,
    narrow: bool = False,
) -> MoneyBars:
    """Lay out (label, pence of each line) as stacked bars; `spent` is the same of what is spent.

    Where more came back than was paid, that line has no part in the bar of what is spent.

    Raises:
        ValueError: an amount that is planned is below zero.
    """
    if any(pence < 0 for _label, line in rows for pence in line):
        raise ValueError("Money that is planned is not below zero.")
    paid = [[max(pence, 0) for pence in line] for line in spent]
    lines = [list(line) for _label, line in rows]
    most = max((sum(line) for line in [*lines, *paid]), default=0) or 1
    width, left, right, step = NARROW if narrow else WIDE
    step += TALLER if paid else 0
    above = ABOVE if narrow else 0.0
    scale = (width - left - right) / most
    bars = []
    for index, (label, line) in enumerate(rows):
        parts, end = _stack(line, left, scale)
        of = paid[index] if paid else []
        spent_parts, spent_end = _stack(of, left, scale)
        y = TOP + above + index * step
        told = pounds(sum(spent[index])) if paid else ""
        bars.append(
            Bar(label, y, parts, end, pounds(sum(line)), narrow, spent_parts, spent_end, told)
        )
    return MoneyBars(tuple(bars), width, left, TOP + step * len(rows), narrow)


def _stack(line: Sequence[int], left: float, scale: float) -> tuple[tuple[Part, ...], float]:
    """The parts of one bar side by side, and where it ends."""
    x, parts = left, []
    for number, pence in enumerate(line):
        if not pence:
            continue
        length = pence * scale
        text = f"{number + 1}"
        room = len(text) * LETTER + 6 <= length
        parts.append(
            Part(number, shade_of(number), round(x, 2), round(length, 2), text if room else "")
        )
        x += length
    return tuple(parts), round(x, 2)
