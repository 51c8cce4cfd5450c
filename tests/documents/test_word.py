"""Word files, read back."""

from __future__ import annotations

import io

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from documents.word import WIDTH, WordDocument, clean


def made(word: WordDocument) -> Document:
    return docx.Document(io.BytesIO(word.to_bytes()))


def full() -> WordDocument:
    word = WordDocument(
        "ICT coordinator: role description",
        "Sample Primary School",
        status="Proposed version 2",
        foot="Review by July 2027",
        mark="Proposed",
    )
    word.paragraph("Role description", "Kicker")
    word.heading("ICT coordinator", 1)
    word.facts([("Holder", "Priya Nair"), ("Answers to", "Headteacher")])
    word.paragraph("To coordinate what the plan describes.", "Lead")
    word.heading("Resources")
    rows = [["Keep the register", "leads", "15"], ["First-line repairs", "shares", "–"]]
    word.table(["Duty", "Part", "Minutes a week"], rows, [108, 26, 28], right=[2])
    word.bullets(["One thing"])
    word.heading("Agreement")
    word.signatures([("Priya Nair", "holder"), ("Owen Hughes", "headteacher"), ("", "governor")])
    return word


def test_the_file_has_title_author_language_and_a4_paper() -> None:
    word = made(full())
    assert word.core_properties.title == "ICT coordinator: role description"
    assert word.core_properties.author == "Sample Primary School"
    assert word.core_properties.language == "en-GB"
    language = word.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    assert language is not None and language.get(qn("w:val")) == "en-GB"
    page = word.sections[0]
    assert page.page_width is not None and round(page.page_width.mm) == 210
    assert page.page_height is not None and round(page.page_height.mm) == 297


def test_headings_are_headings() -> None:
    styles = [(one.text, one.style.name) for one in made(full()).paragraphs if one.style]
    assert ("ICT coordinator", "Heading 1") in styles
    assert ("Resources", "Heading 2") in styles
    assert ("One thing", "List Bullet") in styles


def test_header_and_footer_say_what_it_is_with_the_mark_and_page_x_of_y() -> None:
    word = made(full())
    header, footer = word.sections[0].header, word.sections[0].footer
    assert header.paragraphs[0].text == (
        "Sample Primary School\tPROPOSED – not yet agreed\tProposed version 2"
    )
    assert footer.paragraphs[0].text.startswith("Review by July 2027")
    fields = footer.paragraphs[0]._p.findall(qn("w:fldSimple"))
    assert [one.get(qn("w:instr")) for one in fields] == ["PAGE", "NUMPAGES"]


def test_a_tables_head_is_marked_and_repeated_and_no_row_is_split() -> None:
    table = made(full()).tables[1]
    assert [cell.text for cell in table.rows[0].cells] == ["Duty", "Part", "Minutes a week"]
    heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert heads == [True, False, False]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    assert look is not None and look.get(qn("w:firstRow")) == "1"


def test_everybody_who_signs_has_a_line() -> None:
    lines = [
        cell.text for table in made(full()).tables[2:] for cell in table.rows[1].cells if cell.text
    ]
    assert lines == [
        "Priya Nair, holder\nsignature and date",
        "Owen Hughes, headteacher\nsignature and date",
        "governor\nsignature and date",
    ]


def test_odd_text_is_kept_as_text_without_what_xml_cannot_hold() -> None:
    odd = "<b>&amp;</b>\x00\x0b\ud800 مرحبا שלום 😀 " + "x" * 10_000
    word = WordDocument(odd, odd, status=odd, foot=odd)
    word.heading(odd)
    word.facts([(odd, odd)])
    word.table([odd], [[odd]], [WIDTH])
    word.signatures([(odd, odd)])
    read = made(word)
    assert read.paragraphs[0].text == clean(odd) == "<b>&amp;</b> مرحبا שלום 😀 " + "x" * 10_000
    assert read.tables[1].rows[1].cells[0].text == clean(odd)


def test_a_table_whose_parts_do_not_fit_is_refused() -> None:
    word = WordDocument("A", "B")
    with pytest.raises(ValueError, match="Each column"):
        word.table(["A", "B"], [["a"]], [80, 82])
    with pytest.raises(ValueError, match="Each column"):
        word.table(["A", "B"], [], [80])
