"""The school's statements of the skills audit beside the library's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from roles.library import fill
from schools.models import School

from ..models import Skill
from ..offered import skills_of
from ..skills_library import SkillEntry, skills_library


def area_title(school: School, key: str) -> str:
    """What an area is called here."""
    area = skills_library().area(key)
    return fill(area.title, school.labels) if area else key


def area_about(school: School, key: str) -> str:
    """What an area is about."""
    area = skills_library().area(key)
    return fill(area.about, school.labels) if area else ""


def areas_for(audience: str) -> set[str]:
    """The areas about which an audience is asked."""
    return {one.key for one in skills_library().areas if audience in one.audiences}


def not_taken(school: School) -> list[SkillEntry]:
    """What the library has and the school has not, retired ones too: two queries."""
    there = set(Skill.objects.exclude(key="").values_list("key", flat=True))
    return [one for one in skills_of(school).entries if one.key not in there]


@dataclass(frozen=True)
class SkillArea:
    """The statements of one area."""

    key: str
    title: str
    about: str
    audiences: tuple[str, ...]
    skills: list[Skill]


@dataclass(frozen=True)
class SkillStatements:
    """All of the school's statements; `by_audience` counts them for who is asked."""

    areas: list[SkillArea]
    retired: list[Skill]
    total: int
    by_audience: dict[str, int]


def skill_statements(school: School) -> SkillStatements:
    """What the school asks its staff, area by area: one query."""
    rows = list(Skill.objects.filter(school=school))
    live = [one for one in rows if one.retired_on is None]
    areas = [
        SkillArea(
            area.key,
            fill(area.title, school.labels),
            fill(area.about, school.labels),
            area.audiences,
            [one for one in live if one.area == area.key],
        )
        for area in skills_library().areas
    ]
    counts: dict[str, int] = {}
    for area in areas:
        for audience in area.audiences:
            counts[audience] = counts.get(audience, 0) + len(area.skills)
    retired = [one for one in rows if one.retired_on is not None]
    return SkillStatements([one for one in areas if one.skills], retired, len(live), counts)


def in_order(skills: Iterable[Skill]) -> list[Skill]:
    """Statements area by area, as the library has these."""
    place = skills_library().place
    return sorted(skills, key=lambda one: (place(one.area), one.order, one.pk))
