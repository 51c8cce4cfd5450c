"""The library of entitlement: statements for ICT itself, for every subject, and for particular ones.

The words are in `content/entitlement.yaml`, read and checked once a process.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from roles.reading import Fields, LibraryError, read

CONTENT = Path(__file__).parent / "content"
STAGES = ("EYFS", "KS1", "KS2", "KS3", "KS4")
ICT, EVERY, SUBJECT = "ict", "every", "subject"
PRODUCT = "product"
LONGEST_TEXT = 220
LONGEST_WHY = 220

__all__ = (
    "EVERY",
    "ICT",
    "STAGES",
    "SUBJECT",
    "Entry",
    "Library",
    "LibraryError",
    "Stage",
    "library",
    "parse",
)


@dataclass(frozen=True)
class Stage:
    """What the statements of a key stage rest on: its source and date, and whether it is law."""

    stage: str
    statutory: bool
    source: str
    date: str
    note: str


@dataclass(frozen=True)
class Entry:
    """One statement on offer: its kind, and for a particular subject the names this may have.

    `owner` is whose it is: the product, or a group of schools, whose name then is its `source`.
    """

    key: str
    kind: str
    stage: str
    text: str
    why: str
    source: str
    names: frozenset[str] = frozenset()
    owner: str = PRODUCT

    @property
    def others(self) -> str:
        """The name of whoever else than the product offers it, or nothing."""
        return "" if self.owner == PRODUCT else self.source


@dataclass(frozen=True)
class Library:
    """Everything on offer, in its order."""

    version: int
    date: datetime.date
    itself: frozenset[str]
    stages: tuple[Stage, ...]
    entries: tuple[Entry, ...]

    def is_ict(self, subject: str) -> bool:
        """Whether a subject of this name is taken to be ICT itself."""
        return subject.strip().casefold() in self.itself

    @cached_property
    def _by_key(self) -> dict[str, Entry]:
        return {one.key: one for one in self.entries}

    def entry(self, key: str) -> Entry | None:
        """The entry of this key; None where there is none."""
        return self._by_key.get(key)

    def of_subject(self, name: str) -> list[Entry]:
        """What is particular to a subject of this name."""
        wanted = name.strip().casefold()
        return [one for one in self.entries if wanted in one.names]


@cache
def library() -> Library:
    """The library, read once.

    Raises:
        LibraryError: the content is not as it should be.
    """
    return parse(read(CONTENT / "entitlement.yaml"))


def parse(content: Any) -> Library:
    """The library out of the plain data of entitlement.yaml.

    Raises:
        LibraryError: something is missing, unknown, doubled, too long or names no key stage.
    """
    parts = {"version", "date", "itself", "stages", "ict", "every", "subjects"}
    whole = Fields("entitlement", content, parts)
    if not isinstance(whole.data["version"], int) or not isinstance(
        whole.data["date"], datetime.date
    ):
        raise LibraryError("entitlement: version is a number, date a day.")
    stages = tuple(_stage(one) for one in _listed("stages", whole.data["stages"]))
    _once("stages", (one.stage for one in stages))
    if {one.stage for one in stages} != set(STAGES):
        raise LibraryError(f"stages: each of {', '.join(STAGES)} is named.")
    source = {one.stage: f"{one.source}, {one.date}" for one in stages}
    entries: list[Entry] = []
    for one in _listed("ict", whole.data["ict"]):
        one.check({"key", "stage", "text", "why"})
        stage = _known(one, one.data["stage"])
        entries.append(_entry(one, ICT, one.key(), stage, source[stage]))
    for one in _listed("every", whole.data["every"]):
        entries += _for_stages(one, EVERY, "")
    for group in _listed("subjects", whole.data["subjects"]):
        group.check({"names", "source", "statements"})
        names = frozenset(_names(group.place, group.data["names"]))
        about = group.text("source", 200)
        for one in _listed(f"{group.place}, statements", group.data["statements"]):
            entries += _for_stages(one, SUBJECT, about, names)
    _once("entitlement", (one.key for one in entries))
    return Library(
        whole.data["version"],
        whole.data["date"],
        frozenset(_names("itself", whole.data["itself"])),
        stages,
        tuple(entries),
    )


def _for_stages(
    one: Fields, kind: str, source: str, names: frozenset[str] = frozenset()
) -> list[Entry]:
    """An entry for each key stage it is meant for; the stage is part of its key."""
    one.check({"key", "stages", "text", "why"})
    stages = [_known(one, stage) for stage in one.data["stages"] or []]
    if not stages:
        raise one.wrong("stages", "is empty")
    key = one.key()
    return [_entry(one, kind, f"{key}.{stage.lower()}", stage, source, names) for stage in stages]


def _entry(
    one: Fields,
    kind: str,
    key: str,
    stage: str,
    source: str,
    names: frozenset[str] = frozenset(),
) -> Entry:
    text, why = one.text("text", LONGEST_TEXT), one.text("why", LONGEST_WHY)
    return Entry(key, kind, stage, text, why, source, names)


def _stage(one: Fields) -> Stage:
    one.check({"stage", "statutory", "source", "date", "note"})
    if not isinstance(one.data["statutory"], bool):
        raise one.wrong("statutory", "is neither yes nor no")
    return Stage(
        _known(one, one.data["stage"]),
        one.data["statutory"],
        one.text("source", 120),
        one.text("date", 40),
        one.text("note", 300),
    )


def _known(one: Fields, stage: Any) -> str:
    if stage not in STAGES:
        raise one.wrong("stage", f"{stage!r} is no key stage of the library")
    return str(stage)


def _listed(place: str, content: Any) -> list[Fields]:
    if not isinstance(content, list) or not content:
        raise LibraryError(f"{place}: a list is missing.")
    return [Fields(f"{place}, {_name(number, one)}", one) for number, one in enumerate(content, 1)]


def _name(number: int, one: Any) -> str:
    return str(one.get("key", number)) if isinstance(one, dict) else str(number)


def _names(place: str, content: Any) -> list[str]:
    if not isinstance(content, list) or not all(isinstance(one, str) for one in content):
        raise LibraryError(f"{place}: names is a list of names.")
    names = [one.strip().casefold() for one in content]
    _once(place, names)
    return names


def _once(place: str, keys: Iterable[str]) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise LibraryError(f"{place}: {key} is there twice.")
        seen.add(key)
