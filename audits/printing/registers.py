"""The registers on paper: what falls due, five years ahead, and every entry, kind by kind."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_scopes import scope

from documents.register import Document, Printable
from schools.money import pounds
from schools.permissions import check, may

from ..cells import year_name
from ..falling import Stands, months_from
from ..models import Maintenance, RegisterEntry, RegisterKind
from ..queries.registers import InShort, Short, in_short
from ..queries.services import next_services
from ..showing_registers import forecast_of
from ..wording_registers import (
    cost_words,
    headline,
    kind_title,
    overdue_words,
    reading,
    state_words,
)

if TYPE_CHECKING:
    from schools.models import Member, School

READ = "audits.see_totals"
NAME = "registers"
A_PART = 20
# A longer word is broken where its column ends; to look for that in each cell takes a tenth of the time.
LONG_WORD = 24
T = TypeVar("T")


class RegistersSource:
    """Lists and makes the registers; for governors the totals of them."""

    def printables(self, school: School, member: Member) -> Iterable[Printable]:
        """The registers, for whoever may read them or their totals."""
        if may(member, READ):
            names = may(member, "audits.read_registers")
            yield Printable(
                NAME,
                _("Registers"),
                _("What the school has, until when, what falls due and what five years will cost.")
                if names
                else _("How much there is of each kind, and what five years will cost."),
                _("Where we are"),
            )

    def document(self, school: School, member: Member | None, name: str) -> Document | None:
        """The registers as they stand.

        Raises:
            NotAllowed: the member may read not even their totals.
        """
        if name != NAME:
            return None
        if member is not None:
            check(member, READ)
        names = member is None or may(member, "audits.read_registers")
        with scope(school=school):
            return registers_document(school, in_short(school), names)


class Line(NamedTuple):
    """An entry as it is printed, in words. `long` holds where a word of it may be wider than its column."""

    name: str
    more: str
    many: str
    cost: str
    days: str
    long: bool


def registers_document(school: School, found: InShort, names: bool) -> Document:
    """The registers of `school` as a document, with the entries where `names` holds; its scope is open."""
    end = months_from(found.today, 13)[-1]
    due = [(one.renews_on, _due_line(one, found)) for one in found.due_within(end)]
    if names:
        due += _services(school, found.today, end)
    due.sort(key=lambda one: (one[0] or end, one[1]))
    latest = max((one.renews_on for one in found.lines if one.renews_on), default=None)
    return Document(
        name=NAME,
        title=_("Registers"),
        template="documents/audits/registers.html",
        context={
            "finding": headline(found, names, paper=True),
            "sentence": reading(found),
            "totals": [
                (kind_title(one.kind), one.entries, pounds(one.pence) if one.pence else "–")
                for one in found.totals
            ],
            "count": len(found.lines),
            "a_year": pounds(found.a_year),
            "due": _in_parts([line for _day, line in due]) if names else [],
            "over": [
                (one.name, one.in_use, one.quantity, (one.in_use or 0) - one.quantity)
                for one in found.over_used
            ]
            if names
            else [],
            "groups": _groups(school) if names else [],
            "names": names,
            **forecast_of(found),
        },
        school_name=school.name,
        status=year_name(found.year),
        foot=_("Runs up to %(day)s") % {"day": date_format(latest)} if latest and names else "",
        paper="A4 landscape",
        stem="registers" if names else "registers-totals",
    )


def _services(
    school: School, today: datetime.date, end: datetime.date
) -> list[tuple[datetime.date | None, tuple[str, str, str, str, str]]]:
    """The services that are to be done before a day, and those that should have been: one query."""
    log = next_services(Maintenance.objects.filter(school=school, next_on__lt=end))
    return [
        (
            one.next_on,
            (
                one.entry.name,
                _("To be serviced"),
                "",
                overdue_words(one.next_on) if one.next_on < today else short_day(one.next_on),
                "",
            ),
        )
        for one in log
        if one.next_on is not None
    ]


def _due_line(one: Short, found: InShort) -> tuple[str, str, str, str, str]:
    """An entry that falls due: name, kind, notice day, renewal date, cost."""
    return (
        one.name,
        kind_title(one.kind),
        short_day(one.notice_on),
        state_words(one, Stands.EXPIRED, found.today, paper=True)
        if one.renews_on and one.renews_on < found.today
        else short_day(one.renews_on),
        cost_words(one.pence, one.period),
    )


def short_day(day: datetime.date | None) -> str:
    """A day as it stands in a narrow column: "3 May 2027", or nothing."""
    return str(date_format(day, "j M Y")) if day else ""


def _notice(day: datetime.date | None) -> str:
    """The day by which notice is to be given: "notice 2 May 2027", or nothing."""
    return _("notice %(day)s") % {"day": short_day(day)} if day else ""


def _again(year: int | None) -> str:
    """When something is to be replaced: "replace 2027/28", or nothing."""
    return _("replace %(year)s") % {"year": year_name(year)} if year else ""


def _in_parts(lines: Sequence[T]) -> list[Sequence[T]]:
    """The rows of a table in parts of so many: styles that count rows from the end look at a part alone."""
    return [lines[start : start + A_PART] for start in range(0, len(lines), A_PART)]


def _groups(school: School) -> list[tuple[str, int, list[Sequence[Line]]]]:
    """Every entry that the school has, kind by kind, with how many there are, in parts: one query."""
    columns = (
        *("kind", "name", "supplier", "tag", "place", "owner__name", "owner_words"),
        *("quantity", "in_use", "pence", "period", "renews_on", "notice_on", "replaced_in"),
    )
    rows = RegisterEntry.objects.filter(school=school, retired_on=None).order_by("name", "pk")
    groups: dict[str, list[Line]] = {kind: [] for kind in RegisterKind.values}
    for kind, *row in rows.values_list(*columns):
        name, supplier, tag, place, owner, words, many, used, *rest = row
        pence, period, until, notice, year = rest
        more = " · ".join(one for one in (supplier, tag, place, owner or words) if one)
        groups[kind].append(
            Line(
                name,
                more,
                f"{used} / {many}" if used is not None else str(many),
                cost_words(pence, period),
                " · ".join(one for one in (short_day(until), _notice(notice), _again(year)) if one),
                any(len(word) > LONG_WORD for word in (*name.split(), *more.split())),
            )
        )
    return [
        (kind_title(kind), len(lines), _in_parts(lines)) for kind, lines in groups.items() if lines
    ]
