"""Keeping the registers: entries are added, changed, renewed, retired; papers go with them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from files.actions import EVIDENCE, keep
from schools.models import Member, School
from schools.permissions import check
from schools.refusals import Refused
from schools.trail import record, sentence

from ..entries import Details, wrong_in
from ..falling import is_renewed, notice_day
from ..models import EntryDocument, RegisterEntry, Renewal
from .statements import NotSo

sentence("audits.entry_added", gettext_lazy("%(who)s added “%(entry)s” to the registers"))
sentence("audits.entry_changed", gettext_lazy("%(who)s changed “%(entry)s” in the registers"))
sentence("audits.entry_renewed", gettext_lazy("%(who)s renewed “%(entry)s”"))
sentence("audits.entry_retired", gettext_lazy("%(who)s took “%(entry)s” out of the registers"))
sentence("audits.entry_back", gettext_lazy("%(who)s put “%(entry)s” back into the registers"))
sentence("audits.paper_added", gettext_lazy("%(who)s added a paper to “%(entry)s”"))
sentence("audits.paper_removed", gettext_lazy("%(who)s removed a paper from “%(entry)s”"))

What, How = Renewal.What, Renewal.How
MOST_PAPERS = 30


class EntryChanged(Refused):
    """Somebody else changed the entry meanwhile; `revision` is what it has now."""

    def __init__(self, revision: int) -> None:
        super().__init__(
            _(
                "Somebody else changed this entry while you were writing. What you typed is still "
                "below: save again to put it in place of theirs."
            )
        )
        self.revision = revision


@transaction.atomic
def add(school: School, member: Member, details: Details) -> RegisterEntry:
    """Add an entry to the registers.

    Raises:
        NotAllowed: `member` may not.
        NotSo: a field cannot be.
    """
    check(member, "audits.write_registers")
    entry = made_of(school, member, details)
    entry.save()
    follow(entry, member)
    _record(entry, member, "audits.entry_added")
    return entry


def made_of(school: School, member: Member, details: Details) -> RegisterEntry:
    """An entry of these details, not saved yet.

    Raises:
        NotSo: a field cannot be.
    """
    entry = RegisterEntry(school=school, made_by=member)
    _write(entry, details)
    return entry


@transaction.atomic
def change(entry: RegisterEntry, member: Member, details: Details, revision: int) -> RegisterEntry:
    """Change an entry; `revision` is that which the writer saw.

    A later renewal date within four months of the old one, or after it, is a renewal.

    Raises:
        NotAllowed: `member` may not.
        NotSo: a field cannot be.
        EntryChanged: somebody else changed it since.
        Refused: it is retired.
    """
    check(member, "audits.write_registers")
    entry = _held(entry)
    if entry.revision != revision:
        raise EntryChanged(entry.revision)
    if details.tidy() == Details.of(entry):
        return entry
    _write(entry, details)
    entry.revision += 1
    entry.save()
    follow(entry, member)
    _record(entry, member, "audits.entry_changed")
    return entry


@transaction.atomic
def renew(
    entry: RegisterEntry,
    member: Member,
    renews_on: datetime.date,
    pence: int | None,
    revision: int,
) -> RegisterEntry:
    """Renew an entry until `renews_on`, at `pence` in each of its periods.

    It starts anew on the old date where that has not been the start of it already.

    Raises:
        NotAllowed: `member` may not.
        NotSo: the new date is not after the old one, or a field cannot be.
        EntryChanged: somebody else changed it since.
        Refused: it is retired, or has no renewal date.
    """
    check(member, "audits.write_registers")
    entry = _held(entry)
    if entry.revision != revision:
        raise EntryChanged(entry.revision)
    old = entry.renews_on
    if old is None:
        raise Refused(_("This entry has no renewal date. Give it one first."))
    if renews_on <= old:
        raise NotSo("renews_on", _("Give a day after the one until which it runs now."))
    said = Details.of(entry)
    # The period that is paid for begins where the old one ended.
    changed = {"renews_on": renews_on, "starts_on": old, "pence": pence}
    _write(entry, Details(**{**said.__dict__, **changed}))
    entry.revision += 1
    entry.save()
    _close(entry, member, What.RENEWAL, How.RENEWED)
    follow(entry, member)
    _record(entry, member, "audits.entry_renewed")
    return entry


@transaction.atomic
def retire(entry: RegisterEntry, member: Member, why: str, replaced: bool = False) -> RegisterEntry:
    """Take an entry out of what the school has; it stays to be read. `replaced`: another is in its place.

    Raises:
        NotAllowed: `member` may not.
        NotSo: nothing is said why.
        Refused: it is retired already.
    """
    check(member, "audits.write_registers")
    entry = _held(entry)
    words = " ".join(why.split())
    if not words:
        raise NotSo("why", _("Say why in a few words: scrapped, sold, cancelled, replaced by …"))
    if len(words) > 300:
        raise NotSo("why", _("This can have %(most)s characters.") % {"most": 300})
    entry.retired_on, entry.retired_why = timezone.localdate(), words
    entry.revision += 1
    entry.save(update_fields=["retired_on", "retired_why", "revision"])
    how = How.REPLACED if replaced else How.ENDED
    for what in What.values:
        _close(entry, member, what, how)
    _record(entry, member, "audits.entry_retired")
    return entry


@transaction.atomic
def bring_back(entry: RegisterEntry, member: Member) -> RegisterEntry:
    """Put a retired entry back into what the school has; what closed with it and still falls due is open again.

    Raises:
        NotAllowed: `member` may not.
    """
    check(member, "audits.write_registers")
    entry = RegisterEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if entry.retired_on is None:
        return entry
    _open_again(entry, entry.retired_on)
    entry.retired_on, entry.retired_why = None, ""
    entry.revision += 1
    entry.save(update_fields=["retired_on", "retired_why", "revision"])
    follow(entry, member)
    _record(entry, member, "audits.entry_back")
    return entry


@transaction.atomic
def attach(
    entry: RegisterEntry, member: Member, uploaded: UploadedFile | None, title: str
) -> EntryDocument:
    """Keep a paper with an entry: PDF, pictures, Word, Excel, PowerPoint or CSV, to 10 MB.

    Raises:
        NotAllowed: `member` may not.
        NotSo: there is no file, or one of another kind, or too many papers.
        Refused: the entry is retired.
    """
    check(member, "audits.write_registers")
    entry = _held(entry)
    if uploaded is None:
        raise NotSo("file", _("Choose a file."))
    if EntryDocument.objects.filter(entry=entry).count() >= MOST_PAPERS:
        raise NotSo("file", _("An entry can have %(most)s papers.") % {"most": MOST_PAPERS})
    try:
        upload = keep(entry.school, member, uploaded, EVIDENCE)
    except Refused as refused:
        raise NotSo("file", refused.sentence) from refused
    made = EntryDocument.objects.create(
        school=entry.school,
        entry=entry,
        upload=upload,
        title=" ".join(title.split())[:120],
        added_by=member,
    )
    _record(entry, member, "audits.paper_added")
    return made


@transaction.atomic
def detach(paper: EntryDocument, member: Member) -> None:
    """Remove a paper of an entry, and its file.

    Raises:
        NotAllowed: `member` may not.
    """
    check(member, "audits.write_registers")
    entry, upload = paper.entry, paper.upload
    paper.delete()
    upload.delete()
    _record(entry, member, "audits.paper_removed")


def follow(entry: RegisterEntry, member: Member) -> None:
    """Let the open renewals of an entry say what it says: opened, moved, or closed."""
    follow_all([entry], member)


def follow_all(entries: Sequence[RegisterEntry], member: Member) -> None:
    """The same for several entries, in four statements."""
    today = timezone.localdate()
    rows = Renewal.objects.filter(entry__in=[one.pk for one in entries], closed_on=None)
    there = {(one.entry_id, one.what): one for one in rows}
    moved, shut, new = [], [], []
    for entry in entries:
        for what, due in due_days(entry).items():
            row = there.get((entry.pk, what))
            if row is not None and row.due_on == due:
                continue
            if row is not None and due is not None and not is_renewed(row.due_on, due, today):
                row.due_on = due
                moved.append(row)
                continue
            if row is not None:
                row.closed_on, row.member = today, member
                row.how = How.ENDED if due is None else How.RENEWED
                shut.append(row)
            if due is not None:
                new.append(opened(entry, what, due))
    Renewal.objects.bulk_update(moved, ["due_on"], batch_size=500)
    Renewal.objects.bulk_update(shut, ["closed_on", "how", "member"], batch_size=500)
    Renewal.objects.bulk_create(new, batch_size=500)


def due_days(entry: RegisterEntry) -> dict[str, datetime.date | None]:
    """The days by which an entry has to be renewed and replaced; None where it has none."""
    year = entry.replaced_in
    return {
        What.RENEWAL: entry.renews_on,
        What.REPLACEMENT: datetime.date(year, 9, 1) if year is not None else None,
    }


def opened(entry: RegisterEntry, what: str, due: datetime.date) -> Renewal:
    """A renewal to come, not saved yet."""
    return Renewal(
        school=entry.school, entry=entry, what=what, due_on=due, opened_on=timezone.localdate()
    )


def _close(entry: RegisterEntry, member: Member, what: str, how: str) -> None:
    for row in Renewal.objects.filter(entry=entry, what=what, closed_on=None):
        _shut(row, member, how)


def _shut(row: Renewal, member: Member, how: str) -> None:
    row.closed_on, row.how, row.member = timezone.localdate(), how, member
    row.save(update_fields=["closed_on", "how", "member"])


def _open_again(entry: RegisterEntry, retired_on: datetime.date) -> None:
    """Open the renewals that closed when `entry` was retired, so that what points at them is not left behind."""
    given_up = Renewal.objects.filter(
        entry=entry, closed_on__gte=retired_on, how__in=(How.ENDED, How.REPLACED)
    )
    for what, due in due_days(entry).items():
        row = given_up.filter(what=what, due_on=due).last() if due is not None else None
        if row is not None:
            row.closed_on, row.how, row.member = None, "", None
            row.save(update_fields=["closed_on", "how", "member"])


def _held(entry: RegisterEntry) -> RegisterEntry:
    """The entry as it is now, held until the end of the transaction."""
    entry = (
        RegisterEntry.objects.select_for_update(of=("self",))
        .select_related("school")
        .get(pk=entry.pk)
    )
    if entry.retired_on is not None:
        raise Refused(_("This entry is retired. Put it back into the registers to change it."))
    return entry


def _write(entry: RegisterEntry, details: Details) -> None:
    said = details.tidy()
    for field, words in wrong_in(said, timezone.localdate()).items():
        raise NotSo(field, words)
    said.write(entry)
    entry.notice_on = notice_day(said.renews_on, said.notice_days)


def _record(entry: RegisterEntry, member: Member, verb: str) -> None:
    path = reverse("audits:entry", args=[entry.school.slug, entry.pk])
    record(entry.school, member, verb, path=path, entry=entry.name)
