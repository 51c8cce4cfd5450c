"""Measurements and spending from a pasted table, each line with what keeps it from being one. No database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from exchange.tables import Row

from . import money, years
from .days import NotADay, span_from

_NUMBER = re.compile(r"([-−–]?) ?((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2})?) ?%?", re.ASCII)
# What stands in the first cell of a line of headings.
HEADS = {"indicator", "action", "cost", "what", "name", "measure"}


class NotANumber(ValueError):
    """What was typed is no number; the message says so."""


@dataclass(frozen=True)
class Brought:
    """A line: what it is of (`pk`), the day, the value or the pence, a note, and its problems."""

    line: int
    name: str
    pk: int | None
    on: date | None
    value: Decimal | None = None
    pence: int | None = None
    shown: str = ""
    note: str = ""
    problems: tuple[str, ...] = ()

    def with_problem(self, problem: str) -> Brought:
        """The same line with a problem more; as it is where there is none."""
        return replace(self, problems=(*self.problems, problem)) if problem else self


@dataclass(frozen=True)
class Payable:
    """A cost that money can be spent for: its id and the academic year it is planned for."""

    pk: int
    year: int


def number_from(text: str) -> Decimal:
    """Read a number as people write it: "62 %", "1,200", "−3.5".

    Raises:
        NotANumber: it is none, or has more than two decimals.
    """
    typed = " ".join(text.split())
    found = _NUMBER.fullmatch(typed)
    if not found:
        raise NotANumber(
            _("“%(text)s” is not a number. Give digits, such as 62 or 1.5.") % {"text": typed[:40]}
            if typed
            else _("The number is missing.")
        )
    value = Decimal(found[2].replace(",", ""))
    return -value if found[1] else value


def tidy(name: str) -> str:
    """A name as it is looked up: small letters, single blanks."""
    return " ".join(name.casefold().split())


def without_head(rows: Sequence[Row]) -> list[Row]:
    """The rows without a first line of headings."""
    if rows and rows[0].cells and tidy(rows[0].cells[0]) in HEADS:
        return list(rows[1:])
    return list(rows)


def read_measurements(rows: Iterable[Row], known: Mapping[str, int]) -> list[Brought]:
    """Lines of indicator; day; value; source. `known` are the indicators' ids by tidy name."""
    return [_measurement(row, known) for row in rows]


def read_spending(rows: Iterable[Row], known: Mapping[str, Sequence[Payable]]) -> list[Brought]:
    """Lines of action; day; pounds; note. `known` are an action's costs by its tidy words.

    Of several the one counts that is planned for the year of the day.
    """
    return [_spending(row, known) for row in rows]


def _measurement(row: Row, known: Mapping[str, int]) -> Brought:
    if row.problem:
        return Brought(row.line, row.text, None, None, problems=(row.problem,))
    name, day, typed, note = (*row.cells, "", "", "", "")[:4]
    problems: list[str] = []
    pk = known.get(tidy(name))
    if pk is None:
        problems.append(_("No indicator of this plan is called “%(name)s”.") % {"name": name[:80]})
    on = _day(day, problems)
    value: Decimal | None = None
    try:
        value = number_from(typed)
    except NotANumber as refused:
        problems.append(str(refused))
    return Brought(row.line, name, pk, on, value, None, typed, note, tuple(problems))


def _spending(row: Row, known: Mapping[str, Sequence[Payable]]) -> Brought:
    if row.problem:
        return Brought(row.line, row.text, None, None, problems=(row.problem,))
    name, day, typed, note = (*row.cells, "", "", "", "")[:4]
    problems: list[str] = []
    on = _day(day, problems)
    costs = known.get(tidy(name), [])
    pk = _cost(name, costs, on, problems)
    pence: int | None = None
    try:
        pence = spent_from(typed)
    except money.NotMoney as refused:
        problems.append(str(refused))
    return Brought(row.line, name, pk, on, None, pence, typed, note, tuple(problems))


def spent_from(text: str) -> int:
    """An amount that was spent, in pence; below zero for what came back: "-50", "(50)".

    Raises:
        NotMoney: it is no amount.
    """
    typed = text.strip()
    back = re.match(r"[-−–]\s*|£\s*[-−–]\s*", typed)
    if back:
        return -money.pence_from(typed[back.end() :])
    if re.fullmatch(r"\(.+\)", typed):
        return -money.pence_from(typed[1:-1])
    return money.pence_from(typed)


def _cost(name: str, costs: Sequence[Payable], on: date | None, problems: list[str]) -> int | None:
    if not costs:
        problems.append(_("No action with a cost is called “%(name)s”.") % {"name": name[:80]})
        return None
    if len(costs) == 1:
        return costs[0].pk
    if on is None:
        return None
    year = years.academic_year(on)
    own = [one for one in costs if one.year == year]
    if len(own) == 1:
        return own[0].pk
    problems.append(
        _("This action has several costs and not one in %(year)s alone: record it at its cost.")
        % {"year": years.name(year)}
    )
    return None


def _day(text: str, problems: list[str]) -> date | None:
    try:
        span = span_from(text)
    except NotADay as refused:
        problems.append(str(refused))
        return None
    if span.ends_on is None:
        problems.append(_("The day is missing."))
    elif span.starts_on != span.ends_on:
        problems.append(_("Give one day, not a month or a term."))
    return span.ends_on
