"""The figures of a priority review as template tags: `{% load review_charts %}`.

As in `charts`, each takes `paper=True` for a printed document.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

from ..beads import Beads
from ..field import Field
from ..shares import SharesPicture

register = template.Library()


@register.inclusion_tag("charts/beads.html")
def chart_beads(row: Beads, about: str, paper: bool = False) -> dict[str, Any]:
    """One duty's ratings as beads, one a rater; `about` says them in words."""
    return {"row": row, "about": about, "paper": paper}


@register.inclusion_tag("charts/shares.html")
def chart_shares(
    pictures: Sequence[SharesPicture], title: str, reading: str, paper: bool = False
) -> dict[str, Any]:
    """Share of time (solid) against share of influence (open); a wide picture and one for a phone."""
    shown = pictures[:1] if paper else pictures
    return {"pictures": shown, "title": title, "reading": reading, "paper": paper}


@register.inclusion_tag("charts/field.html")
def chart_field(
    pictures: Sequence[Field],
    titles: Sequence[str],
    title: str,
    reading: str,
    paper: bool = False,
) -> dict[str, Any]:
    """The field of influence and time; a wide picture and one for a phone."""
    shown = pictures[:1] if paper else pictures
    return {
        "pictures": shown,
        "titles": titles,
        "title": title,
        "reading": reading,
        "paper": paper,
    }
