"""The registers: how they stand, the list, what falls due, what it will cost."""

from __future__ import annotations

import datetime
from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from schools.money import pounds
from schools.permissions import MemberRequest, may, member_view

from ..cells import this_year, year_name
from ..falling import SOON_DAYS, Month, Stands, by_month, months_from
from ..models import RegisterKind
from ..queries.registers import (
    Filters,
    InShort,
    Short,
    entries,
    in_short,
    owners,
)
from ..showing_registers import Row, forecast_of, row_of, row_so, sum_of
from ..wording_registers import (
    falling_headline,
    forecast_headline,
    headline,
    kind_title,
    reading,
    soon_words,
    state_titles,
)

FIRST, IN_A_MONTH, MONTHS = 4, 12, 12


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
    number = given.get("page", "")
    page = entries(request.school, wanted, int(number) if number.isdecimal() else 1)
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
    """What has to be renewed in the coming year, month by month, and what should have been."""
    found = in_short(request.school)
    today = found.today
    end = months_from(today, MONTHS + 1)[-1]
    late = found.by_state[Stands.EXPIRED]
    coming = [
        (one.next_on if one.next_on and one.next_on >= today else one.renews_on, one)
        for one in found.lines
        if one.renews_on is not None and one.renews_on >= today
    ]
    months = by_month((day, one) for day, one in coming if day is not None and day < end)
    context = {
        "headline": falling_headline(found, months),
        "late": [row_so(one, Stands.EXPIRED, today) for one in late[:IN_A_MONTH]],
        "more_late": max(len(late) - IN_A_MONTH, 0),
        "months": [
            (month, rows_of(month, today), max(len(month.things) - IN_A_MONTH, 0), cost_of(month))
            for month in months
        ],
        "replace": [
            (year_name(year), len(many), sum_of(many), [one.name for one in many[:IN_A_MONTH]])
            for year, many in replaced(found)
        ],
    }
    return render(request, "audits/registers/falling.html", context)


def rows_of(month: Month[Short], today: datetime.date) -> list[Row]:
    """The first lines of a month, each with how soon somebody has to decide."""
    found = []
    for one in month.things[:IN_A_MONTH]:
        row = row_so(one, Stands.NOTICE, today)
        if one.next_on is not None and one.next_on > today:
            days = (one.next_on - today).days
            near = ("amber", "◆") if days <= SOON_DAYS else ("soft", "")
            row = replace(row, words=soon_words(days), colour=near[0], sign=near[1])
        found.append(row)
    return found


def cost_of(month: Month[Short]) -> str:
    """What is paid anew in a month, of what has a cost."""
    return sum_of(month.things)


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
