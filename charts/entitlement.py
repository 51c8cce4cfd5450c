"""What is said of a cell of the entitlement, as a bar as wide as its statements. No Django, no colours.

The more is met the fuller the bar: each answer has a height as well as a colour, so that it can be
told apart in grey. A thinner bar below shows what was met the year before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 100.0
HEIGHT, BELOW, GAP = 12.0, 4.0, 3.0
# How full a stretch stands, from 0 to 1; what has no answer is left empty.
FULLNESS = {"met": 1.0, "partly": 0.5, "not_yet": 0.18}


@dataclass(frozen=True)
class Stretch:
    """One stretch of a bar: what it stands for, and its rectangle."""

    key: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class CellBar:
    """This year's bar above last year's. `base` is the line on which it stands."""

    stretches: tuple[Stretch, ...]
    last: tuple[Stretch, ...]
    base: float
    last_base: float
    width: float = WIDTH
    height: float = HEIGHT + GAP + BELOW + 1


def cell_bar(
    answers: Sequence[tuple[str, int]], total: int, last: tuple[int, int] | None = None
) -> CellBar:
    """Lay out (answer, how many) of `total` statements; `last` is (met, of how many) the year before.

    Raises:
        ValueError: a number is below 0, or there are more answers than statements.
    """
    if any(many < 0 for _key, many in answers) or sum(many for _key, many in answers) > total:
        raise ValueError("There are no more answers than statements.")
    if last is not None and not 0 <= last[0] <= last[1]:
        raise ValueError("There is no more met than there is.")
    found, x = [], 0.0
    for key, many in answers:
        width = WIDTH * many / total if total else 0.0
        height = HEIGHT * FULLNESS.get(key, 0.0)
        if width and height:
            found.append(Stretch(key, round(x, 2), HEIGHT - height, round(width, 2), height))
        x += width
    base = HEIGHT + GAP + BELOW
    before: tuple[Stretch, ...] = ()
    if last is not None and last[0]:
        before = (Stretch("last", 0.0, HEIGHT + GAP, round(WIDTH * last[0] / last[1], 2), BELOW),)
    return CellBar(tuple(found), before, HEIGHT, base)
