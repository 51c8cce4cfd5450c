"""Bringing a register: a file is kept, its rows are mended or left out, and all of them are saved or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.columns import LEAVE
from exchange.sheets import LONGEST_CELL, Sheet, tables_in
from exchange.tables import Unreadable
from files.actions import keep
from files.kinds import TEXT, XLSX
from schools.models import Member, School
from schools.permissions import check
from schools.refusals import Refused
from schools.trail import record, sentence

from ..bringing.columns import FIELDS
from ..bringing.rows import Line
from ..entries import FIELDS as SAID
from ..falling import notice_day
from ..models import RegisterEntry, RegisterImport, RegisterKind
from ..queries.register_imports import Read, Setting, as_columns, read_import, rows_of
from .registers import follow_all

sentence("audits.brought", gettext_lazy("%(who)s brought %(rows)s rows into the registers"))

MOST_ROWS = 5_000
KINDS = (XLSX, TEXT)


class ImportChanged(Refused):
    """Somebody else went on with the table meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("Somebody went on with this table meanwhile. This is how it is now."))


def bring_file(school: School, member: Member, uploaded: UploadedFile) -> RegisterImport:
    """Keep a file and its table that looks most like a register; nothing of it is in the registers yet.

    It is read before the transaction begins: nobody else's saving waits for a long file.

    Raises:
        NotAllowed: `member` does not keep the registers.
        Refused: it is no Excel workbook or CSV, has no table, too many rows, a macro.
    """
    check(member, "audits.write_registers")
    try:
        uploaded.seek(0)
        sheets = tables_in(uploaded.read(), MOST_ROWS)
    except Unreadable as refused:
        raise Refused(refused.sentence) from refused
    uploaded.seek(0)
    read = [rows_of(one) for one in sheets]
    best = max(range(len(read)), key=lambda n: len([f for f in read[n][0].fields if f != LEAVE]))
    setting, rows = read[best]
    setting.tables = [(one.name, len(one.rows)) for one in sheets]
    with transaction.atomic():
        return RegisterImport.objects.create(
            school=school,
            upload=keep(school, member, uploaded, KINDS),
            member=member,
            table=best,
            columns=as_columns(setting),
            rows=rows,
        )


def tables_of(found: RegisterImport) -> list[Sheet]:
    """The tables of the file as it was brought."""
    with found.upload.file.open("rb") as file:
        return tables_in(file.read(), MOST_ROWS)


def choose_table(
    found: RegisterImport, member: Member, table: int, revision: int
) -> RegisterImport:
    """Take another table of the file; what was mended in the one before is given up.

    Raises:
        NotAllowed, ImportChanged: as for `mend`.
        Refused: there is no such table, or it is saved already.
    """
    check(member, "audits.write_registers")
    sheets = tables_of(found)
    if not 0 <= table < len(sheets):
        raise Refused(_("The file has no such table. Choose one of these."))
    setting, rows = rows_of(sheets[table])
    setting.tables = [(one.name, len(one.rows)) for one in sheets]
    with transaction.atomic():
        now = _held(found, member, revision)
        now.table, now.columns, now.rows = table, as_columns(setting), rows
        now.save(update_fields=["table", "columns", "rows"])
        return now


@transaction.atomic
def set_columns(
    found: RegisterImport, member: Member, fields: Sequence[str], kind: str, revision: int
) -> RegisterImport:
    """Say what the columns are, and the kind of rows that say none.

    Raises:
        NotAllowed, ImportChanged: as for `mend`.
        Refused: a field is given twice or is none, or it is saved already.
    """
    now = _held(found, member, revision)
    taken = [one for one in fields if one != LEAVE]
    twice = next((one for one in taken if taken.count(one) > 1), None)
    if twice is not None and twice in FIELDS:
        raise Refused(
            _("Two columns are taken for “%(field)s”. Choose one of them.")
            % {"field": FIELDS[twice]}
        )
    if any(one not in FIELDS for one in taken) or kind not in ("", *RegisterKind.values):
        raise Refused(_("Choose what each column is from the list."))
    setting = Setting.of(now)
    setting.fields = [*fields][: len(setting.fields)]
    setting.kind = kind
    now.columns = as_columns(setting)
    now.save(update_fields=["columns"])
    return now


@transaction.atomic
def mend(
    found: RegisterImport,
    member: Member,
    cells: Mapping[int, Mapping[int, str]],
    left_out: Mapping[int, bool],
    revision: int,
) -> RegisterImport:
    """Put other words into cells, by line and column from 0, and leave rows out or take them in again.

    Raises:
        NotAllowed: `member` does not keep the registers.
        ImportChanged: somebody else went on with it meanwhile.
        Refused: it is saved already.
    """
    now = _held(found, member, revision)
    for row in now.rows:
        for column, text in cells.get(row["line"], {}).items():
            if column < len(row["cells"]) and row["cells"][column] != text.strip():
                row["cells"][column] = text.strip()[:LONGEST_CELL]
                row["problems"].pop(str(column), None)
        if row["line"] in left_out:
            row["out"] = left_out[row["line"]]
    now.save(update_fields=["rows"])
    return now


@transaction.atomic
def leave_out_wrong(found: RegisterImport, member: Member, revision: int) -> RegisterImport:
    """Leave out every row that cannot be.

    Raises:
        NotAllowed, ImportChanged, Refused: as for `mend`.
    """
    wrong = {one.line: True for one in read_import(found).wrong}
    return mend(found, member, {}, wrong, revision)


@transaction.atomic
def save_import(found: RegisterImport, member: Member, shown: str) -> Read:
    """Bring all rows into the registers. `shown` is the fingerprint of what the member was shown.

    Raises:
        NotAllowed: `member` does not keep the registers.
        Refused: a row cannot be, something changed since it was shown, or it is saved already; then
            nothing is saved.
    """
    check(member, "audits.write_registers")
    now = RegisterImport.objects.select_for_update().get(pk=found.pk)
    now.school = member.school
    list(RegisterEntry.objects.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    if now.finished_at:
        raise Refused(_("This table is in the registers already."))
    read = read_import(now)
    if read.wrong:
        raise Refused(_("Some rows cannot be saved yet. Mend them, or leave them out."))
    if read.fingerprint != shown:
        raise Refused(
            _("The registers have changed since these rows were shown. Look at them once more.")
        )
    _write(now.school, member, read)
    now.finished_at = timezone.now()
    now.save(update_fields=["finished_at"])
    rows = len(read.new) + len(read.changed)
    if rows:
        path = reverse("audits:registers", args=[now.school.slug])
        record(now.school, member, "audits.brought", path=path, rows=str(rows))
    return read


@transaction.atomic
def drop_import(found: RegisterImport, member: Member) -> None:
    """Give up a table that is not in the registers; the file goes with it.

    Raises:
        NotAllowed: `member` does not keep the registers.
        Refused: it is in the registers already, and stays as what they came from.
    """
    now = _held(found, member, found.revision)
    upload = now.upload
    now.delete()
    upload.delete()


def _held(found: RegisterImport, member: Member, revision: int) -> RegisterImport:
    """The import as it is now, one revision on."""
    check(member, "audits.write_registers")
    now = RegisterImport.objects.select_for_update(of=("self",)).select_related("upload")
    held = now.get(pk=found.pk)
    held.school = member.school
    if held.finished_at:
        raise Refused(_("This table is in the registers already."))
    if held.revision != revision:
        raise ImportChanged
    held.revision += 1
    held.save(update_fields=["revision"])
    return held


def _write(school: School, member: Member, read: Read) -> None:
    """The new entries and the changed ones, with their renewals: a few statements, however many there are."""
    fresh = [_said(RegisterEntry(school=school, made_by=member), one) for one in read.new]
    RegisterEntry.objects.bulk_create(fresh, batch_size=500)
    changed = []
    for one in read.changed:
        assert one.entry is not None
        entry = RegisterEntry(school=school, pk=one.entry.pk, revision=one.entry.revision + 1)
        changed.append(_said(entry, one))
    if changed:
        RegisterEntry.objects.bulk_update(changed, [*SAID, "notice_on", "revision"], batch_size=200)
    follow_all([*fresh, *changed], member)


def _said(entry: RegisterEntry, line: Line) -> RegisterEntry:
    line.details.write(entry)
    entry.notice_on = notice_day(entry.renews_on, entry.notice_days)
    return entry
