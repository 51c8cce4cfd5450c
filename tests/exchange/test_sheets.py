"""Tables out of Excel, Word and CSV files; what would harm, or cannot be meant, is refused with its reason."""

from __future__ import annotations

import io
import random
import subprocess
import zipfile
from datetime import date
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange import apart
from exchange.sheets import MOST_ROWS, opened, tables_in
from exchange.tables import Unreadable


def a_workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


def changed(data: bytes, name: str, content: bytes) -> bytes:
    """The same package with one part put in or replaced."""
    into = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return into.getvalue()


def test_the_values_of_a_workbook_are_read_as_people_type_them() -> None:
    rows: list[list[object]] = [
        ["Day", "Sum", "Said", "Yes"],
        [date(2026, 9, 4), 1200.5, "  Wi-Fi  ", True],
        [None, 3, "", None],
    ]
    (sheet,) = tables_in(a_workbook(rows))
    assert [one.cells for one in sheet.rows] == [
        ("Day", "Sum", "Said", "Yes"),
        ("2026-09-04", "1200.5", "Wi-Fi", "yes"),
        ("", "3"),
    ]
    assert [one.line for one in sheet.rows] == [1, 2, 3]


def test_a_formula_is_named_by_its_cell() -> None:
    (sheet,) = tables_in(a_workbook([["a", "b"], ["x", "=SUM(A1:A9)"], ["y", '=HYPERLINK("h")']]))
    assert "B2" in sheet.rows[1].problems[1]
    assert "B3" in sheet.rows[2].problems[1]
    assert sheet.rows[2].cells[1:] in (("",), ())


def test_what_is_merged_downwards_is_said_of_each_row_and_across_makes_a_heading() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Objective", "Action"], ["One", "a"], [None, "b"], ["Heading", None]):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("A4:B4")
    into = io.BytesIO()
    book.save(into)
    (found,) = tables_in(into.getvalue())
    assert found.rows[2].cells == ("One", "b")
    assert "merged with that of row 2" in found.rows[2].problems[0]
    assert not found.rows[1].problems
    assert [one.heading for one in found.rows] == [False, False, False, True]


def test_an_error_of_a_spreadsheet_is_never_taken_for_words() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Objective", "Action"])
    book.active.append(["Reach", "#REF!"])
    into = io.BytesIO()
    book.save(into)
    _heads, row = tables_in(into.getvalue())[0].rows
    assert row.cells == ("Reach", "")
    assert row.problems == {1: "Cell B2 holds an error."}


def test_a_word_table_is_read_as_it_stands_on_the_page() -> None:
    """Line breaks part words, changes are tracked, content controls hold words, cells and rows."""
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    for column, text in enumerate(["Objective", "Action", "Who"]):
        table.cell(0, column).text = text
    reach, action, who = table.rows[1].cells
    reach.paragraphs[0].add_run("Reach")
    who.paragraphs[0].add_run("Cora\nTom")
    changed = action.paragraphs[0]._p
    for part in (
        '<w:r {}><w:t xml:space="preserve">Buy </w:t></w:r>',
        '<w:del {} w:id="1" w:author="x"><w:r><w:delText>nine</w:delText></w:r></w:del>',
        '<w:ins {} w:id="2" w:author="x"><w:r><w:t>ten</w:t></w:r></w:ins>',
        '<w:sdt {}><w:sdtContent><w:r><w:t xml:space="preserve"> laptops</w:t></w:r></w:sdtContent></w:sdt>',
    ):
        changed.append(parse_xml(part.format(nsdecls("w"))))
    for column, text in enumerate(["Last", "Teach", "Dora"]):
        table.cell(2, column).text = text
    # A content control around a cell, and one around a row.
    _held(table.rows[2]._tr)
    _held(reach._tc)
    into = io.BytesIO()
    document.save(into)
    _heads, first, last = tables_in(into.getvalue())[0].rows
    assert first.cells == ("Reach", "Buy ten laptops", "Cora\nTom")
    assert last.cells == ("Last", "Teach", "Dora")


def _held(part: Any) -> None:
    """Put a content control around a part of a document."""
    control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent/></w:sdt>")
    part.addprevious(control)
    control[0].append(part)


def test_an_amount_in_angle_brackets_or_braces_is_still_a_table() -> None:
    (sheet,) = tables_in(b"<Action>;Cost\n{Wi-Fi};1,200\n")
    assert [one.cells for one in sheet.rows] == [("<Action>", "Cost"), ("{Wi-Fi}", "1,200")]


def test_hidden_sheets_are_left_out() -> None:
    book = openpyxl.Workbook()
    book.active.append(["a"])
    hidden = book.create_sheet("Salaries")
    hidden.append(["b"])
    hidden.sheet_state = "hidden"
    into = io.BytesIO()
    book.save(into)
    assert [one.name for one in tables_in(into.getvalue())] == ["Sheet"]


def test_a_csv_of_any_usual_encoding_and_separator_is_read() -> None:
    text = 'Action;Cost\n"Wi-Fi; everywhere";£1.200\n'
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        (sheet,) = tables_in(text.encode(encoding))
        assert sheet.rows[1].cells == ("Wi-Fi; everywhere", "£1.200")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old kind"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "picture"),
        (b"<html><table><tr><td>Action</td><td>Cost</td></tr></table></html>", "web page"),
        ("\ufeff \n<!DOCTYPE html>\n<p>a,b".encode(), "save it as .xlsx"),
        ("<table><tr><td>a,b".encode("utf-16"), "web page"),
        (b'<?xml version="1.0"?>\n<Workbook xmlns="urn:x"><a,b/>', "web page"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; a,b", "web page"),
        (rb"{\rtf1\ansi Action, Cost}", "text document"),
        (b"PK\x03\x04" + b"\0" * 40, "damaged"),
        (b"\n\n  \n", "no table"),
        (b"a,b\n" * (MOST_ROWS + 1), "2000 rows"),
        (b"a,b\n" * 50_000, "2000 rows"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        tables_in(data)
    assert reason in refused.value.sentence.replace(",", "")


def test_a_workbook_with_macros_is_refused() -> None:
    data = changed(a_workbook([["a", "b"]]), "xl/vbaProject.bin", b"Sub Auto_Open()")
    with pytest.raises(Unreadable, match="macros"):
        tables_in(data)


def test_what_would_unpack_to_a_mountain_is_refused_unopened() -> None:
    data = changed(a_workbook([["a", "b"]]), "xl/media/image1.png", b"\0" * 30_000_000)
    with pytest.raises(Unreadable, match="unpack"):
        tables_in(data)


def test_a_part_that_declares_entities_is_refused() -> None:
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&b;</t></si></sst>'
    )
    with pytest.raises(Unreadable, match="damaged"):
        tables_in(changed(a_workbook([["a", "b"]]), "xl/sharedStrings.xml", bomb))


def test_a_workbook_of_50_000_rows_is_refused_before_it_is_opened() -> None:
    with pytest.raises(Unreadable, match="rows"):
        tables_in(a_workbook([["a", n] for n in range(50_000)]))


def test_a_zip_of_something_else_is_refused() -> None:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(Unreadable, match="no Excel workbook"):
        tables_in(into.getvalue())


def test_a_word_document_without_a_table_is_refused() -> None:
    document = docx.Document()
    document.add_paragraph("Our plan is a long text.")
    into = io.BytesIO()
    document.save(into)
    with pytest.raises(Unreadable, match="no table"):
        tables_in(into.getvalue())


CELL = (
    st.text(
        st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=30
    )
    .map(str.strip)
    .filter(lambda one: bool(one) and not one.startswith("="))
)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(CELL, min_size=2, max_size=5), min_size=1, max_size=6))
def test_whatever_text_stands_in_a_workbook_is_read_as_it_is(rows: list[list[str]]) -> None:
    book = openpyxl.Workbook()
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            cell = book.active.cell(number, column)
            cell.value, cell.data_type = text, "s"
    into = io.BytesIO()
    book.save(into)
    (sheet,) = opened(into.getvalue(), MOST_ROWS)
    assert [list(one.cells) for one in sheet.rows] == rows


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_no_file_breaks_the_reader(data: bytes) -> None:
    for start in (b"", b"PK\x03\x04"):
        try:
            tables_in(start + data)
        except Unreadable as refused:
            assert refused.sentence


# What a file can do to its reader --------------------------------------------------------------------

HEAD = (
    b'<?xml version="1.0"?><worksheet '
    b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)


def a_bomb(sheet: bytes) -> bytes:
    """A workbook with this sheet, and a picture that packs badly, so that it does not look like a bomb."""
    picture = random.Random(1).randbytes(max(400_000, len(sheet) // 150))
    data = changed(a_workbook([["a", "b"]]), "xl/worksheets/sheet1.xml", sheet)
    return changed(data, "xl/media/image1.png", picture)


def test_a_sheet_that_takes_more_memory_than_it_may_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One cell merged over all there can be: the library makes an object for each of seventeen thousand million."""
    cell = b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    merged = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    monkeypatch.setattr(apart, "MEGABYTES", 220)
    with pytest.raises(Unreadable, match="more time or memory"):
        tables_in(a_bomb(HEAD + cell + merged))


def test_a_sheet_that_takes_more_time_than_it_may_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Rows of thousands of empty cells: forty megabytes in two hundred thousand bytes."""
    row = b"<row>" + b"<c/>" * 16_000 + b"</row>"
    monkeypatch.setattr(apart, "SECONDS", 2)
    with pytest.raises(Unreadable, match="more time or memory"):
        tables_in(a_bomb(HEAD + row * 600 + b"</sheetData></worksheet>"))


def test_a_process_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "LONGEST", 0.05)
    with pytest.raises(Unreadable, match="more time or memory"):
        tables_in(a_workbook([["a", "b"], ["1", "2"]]))


def test_the_process_that_reads_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "not for files")
    given: dict[str, object] = {}

    def run(command: list[str], **options: object) -> subprocess.CompletedProcess[bytes]:
        given.update(options)
        return subprocess.CompletedProcess(command, 1)

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(Unreadable):
        tables_in(a_workbook([["a", "b"]]))
    assert given["env"] and "not for files" not in repr(given["env"])
