"""The library of plans: strands to begin from, and objectives with criteria and actions.

The words are in `content/*.yaml`, read and checked once a process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .models import StrandKind

CONTENT = Path(__file__).parent / "content"
LONGEST = 300


class LibraryError(ValueError):
    """The content is not as it should be; the message says where."""


@dataclass(frozen=True)
class PresetStrand:
    """A strand of a preset, and what it is about."""

    name: str
    kind: str


@dataclass(frozen=True)
class Preset:
    """Strands that go together."""

    key: str
    title: str
    about: str
    strands: tuple[PresetStrand, ...]


@dataclass(frozen=True)
class ActionTemplate:
    """An action to begin from; `takes` and `costs` say in words how long it usually takes and what."""

    text: str
    takes: str
    costs: str


@dataclass(frozen=True)
class ObjectiveTemplate:
    """An objective to begin from, for strands of `kind`."""

    key: str
    kind: str
    text: str
    why: str
    criteria: tuple[str, ...]
    actions: tuple[ActionTemplate, ...]


@dataclass(frozen=True)
class Library:
    """All presets and objectives on offer, in their order."""

    presets: tuple[Preset, ...]
    objectives: tuple[ObjectiveTemplate, ...]

    def for_kind(self, kind: str) -> list[ObjectiveTemplate]:
        """Objectives for a strand of this kind first, then all others."""
        return sorted(self.objectives, key=lambda one: one.kind != kind)


@cache
def library() -> Library:
    """The library, read once.

    Raises:
        LibraryError: the content is not as it should be.
    """
    presets = parse_presets(_read("strands"))
    objectives = parse_objectives(_read("objectives"))
    return Library(presets, objectives)


def objective_template(key: str) -> ObjectiveTemplate | None:
    """One objective on offer."""
    return next((one for one in library().objectives if one.key == key), None)


def parse_presets(content: Any) -> tuple[Preset, ...]:
    """Check what strands.yaml holds.

    Raises:
        LibraryError: something is missing, of no known kind, or there twice.
    """
    found = []
    for where, one in _entries(content):
        strands = tuple(
            PresetStrand(_text(below, line, "name", 80), _kind(below, line))
            for below, line in _entries(one.get("strands"), where)
        )
        _once(where, [strand.name.casefold() for strand in strands])
        found.append(
            Preset(
                _text(where, one, "key", 40),
                _text(where, one, "title", 80),
                _text(where, one, "about", LONGEST),
                strands,
            )
        )
    _once("presets", [one.key for one in found])
    return tuple(found)


def parse_objectives(content: Any) -> tuple[ObjectiveTemplate, ...]:
    """Check what objectives.yaml holds.

    Raises:
        LibraryError: something is missing, too long, of no known kind, or there twice.
    """
    found = []
    for where, one in _entries(content):
        criteria = one.get("criteria")
        if not isinstance(criteria, list) or len(criteria) < 2:
            raise LibraryError(f"{where}: an objective has two criteria or more.")
        actions = tuple(
            ActionTemplate(
                _text(below, line, "text", LONGEST),
                _text(below, line, "takes", 80),
                _text(below, line, "costs", 160),
            )
            for below, line in _entries(one.get("actions"), where)
        )
        found.append(
            ObjectiveTemplate(
                _text(where, one, "key", 40),
                _kind(where, one),
                _text(where, one, "text", LONGEST),
                _text(where, one, "why", LONGEST),
                tuple(_text(where, {"criterion": text}, "criterion", LONGEST) for text in criteria),
                actions,
            )
        )
    _once("objectives", [one.key for one in found])
    return tuple(found)


def _read(name: str) -> Any:
    return yaml.safe_load((CONTENT / f"{name}.yaml").read_text(encoding="utf-8"))


def _entries(content: Any, where: str = "") -> list[tuple[str, Mapping[str, Any]]]:
    if not isinstance(content, list) or not content:
        raise LibraryError(f"{where or 'content'}: a list is missing.")
    found = []
    for place, one in enumerate(content, 1):
        name = f"{where} {place}".strip()
        if not isinstance(one, Mapping):
            raise LibraryError(f"{name}: fields are missing.")
        found.append((f"{name} ({one.get('key', one.get('name', ''))})", one))
    return found


def _text(where: str, one: Mapping[str, Any], field: str, most: int) -> str:
    text = one.get(field)
    if not isinstance(text, str) or not text.strip():
        raise LibraryError(f"{where}: {field} is missing.")
    if len(text) > most:
        raise LibraryError(f"{where}: {field} has {len(text)} characters, {most} at most.")
    return text.strip()


def _kind(where: str, one: Mapping[str, Any]) -> str:
    kind = one.get("kind")
    if kind not in StrandKind.values:
        raise LibraryError(f"{where}: {kind!r} is no kind of strand.")
    return str(kind)


def _once(where: str, keys: list[str]) -> None:
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise LibraryError(f"{where}: {', '.join(twice)} is there twice.")
