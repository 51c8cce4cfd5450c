"""Tables out of the files that people have: Excel, Word, CSV. Each comes back as rows of text.

Plain: nothing here knows what the rows are about, or a database. A file is looked at before anything
in it is opened: what would unpack to a mountain, carries a macro or an entity, is refused.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from . import apart
from .tables import Unreadable, decode, guess_separator

MOST_ROWS = 2_000
MOST_COLUMNS = 60
MOST_BYTES = 10 * 1024 * 1024
MOST_TEXT = 500_000
MOST_UNPACKED = 100 * 1024 * 1024
MOST_TIMES = 200
LONGEST_CELL = 5_000
_OLD = b"\xd0\xcf\x11\xe0"
_PAGE = re.compile(
    rb"<(?:!doctype|!--|\?xml|html|head|meta|style|body|table)\b|mime-version:|\{\\rtf"
)
_ROW = re.compile(rb"<(?:\w+:)?row[ >/]|<w:tr[ >]")


@dataclass(frozen=True)
class SheetRow:
    """A row: its number in the file, its cells as text, what cannot be read by column, from 0.

    A problem with a cell that has text is that it is merged with one further up, whose text it then has:
    that is no problem for words, but an amount would count twice. `heading` holds for a row whose one text
    stands across it.
    """

    line: int
    cells: tuple[str, ...]
    problems: dict[int, str] = field(default_factory=dict)
    heading: bool = False


@dataclass(frozen=True)
class Sheet:
    """A table of a file: its name there, and its rows that say something."""

    name: str
    rows: list[SheetRow]

    @property
    def width(self) -> int:
        return max((len(one.cells) for one in self.rows), default=0)


def tables_in(data: bytes, most: int = MOST_ROWS) -> list[Sheet]:
    """The tables of a file, whichever kind it is by its contents; each has at most `most` rows.

    Raises:
        Unreadable: it is no Excel workbook, Word document or CSV, or one that is not opened.
    """
    if not data:
        raise Unreadable(_("The file is empty. Choose another one."))
    if len(data) > MOST_BYTES:
        raise Unreadable(_("The file is larger than 10 MB. Leave out pictures and other sheets."))
    if data.startswith(_OLD):
        raise Unreadable(
            _(
                "This is a file of an old kind (.xls, .doc), or one with a password. Open it, save it as .xlsx "
                "or .docx without a password, and choose that."
            )
        )
    if data.startswith(b"PK\x03\x04"):
        found = _packed(data, most)
    elif data.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        raise Unreadable(
            _(
                "This is a PDF or a picture. Choose the spreadsheet or the Word file that it was made from."
            )
        )
    elif _PAGE.match(
        data[:1024].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xfe\xff \t\r\n").lower()
    ):
        raise Unreadable(
            _(
                "This is a web page or a text document, whatever its name ends in. Open it in Excel or Word, save it "
                "as .xlsx or .docx, and choose that."
            )
        )
    else:
        found = [_text(data, most)]
    found = [one for one in found if one.rows]
    if not found:
        raise Unreadable(_("There is no table in this file. Choose one that has rows and columns."))
    return found


def _packed(data: bytes, most: int) -> list[Sheet]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            names = {one.filename for one in entries}
            whole = sum(one.file_size for one in entries)
            packed = sum(one.compress_size for one in entries)
            if (
                len(entries) > 3_000
                or whole > MOST_UNPACKED
                or (whole > 1024 * 1024 and whole > MOST_TIMES * max(packed, 1))
            ):
                raise Unreadable(
                    _("This file would unpack to far more than a table can be. It was not opened.")
                )
            if any("vbaproject" in name.casefold() for name in names):
                raise Unreadable(
                    _(
                        "This file carries macros. Save it as .xlsx or .docx without them, and choose that."
                    )
                )
            for one in entries:
                if one.filename.endswith((".xml", ".rels")):
                    _look_at(archive, one, most)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError) as problem:
        if isinstance(problem, Unreadable):
            raise
        raise Unreadable(_broken()) from problem
    if not names & {"xl/workbook.xml", "word/document.xml"}:
        raise Unreadable(
            _("This is no Excel workbook and no Word document. Save it as .xlsx or .docx.")
        )
    return _apart(data, most)


def _apart(data: bytes, most: int) -> list[Sheet]:
    """The tables as a process of its own reads them: what a file can do to its reader, it does there."""
    try:
        told = apart.read(data, most)
    except apart.TooMuch as problem:
        raise Unreadable(
            _(
                "This file takes more time or memory to read than a table does. Copy the rows that are wanted "
                "into a new, empty file, and choose that."
            )
        ) from problem
    if "unreadable" in told:
        raise Unreadable(told["unreadable"])
    return [
        Sheet(
            name,
            [
                SheetRow(line, tuple(cells), {int(at): said for at, said in wrong.items()}, heading)
                for line, cells, wrong, heading in rows
            ],
        )
        for name, rows in told["tables"]
    ]


def opened(data: bytes, most: int) -> list[Sheet]:
    """The tables of a workbook or a document, read here and now; `tables_in` has it done apart.

    Raises:
        Unreadable: it is damaged, or a table has too many rows.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        is_workbook = "xl/workbook.xml" in archive.namelist()
    return _carefully(_workbook if is_workbook else _word, data, most)


def _broken() -> str:
    return _("This file is damaged. Open it, save it anew, and choose that.")


def _look_at(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> None:
    """Refuse a part that declares entities, unpacks to more than it says, or has too many rows."""
    size, rows, last = 0, 0, b""
    with archive.open(entry) as part:
        while block := part.read(1 << 16):
            size += len(block)
            if size > MOST_UNPACKED or size > entry.file_size + 1024:
                raise Unreadable(_broken())
            both = last + block
            if b"<!DOCTYPE" in both or b"<!ENTITY" in both:
                raise Unreadable(_broken())
            rows += len(_ROW.findall(block))
            if rows > most * 2:
                raise Unreadable(_too_many(most))
            last = block[-16:]


def _too_many(most: int) -> str:
    return _(
        "This table has more than %(most)s rows. Keep the rows that are wanted, and leave out the others."
    ) % {"most": most}


def _carefully(read: Any, data: bytes, most: int) -> list[Sheet]:
    """What the library cannot read is a damaged file, whatever it says."""
    try:
        found: list[Sheet] = read(data, most)
    except (Unreadable, MemoryError):
        raise
    except Exception as problem:
        raise Unreadable(_broken()) from problem
    return found


# ---- Excel -----------------------------------------------------------------------------------------


def _workbook(data: bytes, most: int) -> list[Sheet]:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), data_only=False, keep_links=False)
    return [_sheet(one, most) for one in book.worksheets if one.sheet_state == "visible"]


def _sheet(sheet: Any, most: int) -> Sheet:
    if sheet.max_row > most * 5:
        raise Unreadable(_too_many(most))
    width = min(sheet.max_column, MOST_COLUMNS)
    down: dict[tuple[int, int], tuple[int, int]] = {}
    across: dict[int, int] = {}
    for one in sheet.merged_cells.ranges:
        for row in range(one.min_row, one.max_row + 1):
            if row > one.min_row and row - one.min_row < most:
                down[row, one.min_col] = (one.min_row, one.min_col)
        if one.max_col > one.min_col:
            across[one.min_row] = max(across.get(one.min_row, 0), one.max_col - one.min_col + 1)
    rows: list[SheetRow] = []
    for number, cells in enumerate(sheet.iter_rows(max_col=width), start=1):
        texts, problems, merged = [], {}, {}
        for column, cell in enumerate(cells):
            source = down.get((number, column + 1))
            given = sheet.cell(*source) if source else cell
            if given.data_type == "f":
                problems[column] = _(
                    "Cell %(cell)s holds a formula. Put its value in its place."
                ) % {"cell": given.coordinate}
                texts.append("")
                continue
            if given.data_type == "e":
                problems[column] = _("Cell %(cell)s holds an error.") % {"cell": given.coordinate}
                texts.append("")
                continue
            texts.append(_cell(given.value))
            if source:
                merged[column] = _merged(source[0])
        _add(rows, number, texts, problems, most, across.get(number, 1), merged)
    return Sheet(str(sheet.title), rows)


def _cell(value: Any) -> str:
    """A value as people would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.10f}".rstrip("0").rstrip(".")
    return str(value)[:LONGEST_CELL].strip()


def _add(
    rows: list[SheetRow],
    number: int,
    texts: list[str],
    problems: dict[int, str],
    most: int,
    across: int = 1,
    merged: Mapping[int, str] | None = None,
) -> None:
    """Keep a row that says something. One whose one text stands across it, or alone at its start, is a heading.

    `merged` says by column which of its cells are one with a cell further up.
    """
    while texts and not texts[-1] and len(texts) - 1 not in problems:
        texts.pop()
    if not texts:
        return
    if len(rows) >= most:
        raise Unreadable(_too_many(most))
    said = [index for index, text in enumerate(texts) if text]
    heading = len(said) == 1 and not problems and (across > 1 or said == [0])
    one = {column: merged[column] for column in said if merged and column in merged}
    rows.append(SheetRow(number, tuple(texts), problems | one, heading))


def _merged(row: int) -> str:
    return _(
        "This cell is merged with that of row %(row)s, where it counts. Empty it here, or share it out over "
        "the rows."
    ) % {"row": row}


# ---- Word ------------------------------------------------------------------------------------------


def _word(data: bytes, most: int) -> list[Sheet]:
    import docx

    document = docx.Document(io.BytesIO(data))
    found = []
    for number, table in enumerate(document.tables, start=1):
        above: dict[int, tuple[str, int]] = {}
        rows: list[SheetRow] = []
        for line, row in enumerate(_within(table._tbl, "tr"), start=1):
            texts: list[str] = [""] * min(int(row.grid_before or 0), MOST_COLUMNS)
            merged: dict[int, str] = {}
            widest = 1
            for cell in _within(row, "tc"):
                span = min(int(cell.grid_span or 1), MOST_COLUMNS)
                widest = max(widest, span)
                column = len(texts)
                text = "\n".join(
                    part
                    for one in _within(cell, "p")
                    for line_ in _words(one).splitlines()
                    if (part := line_.strip())
                )[:LONGEST_CELL]
                first = line
                if cell.vMerge == "continue":
                    text, first = above.get(column, ("", line))
                    merged[column] = _merged(first)
                above[column] = text, first
                texts += [text] + [""] * (span - 1)
            _add(rows, line, texts[:MOST_COLUMNS], {}, most, widest, merged)
        found.append(Sheet(_("Table %(n)s") % {"n": number}, rows))
    return found


def _within(part: Any, name: str) -> list[Any]:
    """The rows, cells or paragraphs of a part, also those that a content control holds."""
    found: list[Any] = part.xpath(f"./w:{name} | ./w:sdt/w:sdtContent/w:{name}")
    return found


def _words(paragraph: Any) -> str:
    """What a paragraph says now: with what was put in, and without what was taken out, as changes are tracked."""
    said = []
    # What stands in a box of its own is no part of the sentence.
    own = "[not(ancestor::w:txbxContent)]"
    kinds = ("w:t", "w:tab[parent::w:r]", "w:br", "w:noBreakHyphen")
    for one in paragraph.xpath(" | ".join(f".//{kind}{own}" for kind in kinds)):
        match one.tag.rpartition("}")[2]:
            case "t":
                said.append(one.text or "")
            case "tab":
                said.append(" ")
            case "br":
                said.append("\n")
            case _:
                said.append("-")
    return "".join(said)


# ---- Text ------------------------------------------------------------------------------------------


def _text(data: bytes, most: int) -> Sheet:
    # A table that may be longer than a plan may have four times its text.
    room = MOST_TEXT if most <= MOST_ROWS else 4 * MOST_TEXT
    text = decode(data, room) if len(data) <= room else _long(data, most, room)
    separator = guess_separator([line for line in text.splitlines()[:50] if line.strip()])
    rows: list[SheetRow] = []
    try:
        for cells in _lines(text, separator, most):
            _add(
                rows,
                len(rows) + 1,
                [one.strip()[:LONGEST_CELL] for one in cells[:MOST_COLUMNS]],
                {},
                most,
            )
    except csv.Error as problem:
        raise Unreadable(_broken()) from problem
    return Sheet("CSV", rows)


def _long(data: bytes, most: int, room: int) -> str:
    if data.count(b"\n") > most * 4:
        raise Unreadable(_too_many(most))
    raise Unreadable(
        _("The file is longer than %(limit)s kB. Bring it in two or more parts.")
        % {"limit": room // 1000}
    )


def _lines(text: str, separator: str, most: int) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text.replace("\x00", "")), delimiter=separator)
    for number, cells in enumerate(reader):
        if number > most * 4:
            raise Unreadable(_too_many(most))
        yield cells
