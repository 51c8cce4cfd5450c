"""Two wordings of one thing, word by word: what stayed, what came and what went. No Django."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal

Change = Literal["same", "added", "removed"]
Piece = tuple[Change, str]

# A word with the spaces after it, or the spaces that a text begins with: joined they are the text again.
_WORDS = re.compile(r"\S+\s*|\s+")


def wording_diff(old: str, new: str) -> list[Piece]:
    """What became of `old` in `new`, as pieces in reading order; what was removed stands before what came for it.

    The pieces "same" and "removed" joined are `old`, "same" and "added" joined are `new`. Two neighbours
    are never of the same sort. Words are compared whole and exactly; a word's following spaces belong to it.
    """
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    pieces: list[Piece] = []
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    for what, start, end, new_start, new_end in matcher.get_opcodes():
        if what == "equal":
            _add(pieces, "same", before[start:end])
        else:
            _add(pieces, "removed", before[start:end])
            _add(pieces, "added", after[new_start:new_end])
    return pieces


def differs(pieces: Sequence[Piece]) -> bool:
    """Whether anything was added or removed."""
    return any(change != "same" for change, _text in pieces)


def _add(pieces: list[Piece], change: Change, words: list[str]) -> None:
    if words:
        pieces.append((change, "".join(words)))
