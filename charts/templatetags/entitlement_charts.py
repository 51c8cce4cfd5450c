"""The picture of a cell of the entitlement: `{% load entitlement_charts %}`."""

from __future__ import annotations

from typing import Any

from django import template

from ..entitlement import CellBar

register = template.Library()

COLOURS = {"met": "green", "partly": "amber", "not_yet": "red", "last": "soft"}


@register.inclusion_tag("charts/entitlement_cell.html")
def chart_entitlement(bar: CellBar, about: str = "", paper: bool = False) -> dict[str, Any]:
    """A cell's bar. On the page its words stand beside it; on paper `about` says them."""
    return {
        "bar": bar,
        "stretches": [(one, COLOURS[one.key]) for one in (*bar.stretches, *bar.last)],
        "about": about,
        "paper": paper,
    }
