"""The registers: how they stand, the list, what falls due, what it will cost."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from schools.money import pounds
from schools.numbers import number_in
from schools.offers import Offer, offers_for
from schools.permissions import MemberRequest, may, member_view

from ..cells import this_year, year_name
from ..falling import SOON_DAYS, Month, Stands, by_month, months_from
from ..models import Maintenance, RegisterKind, Renewal
from ..queries.register_gaps import gaps_by_entry
from ..queries.registers import (
    Filters,
    InShort,
    Short,
    entries,
    in_short,
    owners,
)
from ..queries.services import next_services
from ..showing_registers import Row, forecast_of, row_of, row_so, sum_of
from ..wording_registers import (
    falling_headline,
    forecast_headline,
    headline,
    kind_title,
    overdue_words,
    reading,
    soon_words,
    state_titles,
)

FIRST, IN_A_MONTH, MONTHS = 4, 12, 12
RENEWAL, REPLACEMENT = str(Renewal.What.RENEWAL), str(Renewal.What.REPLACEMENT)


@member_view("audits.see_totals")
def registers(request: MemberRequest) -> HttpResponse:
    """How the registers stand: the finding, what wants something, totals. Governors see no names."""
    found = in_short(request.school)
    names = may(request.member, "audits.read_registers")
    context = {
        "found": found,
        "headline": headline(found, names),
        "reading": reading(found),
        "attention": attention(found) if names else [],
        "totals": [
            (one.kind, kind_title(one.kind), one.entries, pounds(one.pence) if one.pence else "–")
            for one in found.totals
        ],
        "a_year": pounds(found.a_year),
        "forecast": forecast_headline(found.forecast),
        "names": names,
    }
    return render(request, "audits/registers/overview.html", context)


def attention(found: InShort) -> list[tuple[str, str, int, list[Row]]]:
    """What wants something, the worst first: how it stands, its key, how many, and the first lines."""
    titles = dict(state_titles())
    listed = []
    for state in (one for one in Stands if one is not Stands.FINE):
        many = found.over_used if state is Stands.OVER_USED else found.by_state[state]
        rows = [row_so(one, state, found.today) for one in many[:FIRST]]
        if rows:
            listed.append((titles[state], str(state), len(many), rows))
    return listed


@member_view("audits.read_registers")
def entry_list(request: MemberRequest) -> HttpResponse:
    """The entries, filtered, a page at a time."""
    given = request.GET
    wanted = Filters(
        given.get("kind", ""),
        given.get("q", "")[:80].strip(),
        given.get("state", ""),
        given.get("owner", ""),
    )
    page = entries(request.school, wanted, number_in(given.get("page")) or 1)
    today, year = timezone.localdate(), this_year()
    context = {
        "page": page,
        "rows": [row_of(one, today, year) for one in page],
        "wanted": wanted,
        "kinds": [(kind, kind_title(kind)) for kind in RegisterKind.values],
        "states": [*state_titles(), ("retired", _("Retired"))],
        "owners": [*owners(request.school), ("nobody", _("nobody is named"))],
    }
    return render(request, "audits/registers/list.html", context)


@member_view("audits.read_registers")
def falling(request: MemberRequest) -> HttpResponse:
    """What has to be renewed or serviced in the coming year, month by month, and what should have been."""
    found = in_short(request.school)
    today = found.today
    end = months_from(today, MONTHS + 1)[-1]
    late = found.by_state[Stands.EXPIRED]
    services = list(next_services(Maintenance.objects.filter(school=request.school)))
    missed = [one for one in services if one.next_on and one.next_on < today]
    coming: list[tuple[datetime.date | None, Short | Maintenance]] = [
        (one.next_on if one.next_on and one.next_on >= today else one.renews_on, one)
        for one in found.lines
        if one.renews_on is not None and one.renews_on >= today
    ]
    coming += [(one.next_on, one) for one in services if one.next_on and one.next_on >= today]
    months = by_month((day, one) for day, one in coming if day is not None and day < end)
    things = [one for month in months for one in month.things]
    old = replaced(found)
    shown = [*late[:IN_A_MONTH], *(one for month in months for one in month.things[:IN_A_MONTH])]
    shown += [one for _year, many in old for one in many[:IN_A_MONTH]]
    plan = _into_the_plan(request, [one.pk for one in shown if isinstance(one, Short)])
    context = {
        "headline": falling_headline(
            len(late),
            *(sum(isinstance(one, kind) for one in things) for kind in (Short, Maintenance)),
        ),
        "late": [
            *_offered((row_so(one, Stands.EXPIRED, today) for one in late[:IN_A_MONTH]), plan),
            *(service_row(one, today) for one in missed[:IN_A_MONTH]),
        ],
        "more_late": max(len(late) - IN_A_MONTH, 0),
        "months": [
            (
                month,
                _offered(rows_of(month, today), plan),
                max(len(month.things) - IN_A_MONTH, 0),
                cost_of(month),
            )
            for month in months
        ],
        "replace": [
            (
                year_name(year),
                len(many),
                sum_of(many),
                [(one, plan.get((one.pk, REPLACEMENT), [])) for one in many[:IN_A_MONTH]],
            )
            for year, many in old
        ],
    }
    return render(request, "audits/registers/falling.html", context)


def _into_the_plan(
    request: MemberRequest, entries: list[int]
) -> dict[tuple[int, str], list[Offer]]:
    """What of these entries is in the plan, or can go there, by entry and what falls due: one query, and
    those of the plan.
    """
    offered = {
        key: offers_for(gap, request.member)
        for key, gap in gaps_by_entry(request.school, entries).items()
    }
    # Which way it goes into the plan is chosen there.
    return {key: offers[:1] for key, offers in offered.items()}


def _offered(rows: Iterable[Row], plan: dict[tuple[int, str], list[Offer]]) -> list[Row]:
    """The rows with what the plan makes of each renewal; a service is none."""
    return [
        replace(one, offers=plan.get((one.entry.pk, RENEWAL), []))
        if isinstance(one.entry, Short)
        else one
        for one in rows
    ]


def rows_of(month: Month[Short | Maintenance], today: datetime.date) -> list[Row]:
    """The first lines of a month, each with how soon somebody has to decide or to do it."""
    found = []
    for one in month.things[:IN_A_MONTH]:
        if isinstance(one, Maintenance):
            found.append(service_row(one, today))
            continue
        row = row_so(one, Stands.NOTICE, today)
        if one.next_on is not None and one.next_on > today:
            row = _in_days(row, (one.next_on - today).days)
        found.append(row)
    return found


def service_row(one: Maintenance, today: datetime.date) -> Row:
    """A service that is due, or should have been done."""
    assert one.next_on is not None
    row = Row(
        one.entry,
        _("To be serviced"),
        "red",
        "▲",
        overdue_words(one.next_on),
        "",
        None,
        one.next_on,
    )
    days = (one.next_on - today).days
    return row if days < 0 else _in_days(row, days)


def _in_days(row: Row, days: int) -> Row:
    near = ("amber", "◆") if days <= SOON_DAYS else ("soft", "")
    return replace(row, words=soon_words(days), colour=near[0], sign=near[1])


def cost_of(month: Month[Short | Maintenance]) -> str:
    """What is paid anew in a month, of what has a cost."""
    return sum_of([one for one in month.things if isinstance(one, Short)])


def replaced(found: InShort) -> list[tuple[int, list[Short]]]:
    """What is to be replaced up to four years from now, academic year by academic year."""
    by_year: dict[int, list[Short]] = {}
    for one in found.lines:
        if one.replaced_in is not None and one.replaced_in < found.year + 5:
            by_year.setdefault(one.replaced_in, []).append(one)
    return sorted(by_year.items())


@member_view("audits.see_totals")
def coming(request: MemberRequest) -> HttpResponse:
    """What the registers cost in five years, by year and kind; what is bought again only for the staff."""
    found = in_short(request.school)
    names = may(request.member, "audits.read_registers")
    context = {**forecast_of(found), "names": names}
    return render(request, "audits/registers/forecast.html", context)
