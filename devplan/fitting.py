"""How much room words take on paper, and how blocks go into columns. Plain values, no database.

Widths are those of Atkinson Hyperlegible Next.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

# A point in millimetres; the height of a line, in sizes of its letters.
POINT, LEADING = 25.4 / 72, 1.3
# Letters by their width in thousandths of the size of their type, as the face has them.
_WIDTHS = {
    210: ".,:;'|!",
    250: "ij’",
    280: "l ",
    310: "()f[]",
    350: "tr-",
    410: 'I/“”1"',
    460: "yvz",
    490: "scxk–",
    520: "aJ7",
    550: "euLhnoF2",
    580: "dgTbpqEY3",
    610: "PSV596BRZ48£",
    660: "XAKC0D…",
    710: "wGHNUOQ&",
    860: "MmW—",
    920: "%",
}
_KNOWN = {letter: wide / 1000 for wide, letters in _WIDTHS.items() for letter in letters}
# What is set in bold is wider by so much.
BOLD = 1.05


@cache
def _letter(one: str) -> float:
    """How wide a letter is, in sizes of its type; of another face as wide as it can be."""
    if one in _KNOWN:
        return _KNOWN[one]
    if unicodedata.combining(one):
        return 0.0
    if unicodedata.east_asian_width(one) in "WF" or unicodedata.category(one) == "So":
        return 1.2
    return 0.9 if one.isupper() else 0.75


def width(text: str, size: float) -> float:
    """How wide a line of words is, in millimetres; `size` is in points."""
    return sum(map(_letter, text)) * size * POINT


def lines(text: str, across: float, size: float) -> int:
    """How many lines words take in a column `across` millimetres wide, at the most."""
    count, used, gap = 1, 0.0, width(" ", size)
    for word in text.split():
        long = width(word, size)
        if used and used + gap + long <= across:
            used += gap + long
            continue
        if used:
            count += 1
        while long > across:
            count += 1
            long -= across
        used = long
    return count


def height(text: str, across: float, size: float) -> float:
    """How high words are in a column, in millimetres."""
    return lines(text, across, size) * size * LEADING * POINT


def shortened(text: str, across: float, size: float, most: int) -> str:
    """Words cut so that they take so many lines at the most; what is cut is said by "…"."""
    if lines(text, across, size) <= most:
        return text
    words = text.split()
    few, many = 0, len(words)
    while few < many:
        middle = (few + many + 1) // 2
        if lines(" ".join(words[:middle]) + " …", across, size) <= most:
            few = middle
        else:
            many = middle - 1
    return " ".join(words[:few]) + " …" if few else text[: int(most * across / size)] + "…"


@dataclass(frozen=True)
class Block:
    """Something that is not cut in two: its height in millimetres; `kept` keeps it with the next one."""

    high: float
    kept: bool = False


def columns(blocks: Sequence[Block], count: int, high: float) -> list[int] | None:
    """Into which of `count` columns each block goes, in order, as evenly as it can; None where they do not fit."""
    if _packed(blocks, count, high) is None:
        return None
    low, top = sum(one.high for one in blocks) / count, high
    for _step in range(12):
        middle = (low + top) / 2
        if _packed(blocks, count, middle) is None:
            low = middle
        else:
            top = middle
    return _packed(blocks, count, top)


def _packed(blocks: Sequence[Block], count: int, high: float) -> list[int] | None:
    found: list[int] = []
    column, used = 0, 0.0
    for number, one in enumerate(blocks):
        together = one.high
        for after, before in zip(blocks[number + 1 :], blocks[number:], strict=False):
            if not before.kept:
                break
            together += after.high
        if used and used + together > high:
            column, used = column + 1, 0.0
        if column >= count or one.high > high:
            return None
        used += one.high
        found.append(column)
    return found if used <= high else None
