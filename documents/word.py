"""Word files in the look of the printed documents: A4, real styles, repeated heads, page x of y."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import docx
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from .register import Mark, mark_words

FACE = "Calibri"
INK, SOFT, RED = RGBColor(0x1B, 0x22, 0x30), RGBColor(0x56, 0x60, 0x72), RGBColor(0xAE, 0x1F, 0x2B)
STRONG_RULE, RULE = "1B2230", "CFCBC0"
# A4 less its margins, in millimetres: what the widths of a table's columns add up to.
WIDTH = 162
_TABLE_PROPERTIES = "tblStyle tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook".split()
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """`text` without the characters that XML, and so Word, cannot hold."""
    return _NOT_XML.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


class WordDocument:
    """A Word document, written from top to bottom."""

    def __init__(
        self, title: str, school_name: str, status: str = "", foot: str = "", mark: Mark = ""
    ) -> None:
        self._word = docx.Document()
        self._set_page()
        self._set_styles()
        self._set_properties(title, school_name)
        self._set_header(school_name, status, mark)
        self._set_footer(foot)

    def heading(self, text: str, level: int = 2) -> None:
        """A heading; level 1 is the document's title."""
        self._word.add_heading(clean(text), level=level)

    def paragraph(self, text: str, style: str = "Normal") -> None:
        """A paragraph, its line breaks kept; `style` may be `Kicker`, `Lead`, `Note` or `Quote`."""
        self._word.add_paragraph(clean(text), style=style)

    def bullets(self, items: Sequence[str]) -> None:
        """A list with bullets."""
        for item in items:
            self._word.add_paragraph(clean(item), style="List Bullet")

    def facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """What is so at a glance: label and value in two columns."""
        table = self._add_table([36, WIDTH - 36])
        _look(table, first_row=False)
        for label, value in facts:
            cells = self._add_row(table)
            _fill(cells[0], label, "Table Head")
            _fill(cells[1], value, "Table Text")
        self._after_table()

    def table(
        self,
        columns: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        right: Sequence[int] = (),
    ) -> None:
        """A table whose head is repeated on each page, and none of whose rows is split.

        `widths` are millimetres, best `WIDTH` in sum; the columns numbered in `right` are set to the right.

        Raises:
            ValueError: there are not as many widths, or cells in a row, as columns.
        """
        if any(len(one) != len(columns) for one in (widths, *rows)):
            raise ValueError("Each column needs a width, and a cell in each row.")
        table = self._add_table(widths)
        _look(table, first_row=True)
        for number, texts in enumerate([columns, *rows]):
            cells = self._add_row(table, head=number == 0)
            for column, text in enumerate(texts):
                _fill(
                    cells[column], text, "Table Text" if number else "Table Head", column in right
                )
                if number == 0:
                    _border(cells[column], "bottom", STRONG_RULE)
        self._after_table()

    def signatures(self, people: Sequence[tuple[str, str]]) -> None:
        """Room to sign, two side by side: (name, or nothing; what they sign as) each."""
        for first in range(0, len(people), 2):
            pair = people[first : first + 2]
            table = self._add_table([76, 10, 76], borders=False)
            cells = self._add_row(table)
            for place, (name, capacity) in zip((0, 2), pair, strict=False):
                cell = cells[place]
                _fill(cell, "", "Table Text")
                cell.paragraphs[0].paragraph_format.space_before = Pt(36)
                signed = self._add_row(table)[place] if place == 0 else table.rows[1].cells[2]
                _border(signed, "top", STRONG_RULE)
                who = ", ".join(part for part in (name, capacity) if part)
                _fill(signed, f"{who}\n{_('signature and date')}", "Table Head")
            self._after_table()

    def to_bytes(self) -> bytes:
        """The file."""
        for table in self._word.tables:
            _put_in_order(table)
        kept = BytesIO()
        self._word.save(kept)
        return kept.getvalue()

    def _set_page(self) -> None:
        page = self._word.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin, page.right_margin = Mm(28), Mm(20)
        page.top_margin, page.bottom_margin = Mm(24), Mm(24)
        page.header_distance = page.footer_distance = Mm(13)

    def _set_styles(self) -> None:
        styles = self._word.styles
        for name in ("Kicker", "Lead", "Note", "Table Text", "Table Head"):
            styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
        sizes = {"Normal": 10.5, "Heading 1": 24, "Heading 2": 12.5, "Heading 3": 10.5, "Lead": 12}
        sizes |= {"Note": 8.5, "Table Head": 9, "Header": 8.5, "Footer": 8.5, "Quote": 10.5}
        for name, size in sizes.items():
            _set_face(styles[name], size)
        for name in ("Heading 1", "Heading 2", "Heading 3"):
            styles[name].font.bold = True
        for name in ("Kicker", "Note", "Table Head", "Header", "Footer"):
            styles[name].font.color.rgb = SOFT
        spaces = {"Normal": (0, 6), "Kicker": (0, 0), "Heading 1": (0, 14), "Heading 2": (16, 4)}
        spaces |= {"Heading 3": (10, 2), "Table Text": (3, 3), "Table Head": (3, 3), "Lead": (8, 8)}
        for name, (before, after) in spaces.items():
            styles[name].paragraph_format.space_before = Pt(before)
            styles[name].paragraph_format.space_after = Pt(after)
        styles["Kicker"].paragraph_format.keep_with_next = True
        language = OxmlElement("w:lang")
        for attribute in ("w:val", "w:eastAsia"):
            language.set(qn(attribute), "en-GB")
        defaults = styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
        for old in defaults.findall(qn("w:lang")):
            defaults.remove(old)
        defaults.append(language)

    def _set_properties(self, title: str, school_name: str) -> None:
        properties = self._word.core_properties
        properties.title, properties.author = clean(title)[:255], clean(school_name)[:255]
        properties.language, properties.comments = "en-GB", ""
        properties.last_modified_by = ""

    def _set_header(self, school_name: str, status: str, mark: Mark) -> None:
        header = self._word.sections[0].header.paragraphs[0]
        _set_tabs(header)
        header.add_run(clean(school_name)[:120] + "\t")
        if words := mark_words(mark):
            run = header.add_run(words)
            run.bold, run.font.color.rgb = True, RED
        header.add_run("\t" + clean(status)[:120])

    def _set_footer(self, foot: str) -> None:
        footer = self._word.sections[0].footer.paragraphs[0]
        _set_tabs(footer)
        footer.add_run(clean(foot)[:160] + "\t\t")
        _field(footer, "PAGE")
        footer.add_run(f" {pgettext('page 1 of 2', 'of')} ")
        _field(footer, "NUMPAGES")

    def _add_table(self, widths: Sequence[float], *, borders: bool = True) -> Table:
        table = self._word.add_table(rows=0, cols=len(widths))
        table.autofit = False
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        if borders:
            _table_borders(table)
        return table

    def _add_row(self, table: Table, *, head: bool = False) -> tuple[_Cell, ...]:
        row = table.add_row()
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if head:
            properties.append(OxmlElement("w:tblHeader"))
        for cell, column in zip(row.cells, table.columns, strict=True):
            cell.width = column.width
        return row.cells

    def _after_table(self) -> None:
        """Word runs two tables together that nothing stands between."""
        gap = self._word.add_paragraph()
        gap.paragraph_format.space_after = Pt(0)
        gap.paragraph_format.line_spacing = Pt(6)


def _set_face(style: Any, size: float) -> None:
    """One face for every script, instead of the theme's."""
    style.font.name, style.font.size, style.font.color.rgb = FACE, Pt(size), INK
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{kind}"), None)
    for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{kind}"), FACE)


def _set_tabs(paragraph: Paragraph) -> None:
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(Mm(WIDTH / 2), WD_TAB_ALIGNMENT.CENTER)
    stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)


def _fill(cell: _Cell, text: str, style: str, right: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = style
    paragraph.add_run(clean(text))
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _field(paragraph: Paragraph, what: str) -> None:
    """A number that Word works out: `PAGE`, `NUMPAGES`."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), what)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _look(table: Table, *, first_row: bool) -> None:
    """Say which cells are heads, for people who listen: the first row, or the first column."""
    properties = table._tbl.tblPr
    for old in properties.findall(qn("w:tblLook")):
        properties.remove(old)
    look = OxmlElement("w:tblLook")
    look.set(qn("w:firstRow"), "1" if first_row else "0")
    look.set(qn("w:firstColumn"), "0" if first_row else "1")
    look.set(qn("w:noVBand"), "1")
    properties.append(look)


def _put_in_order(table: Table) -> None:
    """Word wants a table's properties in the order of its schema, else it calls the file damaged."""
    properties = table._tbl.tblPr
    order = [qn(f"w:{name}") for name in _TABLE_PROPERTIES]
    children = sorted(properties, key=lambda child: order.index(child.tag))
    for child in children:
        properties.remove(child)
        properties.append(child)


def _line(side: str, colour: str) -> Any:
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", colour)):
        line.set(qn(f"w:{name}"), value)
    return line


def _table_borders(table: Table) -> None:
    """Hairlines between the rows, a stronger one above the first."""
    borders = OxmlElement("w:tblBorders")
    for side, colour in (("top", STRONG_RULE), ("bottom", RULE), ("insideH", RULE)):
        borders.append(_line(side, colour))
    table._tbl.tblPr.append(borders)


def _border(cell: _Cell, side: str, colour: str) -> None:
    properties = cell._tc.get_or_add_tcPr()
    borders = properties.find(qn("w:tcBorders"))
    if borders is None:
        borders = OxmlElement("w:tcBorders")
        properties.append(borders)
    borders.append(_line(side, colour))
