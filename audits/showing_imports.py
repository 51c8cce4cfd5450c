"""A register on its way in, as its page lays it out: what is wrong row by row, and what would become of it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exchange.columns import LEAVE
from schools.money import pounds

from .bringing.columns import FIELDS
from .bringing.rows import Given, Line, key_of
from .cells import year_name
from .models import Period, RegisterKind
from .queries.register_imports import Read
from .wording_registers import cost_words, kind_title

# So many rows can be mended at once, and so many are shown of what they would become.
TO_MEND, TO_SHOW = 25, 60


@dataclass(frozen=True)
class Cell:
    """A cell of a row to mend: its column, what that is taken for, what stands in it and what is wrong."""

    column: int
    label: str
    text: str
    problem: str

    @property
    def long(self) -> bool:
        return len(self.text) > 60


@dataclass(frozen=True)
class RowToMend:
    """A row that cannot be: what is wrong with all of it, and its cells."""

    line: int
    problem: str
    cells: list[Cell]
    open: bool


@dataclass(frozen=True)
class Becomes:
    """A row that can be: the entry in short, and what would change."""

    line: int
    name: str
    kind: str
    cost: str
    until: str
    becomes: str
    changes: list[str]


@dataclass(frozen=True)
class Shown:
    """What the page of an import shows."""

    headline: str
    summary: str
    to_mend: list[RowToMend]
    problems: list[tuple[int, str]]
    becomes: list[Becomes]
    more: int
    left_out: list[tuple[int, str]]


def shown(read: Read) -> Shown:
    """A table as it was read, laid out."""
    rows = {one.line: one for one in read.given}
    good = [*read.changed, *read.new]
    return Shown(
        _headline(read),
        _summary(read),
        [_to_mend(one, rows[one.line], read.setting.fields) for one in read.wrong[:TO_MEND]],
        [
            (one.line, sentence)
            for one in read.wrong[TO_MEND:]
            for sentence in one.problems.values()
        ],
        [_becomes(one) for one in good[:TO_SHOW]],
        max(len(good) - TO_SHOW, 0),
        [(one.line, ", ".join(text for text in one.cells if text)[:120]) for one in read.left_out],
    )


def _headline(read: Read) -> str:
    if read.wrong:
        return ngettext(
            "%(n)s row cannot be saved yet", "%(n)s rows cannot be saved yet", len(read.wrong)
        ) % {"n": len(read.wrong)}
    if not read.new and not read.changed:
        return _("Nothing in this table is new")
    n = len(read.new) + len(read.changed)
    return ngettext("%(n)s row can be saved", "%(n)s rows can be saved", n) % {"n": n}


def _summary(read: Read) -> str:
    counts = [
        (len(read.new), _("%(n)s new")),
        (len(read.changed), _("%(n)s changed")),
        (read.same, _("%(n)s as they are")),
        (len(read.left_out), _("%(n)s left out")),
    ]
    return ", ".join(words % {"n": n} for n, words in counts if n)


def _to_mend(one: Line, row: Given, fields: list[str]) -> RowToMend:
    places: Mapping[int | None, str] = one.problems
    whole = " ".join(words for place, words in places.items() if place is None or place < 0)
    cells = [
        Cell(column, str(FIELDS[fields[column]]), text, places.get(column, ""))
        for column, text in enumerate(row.cells)
        if column < len(fields) and fields[column] != LEAVE
    ]
    return RowToMend(one.line, whole, cells, bool(whole))


def _becomes(one: Line) -> Becomes:
    said = one.details
    changes = []
    if one.entry is not None:
        changes = [
            f"{FIELDS.get(name, FIELDS['owner'])}: {_value(name, getattr(one.entry.details, name))} → "
            f"{_value(name, getattr(said, name))}"
            for name in one.changed
            if name != "owner_words" or said.owner_words or one.entry.details.owner_words
        ]
    return Becomes(
        one.line,
        said.name,
        kind_title(said.kind),
        cost_words(said.pence, said.period),
        str(date_format(said.renews_on, "j M Y")) if said.renews_on else "",
        _("changed, %(key)s") % {"key": key_of(one.entry.pk)} if one.entry else _("new"),
        changes,
    )


def _value(name: str, value: Any) -> str:
    if value in (None, ""):
        return "–"
    if isinstance(value, datetime.date):
        return str(date_format(value, "j F Y"))
    match name:
        case "pence":
            return pounds(value)
        case "kind":
            return str(RegisterKind(value).label)
        case "period":
            return str(Period(value).label)
        case "replaced_in":
            return year_name(value)
    return str(value)
