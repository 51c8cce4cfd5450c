"""What schools publish to a group, on paper and as a workbook."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from openpyxl import Workbook

from documents.register import Document
from exchange.workbooks import fill, plain

from .models import Group
from .queries.rollup import Rollup, Section


def document(group: Group, found: Rollup) -> Document:
    """The roll-up as a document; it carries the newest day of its figures, not that of printing."""
    day = found.latest
    return Document(
        name=f"group-{group.slug}",
        title=_("What the schools of %(group)s publish") % {"group": group},
        template="documents/groups/rollup.html",
        context={"group": group, "rollup": found},
        school_name=group.name,
        status=_("Figures up to %(day)s") % {"day": date_format(day, "j F Y")} if day else "",
        paper="A4 landscape",
    )


def workbook(group: Group, found: Rollup) -> bytes:
    """The roll-up as a workbook: a sheet for each topic that any school publishes. No cell is ever a formula."""
    book = Workbook()
    book.properties.title, book.properties.creator = plain(group.name), "ICT Lead"
    book.remove(book.worksheets[0])
    for section in found.filled:
        sheet: Any = book.create_sheet(str(section.topic.title)[:31])
        fill(sheet, _lines(section), [34, 12, *(14 for _one in section.columns)])
    if not book.worksheets:
        sheet = book.create_sheet(_("Schools"))
        fill(sheet, [[_("School")], *([one.name] for one in found.schools)], [34])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _lines(section: Section) -> list[list[Any]]:
    heads = [_("School"), _("Figures of"), *(one.title for one in section.columns)]
    rows = [
        [row.school.name, row.taken_on, *(cell.raw for cell in row.cells)] for row in section.rows
    ]
    together = [section.reading, None, *(cell.raw for cell in section.together)]
    return [heads, *rows, together]
