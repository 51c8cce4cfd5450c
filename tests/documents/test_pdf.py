"""Real PDFs, read back."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from django.conf import settings
from django.test import override_settings
from pypdf import PdfReader

from documents import pdf, statics
from documents.register import Document, Mark

from .samples import every_style, matrix, pack, plain


def read(document: Document) -> PdfReader:
    return PdfReader(io.BytesIO(pdf.render(document)))


def text_of(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def outloud(content: bytes, tmp_path: Path) -> str:
    """What the accessibility checker says; its exit status is 0 without errors."""
    path = tmp_path / "checked.pdf"
    path.write_bytes(content)
    tool = Path(sys.executable).parent / "outloud"
    done = subprocess.run([tool, "--no-info", path], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_a_document_is_tagged_and_has_its_language_title_and_author() -> None:
    with pikepdf.open(io.BytesIO(pdf.render(every_style()))) as made:
        assert bool(made.Root.MarkInfo.Marked)
        assert made.Root.StructTreeRoot.K
        assert str(made.Root.Lang) == "en-GB"
        assert bool(made.Root.ViewerPreferences.DisplayDocTitle)
        assert made.docinfo["/Title"] == "ICT coordinator"
        assert made.docinfo["/Author"] == "Sample Primary School"
        with made.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"


def test_every_font_is_embedded_and_ours_is_among_them() -> None:
    names = set()
    with pikepdf.open(io.BytesIO(pdf.render(every_style()))) as made:
        for page in made.pages:
            for font in page.Resources.Font.values():
                inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
                assert "/FontFile2" in inner.FontDescriptor or "/FontFile3" in inner.FontDescriptor
                names.add(str(font.BaseFont))
    assert any("Atkinson" in name for name in names)


def test_header_and_footer_stand_on_each_page_with_its_number() -> None:
    pages = read(every_style()).pages
    assert len(pages) == 3
    for number, page in enumerate(pages, start=1):
        text = page.extract_text()
        assert "Sample Primary School" in text
        assert "Agreed version 3" in text
        assert "In force from 24 November 2026" in text
        assert f"{number} of 3" in text


@pytest.mark.parametrize(
    ("mark", "words"),
    [("Draft", "DRAFT – not agreed"), ("Proposed", "PROPOSED – not yet agreed")],
)
def test_what_is_not_agreed_says_so_on_each_page(mark: Mark, words: str) -> None:
    for page in read(every_style(mark=mark)).pages:
        assert words in page.extract_text()
    assert words not in text_of(read(every_style()))


def test_the_head_of_a_table_is_repeated_and_no_heading_is_left_alone() -> None:
    for page in read(every_style()).pages[:2]:
        lines = [line for line in page.extract_text().splitlines() if line.strip()]
        assert "Minutes a week" in page.extract_text()
        assert lines[-1] not in {"Resources", "Teaching and learning", "What changed"}


def test_the_pack_counts_its_pages_in_the_contents_and_marks_the_drafts_alone() -> None:
    pages = [page.extract_text() for page in read(pack()).pages]
    starts = [
        number
        for number, text in enumerate(pages, start=1)
        if number > 1 and any(f"Role number {part}" in text for part in range(3))
    ]
    assert len(starts) == 3
    for part, start in enumerate(starts):
        assert f"Role number {part}" in pages[0]
        assert str(start) in pages[0]
        assert f"Version {part}" in pages[start - 1]
        assert f"Version {part}" in pages[start], "on the second page of the part as well"
        assert ("DRAFT – not agreed" in pages[start]) is (part == 1)


@pytest.mark.parametrize(
    ("paper", "width"), [("A4", 210), ("A4 landscape", 297), ("A3 landscape", 420)]
)
def test_the_paper_is_the_one_asked_for(paper: str, width: int) -> None:
    page = read(plain("A line", paper=paper)).pages[0]
    assert float(page.mediabox.width) / 72 * 25.4 == pytest.approx(width, abs=0.5)


@pytest.mark.parametrize("document", [every_style("Draft"), pack(), matrix(14, 30, "A4 landscape")])
def test_a_checker_of_accessibility_finds_no_error(document: Document, tmp_path: Path) -> None:
    assert outloud(pdf.render(document), tmp_path) == ""


def test_nothing_in_the_margins_is_read_out_as_matter() -> None:
    with pikepdf.open(io.BytesIO(pdf.render(every_style("Draft")))) as made:
        for page in made.pages:
            drawn = page.Contents.read_bytes()
            assert drawn.count(b"/Artifact") >= 4
            assert b"/Pagination" in drawn


def test_odd_text_is_shown_as_text() -> None:
    typed = "<script>alert(1)</script> & {{ 7|add:7 }} مرحبا שלום 😀 Łódź"
    text = text_of(read(plain(typed, title=typed, status=typed, foot=typed)))
    assert text.count("<script>alert(1)</script>") >= 3
    assert "{{ 7|add:7 }}" in text
    assert "Łódź" in text
    assert "😀" in text
    for word in ("مرحبا", "שלום"):
        assert word in text or word[::-1] in text


@pytest.mark.parametrize("word", ["x", "Ab1-", "a sentence of words ", "مرحبا "])
def test_ten_thousand_characters_are_all_there_and_none_outside_the_margins(word: str) -> None:
    content = pdf.render(plain(word * (10_000 // len(word))))
    found = 0
    with pymupdf.open(stream=content, filetype="pdf") as made:
        for page in made:
            for left, top, right, bottom, text, *_place in page.get_text("words"):
                found += len(text)
                assert left >= mm(28) - 1 and right <= page.rect.width - mm(20) + 1, text[:40]
                assert top >= 0 and bottom <= page.rect.height
    assert found >= len("".join(word.split())) * (10_000 // len(word))


def mm(length: float) -> float:
    """Millimetres in points."""
    return length / 25.4 * 72


def test_a_long_title_and_long_words_in_the_header_leave_room_for_the_matter() -> None:
    reader = read(plain("The matter", title="T" * 10_000, status="S" * 10_000, foot="F" * 10_000))
    assert "The matter" in text_of(reader)
    assert "".join(text_of(reader).split()).count("T") >= 10_000


def test_the_same_content_is_the_same_file_and_is_drawn_once(kept_in: Path) -> None:
    first = pdf.render(every_style())
    kept = list(kept_in.rglob("*.pdf"))
    assert len(kept) == 1
    kept[0].write_bytes(first + b"% read back\n%%EOF\n")
    assert b"% read back" in pdf.render(every_style())
    assert b"% read back" not in pdf.render(every_style(typed="Other words"))
    assert len(list(kept_in.rglob("*.pdf"))) == 2


def test_a_changed_style_sheet_is_a_new_file(kept_in: Path, tmp_path: Path) -> None:
    folder = tmp_path / "changed"
    (folder / "css").mkdir(parents=True)
    style = statics.locate(statics.STYLES).read_text()
    (folder / "css" / "print.css").write_text(style + "\np { color: #000000; }\n")
    pdf.render(plain("A line"))
    with override_settings(STATICFILES_DIRS=[folder, *settings.STATICFILES_DIRS]):
        statics.forget()
        pdf.render(plain("A line"))
    assert len(list(kept_in.rglob("*.pdf"))) == 2


def test_a_file_that_was_kept_only_in_part_is_drawn_anew(kept_in: Path) -> None:
    whole = pdf.render(plain("A line"))
    (kept,) = kept_in.rglob("*.pdf")
    kept.write_bytes(whole[: len(whole) // 2])
    assert PdfReader(io.BytesIO(pdf.render(plain("A line")))).pages
    assert len(kept.read_bytes()) > len(whole) // 2
    assert len(list(kept_in.rglob("*.pdf"))) == 1


def test_printing_again_takes_a_twentieth_of_the_time_at_most() -> None:
    started = time.process_time()
    pdf.render(every_style(typed="To be timed"))
    first = time.process_time() - started
    again = []
    for _turn in range(5):
        started = time.process_time()
        pdf.render(every_style(typed="To be timed"))
        again.append(time.process_time() - started)
    assert min(again) <= first / 20


def test_what_is_kept_can_be_dropped(kept_in: Path) -> None:
    assert pdf.forget_kept() == 0
    pdf.render(plain("A line"))
    pdf.render(plain("Another line"))
    assert pdf.forget_kept() == 2
    assert not list(kept_in.rglob("*.pdf"))


def test_a_form_has_fields_to_fill_in_and_is_kept_apart_from_the_same_without() -> None:
    document = plain("A line", template="documents_tests/form.html")
    assert not read(document).get_fields()
    filled = plain("A line", template="documents_tests/form.html", forms=True)
    assert set(read(filled).get_fields() or {}) == {"who"}


def test_a_document_that_cannot_be_made_says_which_and_why(kept_in: Path) -> None:
    document = plain("A line", template="documents_tests/not_there.html")
    with pytest.raises(pdf.PrintFailed, match="“Plain” could not be made") as caught:
        pdf.render(document)
    assert caught.value.document is document
    assert caught.value.__cause__ is not None
    assert not list(kept_in.rglob("*.pdf"))
