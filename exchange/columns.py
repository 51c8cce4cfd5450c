"""What the columns of a table are: guessed from their heads, to be put right by hand. Plain.

An app gives its fields with their names, and the words by which tables head them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from .sheets import Sheet, SheetRow

LEAVE = "leave"
HEADS_WITHIN = 15


@dataclass(frozen=True)
class Columns:
    """The fields that columns can be taken for.

    `fields` names each, LEAVE among them. `exact` are words that mean a field where they stand alone;
    `words` are those that mean it wherever they stand, the first field that has one is taken. A head
    that begins with one of `begins` is of that field before all others.
    """

    fields: Mapping[str, str | Promise]
    exact: Mapping[str, str]
    words: Mapping[str, Sequence[str]]
    begins: Mapping[str, str]

    def guess(self, head: str) -> str:
        """The field that a head names; LEAVE where none is known."""
        plain = " ".join(re.sub(r"[^\w£. ]+", " ", head.casefold()).split())
        if not plain:
            return LEAVE
        known = self.exact.get(plain)
        if known:
            return known
        for name, label in self.fields.items():
            if plain == str(label).casefold():
                return name
        for begin, name in self.begins.items():
            if plain.startswith(begin):
                return name
        for name, words in self.words.items():
            if any(_has(plain, word) for word in words):
                return str(name)
        return LEAVE

    def heads_of(self, sheet: Sheet) -> tuple[int, list[str]]:
        """How many rows stand above the table's own, and the heads of its columns.

        The heads are the row, of the first ones, that names most fields; where some of them stand across
        several columns, the row below them names those. Where no word is known, a first row of short words.
        """
        best, most = -1, 1
        for index, row in enumerate(sheet.rows[:HEADS_WITHIN]):
            named = len({self.guess(one) for one in row.cells if one and len(one) < 80} - {LEAVE})
            if named > most:
                best, most = index, named
        if best < 0:
            first = sheet.rows[0].cells
            short = all(len(one) < 40 and not re.search(r"\d", one) for one in first)
            return (1, list(first)) if len(first) > 1 and all(first) and short else (0, [])
        heads = list(sheet.rows[best].cells)
        below = sheet.rows[best + 1] if best + 1 < len(sheet.rows) else None
        if below is not None and self._goes_on(heads, below):
            width = max(len(heads), len(below.cells))
            upper = _spread(heads, width)
            lower = [*below.cells, *[""] * (width - len(below.cells))]
            both = [
                one if not two or one == two else f"{one} {two}".strip()
                for one, two in zip(upper, lower, strict=True)
            ]
            return best + 2, both
        return best + 1, heads

    def _goes_on(self, heads: Sequence[str], below: SheetRow) -> bool:
        """Whether the row below goes on with the heads: short words where they stand across, or the same ones."""
        cells = [one for one in below.cells if one]
        if not cells or any(len(one) > 40 for one in cells):
            return False
        same = sum(one in heads for one in cells)
        new = [
            one
            for index, one in enumerate(below.cells)
            if one and (index >= len(heads) or not heads[index] or one != heads[index])
        ]
        gaps = any(not one for one in heads[1:]) or same > 0
        return (
            gaps
            and (same > 0 or len(cells) <= len(heads))
            and all(len(one) < 25 for one in new)
            and (
                same >= 2
                or (
                    any(self.guess(one) != LEAVE for one in new)
                    and same + len(new) == len(cells)
                    and same > 0
                )
            )
        )

    def fields_of(self, heads: Sequence[str], width: int) -> list[str]:
        """A field for each column, none but what is left out twice."""
        found: list[str] = []
        for index in range(width):
            name = self.guess(heads[index]) if index < len(heads) else LEAVE
            found.append(LEAVE if name in found and name != LEAVE else name)
        return found


def stored(sheet: Sheet, above: int, heads: Sequence[str]) -> list[dict[str, Any]]:
    """The rows below the heads as they are kept while they are mended; heads said once more are left out."""
    width = sheet.width
    return [
        {
            "line": row.line,
            "cells": [*row.cells, *[""] * (width - len(row.cells))],
            "problems": {str(column): said for column, said in row.problems.items()},
            "heading": row.heading,
            "out": False,
        }
        for row in sheet.rows[above:]
        if not _repeats(heads, row.cells)
    ]


def _repeats(heads: Sequence[str], cells: Sequence[str]) -> bool:
    """Whether a row says the heads once more, as tables that go over pages do."""
    said = [one for one in cells if one]
    return len(said) > 1 and all(one in heads for one in said)


def _has(plain: str, word: str) -> bool:
    if len(word) <= 5 and word.isalpha():
        return word in plain.split()
    return word in plain


def _spread(heads: Sequence[str], width: int) -> list[str]:
    """Heads that stand across several columns, said of each of them."""
    found: list[str] = []
    for index in range(width):
        text = heads[index] if index < len(heads) else ""
        found.append(text or (found[-1] if found else ""))
    return found
