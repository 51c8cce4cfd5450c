"""The words somebody looks for, and where they stand in a text. Plain Python; what the two databases share."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

WORD = re.compile(r"\w+", re.UNICODE)
MOST_WORDS, LONGEST_WORD = 8, 40
# Words that stand in everything; they count only when somebody looks for nothing else.
SMALL = frozenset(
    "a an and are as at be by for from has have in is it its of on or our that the their they this to "
    "was we what when where which who will with you your".split()
)
ENDINGS = ("ings", "ing", "ies", "ied", "ed", "es", "s", "e", "y")
SHORTEST_STEM = 4
BEFORE, AFTER = 60, 160


@dataclass(frozen=True)
class Piece:
    """A part of an excerpt, and whether it is what was looked for."""

    text: str
    marked: bool = False


def words_of(typed: str) -> list[str]:
    """The words to look for, in small letters, small words left out unless there is nothing else."""
    found = [word[:LONGEST_WORD] for word in WORD.findall(typed.lower())]
    telling = [word for word in found if word not in SMALL]
    return (telling or found)[:MOST_WORDS]


def stem(word: str) -> str:
    """The beginning that a word's forms share: "policies" and "policy" → "polic"; short words stay whole."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word.removesuffix(ending)
    return word


def plain(text: str) -> str:
    """Small letters without accents, one for one, so that a place in it is the same place in `text`."""
    return "".join(_plain(character) for character in text)


def _plain(character: str) -> str:
    if character.isascii():
        return character.lower()
    bare = unicodedata.normalize("NFKD", character)[0].lower()
    return bare if len(bare) == 1 else character


def pieces(text: str, words: list[str]) -> list[Piece]:
    """The text cut up where words begin like those looked for."""
    wanted = tuple(plain(stem(word)) for word in words)
    found: list[Piece] = []
    end = 0
    if wanted:
        for match in WORD.finditer(plain(text)):
            if match.group().startswith(wanted):
                if match.start() > end:
                    found.append(Piece(text[end : match.start()]))
                found.append(Piece(text[match.start() : match.end()], True))
                end = match.end()
    if end < len(text):
        found.append(Piece(text[end:]))
    return found


def excerpt(text: str, words: list[str]) -> list[Piece]:
    """About two lines of the text around the first of the words; its beginning, where none of them is in it."""
    text = " · ".join(line.strip() for line in text.splitlines() if line.strip())
    wanted = tuple(plain(stem(word)) for word in words)
    first = 0
    if wanted:
        first = next(
            (one.start() for one in WORD.finditer(plain(text)) if one.group().startswith(wanted)),
            0,
        )
    start = 0 if first <= BEFORE else text.rfind(" ", 0, first - BEFORE + 12) + 1
    stop = len(text)
    if first + AFTER < stop:
        stop = text.rfind(" ", first, first + AFTER)
        stop = first + AFTER if stop < 0 else stop
    cut = pieces(text[start:stop], words)
    return [
        *([Piece("… ")] if start else []),
        *cut,
        *([Piece(" …")] if stop < len(text) else []),
    ]
