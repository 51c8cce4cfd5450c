"""The figures as template tags: `{% load charts %}`, then `{% chart_load bar title=… reading=… %}`.

Each takes `paper=True` for a printed document: colours by attribute instead of class, no hidden table.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..colours import FACE, PAPER
from ..geometry import AREAS, LoadBar, Ring
from ..timeline import Bar, Frame, Mark

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


@register.simple_tag
def area_mark(key: str, paper: bool = False) -> SafeString:
    """The shape of an area (● ■ ▲ ◆ ✚) in its colour, 12 pixels high; its name stands beside it in words."""
    return _mark(key if key in AREAS else "soft", bool(paper))


@register.simple_tag
def shape(key: str, colour: str, paper: bool = False) -> SafeString:
    """The shape of an area about 0,0, to be placed in a figure."""
    known = colour if colour in PAPER else "soft"
    return _shape(key if key in AREAS else "soft", known, bool(paper))


# There are a dozen of each, and some pages have hundreds of them.
@cache
def _mark(shape: str, paper: bool) -> SafeString:
    return render_to_string("charts/area_mark.html", {"shape": shape, "paper": paper})


@cache
def _shape(shape: str, colour: str, paper: bool) -> SafeString:
    context = {"shape": shape, "colour": colour, "paper": paper}
    return render_to_string("charts/_shape.html", context)


@register.simple_tag
def chart_load(bar: LoadBar, title: str, reading: str, paper: bool = False) -> SafeString:
    """Minutes a week by area as one bar, against release time.

    `reading` is the sentence that says what the figure shows; `title` names the figure.
    """
    return _load(bar, title, reading, bool(paper), get_language())


# A figure is decided by what it shows: shown again, it is not drawn again.
@lru_cache(maxsize=500)
def _load(bar: LoadBar, title: str, reading: str, paper: bool, language: str | None) -> SafeString:
    context = {"bar": bar, "title": title, "reading": reading, "paper": paper}
    return render_to_string("charts/load.html", context)


@register.simple_tag
def chart_cycle(ring: Ring, title: str, reading: str, paper: bool = False) -> SafeString:
    """The leadership cycle as a ring of stations; on a phone as a list of the same steps."""
    return _cycle(ring, title, reading, bool(paper), get_language())


@lru_cache(maxsize=100)
def _cycle(ring: Ring, title: str, reading: str, paper: bool, language: str | None) -> SafeString:
    context = {
        "ring": ring,
        "title": title,
        "reading": reading,
        "paper": paper,
        "linked": not paper and any(one.step.url for one in ring.stations),
        "box": f"{-ring.width / 2:g} {-ring.height / 2:g} {ring.width:g} {ring.height:g}",
    }
    return render_to_string("charts/cycle.html", context)


# A bar's colour, its height, whether it is filled, and its dashes: states differ without colour too.
BARS = {
    "red": ("red", 12, True, ""),
    "amber": ("amber", 12, True, ""),
    "green": ("green", 12, True, ""),
    "coming": ("green", 11, False, ""),
    "done": ("green", 5, True, ""),
    "dropped": ("soft", 10, False, "3 3"),
    "plain": ("accent", 12, True, ""),
    "unfinished": ("soft", 12, False, ""),
}
MARKS = {
    "red": ("red", True, "M0-6 5.5 4h-11z"),
    "amber": ("amber", True, "M0-6 6 0 0 6-6 0z"),
    "open": ("ink", False, "M0-5.5 5.5 0 0 5.5-5.5 0z"),
    "green": ("green", True, "M0-6 6 0 0 6-6 0z"),
    "target": ("accent", False, "M-4-4h8v8h-8z"),
}
RULES = {
    "year": ("soft", 1.0, ""),
    "term": ("rule", 1.0, ""),
    "half": ("rule", 0.6, "1 3"),
    "today": ("red", 1.5, "3 2"),
}


@register.inclusion_tag("charts/timeline_head.html")
def timeline_head(frame: Frame, paper: bool = False, width: float = 0) -> dict[str, Any]:
    """The years and terms above the lanes of a timeline, and on the page the lines behind them."""
    return {
        "frame": frame,
        "paper": paper,
        "width": width,
        "height": 38 if frame.today is None else 52,
        "short": frame.columns > 9,
        "reading": _("The terms of the academic years %(first)s to %(last)s, side by side")
        % {"first": frame.years[0].name, "last": frame.years[-1].name},
    }


@register.simple_tag
def timeline_lane(
    frame: Frame,
    bar: Bar | None,
    marks: Sequence[Mark] = (),
    paper: bool = False,
    width: float = 0,
    height: float = 24,
) -> SafeString:
    """One lane of a timeline: a bar or milestones. Its words stand beside it, so it is decoration.

    On the page the lines behind are those that `timeline_head` has drawn; on paper each lane draws
    them, as high as it is.
    """
    parts = [_rules(frame, width, height) if paper else '<use href="#timeline-rules"/>']
    if bar:
        parts.append(_bar(bar, paper, height))
    parts += [_milestone(one, paper, height) for one in marks]
    size = f'width="{width:g}" height="{height:g}"' if paper else 'class="lane" aria-hidden="true"'
    return mark_safe(f"<svg {size}>{''.join(parts)}</svg>")  # noqa: S308 - numbers and our own names


def _rules(frame: Frame, width: float, height: float) -> str:
    """The lines behind a lane on paper: one path for those of a kind, for there are hundreds of lanes."""
    lines = []
    for weight, (colour, thick, dashes) in RULES.items():
        places = [one.x for one in frame.rules if one.weight == weight]
        if weight == "today":
            places = [] if frame.today is None else [frame.today]
        path = "".join(f"M{x * width / 100:.1f} 0v{height:g}" for x in places)
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        if path:
            lines.append(
                f'<path d="{path}" fill="none" stroke="{PAPER[colour]}" stroke-width="{thick}"{dashed}/>'
            )
    return "".join(lines)


def _bar(bar: Bar, paper: bool, height: float) -> str:
    colour, thick, filled, dashes = BARS.get(bar.state, BARS["plain"])
    if bar.vague:
        filled, dashes = False, "4 2"
    if filled:
        paint = paint_of(colour, paper)
    else:
        paint = (
            f'fill="{PAPER["paper"]}" stroke="{PAPER[colour]}"'
            if paper
            else f'class="f-paper s-{colour}"'
        )
        paint += ' stroke-width="1.5"' + (f' stroke-dasharray="{dashes}"' if dashes else "")
    place = _across(height / 2 - thick / 2, paper, -thick / 2)
    drawn = f'<rect {paint} x="{bar.x}%" width="{bar.width}%" height="{thick}" rx="1.5" {place}/>'
    for goes_on, at, path in (
        (bar.before, bar.x, "M8-4 3 0 8 4"),
        (bar.after, bar.end, "M-8-4-3 0-8 4"),
    ):
        if goes_on:
            tone = "paper" if filled and thick > 8 else "ink"
            ink = f'stroke="{PAPER[tone]}"' if paper else f'class="s-{tone}"'
            drawn += _at(
                at, height, paper, f'<path {ink} fill="none" stroke-width="1.5" d="{path}"/>'
            )
    return drawn


def _milestone(mark: Mark, paper: bool, height: float) -> str:
    colour, filled, path = MARKS.get(mark.state, MARKS["open"])
    if paper:
        paint = f'fill="{PAPER[colour if filled else "paper"]}" stroke="{PAPER[colour]}"'
    else:
        paint = f'class="f-{colour if filled else "paper"} s-{colour}"'
    drawn = f'<path {paint} stroke-width="1.5" d="{path}"/>'
    if mark.count > 1:
        end = ' text-anchor="end"' if mark.x > 90 else ""
        x = -9 if mark.x > 90 else 9
        drawn += f'<text {write_of("soft", paper)} x="{x}" y="4"{end}>{mark.count}</text>'
    return _at(mark.x, height, paper, drawn)


def _at(x: float, height: float, paper: bool, drawn: str) -> str:
    """Something drawn about 0,0, at `x` percent and half the height."""
    y = f"{height / 2:g}" if paper else "50%"
    return f'<svg x="{x}%" y="{y}" width="1" height="1" overflow="visible">{drawn}</svg>'


def _across(y: float, paper: bool, up: float) -> str:
    return f'y="{y:g}"' if paper else f'y="50%" transform="translate(0 {up:g})"'


def paint_of(colour: str, paper: bool) -> str:
    """The attribute that fills a part with a colour that is known."""
    return f'fill="{PAPER[colour]}"' if paper else f'class="f-{colour}"'


@cache
def write_of(style: str, paper: bool) -> str:
    """The attributes of a text in a figure, as `write` gives them."""
    return str(write(style, paper))
