"""Ratings as beads on a line: one a rater, stacked over the points of the scale. No Django, no colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# The largest bead, and how much of its place each fills.
LARGEST, FILLS = 9.0, 0.86


@dataclass(frozen=True)
class Beads:
    """The beads of one duty; sizes in pixels.

    `soft` and `strong` are the paths of the beads beside and at the median, drawn as dots with a
    round stroke of `size`; `median_x` is where the median stands. `points` are (x, point).
    """

    counts: tuple[int, ...]
    width: float
    height: float
    base: float
    size: float
    soft: str
    strong: str
    median_x: float | None
    points: tuple[tuple[float, int], ...]


def beads(
    counts: Sequence[int], median: float | None, width: float = 160, height: float = 38
) -> Beads:
    """Lay out `counts` (how many gave 1, 2, 3 …) within the width and height.

    Beads get smaller, and stand several abreast, until the tallest stack fits.

    Raises:
        ValueError: there are fewer than two points, or a count is negative.
    """
    if len(counts) < 2 or any(one < 0 for one in counts):
        raise ValueError("Beads need at least two points and no negative count.")
    step = (width - 24) / (len(counts) - 1)
    base = height - 4
    tallest, room, size = max(counts), step - 4, LARGEST
    while size > 1 and tallest * size > base - 1:
        abreast = max(1, int(room // size))
        if -(-tallest // abreast) * size <= base - 1:
            break
        size -= 0.5
    abreast = 1 if tallest * size <= base - 1 else max(1, int(room // size))
    paths: dict[bool, list[str]] = {True: [], False: []}
    xs = [12 + index * step for index in range(len(counts))]
    for index, (x, number) in enumerate(zip(xs, counts, strict=True)):
        wide = min(abreast, number)
        for one in range(number):
            row, column = divmod(one, abreast)
            at = x + (column - (wide - 1) / 2) * size
            y = base - 1 - size / 2 - row * size
            paths[index + 1 == median].append(f"M{at:.1f} {y:.1f}h.01")
    return Beads(
        tuple(counts),
        width,
        height,
        base,
        round(size * FILLS, 2),
        "".join(paths[False]),
        "".join(paths[True]),
        None if median is None else round(12 + (median - 1) * step, 1),
        tuple((round(x, 1), index + 1) for index, x in enumerate(xs)),
    )
