"""A role's load as a small bar, for lists; the rows of its duties."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from schools.kept import made_of

from ..findings import Load
from ..models import Line, Part, Priority

register = template.Library()

WIDTH = 120
NONE, SELECTED = ("", "—"), SafeString(" selected")
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
def options(choices: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    """The options of a list as HTML, the first without a value; written once for every row that has the same."""
    return _options(choices, chosen)


@lru_cache(maxsize=256)
def _options(choices: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, SELECTED if value == chosen else "", word) for value, word in (NONE, *choices)),
    )


_ROW = '<tr id="line-{}"><th scope="row">{}{}{}</th><td><span class="part {}">{}</span></td>{}<td>{}</td></tr>'
_WHY = " <details><summary>{}</summary><p>{}</p></details>"
_MINUTES = '<td class="num">{}<span class="phone"> {}</span></td>'
_NO_MINUTES = format_html('<td class="num none">{}</td>', "–")


@register.simple_tag
def duty_rows(lines: Iterable[Line]) -> SafeString:
    """The lines of a description as rows: duty with why and note, part, minutes a week, priority.

    Made here, not in the template: they are most of a role's page, and this takes a fifth of the time. A piece:
    lines that say the same are not made again.
    """
    rows = [
        (one.pk, one.wording, one.reason, one.note, one.part, one.minutes, one.priority)
        for one in lines
    ]
    return made_of(("roles.duty_rows", rows), lambda: _duty_rows(rows))


def _duty_rows(rows: list[tuple[int, str, str, str, str, int | None, str]]) -> SafeString:
    why, minutes = _("Why"), _("min")
    parts = {value: str(label) for value, label in PARTS.items()}
    priorities = {value: str(label) for value, label in PRIORITIES.items()} | {"": ""}
    return format_html_join(
        "\n",
        _ROW,
        (
            (
                pk,
                wording,
                format_html(_WHY, why, reason) if reason else "",
                format_html("<small>{}</small>", note) if note else "",
                part,
                parts[part],
                _NO_MINUTES
                if time is None
                else format_html(_MINUTES, number_format(time), minutes),
                priorities[priority],
            )
            for pk, wording, reason, note, part, time, priority in rows
        ),
    )
