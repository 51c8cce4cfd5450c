"""The words that a school is found by: plain letters and digits, so that nobody has to type it as it is written."""

from __future__ import annotations

import re
import unicodedata

_APOSTROPHES = re.compile("['’‘`´]")
_BETWEEN = re.compile(r"[^a-z0-9]+")


def words_of(text: str) -> list[str]:
    """The words of `text` in small letters, without accents or apostrophes: "St Anne’s" is `st annes`."""
    plain = _APOSTROPHES.sub("", text).casefold()
    if not plain.isascii():
        apart = unicodedata.normalize("NFKD", plain)
        plain = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return [word for word in _BETWEEN.split(plain) if word]


def findable(*texts: str) -> str:
    """All words of the texts in one line, each after a space, so that a word is found by its beginning."""
    return "".join(f" {word}" for text in texts for word in words_of(text))
