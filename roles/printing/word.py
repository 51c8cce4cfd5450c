"""A description as a Word file, for schools that keep their contracts in Word."""

from __future__ import annotations

import io

import docx
from django.utils.translation import gettext as _
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell

from documents.register import mark_words
from schools.labels import upper_first

from .sheet import Sheet

FACE = "Calibri"
SOFT = RGBColor(0x56, 0x60, 0x72)
RED = RGBColor(0xAE, 0x1F, 0x2B)
RULE = "CFCBC0"


def to_word(sheet: Sheet, title: str) -> bytes:
    """The description as the bytes of a .docx file: the same words as on paper."""
    word = docx.Document()
    _set_up(word, sheet, title)
    kicker = word.add_paragraph()
    _soft(kicker.add_run(_("Role description")))
    kicker.paragraph_format.space_after = Pt(0)
    word.add_heading(sheet.title, level=1)
    _table(word, [], [[name, value] for name, value in sheet.facts], [36, 126])
    if sheet.purpose:
        lead = word.add_paragraph(sheet.purpose)
        lead.paragraph_format.space_before = Pt(10)
        for run in lead.runs:
            run.font.size = Pt(12)
    if sheet.vision:
        word.add_heading(_("The vision it serves"), level=2)
        word.add_paragraph().add_run(sheet.vision).italic = True
    word.add_paragraph(sheet.reading)
    heads = [_("Duty"), _("Part"), _("Priority"), _("Minutes a week")]
    for section in sheet.sections:
        word.add_heading(section.title, level=2)
        rows = [
            [
                f"{row.text}\n{row.note}" if row.note else row.text,
                row.part,
                row.priority or "–",
                row.minutes,
            ]
            for row in section.rows
        ]
        _table(word, heads, rows, [92, 24, 20, 26], right=3)
    if sheet.entitlement:
        word.add_heading(_("Pupils’ entitlement"), level=2)
        stages = sheet.entitlement.stages
        _table(
            word,
            [_("Subject"), *stages],
            [
                [subject, *(cell or "–" for cell in cells)]
                for subject, cells in sheet.entitlement.rows
            ],
            [60, *[max(14, 102 // len(stages))] * len(stages)],
        )
    if sheet.signed:
        word.add_heading(_("Agreed"), level=2)
        _table(
            word,
            [_("Name"), _("As"), _("When")],
            [[one.name, one.capacity, one.when] for one in sheet.signed],
            [50, 30, 82],
        )
    if sheet.to_sign:
        word.add_heading(_("Still to agree") if sheet.signed else _("Agreement"), level=2)
        word.add_paragraph(_("Whoever signs has read this version and agrees to it."))
        _table(
            word,
            [_("Name"), _("As"), _("Signature and date")],
            [[name, upper_first(capacity), "\n\n"] for name, capacity in sheet.to_sign],
            [50, 36, 76],
        )
    kept = io.BytesIO()
    word.save(kept)
    return kept.getvalue()


def _set_up(word: WordDocument, sheet: Sheet, title: str) -> None:
    """Page, faces, language, and the words of header and footer."""
    page = word.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin, page.right_margin = Mm(28), Mm(20)
    page.top_margin, page.bottom_margin = Mm(24), Mm(22)
    for name, size in (("Normal", 10.5), ("Heading 1", 24), ("Heading 2", 12.5)):
        style = word.styles[name]
        style.font.name, style.font.size = FACE, Pt(size)
        style.font.color.rgb = RGBColor(0x1B, 0x22, 0x30)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(kind), FACE)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    word.styles["Normal"].element.get_or_add_rPr().append(language)
    word.core_properties.title = title[:255]
    word.core_properties.author = sheet.school_name[:255]
    word.core_properties.language = "en-GB"
    word.core_properties.comments = ""
    header = page.header.paragraphs[0]
    _soft(header.add_run(f"{sheet.school_name}\t"))
    if mark := mark_words(sheet.mark):
        run = header.add_run(mark)
        run.bold, run.font.size, run.font.color.rgb = True, Pt(9.5), RED
    _soft(header.add_run(f"\t{sheet.status}"))
    footer = page.footer.paragraphs[0]
    _soft(footer.add_run(f"{sheet.foot}\t\t"))
    _page_number(footer)
    for paragraph in (header, footer):
        stops = paragraph.paragraph_format.tab_stops
        stops.add_tab_stop(Mm(81), WD_ALIGN_PARAGRAPH.CENTER)
        stops.add_tab_stop(Mm(162), WD_ALIGN_PARAGRAPH.RIGHT)


def _page_number(paragraph: object) -> None:
    """The page's number, which Word works out."""
    run = paragraph.add_run()  # type: ignore[attr-defined]
    _soft(run)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if text:
            part = OxmlElement("w:instrText")
            part.text = text
        else:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)


def _soft(run: object) -> None:
    run.font.size, run.font.color.rgb = Pt(8.5), SOFT  # type: ignore[attr-defined]


def _table(
    word: WordDocument,
    heads: list[str],
    rows: list[list[str]],
    widths: list[int],
    right: int | None = None,
) -> Table:
    """A table with hairlines; its head is repeated, no row is split; `widths` in millimetres."""
    table = word.add_table(rows=0, cols=len(widths))
    table.autofit = False
    for number, cells in enumerate([heads, *rows] if heads else rows):
        row = table.add_row()
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        head = bool(heads) and number == 0
        if head:
            properties.append(OxmlElement("w:tblHeader"))
        for column, text in enumerate(cells):
            cell = row.cells[column]
            cell.width = Mm(widths[column])
            _fill(cell, text, soft=head or (not heads and column == 0))
            if column == right:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _rule_below(cell, "1B2230" if head else RULE)
    return table


def _fill(cell: _Cell, text: str, *, soft: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = Pt(3)
    paragraph.paragraph_format.space_after = Pt(3)
    run = paragraph.add_run(text)
    if soft:
        run.font.color.rgb = SOFT


def _rule_below(cell: _Cell, colour: str) -> None:
    borders = OxmlElement("w:tcBorders")
    rule = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", colour)):
        rule.set(qn(f"w:{name}"), value)
    borders.append(rule)
    cell._tc.get_or_add_tcPr().append(borders)
