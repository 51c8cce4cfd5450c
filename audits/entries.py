"""What somebody says of an entry of the registers, and what of it cannot be. No database."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, fields
from typing import Any

from django.utils.translation import gettext as _

from schools.models import Member
from schools.money import MOST

from .models import Period, RegisterEntry, RegisterKind

EARLIEST, LATEST = 1990, 2200
MOST_PIECES = 1_000_000
MOST_NOTICE = 1_000
LONGEST = {
    "name": 160,
    "tag": 80,
    "supplier": 120,
    "owner_words": 120,
    "place": 120,
    "note": 2_000,
}


@dataclass(frozen=True)
class Details:
    """An entry as it is typed. `pence` is the cost of all of it, once or in each `period`."""

    kind: str
    name: str
    tag: str = ""
    supplier: str = ""
    owner: Member | None = None
    owner_words: str = ""
    quantity: int = 1
    in_use: int | None = None
    place: str = ""
    pence: int | None = None
    period: str = Period.ONCE
    bought_on: datetime.date | None = None
    starts_on: datetime.date | None = None
    renews_on: datetime.date | None = None
    notice_days: int | None = None
    replaced_in: int | None = None
    note: str = ""

    @classmethod
    def of(cls, entry: RegisterEntry) -> Details:
        """What an entry says now."""
        return cls(**{name: getattr(entry, name) for name in FIELDS})

    def write(self, entry: RegisterEntry) -> None:
        """Let an entry say this; it is not saved."""
        for name in FIELDS:
            setattr(entry, name, getattr(self, name))

    def tidy(self) -> Details:
        """The same without blanks that say nothing; a person who is named stands for the words."""
        said: dict[str, Any] = {name: getattr(self, name) for name in FIELDS}
        for name in LONGEST:
            text = said[name]
            said[name] = text.strip() if name == "note" else " ".join(text.split())
        if self.owner is not None:
            said["owner_words"] = ""
        return Details(**said)


FIELDS = tuple(one.name for one in fields(Details))


def wrong_in(said: Details, today: datetime.date) -> dict[str, str]:
    """What cannot be, by field: a sentence each. Nothing where all can."""
    wrong: dict[str, str] = {}
    if said.kind not in RegisterKind.values:
        wrong["kind"] = _("Choose what it is.")
    if not said.name:
        wrong["name"] = _("Give it a name by which people find it.")
    for name, most in LONGEST.items():
        text = getattr(said, name)
        if len(text) > most:
            wrong[name] = _("This can have %(most)s characters; it has %(has)s.") % {
                "most": most,
                "has": len(text),
            }
    if not 0 <= said.quantity <= MOST_PIECES:
        wrong["quantity"] = _("Give a number from 0 to 1,000,000.")
    if said.in_use is not None and not 0 <= said.in_use <= MOST_PIECES:
        wrong["in_use"] = _("Give a number from 0 to 1,000,000.")
    if said.pence is not None and not 0 <= said.pence <= MOST:
        wrong["pence"] = _("Give an amount from 0 to £100 million.")
    if said.period not in Period.values:
        wrong["period"] = _("Choose how often it is paid.")
    if said.owner is not None and said.owner.left_on is not None:
        wrong["owner"] = _("They have left the school. Choose somebody else.")
    if said.notice_days is not None and not 0 <= said.notice_days <= MOST_NOTICE:
        wrong["notice_days"] = _("Give a number of days from 0 to 1,000.")
    elif said.notice_days is not None and said.renews_on is None:
        wrong["renews_on"] = _(
            "Days of notice are counted back from a renewal date: give that too."
        )
    if said.replaced_in is not None and not EARLIEST <= said.replaced_in <= LATEST:
        wrong["replaced_in"] = _("Give the year in which the academic year starts, such as 2028.")
    wrong |= _wrong_days(said, today)
    return wrong


def _wrong_days(said: Details, today: datetime.date) -> dict[str, str]:
    wrong = {}
    for name in ("bought_on", "starts_on", "renews_on"):
        day = getattr(said, name)
        if day is not None and not EARLIEST <= day.year <= LATEST:
            wrong[name] = _("Look at the year once more: %(year)s.") % {"year": day.year}
    if wrong:
        return wrong
    if said.bought_on and said.bought_on > today:
        wrong["bought_on"] = _("This day is still to come. What is not bought yet is a purchase.")
    begun, ends = said.starts_on, said.renews_on
    if begun and ends and ends < begun:
        wrong["renews_on"] = _("It would have to be renewed before it starts.")
    return wrong
