"""Days as people write them in plans: "4 Sept 2026", "Autumn 2026", "by Easter 2027", "Sept 26 – July 27".

Plain values, no database. Years of two digits are of this century; days stand before months.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from .years import TermSpan, terms_of

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january|feb february|mar march|apr april|may|jun june|jul july|aug august|"
            "sep sept september|oct october|nov november|dec december"
        ).split("|"),
        start=1,
    )
    for name in names.split()
}
TERMS = {"aut": "autumn", "autumn": "autumn", "spr": "spring", "spring": "spring"}
TERMS |= {"sum": "summer", "summer": "summer"}
# The holiday that a term ends with.
ENDS = {"christmas": "autumn", "easter": "spring", "summer holiday": "summer"}
# Days outside these years are slips of the pen.
EARLIEST, LATEST = 1990, 2200
OPEN = {"ongoing", "on-going", "continuous", "tbc", "tba", "n/a", "-", "–"}
_NUMERIC = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?")
_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]+)\.?,?\s+(\d{4}|\d{2})")
_MONTH = re.compile(r"([a-z]+)\.?\s+(\d{4}|\d{2})")
_TERM = re.compile(r"([a-z]+)\.?\s*(?:term)?\s*([12])?,?\s+(\d{4}|\d{2})(?:\s+term)?")
_YEAR = re.compile(r"(\d{4})\s*[/–-]\s*(\d{2}|\d{4})")
_BETWEEN = re.compile(r"\s+(?:to|until|till)\s+|\s*[–—]\s*|\s+-\s+")
_BY = re.compile(r"(?:by|before|end of|by the end of|until)\s+")
_FROM = re.compile(r"(?:from|starting|start of|since)\s+")


class NotADay(ValueError):
    """What was typed is no day and no term; the message says so."""


@dataclass(frozen=True)
class Span:
    """First and last day that are meant; None where nothing was said of one."""

    starts_on: date | None = None
    ends_on: date | None = None


def span_from(text: str, terms: Iterable[TermSpan] = ()) -> Span:
    """The days that are meant. A single day, month, term or year gives its first and its last day.

    `terms` are the school's own; of other years the usual ones are taken. "by" gives a last day only.

    Raises:
        NotADay: no day can be read from it.
    """
    tidy = " ".join(text.split())
    plain = tidy.casefold().strip(" .;")
    if not plain or plain in OPEN:
        return Span()
    known = list(terms)
    whole = _one(plain, known)
    if whole is not None:
        return whole
    for pattern, last in ((_BY, True), (_FROM, False)):
        if found := pattern.match(plain):
            one = _one(plain[found.end() :], known)
            if one is not None:
                return Span(None, one.ends_on) if last else Span(one.starts_on)
    parts = _BETWEEN.split(plain)
    if len(parts) == 2:
        last_part = _one(parts[1], known)
        first_part = _one(parts[0], known) or _with_year_of(parts[0], last_part, known)
        if first_part is not None and last_part is not None:
            return Span(first_part.starts_on, last_part.ends_on)
    raise NotADay(
        _(
            "“%(text)s” is no day and no term. Write it as 4 September 2026, 04/09/2026 or Autumn 2026."
        )
        % {"text": tidy[:60]}
    )


def _one(plain: str, terms: list[TermSpan]) -> Span | None:
    if found := _ISO.fullmatch(plain):
        return _day(_year(found[1]), int(found[2]), int(found[3]))
    if found := _NUMERIC.fullmatch(plain):
        return _day(_year(found[3]), int(found[2]), int(found[1]))
    if (found := _WORDS.fullmatch(plain)) and found[2] in MONTHS:
        return _day(_year(found[3]), MONTHS[found[2]], int(found[1]))
    if (found := _MONTH.fullmatch(plain)) and found[1] in MONTHS:
        year, month = _year(found[2]), MONTHS[found[1]]
        return Span(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
    if (found := _TERM.fullmatch(plain)) and found[1] in TERMS:
        return _term(TERMS[found[1]], _year(found[3]), found[2], terms)
    for holiday, name in ENDS.items():
        if found := re.fullmatch(rf"{holiday}s?\s+(\d{{4}}|\d{{2}})", plain):
            term = _term(name, _year(found[1]), None, terms)
            return Span(term.ends_on, term.ends_on)
    if found := _YEAR.fullmatch(plain):
        first = _year(found[1])
        if int(found[2]) % 100 == (first + 1) % 100:
            return Span(
                _term("autumn", first, None, terms).starts_on,
                _term("summer", first + 1, None, terms).ends_on,
            )
    return None


def _with_year_of(plain: str, other: Span | None, terms: list[TermSpan]) -> Span | None:
    """The first half of "Sept – Dec 2026": the year, or the one before, of the second half."""
    if other is None or other.ends_on is None:
        return None
    for year in (other.ends_on.year, other.ends_on.year - 1):
        one = _one(f"{plain} {year}", terms)
        if one is not None and one.starts_on is not None and one.starts_on <= other.ends_on:
            return one
    return None


def _day(year: int, month: int, day: int) -> Span | None:
    try:
        one = date(year, month, day)
    except ValueError:
        return None
    return Span(one, one)


def _year(text: str) -> int:
    year = int(text) if len(text) == 4 else 2000 + int(text)
    if not EARLIEST <= year <= LATEST:
        raise NotADay(_("Look at the year once more: %(year)s.") % {"year": text})
    return year


def _term(name: str, year: int, half: str | None, terms: list[TermSpan]) -> Span:
    """A term by the calendar year it is in; of its halves the first or the second where one is named."""
    starts_in = year if name == "autumn" else year - 1
    found = next(
        one
        for one in terms_of([starts_in], [one for one in terms if one.year == starts_in])
        if one.name == name
    )
    if half and found.break_starts_on and found.break_ends_on:
        if half == "1":
            return Span(found.starts_on, found.break_starts_on - timedelta(days=1))
        return Span(found.break_ends_on + timedelta(days=1), found.ends_on)
    return Span(found.starts_on, found.ends_on)
