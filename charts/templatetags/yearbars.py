"""Bars of amounts by year: `{% load yearbars %}`, then `{% chart_years rows kinds title=… reading=… %}`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

from ..yearbars import year_bars

register = template.Library()
# One colour a kind, in their order: the number stands in the bar and before its name.
COLOURS = ("accent", "staff", "leadership", "resources", "teaching", "soft", "curriculum")


@register.inclusion_tag("charts/years.html")
def chart_years(
    rows: Sequence[tuple[str, str, Sequence[int]]],
    kinds: Sequence[str],
    title: str,
    reading: str,
    paper: bool = False,
) -> dict[str, Any]:
    """Amounts by year and kind: `rows` are (label, sum in words, amount of each of `kinds`).

    `reading` is the sentence that says what the figure shows; `title` names the figure.
    """
    bars = [year_bars(rows)] if paper else [year_bars(rows), year_bars(rows, narrow=True)]
    return {
        "figures": bars,
        "kinds": [(n, name, colour_of(n)) for n, name in enumerate(kinds, start=1)],
        "title": title,
        "reading": reading,
        "paper": paper,
    }


@register.filter
def colour_of(number: int) -> str:
    """The name of the colour of a kind, by its number from 1."""
    return COLOURS[(number - 1) % len(COLOURS)]
