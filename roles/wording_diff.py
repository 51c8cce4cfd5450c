"""Two wordings of one thing, word by word: what stayed, what came and what went. No Django."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal

Change = Literal["same", "added", "removed"]
Piece = tuple[Change, str]

_WORDS = re.compile(r"\S+|\s+")


def wording_diff(old: str, new: str) -> list[Piece]:
    """What became of `old` in `new`: pieces in reading order, the removed before what replaced it.

    The pieces "same" and "removed" joined are `old`, "same" and "added" joined are `new`. Two
    neighbours are never of the same sort. Words are compared whole and exactly.
    """
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    stretches: list[tuple[str, str, bool]] = []
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    for what, start, end, new_start, new_end in matcher.get_opcodes():
        gone, come = "".join(before[start:end]), "".join(after[new_start:new_end])
        stretches.append((gone, come, what == "equal"))
    pieces: list[Piece] = []
    for gone, come, same in _phrases(stretches):
        if same:
            pieces.append(("same", gone))
            continue
        if gone:
            pieces.append(("removed", gone))
        if come:
            pieces.append(("added", come))
    return pieces


def differs(pieces: Sequence[Piece]) -> bool:
    """Whether anything was added or removed."""
    return any(change != "same" for change, _text in pieces)


def _phrases(stretches: list[tuple[str, str, bool]]) -> list[tuple[str, str, bool]]:
    """Join two replaced words that only a space parts, so that a new phrase reads as one."""
    joined: list[tuple[str, str, bool]] = []
    for gone, come, same in stretches:
        if not same and len(joined) > 1 and joined[-1][2] and joined[-1][0].isspace():
            space, (gone_before, come_before, _same) = joined[-1][0], joined[-2]
            if gone_before and come_before and gone and come:
                joined[-2:] = [(gone_before + space + gone, come_before + space + come, False)]
                continue
        joined.append((gone, come, same))
    return joined
