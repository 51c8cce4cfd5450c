"""The library of the self-review: the strands that every school has, of five levels, each with what one would see.

The words are in `content/selfreview.yaml`, read and checked once a process.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from roles.reading import Fields, LibraryError, read

from .library import PRODUCT

CONTENT = Path(__file__).parent / "content"
LEVELS = (1, 2, 3, 4, 5)
LONGEST_TEXT, LONGEST = 240, 180
# The kinds of a plan's strand that a strand of the review can be of.
PLAN_STRANDS = ("infrastructure", "content", "staff_use", "pedagogy", "capability", "subjects")

__all__ = (
    "LEVELS",
    "Level",
    "LibraryError",
    "SelfReviewLibrary",
    "Strand",
    "parse",
    "selfreview_library",
)


@dataclass(frozen=True)
class Level:
    """One level of a strand: what one would see, how one knows, and examples of what comes next."""

    level: int
    text: str
    know: str
    next: tuple[str, ...]


@dataclass(frozen=True)
class Strand:
    """One strand with its levels, the lowest first; `plan_strand` is "" where plans have none such.

    `owner` is whose it is: the product, or a group of schools, whose name is then `others`.
    """

    key: str
    plan_strand: str
    title: str
    about: str
    levels: tuple[Level, ...]
    owner: str = PRODUCT
    others: str = ""

    def level(self, number: int) -> Level:
        """The level of this number, 1 to 5."""
        return self.levels[number - 1]


@dataclass(frozen=True)
class SelfReviewLibrary:
    """The product’s strands in their order, and the levels’ names, the lowest first."""

    version: int
    date: datetime.date
    names: tuple[str, ...]
    strands: tuple[Strand, ...]

    @cached_property
    def _by_key(self) -> dict[str, Strand]:
        return {one.key: one for one in self.strands}

    @property
    def keys(self) -> tuple[str, ...]:
        """The strands’ keys, in order."""
        return tuple(one.key for one in self.strands)

    def strand(self, key: str) -> Strand | None:
        """The strand of this key; None where there is none."""
        return self._by_key.get(key)


@cache
def selfreview_library() -> SelfReviewLibrary:
    """The library, read once.

    Raises:
        LibraryError: the content is not as it should be.
    """
    return parse(read(CONTENT / "selfreview.yaml"))


def parse(content: Any) -> SelfReviewLibrary:
    """The library out of the plain data of selfreview.yaml.

    Raises:
        LibraryError: something is missing, unknown, doubled or too long, or a strand has not five levels.
    """
    whole = Fields("self-review", content, {"version", "date", "levels", "strands"})
    if not isinstance(whole.data["version"], int):
        raise whole.wrong("version", "is no number")
    if not isinstance(whole.data["date"], datetime.date):
        raise whole.wrong("date", "is no day")
    names = []
    for one in _five(whole, "levels"):
        one.check({"level", "title"})
        names.append(one.text("title", 30))
    strands = []
    for one in whole.records("strands", "strand"):
        one.check({"key", "strand", "title", "about", "levels"})
        kind = one.choice("strand", PLAN_STRANDS) if one.data["strand"] else ""
        levels = tuple(_level(each) for each in _five(one, "levels"))
        strands.append(
            Strand(one.key(), kind, one.text("title", 60), one.text("about", LONGEST), levels)
        )
    return SelfReviewLibrary(
        whole.data["version"], whole.data["date"], tuple(names), tuple(strands)
    )


def _level(one: Fields) -> Level:
    one.check({"level", "text", "know", "next"})
    following = one.data["next"]
    if not isinstance(following, list) or not following:
        raise one.wrong("next", "is no list of examples")
    examples = tuple(
        Fields(f"{one.place}, next", {"text": each}).text("text", LONGEST) for each in following
    )
    return Level(
        one.data["level"], one.text("text", LONGEST_TEXT), one.text("know", LONGEST), examples
    )


def _five(whole: Fields, name: str) -> list[Fields]:
    """The levels 1 to 5 in order."""
    found = whole.records(name, "level", key="level")
    if tuple(one.data.get("level") for one in found) != LEVELS:
        raise whole.wrong(name, "are not 1 to 5 in order")
    return found
