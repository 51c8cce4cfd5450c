"""How a version is laid out: its lines by group, its entitlement as a grid, its time as a bar."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from charts.geometry import AREAS, LoadBar, load_bar
from schools.labels import Labels
from schools.models import School

from .drafting import ENTITLEMENT, GROUPS
from .groups import group_titles
from .models import Line, RoleDescription


@dataclass(frozen=True)
class Group:
    """The lines of one area, or of one kind, with their minutes a week."""

    key: str
    title: str
    lines: list[Line]

    @property
    def minutes(self) -> int:
        """Minutes a week of its lines, together."""
        return sum(line.minutes or 0 for line in self.lines)


@dataclass(frozen=True)
class Grid:
    """The entitlement that a role answers for: subjects × key stages, with their lines' notes."""

    stages: list[str]
    rows: list[tuple[str, list[Line | None]]]


def grouped(lines: Iterable[Line], labels: Labels) -> list[Group]:
    """Lines about duties by group, in the order of the description."""
    by_group: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        by_group[line.group].append(line)
    titles = group_titles(labels)
    return [
        Group(key, titles[key], by_group[key])
        for key in GROUPS
        if key != ENTITLEMENT and by_group[key]
    ]


def grid(lines: Iterable[Line], description: RoleDescription, school: School) -> Grid | None:
    """The entitlement among the lines as subjects × key stages; None where there is none."""
    names: dict[str, str] = description.words.get("subjects", {})
    cells: dict[str, dict[str, Line]] = defaultdict(dict)
    for line in lines:
        if line.subject is not None:
            name = names.get(str(line.subject_id)) or line.subject.name
            cells[name][line.key_stage] = line
    if not cells:
        return None
    used = {stage for row in cells.values() for stage in row}
    known = [*description.words.get("key_stages", []), *school.key_stages]
    stages = [stage for stage in dict.fromkeys([*known, *sorted(used)]) if stage in used]
    return Grid(stages, [(name, [row.get(one) for one in stages]) for name, row in cells.items()])


def bar_of(groups: Sequence[Group], entitlement: Grid | None, release: int | None) -> LoadBar:
    """Minutes a week area by area; what lies outside the five areas stands together at the end."""
    rest = 0
    if entitlement is not None:
        rest = sum(
            line.minutes or 0
            for _subject, row in entitlement.rows
            for line in row
            if line is not None
        )
    return bar_from([(one.key, one.title, one.minutes) for one in groups], rest, release)


def bar_from(segments: Sequence[tuple[str, str, int]], rest: int, release: int | None) -> LoadBar:
    """(group key, title, minutes) as a bar: the five areas, then all else with `rest` together."""
    areas = [one for one in segments if one[0] in AREAS]
    rest += sum(minutes for key, _title, minutes in segments if key not in AREAS)
    return load_bar([*areas, ("other", _("Other parts of the role"), rest)], release)
