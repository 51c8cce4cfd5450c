"""The library of the skills audit: areas and the statements that staff judge themselves by.

The words are in `content/skills.yaml`, read and checked once a process.
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
TEACHERS, SUPPORT = "teachers", "support"
AUDIENCES = (TEACHERS, SUPPORT)
LONGEST = 220

__all__ = (
    "AUDIENCES",
    "SUPPORT",
    "TEACHERS",
    "Area",
    "LibraryError",
    "SkillEntry",
    "Skills",
    "parse",
    "skills_library",
)


@dataclass(frozen=True)
class SkillEntry:
    """One statement on offer: "I can …". `others` names whoever else than the product offers it."""

    key: str
    area: str
    text: str
    why: str
    owner: str = PRODUCT
    others: str = ""


@dataclass(frozen=True)
class Area:
    """A part of the skills audit, and who is asked about it."""

    key: str
    title: str
    about: str
    audiences: tuple[str, ...]


@dataclass(frozen=True)
class Skills:
    """Everything on offer, in its order."""

    version: int
    date: datetime.date
    areas: tuple[Area, ...]
    entries: tuple[SkillEntry, ...]

    @cached_property
    def _by_key(self) -> dict[str, Area]:
        return {one.key: one for one in self.areas}

    def area(self, key: str) -> Area | None:
        """The area of this key; None where there is none."""
        return self._by_key.get(key)

    def place(self, key: str) -> int:
        """Where an area stands among the others; what is unknown stands last."""
        keys = [one.key for one in self.areas]
        return keys.index(key) if key in keys else len(keys)


@cache
def skills_library() -> Skills:
    """The library, read once.

    Raises:
        LibraryError: the content is not as it should be.
    """
    return parse(read(CONTENT / "skills.yaml"))


def parse(content: Any) -> Skills:
    """The library out of the plain data of skills.yaml.

    Raises:
        LibraryError: something is missing, unknown, doubled or too long.
    """
    whole = Fields("skills", content, {"version", "date", "areas"})
    if not isinstance(whole.data["version"], int):
        raise whole.wrong("version", "is no number")
    if not isinstance(whole.data["date"], datetime.date):
        raise whole.wrong("date", "is no day")
    areas, entries = [], []
    for one in whole.records("areas", "area"):
        one.check({"key", "title", "about", "for", "statements"})
        area = Area(
            one.key(), one.text("title", 60), one.text("about", 160), one.choices("for", AUDIENCES)
        )
        areas.append(area)
        for each in one.records("statements", "statement"):
            each.check({"key", "text", "why"})
            why = each.text("why", LONGEST) if each.data["why"] else ""
            entries.append(SkillEntry(each.key(), area.key, each.text("text", LONGEST), why))
    keys = [one.key for one in entries]
    for key in keys:
        if keys.count(key) > 1:
            raise LibraryError(f"skills: {key} is there twice.")
    return Skills(whole.data["version"], whole.data["date"], tuple(areas), tuple(entries))
