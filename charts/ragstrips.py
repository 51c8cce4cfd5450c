"""How the actions of each strand stood, half-term by half-term: a column each, stacked. Pixels; no colours."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Width, room for the names, and at the end for how it stands now; height of a line, of a column, of the head.
WIDTH, LABEL, END, STEP, TALL, TOP = 780.0, 180.0, 150.0, 46.0, 34.0, 30.0
NARROW, NARROW_STEP = 340.0, 78.0
LETTER, SMALL, LINE = 6.9, 6.0, 15.0


@dataclass(frozen=True)
class Piece:
    """A part of a column: its state, and where it stands; its number where there is room."""

    state: str
    x: float
    y: float
    width: float
    height: float
    text: str

    @property
    def middle(self) -> float:
        """Half its width: where its number stands."""
        return self.width / 2


@dataclass(frozen=True)
class Strip:
    """A strand: its name in one line or two, its columns' pieces, and how it stands now, in words."""

    labels: tuple[tuple[float, str], ...]
    y: float
    pieces: tuple[Piece, ...]
    notes: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True)
class RagStrips:
    """All strands on one scale, and where each column's head stands."""

    width: float
    height: float
    heads: tuple[tuple[float, str], ...]
    strips: tuple[Strip, ...]
    narrow: bool
    note_x: float = 0.0


def rag_strips(
    rows: Sequence[tuple[str, Sequence[dict[str, int]]]],
    heads: Sequence[str],
    order: Sequence[str],
    notes: Sequence[str] = (),
    *,
    narrow: bool = False,
) -> RagStrips:
    """Lay out (label, counts by state for each column); heads that would touch are left out.

    `notes` say for each row how it stands in the last column.
    """
    width = NARROW if narrow else WIDTH
    left = 0.0 if narrow else LABEL
    step = NARROW_STEP if narrow else STEP
    columns = max(len(heads), 1)
    end = 0.0 if narrow or not notes else END
    wide = (width - left - end) / columns
    most = max((sum(one.values()) for _label, counts in rows for one in counts), default=0) or 1
    every = max(1, round(56 / wide + 0.49))
    shown = tuple(
        (
            round(left + (number + 0.5) * wide, 1),
            head if (columns - 1 - number) % every == 0 else "",
        )
        for number, head in enumerate(heads)
    )
    strips = []
    for index, (label, counts) in enumerate(rows):
        top = TOP + index * step + (34 if narrow else 0)
        pieces = []
        for number, one in enumerate(counts):
            x = left + number * wide
            y = top + TALL
            for state in order:
                count = one.get(state, 0)
                if not count:
                    continue
                height = TALL * count / most
                y -= height
                text = str(count) if height >= 12 and wide >= 16 else ""
                pieces.append(
                    Piece(
                        state,
                        round(x + 1, 1),
                        round(y, 1),
                        round(max(wide - 2, 1), 1),
                        round(height, 1),
                        text,
                    )
                )
        names = textwrap.wrap(
            label,
            int((width if narrow else left - 8) / LETTER),
            max_lines=1 if narrow else 2,
            placeholder=" …",
        )
        first = top - 22 if narrow else top + TALL / 2 + 5 - LINE * (len(names) - 1) / 2
        strips.append(
            Strip(
                tuple((round(first + LINE * at, 1), name) for at, name in enumerate(names)),
                top,
                tuple(pieces),
                tuple(_lines(notes[index], top, narrow)) if notes else (),
            )
        )
    height = TOP + len(rows) * step + 4
    note_x = 0.0 if narrow else width - end + 10
    return RagStrips(width, height, shown, tuple(strips), narrow, note_x)


def _lines(note: str, top: float, narrow: bool) -> Iterator[tuple[float, str]]:
    """How a row stands now: above its columns on a phone, else beside the last one in two lines at most."""
    if narrow:
        yield top - 7, note
        return
    lines = textwrap.wrap(note, int((END - 10) / SMALL), max_lines=2, placeholder=" …")
    first = top + TALL / 2 + 4 - LINE * (len(lines) - 1) / 2
    for place, line in enumerate(lines):
        yield first + LINE * place, line
