"""Where duties stand: three kinds of responsibility, then the five areas, always in this order."""

from __future__ import annotations

from schools.labels import Labels

from .library import AREA_KEYS, fill, library
from .models import Duty, DutyKind

GROUP_KEYS: tuple[str, ...] = (
    DutyKind.ASPECT.value,
    DutyKind.SENIOR.value,
    DutyKind.DEPARTMENT.value,
    *AREA_KEYS,
)


def group_key(kind: str, area: str | None) -> str:
    """The group of a kind and area: an area's key for the coordinator's duties, else the kind."""
    return area or kind


def kind_and_area(group: str) -> tuple[str, str]:
    """The kind and area of a group; the area is empty for all but the coordinator's duties."""
    return (DutyKind.DUTY.value, group) if group in AREA_KEYS else (group, "")


def group_titles(labels: Labels) -> dict[str, str]:
    """What each group is called, in the school's labels and in the groups' order."""
    titles = {one.key: fill(one.title, labels) for one in (*library().groups, *library().areas)}
    return {key: titles[key] for key in GROUP_KEYS}


def group_abouts(labels: Labels) -> dict[str, str]:
    """What each group is about, in one sentence."""
    return {one.key: fill(one.about, labels) for one in (*library().groups, *library().areas)}


def group_of(duty: Duty) -> str:
    """The group in which a duty stands."""
    return group_key(duty.kind, duty.area)
