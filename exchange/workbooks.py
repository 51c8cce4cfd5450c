"""Tables as sheets of a workbook. No cell is ever a formula, whatever somebody typed."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter


def plain(text: str) -> str:
    """The text without control characters, which the format cannot hold."""
    return str(ILLEGAL_CHARACTERS_RE.sub("", text))


def fill(sheet: Any, lines: Sequence[Sequence[Any]], widths: Sequence[int]) -> None:
    """Fill a sheet with lines, the heads first; `widths` are those of the columns, in characters."""
    rule = Border(bottom=Side(style="thin", color="C9CDD4"))
    top = Alignment(wrap_text=True, vertical="top")
    for number, line in enumerate(lines, start=1):
        for column, value in enumerate(line, start=1):
            if value in (None, ""):
                continue
            cell = sheet.cell(row=number, column=column)
            if isinstance(value, str):
                # Text stays text, whatever it begins with: never a formula.
                cell.value = plain(value)
                cell.data_type = "s"
                cell.quotePrefix = value[:1] in ("=", "+", "-", "@")
            else:
                cell.value = value
                if isinstance(value, datetime.date):
                    cell.number_format = "d mmm yyyy"
                elif isinstance(value, float):
                    cell.number_format = "#,##0.00" if value % 1 else "#,##0"
            cell.alignment, cell.border = top, rule
            if number == 1:
                cell.value = plain(value[:1].upper() + value[1:])
                cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="EEF0F3")
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "C2" if len(widths) > 6 else "A2"
    sheet.sheet_view.zoomScale = 90
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A3
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    if len(lines) > 1:
        sheet.auto_filter.ref = sheet.dimensions
