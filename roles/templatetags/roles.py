"""A role's load as a small bar, for lists."""

from __future__ import annotations

from typing import Any

from django import template

from ..findings import Load

register = template.Library()

WIDTH = 120


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
