"""The figures as template tags: `{% load charts %}`, then `{% chart_load bar title=… reading=… %}`.

Each takes `paper=True` for a printed document: colours by attribute instead of class, no hidden table.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ..colours import FACE, PAPER
from ..geometry import AREAS, LoadBar, Ring

register = template.Library()


@register.simple_tag
def paint(colour: str, paper: bool = False, what: str = "fill") -> SafeString:
    """The attribute that colours a part: `fill="#0b63a5"` on paper, `class="f-staff"` on the page.

    `what` is `fill` or `stroke`; a colour that is not known is the soft grey.
    """
    known = colour if colour in PAPER else "soft"
    if paper:
        return format_html('{}="{}"', what, PAPER[known])
    return format_html('class="{}-{}"', what[0], known)


@register.simple_tag
def write(style: str, paper: bool = False) -> SafeString:
    """The attributes of a text in a figure; `style` is `plain`, `soft` or `strong`."""
    if not paper:
        return format_html('class="{}"', style)
    weight = 600 if style == "strong" else 400
    return format_html(
        'font-family="{}" font-size="{}" font-weight="{}" fill="{}"',
        FACE,
        12 if style == "soft" else 13,
        weight,
        PAPER["soft" if style == "soft" else "ink"],
    )


@register.inclusion_tag("charts/area_mark.html")
def area_mark(key: str, paper: bool = False) -> dict[str, Any]:
    """The shape of an area (● ■ ▲ ◆ ✚) in its colour, 12 pixels high; its name stands beside it in words."""
    return {"shape": key if key in AREAS else "soft", "paper": paper}


@register.inclusion_tag("charts/load.html")
def chart_load(bar: LoadBar, title: str, reading: str, paper: bool = False) -> dict[str, Any]:
    """Minutes a week by area as one bar, against release time.

    `reading` is the sentence that says what the figure shows; `title` names the figure.
    """
    return {"bar": bar, "title": title, "reading": reading, "paper": paper}


@register.inclusion_tag("charts/cycle.html")
def chart_cycle(ring: Ring, title: str, reading: str, paper: bool = False) -> dict[str, Any]:
    """The leadership cycle as a ring of stations; on a phone as a list of the same steps."""
    return {
        "ring": ring,
        "title": title,
        "reading": reading,
        "paper": paper,
        "box": f"{-ring.width / 2:g} {-ring.height / 2:g} {ring.width:g} {ring.height:g}",
    }
