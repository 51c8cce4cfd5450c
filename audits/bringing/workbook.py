"""The registers as a workbook that comes back in unchanged. No cell is ever a formula."""

from __future__ import annotations

from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import Workbook

from exchange.workbooks import fill, plain
from schools.models import School

from ..cells import year_name
from ..models import Period, RegisterEntry, RegisterKind
from .columns import FIELDS
from .rows import key_of

# The columns, in their order, with how wide each is in characters.
COLUMNS = {
    "kind": 16,
    "name": 40,
    "tag": 20,
    "supplier": 24,
    "owner": 22,
    "place": 20,
    "quantity": 10,
    "in_use": 10,
    "pence": 12,
    "period": 10,
    "bought_on": 14,
    "starts_on": 14,
    "renews_on": 14,
    "notice_days": 14,
    "replaced_in": 18,
    "note": 46,
    "key": 10,
}


def registers_workbook(school: School) -> bytes:
    """The .xlsx of what the school has: a row an entry, with a key by which it is known when it comes back.

    What is retired stands on a sheet of its own. Two queries.
    """
    book = Workbook()
    book.properties.title, book.properties.creator = plain(school.name), "ICT Lead"
    sheet = book.active
    assert sheet is not None
    sheet.title = _("Registers")
    heads = [str(FIELDS[name]) for name in COLUMNS]
    entries = RegisterEntry.objects.filter(school=school).select_related("owner")
    there = entries.filter(retired_on=None).order_by("kind", "name", "pk")
    fill(sheet, [heads, *([*_row(one), key_of(one.pk)] for one in there)], [*COLUMNS.values()])
    gone = entries.filter(retired_on__isnull=False).order_by("-retired_on", "name", "pk")
    lines = [[*_row(one), one.retired_on, one.retired_why] for one in gone]
    if lines:
        heads = [*heads[:-1], _("retired on"), _("reason")]
        fill(book.create_sheet(_("Retired")), [heads, *lines], [*COLUMNS.values(), 40])
    into = BytesIO()
    book.save(into)
    return into.getvalue()


def _row(one: RegisterEntry) -> list[object]:
    return [
        str(RegisterKind(one.kind).label),
        one.name,
        one.tag,
        one.supplier,
        one.answered_for_by,
        one.place,
        one.quantity,
        one.in_use,
        None if one.pence is None else one.pence / 100,
        str(Period(one.period).label),
        one.bought_on,
        one.starts_on,
        one.renews_on,
        one.notice_days,
        None if one.replaced_in is None else year_name(one.replaced_in),
        one.note,
    ]
