"""Duties and what is made of them, for tests."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.urls import reverse

from roles.library import Library, library
from roles.models import Duty, Line, Part, Role, RoleDescription, State
from schools.models import Activity, School
from schools.trail import read


def address(name: str, school: School, *args: object) -> str:
    return reverse(f"roles:{name}", args=[school.slug, *args])


def a_duty(school: School, text: str = "Coach colleagues", **fields: object) -> Duty:
    return Duty.objects.create(
        **{"school": school, "text": text, "kind": "duty", "area": "staff", **fields}
    )


def agreed(school: School, title: str, *duties: Duty, part: str = Part.LEADS) -> RoleDescription:
    role = Role.objects.create(school=school, title=title, position="coordinator")
    version = RoleDescription.objects.create(school=school, role=role, number=1, state=State.AGREED)
    Line.objects.bulk_create(
        Line(school=school, description=version, duty=duty, part=part) for duty in duties
    )
    return version


def newer(**changes: Any) -> Library:
    """The library with the entry of key "duty" reworded."""
    now = library()
    key = now.entries_of("duty")[0].key
    entries = tuple(
        dataclasses.replace(entry, **changes) if entry.key == key else entry
        for entry in now.entries
    )
    return dataclasses.replace(now, version=now.version + 1, entries=entries)


def trail(school: School) -> list[str]:
    return [read(one, "somebody") for one in Activity.objects.select_related("member", "person")]


def form_of(duty: Duty, **changes: str) -> dict[str, str]:
    base = {"text": duty.text, "why": duty.why, "short": duty.short}
    return {
        **base,
        "group": duty.area or duty.kind,
        **{f"base_{name}": value for name, value in base.items()},
        "base_area": duty.area,
        **changes,
    }
