"""The library: what a school can adopt its duties and role descriptions from.

The words are in `content/*.yaml`, read and checked once a process. They hold placeholders such as
`{ict}` for what schools name themselves; `fill` puts a school's own labels in.
"""

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from roles.reading import PLACEHOLDER, PLACEHOLDERS, Fields, LibraryError, is_count, read

CONTENT = Path(__file__).parent / "content"
AREA_KEYS = ("staff", "leadership", "curriculum", "resources", "teaching")
KINDS = ("aspect", "senior", "department", "duty")
PARTS = ("leads", "shares", "consulted", "informed")
PRIORITIES = ("high", "medium", "low")
POSITIONS = ("headteacher", "smt", "coordinator", "head_of_department", "technician")
LINE_MANAGERS = ("governor", *POSITIONS)
PHASES = ("nursery", "primary", "middle", "secondary", "all-through", "special")

__all__ = (
    "PLACEHOLDERS",
    "Area",
    "Entry",
    "Library",
    "LibraryError",
    "RoleTemplate",
    "StartingSet",
    "TemplateLine",
    "fill",
    "find_set",
    "find_template",
    "library",
    "parse",
)

PRODUCT = "product"
LONGEST_TEXT = 120
LONGEST_SHORT = 28
LONGEST_WHY = 140
LONGEST_SOURCE = 90
LONGEST_TITLE = 60
LONGEST_ABOUT = 140
LONGEST_PURPOSE = 320


@dataclass(frozen=True)
class Area:
    """One of the five areas of a coordinator's duties, or a group whose key is a kind of entry."""

    key: str
    title: str
    about: str


@dataclass(frozen=True)
class Entry:
    """One thing that a school can adopt.

    Only a duty has an `area` (else it is empty) and `minutes`, what it typically takes in a week.
    `owner` is whose it is: the product, or a group of schools, whose name then is its `source`.
    """

    key: str
    kind: str
    area: str
    text: str
    short: str
    why: str
    minutes: int | None
    owner: str
    source: str
    investment: bool

    @property
    def others(self) -> str:
        """The name of whoever else than the product offers it, or nothing."""
        return "" if self.owner == PRODUCT else self.source


@dataclass(frozen=True)
class TemplateLine:
    """An entry's part in a role. `minutes` a week are the role's own; None adds no load."""

    entry: str
    part: str
    minutes: int | None
    priority: str


@dataclass(frozen=True)
class RoleTemplate:
    """A role to begin from. `release_minutes` a week is None where no time is set aside for it."""

    key: str
    title: str
    position: str
    purpose: str
    release_minutes: int | None
    line_manager_position: str
    lines: tuple[TemplateLine, ...]

    @property
    def minutes(self) -> int:
        """Minutes a week that its lines expect, together."""
        return sum(line.minutes or 0 for line in self.lines)


@dataclass(frozen=True)
class StartingSet:
    """Roles that a school of certain phases might begin with."""

    key: str
    title: str
    phases: tuple[str, ...]
    about: str
    roles: tuple[RoleTemplate, ...]


@dataclass(frozen=True)
class Library:
    """Everything on offer: areas and groups, entries and starting sets, each in its order."""

    version: int
    date: datetime.date
    areas: tuple[Area, ...]
    groups: tuple[Area, ...]
    entries: tuple[Entry, ...]
    sets: tuple[StartingSet, ...]

    @cached_property
    def _by_key(self) -> dict[str, Entry]:
        return {entry.key: entry for entry in self.entries}

    def entry(self, key: str) -> Entry:
        """The entry with this key.

        Raises:
            KeyError: the library has no such entry.
        """
        return self._by_key[key]

    def entries_of(self, kind: str, area: str | None = None) -> tuple[Entry, ...]:
        """The entries of a kind (and of an area, where one is given) in the library's order."""
        return tuple(
            entry
            for entry in self.entries
            if entry.kind == kind and (area is None or entry.area == area)
        )


@cache
def library() -> Library:
    """The product's library, read and checked once.

    Raises:
        LibraryError: one of the content files is wrong.
    """
    return parse(*(read(CONTENT / f"{name}.yaml") for name in ("areas", "library", "sets")))


def find_set(key: str) -> StartingSet:
    """The starting set with this key.

    Raises:
        KeyError: there is no such set.
    """
    for starting_set in library().sets:
        if starting_set.key == key:
            return starting_set
    raise KeyError(key)


def find_template(set_key: str, role_key: str) -> RoleTemplate:
    """The role template with this key in the set with that one.

    Raises:
        KeyError: there is no such set, or no such role in it.
    """
    for role in find_set(set_key).roles:
        if role.key == role_key:
            return role
    raise KeyError(role_key)


def fill(text: str, labels: Mapping[str, str]) -> str:
    """`text` with a school's labels in place of `{ict}`, `{smt}` and the other `PLACEHOLDERS`.

    A text that begins with a placeholder gets a capital. Whatever else stands in braces, and a
    placeholder for which there is no label, stays as it is: schools type what they like.
    """
    filled = PLACEHOLDER.sub(lambda found: labels.get(found[1], found[0]), text)
    return filled[:1].upper() + filled[1:] if PLACEHOLDER.match(text) else filled


def parse(areas: Any, entries: Any, sets: Any) -> Library:
    """The library out of the plain data of areas.yaml, library.yaml and sets.yaml.

    Raises:
        LibraryError: something is missing, unknown, doubled, too long or names nothing.
    """
    area_file = Fields("areas.yaml", areas, {"areas", "groups"})
    entry_file = Fields("library.yaml", entries, {"version", "date", "entries"})
    set_file = Fields("sets.yaml", sets, {"sets"})
    version, date = entry_file.data["version"], entry_file.data["date"]
    if not is_count(version) or version < 1:
        raise entry_file.wrong("version", "is not a whole number from 1 on")
    if type(date) is not datetime.date:
        raise entry_file.wrong("date", "is not a date, as in 2026-09-01")
    found_areas = tuple(_area(fields) for fields in area_file.records("areas", "area"))
    groups = tuple(_area(fields) for fields in area_file.records("groups", "group"))
    area_file.exactly("areas", [area.key for area in found_areas], AREA_KEYS)
    area_file.exactly("groups", [group.key for group in groups], KINDS[:-1])
    found_entries = tuple(_entry(fields) for fields in entry_file.records("entries", "entry"))
    kinds = {entry.key: entry.kind for entry in found_entries}
    return Library(
        version=version,
        date=date,
        areas=found_areas,
        groups=groups,
        entries=found_entries,
        sets=tuple(_starting_set(fields, kinds) for fields in set_file.records("sets", "set")),
    )


def _area(fields: Fields) -> Area:
    fields.check({"key", "title", "about"})
    return Area(
        key=fields.key(),
        title=fields.text("title", LONGEST_TITLE),
        about=fields.text("about", LONGEST_ABOUT),
    )


def _entry(fields: Fields) -> Entry:
    fields.check(
        {"key", "kind", "text", "short", "why", "owner", "source"},
        optional={"area", "minutes", "investment"},
    )
    kind = fields.choice("kind", KINDS)
    own = {"duty": {"area", "minutes"}, "senior": {"investment"}}.get(kind, set())
    for name in sorted({"area", "minutes", "investment"} & fields.data.keys() - own):
        raise fields.wrong(name, f"is not for an entry of kind {kind}")
    duty = kind == "duty"
    return Entry(
        key=fields.key(),
        kind=kind,
        area=fields.choice("area", AREA_KEYS) if duty else "",
        text=fields.text("text", LONGEST_TEXT),
        short=fields.text("short", LONGEST_SHORT),
        why=fields.text("why", LONGEST_WHY),
        minutes=fields.minutes("minutes") if duty else None,
        owner=fields.text("owner", LONGEST_TITLE),
        source=fields.text("source", LONGEST_SOURCE),
        investment=fields.flag("investment"),
    )


def _starting_set(fields: Fields, kinds: Mapping[str, str]) -> StartingSet:
    fields.check({"key", "title", "phases", "about", "roles"})
    roles = tuple(_role(role, kinds) for role in fields.records("roles", "role"))
    leads = (line.entry for role in roles for line in role.lines if line.part == "leads")
    leaders = Counter(leads)
    for key in dict.fromkeys(line.entry for role in roles for line in role.lines):
        if not leaders[key]:
            raise fields.wrong("roles", f"give “{key}” no leader")
        if leaders[key] > 1 and kinds[key] != "department":
            raise fields.wrong("roles", f"give “{key}” {leaders[key]} leaders")
    return StartingSet(
        key=fields.key(),
        title=fields.text("title", LONGEST_TITLE),
        phases=fields.choices("phases", PHASES),
        about=fields.text("about", LONGEST_ABOUT),
        roles=roles,
    )


def _role(fields: Fields, kinds: Mapping[str, str]) -> RoleTemplate:
    fields.check(
        {"key", "title", "position", "purpose", "release_minutes", "line_manager_position", "lines"}
    )
    position = fields.choice("position", POSITIONS)
    lines = tuple(_line(line, kinds) for line in fields.records("lines", "line", key="entry"))
    for line in lines:
        aspect_led = kinds[line.entry] == "aspect" and line.part == "leads"
        if aspect_led and position not in ("headteacher", "smt"):
            raise fields.wrong(
                "lines", f"let this role lead “{line.entry}”, which stays with the head or SMT"
            )
    return RoleTemplate(
        key=fields.key(),
        title=fields.text("title", LONGEST_TITLE),
        position=position,
        purpose=fields.text("purpose", LONGEST_PURPOSE),
        release_minutes=(
            None
            if fields.data["release_minutes"] is None
            else fields.minutes("release_minutes", least=5)
        ),
        line_manager_position=fields.choice("line_manager_position", LINE_MANAGERS),
        lines=lines,
    )


def _line(fields: Fields, kinds: Mapping[str, str]) -> TemplateLine:
    fields.check({"entry", "part", "priority"}, optional={"minutes"})
    return TemplateLine(
        entry=fields.choice("entry", tuple(kinds)),
        part=fields.choice("part", PARTS),
        minutes=fields.minutes("minutes") if "minutes" in fields.data else None,
        priority=fields.choice("priority", PRIORITIES),
    )
