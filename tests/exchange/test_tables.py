from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.tables import MOST_BYTES, MOST_ROWS, Unreadable, decode, guess_separator, read


def test_each_line_becomes_a_row_with_its_number_and_its_text() -> None:
    rows = read("Ann, ann@x.org\n\nBen, ben@x.org\n")
    assert [(row.line, row.cells) for row in rows] == [
        (1, ("Ann", "ann@x.org")),
        (3, ("Ben", "ben@x.org")),
    ]
    assert rows[1].text == "Ben, ben@x.org"


@pytest.mark.parametrize(
    ("lines", "separator"),
    [
        (["a, b, c; d", "e, f, g"], ","),
        (["a; b; c, d", "e; f; g"], ";"),
        (["Lee, Ann\tann@x.org", "Roe, Jo\tjo@x.org"], "\t"),
        (['"Lee, Ann";ann@x.org'], ";"),
        (["alone"], ","),
        ([], ","),
    ],
)
def test_the_separator_is_guessed_from_what_the_lines_use(lines: list[str], separator: str) -> None:
    assert guess_separator(lines) == separator


def test_quotation_marks_hold_a_cell_together() -> None:
    assert read('"Lee, Ann", ann@x.org')[0].cells == ("Lee, Ann", "ann@x.org")
    assert read('Dwayne "Rock" Hill, d@x.org')[0].cells == ('Dwayne "Rock" Hill', "d@x.org")


def test_an_open_quotation_mark_spoils_its_own_line_only() -> None:
    rows = read('"Ann, ann@x.org\nBen, ben@x.org')
    assert "quotation mark" in rows[0].problem and rows[0].text == '"Ann, ann@x.org'
    assert rows[1].cells == ("Ben", "ben@x.org") and not rows[1].problem


def test_a_line_too_long_is_named_and_not_cut() -> None:
    row = read("x" * 3000)[0]
    assert "2000" in row.problem and len(row.text) == 3000


def test_too_many_lines_are_refused_with_the_limit() -> None:
    assert len(read("a,b\n" * MOST_ROWS)) == MOST_ROWS
    with pytest.raises(Unreadable, match="501 lines; 500"):
        read("a,b\n" * (MOST_ROWS + 1))


def test_lines_of_nothing_but_separators_are_left_out() -> None:
    assert read(" , ,\n;;\n\t\n") == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_files_are_read_in_the_encodings_that_spreadsheets_save(encoding: str) -> None:
    assert decode("Zoë O’Hara, zoe@x.org".encode(encoding)) == "Zoë O’Hara, zoe@x.org"


def test_a_workbook_is_refused_with_the_way_out() -> None:
    with pytest.raises(Unreadable, match="CSV"):
        decode(b"PK\x03\x04\x00\x00\x00")


def test_a_file_too_large_is_refused() -> None:
    with pytest.raises(Unreadable, match="500 kB"):
        decode(b"a" * (MOST_BYTES + 1))


@given(st.text(max_size=300))
def test_no_text_breaks_it_and_every_row_says_where_it_stands(text: str) -> None:
    rows = read(text)
    assert [row.line for row in rows] == sorted({row.line for row in rows})
    assert all(row.cells or row.problem for row in rows)


@given(st.binary(max_size=300))
def test_no_file_breaks_it(data: bytes) -> None:
    try:
        assert "\x00" not in decode(data)
    except Unreadable as refusal:
        assert refusal.sentence
