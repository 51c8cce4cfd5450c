"""Entries of a group as a file: read from a spreadsheet, CSV or YAML, written as a spreadsheet that comes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import yaml
from django.utils.translation import gettext as _
from openpyxl import Workbook

from audits.selfreview_library import LEVELS, Level
from audits.strands import KNOW, NEXT, TEXT
from exchange.sheets import tables_in
from exchange.tables import MOST_BYTES, Unreadable, decode
from exchange.workbooks import fill, plain

from .actions.entries import MOST, BadLines, Line, Words
from .kinds import SORTS
from .models import Entry, Group

# The columns by their names in the file; "key" is left empty for what is new.
COLUMNS = {
    "kind": 14,
    "place": 16,
    "subject": 16,
    "text": 60,
    "short": 22,
    "why": 50,
    "minutes": 9,
    "key": 40,
    # A strand of the self-review: its levels, how one knows, and what comes next, each of these in its own line.
    **{f"{what} {number}": 40 for number in LEVELS for what in ("level", KNOW, NEXT)},
}


def lines_in(name: str, data: bytes) -> list[Line]:
    """The entries of a file.

    Raises:
        Unreadable: it is no such file, or names no column "text".
        BadLines: minutes of some lines are no number.
    """
    is_yaml = name.casefold().endswith((".yaml", ".yml"))
    rows = _yaml(data) if is_yaml else _table(data)
    if len(rows) > MOST:
        raise Unreadable(_("A group offers at most %(most)s things.") % {"most": MOST})
    found, bad = [], {}
    for number, row in rows:
        try:
            found.append(_line(number, row))
        except ValueError:
            bad[number] = _("“%(typed)s” is no number of minutes.") % {"typed": row["minutes"]}
    if bad:
        raise BadLines(bad)
    return found


def workbook(group: Group) -> bytes:
    """What the group offers, retired ones left out, as a workbook that can be changed and brought back in."""
    book = Workbook()
    book.properties.title, book.properties.creator = plain(group.name), "ICT Lead"
    sheet = book.active
    assert sheet is not None
    sheet.title = _("Library")
    rows = Entry.objects.filter(group=group, retired_on=None).order_by("kind", "order", "pk")
    lines = [list(COLUMNS), *(_cells(one) for one in rows)]
    fill(sheet, lines, list(COLUMNS.values()))
    # The names of the columns stay as they are read.
    for cell, column in zip(sheet[1], COLUMNS, strict=True):
        cell.value = column
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _cells(entry: Entry) -> list[Any]:
    """An entry as a row, in the order of the columns."""
    cells = {name: getattr(entry, name, "") for name in COLUMNS}
    for number, one in enumerate(entry.levels, start=1):
        cells |= {f"level {number}": one[TEXT], f"{KNOW} {number}": one[KNOW]}
        cells[f"{NEXT} {number}"] = "\n".join(one[NEXT])
    return list(cells.values())


def _table(data: bytes) -> list[tuple[int, dict[str, str]]]:
    sheet = tables_in(data)[0]
    names = [cell.strip().casefold() for cell in sheet.rows[0].cells]
    if "text" not in names or "kind" not in names:
        raise Unreadable(
            _("The first row has to name the columns; “kind”, “place” and “text” are needed.")
        )
    return [
        (row.line, {name: cell for name, cell in zip(names, row.cells, strict=False) if name})
        for row in sheet.rows[1:]
    ]


def _yaml(data: bytes) -> list[tuple[int, dict[str, str]]]:
    text = decode(data, MOST_BYTES)
    # An alias can unpack to any size, and a list of things to offer needs none.
    try:
        if any(isinstance(one, yaml.AliasEvent) for one in yaml.parse(text, yaml.SafeLoader)):
            raise Unreadable(_("The file uses aliases (*…). Write each entry out."))
        content = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as problem:
        raise Unreadable(_("This is no YAML file: %(why)s") % {"why": _first(problem)}) from problem
    if not isinstance(content, list) or not all(isinstance(one, Mapping) for one in content):
        raise Unreadable(_("The file has to be a list of entries, each with kind, place and text."))
    return [
        (number, {name: _word(value) for name, value in _flat(one)})
        for number, one in enumerate(content, start=1)
    ]


def _flat(entry: Mapping[Any, Any]) -> Iterator[tuple[str, Any]]:
    """What an entry of a YAML file says, by column: `levels` is a list, as in the product's own files."""
    for name, value in entry.items():
        if str(name).casefold() != "levels":
            yield str(name).casefold(), value
            continue
        if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
            raise Unreadable(_("“levels” has to be a list of five, each with its text."))
        for number, one in enumerate(value, start=1):
            yield f"level {number}", one.get(TEXT)
            yield f"{KNOW} {number}", one.get(KNOW)
            following = one.get(NEXT)
            texts = following if isinstance(following, list) else [following]
            yield f"{NEXT} {number}", "\n".join(map(_word, texts))


def _first(problem: Exception) -> str:
    return str(problem).splitlines()[0][:200] if str(problem) else ""


def _word(value: Any) -> str:
    return "" if value is None else str(value)


def _line(number: int, row: Mapping[str, str]) -> Line:
    """One row as an entry; its place by key or by title.

    Raises:
        ValueError: its minutes are no number.
    """
    kind = row.get("kind", "").strip().casefold()
    place = row.get("place", "").strip()
    if kind in SORTS:
        titles = {title.casefold(): key for key, title in SORTS[kind].places()}
        place = titles.get(place.casefold(), place)
    minutes = row.get("minutes", "").strip()
    words = Words(
        place,
        row.get("text", ""),
        row.get("short", ""),
        row.get("why", ""),
        row.get("subject", ""),
        int(minutes) if minutes else None,
        tuple(
            Level(
                number,
                row.get(f"level {number}", ""),
                row.get(f"{KNOW} {number}", ""),
                tuple(row.get(f"{NEXT} {number}", "").splitlines()),
            )
            for number in LEVELS
        ),
    )
    return Line(number, kind, words, row.get("key", "").strip())
