"""Amounts by year as stacked bars: one bar a year, one part a kind. Pixels; no colours, no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# Width, room left for the year and right for the sum, height of a line; on a phone the words stand above.
WIDE = (680.0, 74.0, 92.0, 40.0)
NARROW = (340.0, 0.0, 0.0, 56.0)
THICK, TOP, ABOVE = 24.0, 6.0, 20.0
LETTER = 8.0


@dataclass(frozen=True)
class Part:
    """A part of a bar: the number of its kind, from 1, and whether that has room to stand in it."""

    number: int
    x: float
    width: float
    told: bool


@dataclass(frozen=True)
class Bar:
    """A year: its words, where they stand, its parts and where they end."""

    label: str
    total: str
    y: float
    parts: tuple[Part, ...]
    end: float
    words: float
    baseline: float


@dataclass(frozen=True)
class YearBars:
    """Bars on one scale."""

    bars: tuple[Bar, ...]
    width: float
    height: float
    narrow: bool
    thick: float = THICK


def year_bars(rows: Sequence[tuple[str, str, Sequence[int]]], *, narrow: bool = False) -> YearBars:
    """Lay out (label, sum in words, amount of each kind) as stacked bars on one scale.

    Raises:
        ValueError: an amount is below zero.
    """
    if any(amount < 0 for _label, _total, line in rows for amount in line):
        raise ValueError("What is drawn as a bar is not below zero.")
    most = max((sum(line) for _label, _total, line in rows), default=0) or 1
    width, left, right, step = NARROW if narrow else WIDE
    above = ABOVE if narrow else 0.0
    scale = (width - left - right) / most
    bars = []
    for index, (label, total, line) in enumerate(rows):
        y = TOP + above + index * step
        x, parts = left, []
        for number, amount in enumerate(line, start=1):
            if amount:
                long = amount * scale
                told = len(str(number)) * LETTER + 6 <= long
                parts.append(Part(number, round(x, 2), round(long, 2), told))
                x += long
        baseline = y + THICK / 2 + 5
        words = y - 6 if narrow else baseline
        bars.append(Bar(label, total, y, tuple(parts), round(x, 2), words, baseline))
    return YearBars(tuple(bars), width, TOP + step * len(rows), narrow)
