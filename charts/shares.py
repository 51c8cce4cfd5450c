"""Two shares of a whole for each of a few things, as two marks on a line. No Django, no colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class ShareRow:
    """One line: where its marks stand in pixels, and the gap in whole percentage points.

    `gap` is the solid minus the open mark; the solid one is None where it is not known.
    """

    key: str
    label: str
    solid: float | None
    open: float
    y: float
    solid_x: float | None
    open_x: float
    gap: int | None
    label_x: float
    label_y: float
    gap_x: float
    gap_y: float
    gap_at_end: bool


@dataclass(frozen=True)
class SharesPicture:
    """The lines, and the ticks of the scale as (x, percent); sizes in pixels."""

    rows: tuple[ShareRow, ...]
    ticks: tuple[tuple[float, int], ...]
    width: float
    height: float
    top: float
    narrow: bool

    @property
    def bottom(self) -> float:
        return self.height - 8


def shares_picture(
    rows: Sequence[tuple[str, str, float | None, float]], narrow: bool = False
) -> SharesPicture:
    """Lay out (key, label, solid share, open share), shares from 0 to 1.

    The scale ends at the next ten percent above the largest. Where it is `narrow`, as on a phone,
    labels stand above their lines.

    Raises:
        ValueError: a share is below 0 or above 1.
    """
    values = [one for _k, _l, solid, open_ in rows for one in (solid, open_) if one is not None]
    if any(not 0 <= one <= 1 for one in values):
        raise ValueError("A share is from 0 to 1.")
    width, left, right, step = (340.0, 8.0, 12.0, 52) if narrow else (760.0, 215.0, 100.0, 38)
    highest = max(10, -(-round(max(values, default=0) * 1000) // 100) * 10)
    scale = (width - left - right) / highest * 100
    top = 22.0
    every = 10 if highest <= 60 else 20

    def x(share: float) -> float:
        return round(left + share * scale, 1)

    found = []
    for index, (key, label, solid, open_) in enumerate(rows):
        y = top + (34 if narrow else 20) + index * step
        ends = [x(open_), *([] if solid is None else [x(solid)])]
        found.append(
            ShareRow(
                key,
                label,
                solid,
                open_,
                y,
                None if solid is None else x(solid),
                x(open_),
                None if solid is None else round(solid * 100) - round(open_ * 100),
                0.0,
                y - 16 if narrow else y + 4,
                width if narrow else max(ends) + 14,
                y - 16 if narrow else y + 4,
                narrow,
            )
        )
    ticks = tuple((x(one / 100), one) for one in range(0, highest + 1, every))
    height = top + (14 if narrow else 6) + len(rows) * step + 8
    return SharesPicture(tuple(found), ticks, width, height, top, narrow)
