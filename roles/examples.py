"""Examples to copy beside the empty fields of a role description, in a school's own words.

They stand in `content/examples.yaml`, read and checked once a process like the rest of the library.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from .drafting import ROLE_POSITIONS
from .groups import GROUP_KEYS
from .library import CONTENT, LONGEST_PURPOSE, PHASES, fill, library
from .reading import Fields, read

LONGEST_AIM = 160
LONGEST_NOTE = 90


@dataclass(frozen=True)
class Purpose:
    """What a role of one position may be for, in the phases of school that it suits."""

    text: str
    phases: tuple[str, ...]


@dataclass(frozen=True)
class RoleExamples:
    """For one position: purposes, and aims that such a role could reach within a year."""

    purposes: tuple[Purpose, ...]
    aims: tuple[str, ...]


@dataclass(frozen=True)
class Examples:
    """Everything on offer: by position, and notes by the group of a duty."""

    roles: Mapping[str, RoleExamples]
    notes: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Offered:
    """What one page offers beside its fields, in the school's own words."""

    purposes: tuple[str, ...]
    aims: tuple[str, ...]
    notes: Mapping[str, tuple[str, ...]]


@cache
def examples() -> Examples:
    """The product's examples, read and checked once.

    Raises:
        LibraryError: the content file is wrong.
    """
    return parse(read(CONTENT / "examples.yaml"))


def offered(position: str, phase: str, labels: Mapping[str, str]) -> Offered:
    """Examples for a role at `position` in a school of `phase`: ours, then its starting set’s."""
    own = examples().roles.get(position, RoleExamples((), ()))
    purposes = [one.text for one in own.purposes if phase in one.phases]
    suits = next(one for one in library().sets if phase in one.phases)
    purposes += [role.purpose for role in suits.roles if role.position == position]
    return Offered(
        purposes=tuple(fill(one, labels) for one in purposes),
        aims=tuple(fill(one, labels) for one in own.aims),
        notes={
            group: tuple(fill(one, labels) for one in texts)
            for group, texts in examples().notes.items()
        },
    )


def parse(data: Any) -> Examples:
    """The examples out of the plain data of examples.yaml.

    Raises:
        LibraryError: something is missing, unknown, doubled or too long.
    """
    file = Fields("examples.yaml", data, {"roles", "notes"})
    roles = {
        role.choice("position", ROLE_POSITIONS): _role(role)
        for role in file.records("roles", "role", key="position")
    }
    notes = {
        note.choice("group", GROUP_KEYS): _notes(note)
        for note in file.records("notes", "group", key="group")
    }
    file.exactly("roles", list(roles), ROLE_POSITIONS)
    file.exactly("notes", list(notes), GROUP_KEYS)
    for position, role in roles.items():
        for phase in PHASES:
            if not any(phase in one.phases for one in role.purposes):
                raise file.wrong("roles", f"have no purpose for “{position}” in a {phase} school")
    return Examples(roles, notes)


def _role(fields: Fields) -> RoleExamples:
    fields.check({"position", "purposes", "aims"})
    return RoleExamples(
        tuple(_purpose(one) for one in fields.records("purposes", "purpose")),
        fields.texts("aims", LONGEST_AIM),
    )


def _purpose(fields: Fields) -> Purpose:
    fields.check({"text"}, optional={"phases"})
    phases = fields.choices("phases", PHASES) if "phases" in fields.data else PHASES
    return Purpose(fields.text("text", LONGEST_PURPOSE), phases)


def _notes(fields: Fields) -> tuple[str, ...]:
    fields.check({"group", "texts"})
    return fields.texts("texts", LONGEST_NOTE)
