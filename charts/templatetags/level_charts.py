"""The picture of a self-review: `{% load level_charts %}`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

from ..levels import LevelsPicture

register = template.Library()


@register.inclusion_tag("charts/levels.html")
def chart_levels(
    pictures: Sequence[LevelsPicture], title: str, reading: str, paper: bool = False
) -> dict[str, Any]:
    """Levels now (filled) and last time (open), strand by strand; a wide picture and one for a phone.

    `reading` is the sentence that says what the figure shows; `title` names it. With `paper=True`
    colours are attributes and the table for those who listen is left out: the document has its own.
    """
    shown = [one for one in pictures if not (paper and one.narrow)]
    return {"pictures": shown, "title": title, "reading": reading, "paper": paper}
