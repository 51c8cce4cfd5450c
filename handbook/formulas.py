"""Formulas as they are written in content/definitions.yaml, set as HTML that prints as it reads.

    C = 1 + Σ p_i · log_2(1 − {|x_i − μ|}/{k − 1})

`{…}/{…}` is a fraction; `_` and `^` lower and raise the letter, the figure or the `{…}` after them; a letter
that stands alone is a quantity, and slanted, but for `a` and the sign of a sum. Everything else stands as it
is. Plain Python and HTML, for WeasyPrint does not know MathML.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

_TOKEN = re.compile(r"[{}_^]|/(?=\{)|[^\W\d_]+|[^{}_^/\w]+|\d[\d.,]*|.", re.S)


class FormulaError(ValueError):
    """A formula cannot be read."""


@dataclass
class _Reading:
    tokens: list[str]
    at: int = 0

    @property
    def next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        found = self.next
        self.at += 1
        return found


def to_html(formula: str) -> SafeString:
    """The formula as HTML.

    Raises:
        FormulaError: braces do not match, or a sign has nothing after it.
    """
    reading = _Reading(_TOKEN.findall(formula))
    parts = _row(reading, "")
    if reading.next:
        raise FormulaError(f"Too many braces: {formula}")
    return parts


def _row(reading: _Reading, end: str) -> SafeString:
    found: list[SafeString] = []
    while reading.next != end:
        if not reading.next:
            raise FormulaError("A brace is not closed.")
        if reading.next == "}":
            break
        found.append(_one(reading))
    return format_html_join("", "{}", ((one,) for one in found))


def _one(reading: _Reading) -> SafeString:
    sign = reading.take()
    if sign == "{":
        first = _row(reading, "}")
        reading.take()
        if reading.next != "/":
            return first
        reading.take()
        below = _group(reading)
        return format_html(
            '<span class="frac"><span>{}</span><span class="visually-hidden"> {} </span><span>{}</span></span>',
            first,
            gettext("divided by"),
            below,
        )
    if sign in "_^":
        return format_html("<sub>{}</sub>" if sign == "_" else "<sup>{}</sup>", _group(reading))
    if len(sign) == 1 and sign.isalpha():
        # Sums are upright, as printers set them; "a" is the article.
        return format_html("{}" if sign in "Σa" else "<i>{}</i>", sign)
    return format_html("{}", sign)


def _group(reading: _Reading) -> SafeString:
    """What belongs to a sign: what stands in braces, or the next letter or figure."""
    if not reading.next or reading.next in "}_^/":
        raise FormulaError("A sign has nothing after it.")
    if reading.next != "{":
        return _one(reading)
    reading.take()
    found = _row(reading, "}")
    if reading.take() != "}":
        raise FormulaError("A brace is not closed.")
    return found
