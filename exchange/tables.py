"""Tables that people bring: text or a file becomes rows, each with its line and its problem.

Pure: nothing here knows what the rows are about, or a database.
"""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

MOST_ROWS = 500
MOST_BYTES = 500_000
LONGEST_LINE = 2_000


class Unreadable(ValueError):
    """A table cannot be read at all; the sentence says why, and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Row:
    """One line: its number from 1, its text as it came, its cells, and why it cannot be read."""

    line: int
    text: str
    cells: tuple[str, ...] = ()
    problem: str = ""


def decode(data: bytes, most: int = MOST_BYTES) -> str:
    """The text of a file, whichever of the usual encodings a spreadsheet saved it in.

    Raises:
        Unreadable: it is too large, or no text at all (a workbook, a picture).
    """
    if len(data) > most:
        raise Unreadable(
            _(
                "The file is larger than %(limit)s kB. Save the list alone, without pictures, as CSV."
            )
            % {"limit": most // 1000}
        )
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif b"\x00" in data:
        encodings = []
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Unreadable(
        _("This file holds no text. In your spreadsheet choose “Save as” and then “CSV (UTF-8)”.")
    )


def read(text: str) -> list[Row]:
    """The rows of a table of text: one a line, empty lines left out.

    Cells stand apart by commas, semicolons or tabs, whichever the lines use; a cell that holds
    such a sign is put into quotation marks. A line that cannot be read has a `problem`.

    Raises:
        Unreadable: there are more than `MOST_ROWS` rows, or it is no text.
    """
    if len(text) > MOST_BYTES:
        raise Unreadable(
            _("This is longer than %(limit)s characters. Bring it in two or more parts.")
            % {"limit": MOST_BYTES}
        )
    lines = list(_lines(text))
    if len(lines) > MOST_ROWS:
        raise Unreadable(
            _("These are %(count)s lines; %(limit)s can be read at once. Bring them in parts.")
            % {"count": len(lines), "limit": MOST_ROWS}
        )
    separator = guess_separator([line for _number, line in lines])
    rows = (_row(number, line, separator) for number, line in lines)
    return [row for row in rows if row.cells or row.problem]


def guess_separator(lines: list[str]) -> str:
    """What stands between the cells: a tab where most lines have one, else the first sign met."""
    if lines and sum("\t" in line for line in lines) * 2 >= len(lines):
        return "\t"
    first = Counter(sign for line in lines if (sign := _first_sign(line)))
    return first.most_common(1)[0][0] if first else ","


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Each line that says something, with its number."""
    for number, line in enumerate(text.replace("\x00", "").splitlines(), start=1):
        if line.strip(" ,;\t"):
            yield number, line.strip("\r\n ")


def _first_sign(line: str) -> str:
    """The first comma or semicolon outside quotation marks, or nothing."""
    quoted = False
    for sign in line:
        if sign == '"':
            quoted = not quoted
        elif sign in ",;" and not quoted:
            return sign
    return ""


def _row(number: int, line: str, separator: str) -> Row:
    """One line as cells, trimmed; at its end empty ones are left out."""
    if len(line) > LONGEST_LINE:
        problem = _("The line is longer than %(limit)s characters.") % {"limit": LONGEST_LINE}
        return Row(number, line, problem=problem)
    try:
        cells = next(csv.reader([line], delimiter=separator, skipinitialspace=True, strict=True))
    except csv.Error:
        problem = _("A quotation mark is opened and not closed, or stands within a cell.")
        return Row(number, line, problem=problem)
    trimmed = [" ".join(cell.split()) for cell in cells]
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    return Row(number, line, tuple(trimmed))
