"""A review's ratings as a spreadsheet. No cell is ever a formula, and nobody is named unless all consent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

from . import figures
from .outcome import Results


def ratings_workbook(title: str, results: Results, titles: Mapping[str, str]) -> bytes:
    """The .xlsx: a sheet of results per duty, and one of ratings, raters × duties.

    Raters stand in an order that says nothing, as "Rater 1", unless all consent to be named.
    """
    book = Workbook()
    book.properties.title = _plain(title)
    book.properties.creator = "ICT Lead"
    found = book.active
    found.title = _("Results")
    _fill(found, _result_lines(results, titles))
    _fill(book.create_sheet(_("Ratings")), _rating_lines(results))
    for sheet, widths in ((found, (8, 48, 26)), (book.worksheets[1], (22,))):
        for column, width in enumerate(widths, start=1):
            sheet.column_dimensions[chr(64 + column)].width = width
    into = BytesIO()
    book.save(into)
    return into.getvalue()


def _result_lines(results: Results, titles: Mapping[str, str]) -> Iterable[list[Any]]:
    yield [
        *(_("Number"), _("Duty"), _("Area"), _("Median"), _("Mean"), _("Consensus")),
        *(_("Gave %(n)s") % {"n": point} for point in range(1, 6)),
        *(_("Can’t say or no answer"), _("Minutes a week"), _("Stands at")),
    ]
    for duty, one in zip(results.duties, results.analysis.duties, strict=True):
        yield [
            *(one.place + 1, duty.text, titles[duty.area], one.median),
            None if one.mean is None else round(one.mean, 2),
            None if one.consensus is None else round(one.consensus, 2),
            *one.counts,
            *(one.cannot_say, one.minutes),
            str(figures.QUADRANTS[one.quadrant]) if one.quadrant else None,
        ]


def _rating_lines(results: Results) -> Iterable[list[Any]]:
    shown = results.shown
    yield [_("Rater"), *(duty.text for duty in results.duties)]
    for number, row in enumerate(shown.table, start=1):
        name = (
            results.names.get(shown.raters[number - 1], "")
            if shown.raters
            else _("Rater %(n)s") % {"n": number}
        )
        yield [name, *row]


def _plain(text: str) -> str:
    """The text without control characters, which the format cannot hold."""
    return str(ILLEGAL_CHARACTERS_RE.sub("", text))


def _fill(sheet: Any, lines: Iterable[list[Any]]) -> None:
    for number, line in enumerate(lines, start=1):
        for column, value in enumerate(line, start=1):
            cell = sheet.cell(row=number, column=column)
            if isinstance(value, str):
                # Text stays text, whatever it begins with: never a formula.
                cell.value = _plain(value)
                cell.data_type = "s"
                cell.quotePrefix = value[:1] in ("=", "+", "-", "@")
                cell.alignment = Alignment(wrap_text=True, vertical="top")
            elif value is not None:
                cell.value = value
            if number == 1:
                cell.font = Font(bold=True)
    sheet.freeze_panes = "B2"
