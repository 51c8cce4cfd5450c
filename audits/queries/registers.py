"""The registers as they are read: all of them in short, a page of the list, one entry with what belongs to it."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.http import Http404
from django.utils import timezone

from schools.models import School
from schools.numbers import number_in

from ..cells import this_year
from ..falling import SOON_DAYS, Stands, stands
from ..forecast import A_YEAR, Forecast, Item, forecast
from ..models import EntryDocument, Maintenance, RegisterEntry, RegisterKind, Renewal

A_PAGE = 50


class Short(NamedTuple):
    """An entry that the school has, in short; as `RegisterEntry`."""

    pk: int
    kind: str
    name: str
    quantity: int
    in_use: int | None
    pence: int | None
    period: str
    bought_on: datetime.date | None
    starts_on: datetime.date | None
    renews_on: datetime.date | None
    notice_on: datetime.date | None
    replaced_in: int | None

    @property
    def a_year(self) -> int:
        """What it costs in each year, in pence; 0 where it is paid once, or the cost is not known."""
        return (self.pence or 0) * A_YEAR.get(self.period, 0)

    @property
    def next_on(self) -> datetime.date | None:
        """The day by which somebody has to decide: the notice day, or the renewal date where that is past."""
        return self.notice_on or self.renews_on


@dataclass(frozen=True)
class KindTotal:
    """What the school has of a kind: how many entries, and pence a year."""

    kind: str
    title: str
    entries: int
    pence: int


@dataclass(frozen=True)
class InShort:
    """All entries that the school has, and what can be said of them together."""

    lines: list[Short]
    today: datetime.date
    year: int

    @cached_property
    def by_state(self) -> dict[Stands, list[Short]]:
        """Entries by the worst that can be said of them, in the order of their dates."""
        found: dict[Stands, list[Short]] = {state: [] for state in Stands}
        for one in self.lines:
            found[state_of(one, self.today, self.year)].append(one)
        for many in found.values():
            many.sort(key=lambda one: (one.next_on or datetime.date.max, one.name))
        return found

    @cached_property
    def over_used(self) -> list[Short]:
        """Entries of which more are in use than there are, expired ones too; the most first."""
        found = [one for one in self.lines if one.in_use is not None and one.in_use > one.quantity]
        return sorted(found, key=lambda one: (one.quantity - (one.in_use or 0), one.name))

    @property
    def next_due(self) -> Short | None:
        """What falls due next of what has not run out."""
        coming = [
            one for one in self.lines if one.renews_on is not None and one.renews_on >= self.today
        ]
        return min(coming, key=lambda one: (one.next_on, one.name), default=None)

    @cached_property
    def totals(self) -> list[KindTotal]:
        """Kind by kind, in their order; a kind of which there is nothing is left out."""
        entries = Counter(one.kind for one in self.lines)
        pence: Counter[str] = Counter()
        for one in self.lines:
            pence[one.kind] += one.a_year
        return [
            KindTotal(str(kind), str(title), entries[kind], pence[kind])
            for kind, title in RegisterKind.choices
            if entries[kind]
        ]

    @property
    def a_year(self) -> int:
        """What all of it costs in each year, in pence, without what is bought once."""
        return sum(one.pence for one in self.totals)

    @cached_property
    def forecast(self) -> Forecast:
        """What it costs in this academic year and the four after it."""
        return forecast(
            (
                Item(
                    one.name,
                    one.kind,
                    one.pence,
                    one.period,
                    one.bought_on,
                    one.starts_on,
                    one.renews_on,
                    one.replaced_in,
                )
                for one in self.lines
            ),
            self.year,
            RegisterKind.values,
        )

    def due_within(self, until: datetime.date) -> list[Short]:
        """What has to be renewed up to a day, and what should have been."""
        return [one for one in self.lines if one.renews_on is not None and one.renews_on <= until]


def state_of(one: Short | RegisterEntry, today: datetime.date, year: int) -> Stands:
    """How an entry stands today; `year` is this academic year."""
    return stands(
        today, year, one.renews_on, one.notice_on, one.quantity, one.in_use, one.replaced_in
    )


def in_short(school: School) -> InShort:
    """All entries that the school has: one query."""
    rows = RegisterEntry.objects.filter(school=school, retired_on=None).order_by()
    lines = [Short(*row) for row in rows.values_list(*Short._fields)]
    return InShort(lines, timezone.localdate(), this_year())


# ---- The list --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Filters:
    """What of the registers is looked at: a kind, words, how it stands ("retired" too), who answers for it."""

    kind: str = ""
    words: str = ""
    state: str = ""
    owner: str = ""

    @property
    def any(self) -> bool:
        return bool(self.kind or self.words or self.state or self.owner)

    @property
    def address(self) -> str:
        """As the query of an address, without its question mark."""
        named = {"kind": self.kind, "q": self.words, "state": self.state, "owner": self.owner}
        return urlencode({name: text for name, text in named.items() if text})


def entries(school: School, wanted: Filters, page: int = 1) -> Page[RegisterEntry]:
    """A page of the list, by kind and name: two queries."""
    places = [When(kind=kind, then=Value(n)) for n, kind in enumerate(RegisterKind.values)]
    place = Case(*places, default=Value(99), output_field=IntegerField())
    rows = filtered(school, wanted).select_related("owner").order_by(place, "name", "pk")
    return Paginator(rows, A_PAGE).get_page(page)


def filtered(school: School, wanted: Filters) -> QuerySet[RegisterEntry]:
    """The entries that are looked at, in no order."""
    rows = RegisterEntry.objects.filter(school=school)
    if wanted.state == "retired":
        rows = rows.filter(retired_on__isnull=False)
    else:
        rows = rows.filter(retired_on=None)
        if wanted.state in list(Stands):
            rows = rows.filter(_stands_so(Stands(wanted.state)))
    if wanted.kind in RegisterKind.values:
        rows = rows.filter(kind=wanted.kind)
    if wanted.owner == "nobody":
        rows = rows.filter(owner=None, owner_words="")
    elif (owner := number_in(wanted.owner)) is not None:
        rows = rows.filter(owner=owner)
    for word in wanted.words.split()[:6]:
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(tag__icontains=word)
            | Q(supplier__icontains=word)
            | Q(place__icontains=word)
        )
    return rows


def _stands_so(state: Stands) -> Q:
    """Entries of which this can be said, be there worse or not (falling.py says the same of one)."""
    today = timezone.localdate()
    valid = Q(renews_on__gte=today)
    soon = today + datetime.timedelta(days=SOON_DAYS)
    match state:
        case Stands.EXPIRED:
            return Q(renews_on__lt=today)
        case Stands.OVER_USED:
            return Q(in_use__gt=F("quantity"))
        case Stands.NOTICE:
            return valid & Q(notice_on__lte=today)
        case Stands.SOON:
            by_notice = Q(notice_on__gt=today, notice_on__lte=soon)
            return valid & (by_notice | Q(notice_on=None, renews_on__lte=soon))
        case Stands.REPLACE:
            return Q(replaced_in__lte=this_year())
        case Stands.FINE:
            worse = [one for one in Stands if one is not Stands.FINE]
            found = Q()
            for one in worse:
                found |= _stands_so(one)
            known = Q(pk__in=RegisterEntry.objects.filter(found).values("pk"))
            return ~known


# ---- One entry -------------------------------------------------------------------------------------


def entry_or_404(school: School, pk: int) -> RegisterEntry:
    """An entry of the school, retired ones too: one query.

    Raises:
        Http404: there is none of that id.
    """
    found = RegisterEntry.objects.filter(school=school, pk=pk).select_related("owner").first()
    if found is None:
        raise Http404
    found.school = school
    return found


def paper_or_404(entry: RegisterEntry, pk: int) -> EntryDocument:
    """A paper of an entry.

    Raises:
        Http404: there is none of that id.
    """
    found = EntryDocument.objects.filter(entry=entry, pk=pk).select_related("upload").first()
    if found is None:
        raise Http404
    found.entry = entry
    return found


def line_or_404(entry: RegisterEntry, pk: int) -> Maintenance:
    """A line of the maintenance log of an entry.

    Raises:
        Http404: there is none of that id.
    """
    found = Maintenance.objects.filter(entry=entry, pk=pk).first()
    if found is None:
        raise Http404
    found.entry = entry
    return found


@dataclass(frozen=True)
class EntryPage:
    """An entry with what belongs to it. `papers` are only read for those who may."""

    entry: RegisterEntry
    state: Stands
    papers: list[EntryDocument]
    maintenance: list[Maintenance]
    renewals: list[Renewal] = field(default_factory=list)

    @property
    def history(self) -> list[Renewal]:
        """What was renewed, replaced or ended, the last first."""
        return sorted(
            (one for one in self.renewals if one.closed_on),
            key=lambda one: (one.closed_on or datetime.date.min, one.pk),
            reverse=True,
        )

    @property
    def open(self) -> list[Renewal]:
        return [one for one in self.renewals if one.closed_on is None]

    @property
    def fault(self) -> Maintenance | None:
        """What is wrong with it now: the last that was said of it is a fault."""
        return fault_of(self.maintenance)


def entry_page(entry: RegisterEntry, with_papers: bool) -> EntryPage:
    """One entry: three queries."""
    papers = EntryDocument.objects.filter(entry=entry).select_related("upload", "added_by")
    renewals = list(Renewal.objects.filter(entry=entry).select_related("member"))
    for one in renewals:
        one.entry = entry
    return EntryPage(
        entry,
        state_of(entry, timezone.localdate(), this_year()),
        list(papers) if with_papers else [],
        list(Maintenance.objects.filter(entry=entry).select_related("recorded_by")),
        renewals,
    )


def fault_of(log: Iterable[Maintenance]) -> Maintenance | None:
    """The fault that is not put right, of a log with its last line first; a service mends nothing."""
    last = next((one for one in log if one.state != Maintenance.State.SERVICED), None)
    return last if last is not None and last.state == Maintenance.State.FAULT else None


def owners(school: School) -> list[tuple[str, str]]:
    """Who answers for entries, by id and name: one query."""
    rows = RegisterEntry.objects.filter(school=school, retired_on=None, owner__isnull=False)
    found = rows.order_by("owner__name", "owner_id").values_list("owner_id", "owner__name")
    return [(str(pk), name) for pk, name in found.distinct()]
