"""The cells of the who-does-what matrix: thousands, most of them empty, so made in stretches."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import groupby

from django import template
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ..queries.matrix import PARTS, Matrix, Row

register = template.Library()


@register.simple_tag
def cells(row: Row) -> SafeString:
    """The cells of a row: each part as its letter, with its word for who listens."""
    language = translation.get_language()
    stretches = ((part, len(list(some))) for part, some in groupby(row.parts))
    return format_html_join(
        "", "{}", ((_stretch(part, length, language),) for part, length in stretches)
    )


@register.simple_tag
def paper_cells(row: Row) -> SafeString:
    """The cells of a row on paper: the letters alone, for the key stands above each table."""
    return format_html_join("", "<td>{}</td>", ((_letter(part),) for part in row.parts))


@register.filter
def titles_by_part(row: Row, found: Matrix) -> list[list[str]]:
    """Who leads, shares, is consulted and is informed, as titles of roles."""
    by_part = dict(found.parts_of(row))
    return [by_part.get(part, []) for part in PARTS]


@register.filter
def part_word(part: str) -> str:
    """What a part is called: "leads"."""
    return str(PARTS[part][1])


@register.filter
def part_letter(part: str) -> str:
    """The letter of a part: "L"."""
    return PARTS[part][0]


@cache
def _letter(part: str) -> str:
    return format_html('<b class="{}">{}</b>', part, PARTS[part][0]) if part else ""


@lru_cache(maxsize=2048)
def _stretch(part: str, length: int, language: str) -> SafeString:
    """So many cells alike, in one language."""
    if not part:
        return format_html_join("", "<td>{}</td>", [("",)] * length)
    letter, word = PARTS[part]
    cell = (
        '<td class="{part}"><span class="part-mark part {part}" aria-hidden="true">{letter}</span>'
        '<span class="visually-hidden">{word}</span></td>'
    )
    return format_html(cell * length, part=part, letter=letter, word=word)
