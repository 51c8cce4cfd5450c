"""The maintenance log: what happened to an item, what was done, what is due next."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.models import Member
from schools.money import MOST
from schools.permissions import check
from schools.refusals import Refused
from schools.trail import record, sentence

from ..entries import EARLIEST, LATEST
from ..models import Maintenance, RegisterEntry
from .statements import NotSo

sentence("audits.fault", gettext_lazy("%(who)s reported a fault of “%(entry)s”"))
sentence("audits.maintained", gettext_lazy("%(who)s wrote into the log of “%(entry)s”"))
sentence("audits.log_removed", gettext_lazy("%(who)s removed a line from the log of “%(entry)s”"))


@dataclass(frozen=True)
class Happened:
    """A line of the log. `pence` is what it cost; `next_on` the day of the next service."""

    state: str
    text: str
    happened_on: datetime.date
    who: str = ""
    pence: int | None = None
    next_on: datetime.date | None = None


@transaction.atomic
def log(entry: RegisterEntry, member: Member, said: Happened) -> Maintenance:
    """Write a line into the log of an entry.

    Raises:
        NotAllowed: `member` may not.
        NotSo: a field cannot be.
        Refused: the entry is retired.
    """
    check(member, "audits.write_registers")
    entry = RegisterEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    entry.school = member.school
    if entry.retired_on is not None:
        raise Refused(_("This entry is retired: nothing happens to it any more."))
    for field, words in _wrong_in(said).items():
        raise NotSo(field, words)
    made = Maintenance.objects.create(
        school=entry.school,
        entry=entry,
        state=said.state,
        text=" ".join(said.text.split()),
        happened_on=said.happened_on,
        who=" ".join(said.who.split()),
        pence=said.pence,
        next_on=said.next_on,
        recorded_by=member,
    )
    fault = said.state == Maintenance.State.FAULT
    _record(entry, member, "audits.fault" if fault else "audits.maintained")
    return made


@transaction.atomic
def remove(line: Maintenance, member: Member) -> None:
    """Remove a line that was written by mistake.

    Raises:
        NotAllowed: `member` may not.
    """
    check(member, "audits.write_registers")
    entry = line.entry
    line.delete()
    _record(entry, member, "audits.log_removed")


def _wrong_in(said: Happened) -> dict[str, str]:
    wrong: dict[str, str] = {}
    text, who = " ".join(said.text.split()), " ".join(said.who.split())
    if said.state not in Maintenance.State.values:
        wrong["state"] = _("Choose what it was.")
    if not text:
        wrong["text"] = _("Say what happened in a few words.")
    elif len(text) > 500:
        wrong["text"] = _("This can have %(most)s characters; it has %(has)s.") % {
            "most": 500,
            "has": len(text),
        }
    if len(who) > 120:
        wrong["who"] = _("This can have %(most)s characters; it has %(has)s.") % {
            "most": 120,
            "has": len(who),
        }
    if said.pence is not None and not 0 <= said.pence <= MOST:
        wrong["pence"] = _("Give an amount from 0 to £100 million.")
    if said.happened_on > timezone.localdate():
        wrong["happened_on"] = _(
            "This day is still to come. Give it as the day of the next service."
        )
    elif said.happened_on.year < EARLIEST:
        wrong["happened_on"] = _("Look at the year once more: %(year)s.") % {
            "year": said.happened_on.year
        }
    if said.next_on is not None and not said.happened_on < said.next_on:
        wrong["next_on"] = _("The next service comes after this one.")
    elif said.next_on is not None and said.next_on.year > LATEST:
        wrong["next_on"] = _("Look at the year once more: %(year)s.") % {"year": said.next_on.year}
    return wrong


def _record(entry: RegisterEntry, member: Member, verb: str) -> None:
    path = reverse("audits:entry", args=[entry.school.slug, entry.pk])
    record(entry.school, member, verb, path=path, entry=entry.name)
