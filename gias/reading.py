"""Reads the register's published file of all schools, line by line.

It is the download "Establishment fields CSV" of Get Information about Schools (`edubasealldata….csv`): commas, a
row of column names, windows-1252. A copy that a spreadsheet saved as UTF-8 is read as well. Columns are known by
their published names, whatever their order and whatever stands beside them.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _

COLUMNS = {
    "urn": "URN",
    "name": "EstablishmentName",
    "kind": "TypeOfEstablishment (name)",
    "status": "EstablishmentStatus (name)",
    "phase": "PhaseOfEducation (name)",
    "local_authority": "LA (name)",
    "town": "Town",
    "postcode": "Postcode",
    "trust_code": "Trusts (code)",
    "trust": "Trusts (name)",
}
LONGEST = {
    "name": 150,
    "kind": 100,
    "status": 60,
    "phase": 60,
    "local_authority": 100,
    "town": 100,
    "postcode": 10,
    "trust_code": 10,
    "trust": 200,
}
AT_ONCE = 1 << 20
_URN = re.compile(r"[0-9]{6}\Z", re.ASCII)
# Stands in the file where a school has no such thing.
_NONE = "not applicable"


class WrongFile(Exception):
    """This is not the register's file of schools; the sentence says why. Nothing was changed."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Line:
    """One row: the number of its line from 1, and its values by field, or why it cannot be taken."""

    number: int
    values: dict[str, str]
    problem: str = ""


def lines(path: Path) -> Iterator[Line]:
    """The rows of the file after its names, one at a time, so that its size does not matter.

    Raises:
        WrongFile: it cannot be opened, is no text, or lacks a column; before the first row is given.
    """
    try:
        encoding = _encoding(path)
        with path.open(encoding=encoding, errors="replace", newline="") as stream:
            yield from _rows(stream)
    except OSError as problem:
        raise WrongFile(
            _("The file cannot be read: %(why)s.") % {"why": problem.strerror}
        ) from problem


def _encoding(path: Path) -> str:
    """UTF-8 where all of the file is that, else what the register publishes.

    Raises:
        WrongFile: it is no text, as a workbook or an archive is none.
    """
    decoder, utf8 = codecs.getincrementaldecoder("utf-8")(), True
    with path.open("rb") as stream:
        while piece := stream.read(AT_ONCE):
            if b"\x00" in piece:
                raise WrongFile(
                    _("This is no CSV file. Unpack the download and give the file inside it.")
                )
            if utf8:
                try:
                    decoder.decode(piece)
                except UnicodeDecodeError:
                    utf8 = False
    return "utf-8-sig" if utf8 else "cp1252"


def _rows(stream: TextIO) -> Iterator[Line]:
    reader = csv.reader(stream)
    try:
        header = [name.strip() for name in next(reader, [])]
    except csv.Error:
        header = []
    if missing := [name for name in COLUMNS.values() if name not in header]:
        raise WrongFile(
            _(
                "This is not the register’s file of all schools (edubasealldata…csv): it has no column %(names)s."
            )
            % {"names": ", ".join(f"“{name}”" for name in missing)}
        )
    places = {field: header.index(name) for field, name in COLUMNS.items()}
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Line(number, {}, _("A quotation mark is opened and not closed."))
            continue
        if cells:
            yield _line(number, cells, places, len(header))


def _line(number: int, cells: list[str], places: dict[str, int], width: int) -> Line:
    """One row as its values, or with what is the matter with it."""
    if len(cells) != width:
        problem = _("It has %(cells)s cells; the names at the top are %(width)s.")
        return Line(number, {}, problem % {"cells": len(cells), "width": width})
    values = {field: " ".join(cells[place].split()) for field, place in places.items()}
    for field in ("phase", "trust"):
        if values[field].casefold() == _NONE:
            values[field] = ""
    return Line(number, values, _problem(values))


def _problem(values: dict[str, str]) -> str:
    """Why these values cannot be taken, or nothing."""
    if not _URN.match(values["urn"]):
        return _("“%(urn)s” is no URN: it has six digits.") % {"urn": values["urn"][:20]}
    if not values["name"]:
        return _("The school has no name.")
    if any("\ufffd" in value for value in values.values()):
        return _("A letter of it cannot be read.")
    for field, longest in LONGEST.items():
        if len(values[field]) > longest:
            return _("%(column)s is longer than %(longest)s letters.") % {
                "column": COLUMNS[field],
                "longest": longest,
            }
    return ""
