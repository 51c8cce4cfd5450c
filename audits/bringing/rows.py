"""Rows of a table as entries of the registers, each with what keeps it from being one. No database.

A row with a key is that entry: an empty cell changes nothing. A row without one is a new entry, unless
the same stands in the registers, or in the table, already.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from exchange.columns import LEAVE
from schools.calendar import academic_year
from schools.models import Member
from schools.money import NotMoney, pence_from

from ..entries import Details, wrong_in
from ..models import Period, RegisterKind
from .columns import KIND_WORDS, PERIOD_WORDS

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_KEY = re.compile(r"R(\d{1,15})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T][\d:.]+)?")
_NUMERIC = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})")
_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]+)\.?,?\s+(\d{4}|\d{2})")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.0+)?")
_NOTICE = re.compile(r"(\d+)(?:\.0+)?\s*(days?|weeks?|months?|d|w|m)?")
_YEAR = re.compile(r"(\d{4})(?:\s*[/–-]\s*(?:\d{2}|\d{4}))?")
_COST = re.compile(
    r"(£?\s?[\d,]+(?:\.\d{1,2})?)\s*(?:/|per|a|an|each)?\s*([a-z][a-z. -]*)?", re.IGNORECASE
)
DAYS_OF = {"d": 1, "w": 7, "m": 30}
# A new entry that ran out longer ago than this is no news, but a mistake, or retired.
GONE_AFTER = 365
# What is summed: said once for several entries, it would count for each.
COUNTED = frozenset({"quantity", "in_use", "pence"})


@dataclass(frozen=True)
class There:
    """An entry that is in the registers: its number, what it says, its revision; whether it is retired."""

    pk: int
    details: Details
    revision: int
    retired: bool = False


@dataclass(frozen=True)
class Known:
    """What a row can be tied to: people by their name in small letters, and what there is by number.

    `understood` keeps what words that come again and again were found to mean.
    """

    people: Mapping[str, Member]
    there: Mapping[int, There]
    today: datetime.date
    understood: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Given:
    """A row as it is kept while it is mended."""

    line: int
    cells: Sequence[str]
    problems: Mapping[int, str] = field(default_factory=dict)
    left_out: bool = False


@dataclass
class Line:
    """A row as an entry: what it says, and which it is; `problems` by column, or None for the whole row.

    `changed` names the fields of an entry that would say something else.
    """

    line: int
    details: Details
    entry: There | None = None
    changed: tuple[str, ...] = ()
    problems: dict[int | None, str] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        return self.entry is None


def tidy(text: str) -> str:
    """Words as they are looked up: small letters, single blanks."""
    return " ".join(text.casefold().split())


def key_of(pk: int) -> str:
    """The key by which an entry that was taken out is known when it comes back: "R12"."""
    return f"R{pk}"


def lines_of(
    rows: Sequence[Given], fields: Sequence[str], known: Known, kind: str = ""
) -> list[Line]:
    """Each row that is not left out as an entry; `kind` is taken where a row says none."""
    same = {_same(one.details): pk for pk, one in known.there.items() if not one.retired}
    keys: dict[int, int] = {}
    said: dict[tuple[str, ...], int] = {}
    found = []
    for row in rows:
        if row.left_out:
            continue
        line = _line(row, fields, known, kind)
        column = fields.index("name") if "name" in fields else None
        if line.entry is not None:
            first = keys.setdefault(line.entry.pk, row.line)
            if first != row.line:
                line.problems.setdefault(
                    fields.index("key"),
                    _("Row %(n)s has the same key. Leave one of them out.") % {"n": first},
                )
        elif not line.problems:
            mark = _same(line.details)
            first = said.setdefault(mark, row.line)
            if first != row.line:
                line.problems[column] = _(
                    "Row %(n)s says the same. Leave one out, or give each its tag."
                ) % {"n": first}
            elif mark in same:
                line.problems[column] = _(
                    "This is in the registers already, as %(key)s. Give it that key, or leave it out."
                ) % {"key": key_of(same[mark])}
        found.append(line)
    return found


def _same(one: Details) -> tuple[str, ...]:
    """What two entries have in common that are one and the same."""
    return (one.kind, *(tidy(each) for each in (one.name, one.supplier, one.tag, one.place)))


def _line(row: Given, fields: Sequence[str], known: Known, kind: str) -> Line:
    cells: dict[str, tuple[int, str]] = {}
    line = Line(row.line, Details(kind, ""))
    for column, text in enumerate(row.cells):
        name = fields[column] if column < len(fields) else LEAVE
        if name != LEAVE:
            # A cell merged with one further up has its text: no problem but where it is counted.
            if column in row.problems and (not text or name in COUNTED):
                line.problems[column] = row.problems[column]
            cells[name] = (column, text.strip())
    line.entry = _entry(line, cells, known)
    base = line.entry.details if line.entry else Details(kind, "")
    told: dict[str, Any] = {}
    for name, read in READERS.items():
        column, text = cells.get(name, (-1, ""))
        if text and column not in line.problems:
            try:
                if name not in ("kind", "period", "pence"):
                    told |= read(name, text, known)
                    continue
                if (name, text) not in known.understood:
                    known.understood[name, text] = read(name, text, known)
                told |= known.understood[name, text]
            except _NotSo as wrong:
                line.problems[column] = wrong.sentence
    cost_column, _text = cells.get("pence", (-1, ""))
    if "period" in told and "cost_period" in told and told["period"] != told["cost_period"]:
        line.problems.setdefault(
            cost_column, _("The cost and the column for how it is paid say different things.")
        )
    told.setdefault("period", told.pop("cost_period", base.period))
    told.pop("cost_period", None)
    line.details = replace(base, **told).tidy()
    line.changed = _changed(base, line.details) if line.entry else ()
    if not line.problems:
        _check(line, cells, known)
    return line


def _entry(line: Line, cells: Mapping[str, tuple[int, str]], known: Known) -> There | None:
    column, text = cells.get("key", (-1, ""))
    if not text:
        return None
    found = _KEY.fullmatch(text.upper().replace(" ", ""))
    entry = known.there.get(int(found[1])) if found else None
    if entry is None:
        line.problems[column] = _(
            "“%(key)s” is the key of no entry of this school. Empty it to add a new one."
        ) % {"key": text[:20]}
    elif entry.retired:
        line.problems[column] = _("This entry is retired. Put it back first, or leave the row out.")
        return None
    return entry


def _changed(old: Details, new: Details) -> tuple[str, ...]:
    return tuple(
        name
        for name in Details.__dataclass_fields__
        if name != "owner" and getattr(old, name) != getattr(new, name)
    ) + (("owner",) if _who(old) != _who(new) else ())


def _who(one: Details) -> int | None:
    return one.owner.pk if one.owner else None


def _check(line: Line, cells: Mapping[str, tuple[int, str]], known: Known) -> None:
    """What the row says altogether, as of any entry; of an entry that stays as it is nothing is asked."""
    if line.entry is not None and not line.changed:
        return
    at = {name: column for name, (column, _text) in cells.items()}
    for name, words in wrong_in(line.details, known.today).items():
        if name == "name" and not line.details.name:
            words = _("There is no name. Give one, or leave the row out.")
        elif name == "kind":
            words = _("It does not say what it is: filtering, licence, equipment, contract …")
        line.problems.setdefault(at.get(name), words)
    until = line.details.renews_on
    if line.is_new and until and (known.today - until).days > GONE_AFTER:
        line.problems.setdefault(
            at.get("renews_on"),
            _("It ran out more than a year ago. Give the date that holds, or leave the row out."),
        )


# ---- Cells -----------------------------------------------------------------------------------------


class _NotSo(ValueError):
    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def _text(name: str, text: str, known: Known) -> dict[str, Any]:
    return {name: text}


def _kind(name: str, text: str, known: Known) -> dict[str, Any]:
    plain = tidy(text)
    for kind in RegisterKind:
        if plain in (str(kind), tidy(str(kind.label))):
            return {"kind": str(kind)}
    for kind_, words in KIND_WORDS.items():
        if any(word in plain for word in words if len(word) > 3) or set(plain.split()) & set(words):
            return {"kind": str(kind_)}
    raise _NotSo(
        _("“%(text)s” is no kind. Kinds are: %(kinds)s.")
        % {"text": text[:40], "kinds": ", ".join(str(one) for one in RegisterKind.labels)}
    )


def _owner(name: str, text: str, known: Known) -> dict[str, Any]:
    person = known.people.get(tidy(text))
    return {"owner": person, "owner_words": "" if person else text}


def _number(name: str, text: str, known: Known) -> dict[str, Any]:
    if not _NUMBER.fullmatch(text):
        raise _NotSo(_("“%(text)s” is no whole number.") % {"text": text[:40]})
    return {name: int(float(text.replace(",", "")[:20]))}


def _notice(name: str, text: str, known: Known) -> dict[str, Any]:
    found = _NOTICE.fullmatch(tidy(text))
    if found is None:
        raise _NotSo(
            _("“%(text)s” is no number of days. Write 30, 4 weeks or 3 months.")
            % {"text": text[:40]}
        )
    return {name: int(found[1][:6]) * DAYS_OF[(found[2] or "d")[0]]}


def _cost(name: str, text: str, known: Known) -> dict[str, Any]:
    found = _COST.fullmatch(" ".join(text.split()))
    amount = found[1] if found else text
    try:
        said: dict[str, Any] = {"pence": pence_from(amount)}
    except NotMoney as wrong:
        raise _NotSo(str(wrong)) from wrong
    if found and found[2]:
        said["cost_period"] = _period("period", found[2], known)["period"]
    return said


def _period(name: str, text: str, known: Known) -> dict[str, Any]:
    plain = tidy(text)
    for period in Period:
        if plain in (str(period), tidy(str(period.label))):
            return {"period": str(period)}
    for period_, words in PERIOD_WORDS.items():
        if any(word in plain for word in words):
            return {"period": str(period_)}
    raise _NotSo(
        _("“%(text)s” is not how something is paid. Write once, a month, a term or a year.")
        % {"text": text[:40]}
    )


def day_from(text: str) -> datetime.date:
    """A day as people and spreadsheets write it; days stand before months.

    Raises:
        ValueError: it is none, with a sentence that says so.
    """
    plain = tidy(text)
    try:
        if found := _ISO.fullmatch(plain):
            return datetime.date(int(found[1]), int(found[2]), int(found[3]))
        if found := _NUMERIC.fullmatch(plain):
            return datetime.date(_year_of(found[3]), int(found[2]), int(found[1]))
        if (found := _WORDS.fullmatch(plain)) and found[2][:3] in MONTHS:
            month = MONTHS.index(found[2][:3]) + 1
            return datetime.date(_year_of(found[3]), month, int(found[1]))
    except ValueError:
        pass
    raise _NotSo(
        _("“%(text)s” is no day. Write it as 4 September 2026 or 04/09/2026.") % {"text": text[:40]}
    )


def _day(name: str, text: str, known: Known) -> dict[str, Any]:
    return {name: day_from(text)}


def _replaced(name: str, text: str, known: Known) -> dict[str, Any]:
    plain = tidy(text).removesuffix(".0")
    if found := _YEAR.fullmatch(plain):
        return {name: int(found[1])}
    try:
        return {name: academic_year(day_from(text))}
    except ValueError as wrong:
        raise _NotSo(
            _("“%(text)s” is no year. Write 2028 or 2028/29.") % {"text": text[:40]}
        ) from wrong


def _year_of(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


Reader = Callable[[str, str, Known], dict[str, Any]]
READERS: dict[str, Reader] = {
    "kind": _kind,
    "name": _text,
    "tag": _text,
    "supplier": _text,
    "owner": _owner,
    "place": _text,
    "quantity": _number,
    "in_use": _number,
    "pence": _cost,
    "period": _period,
    "bought_on": _day,
    "starts_on": _day,
    "renews_on": _day,
    "notice_days": _notice,
    "replaced_in": _replaced,
    "note": _text,
}
