"""A role's load as a small bar, for lists."""

from __future__ import annotations

from typing import Any

from django import template

from ..findings import Load
from ..models import Part, Priority

register = template.Library()

WIDTH = 120
PARTS: dict[str, Any] = dict(Part.choices)
PRIORITIES: dict[str, Any] = dict(Priority.choices)


@register.inclusion_tag("roles/_small_load.html")
def small_load(load: Load) -> dict[str, Any]:
    """Minutes against release time, 120 pixels wide; its sentence stands beside it."""
    release = load.release or 0
    span = max(load.minutes, release) or 1
    return {
        "width": WIDTH,
        "used": round(WIDTH * min(load.minutes, release or load.minutes) / span, 1),
        "over_at": round(WIDTH * release / span, 1),
        "over": round(WIDTH * load.over / span, 1),
        "release": round(WIDTH * release / span, 1) if release else None,
        "load": load,
    }


@register.filter
def part_label(part: str) -> str:
    """What a part is called: "leads". Quicker in a long list than asking each line."""
    return str(PARTS[part])


@register.filter
def priority_label(priority: str) -> str:
    """What a priority is called; nothing for none."""
    return str(PRIORITIES[priority]) if priority else ""
