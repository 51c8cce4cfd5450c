"""Ratings as beads on a line: one a rater, stacked over the points of the scale. No Django, no colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# The largest bead, and how much of its place each fills.
LARGEST, FILLS = 8.0, 0.9
# From this size down beads stand several abreast; the first and last stack are this far from the ends.
STACKED, MARGIN = 5.5, 16.0


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
    step = (width - 2 * MARGIN) / (len(counts) - 1)
    base = height - 4
    tallest, room, high = max(counts), min(step - 4, 2 * MARGIN - 2), base - 1
    size, abreast = min(LARGEST, high / max(tallest, 1)), 1
    if size < STACKED:
        size = LARGEST
        while size > 1 and -(-tallest // max(1, int(room // size))) * size > high:
            size -= 0.5
        abreast = max(1, int(room // size))
    paths: dict[bool, list[str]] = {True: [], False: []}
    xs = [MARGIN + index * step for index in range(len(counts))]
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
        None if median is None else round(MARGIN + (median - 1) * step, 1),
        tuple((round(x, 1), index + 1) for index, x in enumerate(xs)),
    )
