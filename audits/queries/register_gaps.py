"""Gaps of the registers: what has run out, and what should have been replaced."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from schools.calendar import academic_year
from schools.json_rows import Asked, Rows, day
from schools.labels import upper_first
from schools.models import School

from ..cells import this_year, year_name
from ..forecast import A_YEAR
from ..gaps import Gap, Price, Source
from ..models import RegisterEntry, RegisterKind, Renewal

RENEWAL = "renewal"
K = RegisterKind
# What the money is for, and the kind of strand, as a plan says it.
MONEY = {K.EQUIPMENT: "equipment", K.LICENCE: "content"}
STRANDS = {K.LICENCE: "content"}


_FIELDS = (
    *("pk", "what", "due_on", "opened_on", "closed_on", "how"),
    *("entry_id", "entry__kind", "entry__name", "entry__pence", "entry__period"),
)


def _asks(school: School, pks: list[int] | None) -> Asked:
    """Some by number, or what has run out, and what is to be replaced this year or should have been.

    What falls due later is no gap yet; it can be taken into a plan all the same.
    """
    if pks is None:
        late = Q(what=Renewal.What.RENEWAL, due_on__lt=timezone.localdate())
        old = Q(what=Renewal.What.REPLACEMENT, due_on__lte=datetime.date(this_year(), 9, 1))
        rows = Renewal.objects.filter(late | old, closed_on=None, entry__retired_on=None)
    else:
        rows = Renewal.objects.filter(pk__in=pks)
    return {"rows": (rows.filter(school=school).order_by("due_on", "pk"), _FIELDS)}


def _reads(school: School, found: Rows, pks: list[int] | None) -> list[Gap]:
    return [gap_of(school, _row(*values)) for values in found["rows"]]


def _row(*values: Any) -> Renewal:
    pk, what, due, opened, closed, how, entry, kind, name, pence, period = values
    return Renewal(
        pk=pk,
        what=what,
        due_on=day(due),
        opened_on=day(opened),
        closed_on=day(closed),
        how=how,
        entry=RegisterEntry(pk=entry, kind=kind, name=name, pence=pence, period=period),
    )


SOURCE = Source(RENEWAL, _asks, _reads, page="audits.read_registers")


def gaps_by_entry(school: School, entries: list[int]) -> dict[tuple[int, str], Gap]:
    """What is open of these entries, by entry and whether it is renewed or replaced: one query."""
    rows = Renewal.objects.filter(entry__in=entries, closed_on=None)
    known = rows.filter(school=school).select_related("entry").order_by("due_on", "pk")
    return {(one.entry_id, str(one.what)): gap_of(school, one) for one in known}


def gap_of(school: School, row: Renewal) -> Gap:
    """A renewal or replacement as what a plan is offered; its entry is known."""
    entry, replace = row.entry, row.what == Renewal.What.REPLACEMENT
    named = {
        "name": entry.name,
        "day": date_format(row.due_on, "j F Y"),
        "year": year_name(row.due_on.year),
        "closed": date_format(row.closed_on, "j F Y") if row.closed_on else "",
    }
    today = timezone.localdate()
    if replace:
        text, stood = _("Replace “%(name)s” in %(year)s"), _("to be replaced in %(year)s")
    else:
        text = _("Renew “%(name)s” by %(day)s")
        gone = row.due_on < today
        stood = _("run out on %(day)s") if gone else _("to be renewed by %(day)s")
    ended = {
        Renewal.How.RENEWED: _("renewed on %(closed)s"),
        Renewal.How.REPLACED: _("replaced on %(closed)s"),
    }.get(Renewal.How(row.how) if row.how else Renewal.How.ENDED, _("ended on %(closed)s"))
    return Gap(
        kind=RENEWAL,
        pk=row.pk,
        text=text % named,
        about=_("the registers, %(kind)s") % {"kind": RegisterKind(entry.kind).label},
        subject_id=None,
        subject="",
        key_stage="",
        answer=stood % named,
        opened_on=row.opened_on,
        closed_on=row.closed_on,
        url=reverse("audits:entry", args=[school.slug, entry.pk]),
        stood=stood % named,
        ended=ended % named if row.closed_on else "",
        strand=STRANDS.get(RegisterKind(entry.kind), "infrastructure"),
        price=_price(row, today, named),
    )


def _price(row: Renewal, today: datetime.date, named: dict[str, str]) -> Price | None:
    """What renewing or replacing costs, a year of it where it is paid in periods; late things this year."""
    entry = row.entry
    if not entry.pence:
        return None
    words = _("Replacement of “%(name)s”, from the registers")
    if row.what == Renewal.What.RENEWAL:
        words = _("Renewal of “%(name)s”, from the registers")
    kind = RegisterKind(entry.kind)
    return Price(
        max(academic_year(row.due_on), academic_year(today)),
        entry.pence * A_YEAR.get(entry.period, 1),
        MONEY.get(kind, "service"),
        upper_first(words % named)[:300],
        kind is RegisterKind.EQUIPMENT and entry.period not in A_YEAR,
    )
