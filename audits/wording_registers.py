"""What the pages and papers of the registers say, in words."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.labels import upper_first
from schools.money import pounds
from schools.wording import listed

from .cells import year_name
from .falling import SOON_DAYS, Stands
from .forecast import Forecast
from .models import (
    PROTECTIVE,
    Period,
    Purchase,
    PurchaseState,
    RegisterEntry,
    RegisterKind,
    Renewal,
)

if TYPE_CHECKING:
    from .queries.registers import InShort, Short

SIGNS = {
    Stands.EXPIRED: ("red", "▲"),
    Stands.OVER_USED: ("red", "▲"),
    Stands.NOTICE: ("amber", "◆"),
    Stands.SOON: ("amber", "◆"),
    Stands.REPLACE: ("amber", "◆"),
    Stands.FINE: ("green", "✓"),
}


def kind_title(kind: str) -> str:
    """A kind as it stands alone: "Virus protection"."""
    return upper_first(str(RegisterKind(kind).label))


def days_words(days: int) -> str:
    """A number of days: "1 day", "12 days"."""
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def soon_words(days: int) -> str:
    """How soon something is: "in 12 days", "in 5 months"."""
    if days <= 90:
        return _("in %(days)s") % {"days": days_words(days)}
    months = round(days / 30.4)
    return ngettext("in %(n)s month", "in %(n)s months", months) % {"n": months}


def cost_words(pence: int | None, period: str) -> str:
    """What something costs: "£1,200 a year", "£400 once"; "" where it is not known."""
    if pence is None:
        return ""
    if period == Period.ONCE:
        return pounds(pence)
    return f"{pounds(pence)} {Period(period).label}"


def state_words(
    one: Short | RegisterEntry, state: Stands, today: datetime.date, paper: bool = False
) -> str:
    """How an entry stands: "ran out 8 days ago", "notice by 3 May 2027"; on paper always by its day."""
    match state:
        case Stands.EXPIRED if one.renews_on:
            if paper:
                return _("ran out on %(day)s") % {"day": _day(one.renews_on)}
            gone = (today - one.renews_on).days
            return _("ran out %(days)s ago") % {"days": days_words(gone)}
        case Stands.OVER_USED:
            return _("%(used)s in use, %(has)s there") % {"used": one.in_use, "has": one.quantity}
        case Stands.NOTICE if one.notice_on and one.renews_on:
            if one.notice_on == today:
                return _("today is the last day of notice")
            return _("notice day was %(notice)s, runs until %(day)s") % {
                "notice": _day(one.notice_on),
                "day": _day(one.renews_on),
            }
        case Stands.SOON if one.notice_on:
            return _("notice by %(day)s") % {"day": _day(one.notice_on)}
        case Stands.SOON if one.renews_on:
            return _("to renew by %(day)s") % {"day": _day(one.renews_on)}
        case Stands.REPLACE if one.replaced_in is not None:
            return _("to replace in %(year)s") % {"year": year_name(one.replaced_in)}
    return _("in order")


def brief_words(one: Short | RegisterEntry, state: Stands, today: datetime.date) -> str:
    """How an entry stands, in a column beside its dates: "ran out 8 days ago", "notice in 12 days"."""
    match state:
        case Stands.NOTICE:
            return _("past its notice day")
        case Stands.SOON if one.notice_on:
            return _("notice %(soon)s") % {"soon": soon_words((one.notice_on - today).days)}
        case Stands.SOON if one.renews_on:
            return _("to renew %(soon)s") % {"soon": soon_words((one.renews_on - today).days)}
        case Stands.OVER_USED:
            more = (one.in_use or 0) - one.quantity
            return ngettext("%(n)s too many in use", "%(n)s too many in use", more) % {"n": more}
    return state_words(one, state, today)


def _day(day: datetime.date) -> str:
    return str(date_format(day, "j F Y"))


def headline(found: InShort, names: bool, paper: bool = False) -> str:
    """The finding of the registers: what has run out, is over-used, or falls due next.

    `names` is false for who reads totals only; on paper days are given by their date.
    """
    expired, over = found.by_state[Stands.EXPIRED], found.over_used
    guard = next((one for one in expired if one.kind in PROTECTIVE), None)
    if not found.lines:
        return _("What the school has, and until when")
    if guard is not None:
        words = {"kind": kind_title(guard.kind), "name": guard.name}
        words["ago"] = state_words(guard, Stands.EXPIRED, found.today, paper)
        return _("%(kind)s %(ago)s: %(name)s") % words if names else _("%(kind)s %(ago)s") % words
    if len(expired) == 1 and names:
        return _("“%(name)s” %(ago)s") % {
            "name": expired[0].name,
            "ago": state_words(expired[0], Stands.EXPIRED, found.today, paper),
        }
    if expired:
        return ngettext("%(n)s entry has run out", "%(n)s entries have run out", len(expired)) % {
            "n": len(expired)
        }
    notice = found.by_state[Stands.NOTICE] + found.by_state[Stands.SOON]
    if notice and names:
        first = min(notice, key=lambda one: (one.next_on, one.name))
        words = {
            "name": first.name,
            "how": state_words(first, _due(first, found), found.today, paper),
        }
        return _("“%(name)s”: %(how)s") % words
    if over:
        return ngettext(
            "Of %(n)s entry more is in use than there is",
            "Of %(n)s entries more is in use than there is",
            len(over),
        ) % {"n": len(over)}
    coming = found.next_due
    if coming is not None and coming.renews_on and names:
        return _("Nothing falls due in %(days)s days; next is “%(name)s” on %(day)s") % {
            "days": SOON_DAYS,
            "name": coming.name,
            "day": date_format(coming.renews_on, "j F Y"),
        }
    return ngettext(
        "%(n)s entry, and nothing falls due soon",
        "%(n)s entries, and nothing falls due soon",
        len(found.lines),
    ) % {"n": len(found.lines)}


def _due(one: Short, found: InShort) -> Stands:
    return Stands.NOTICE if one in found.by_state[Stands.NOTICE] else Stands.SOON


def reading(found: InShort) -> str:
    """The sentence below: how many entries, what they cost a year, how many want something."""
    if not found.lines:
        return ""
    words = [
        ngettext(
            "%(n)s entry costs %(cost)s a year.",
            "%(n)s entries cost %(cost)s a year, without what is bought once.",
            len(found.lines),
        )
        % {"n": len(found.lines), "cost": pounds(found.a_year)}
    ]
    counts = [
        (Stands.EXPIRED, _("%(n)s run out")),
        (Stands.NOTICE, _("%(n)s past the day of notice")),
        (Stands.SOON, _("%(n)s due within 60 days")),
        (Stands.REPLACE, _("%(n)s to replace")),
    ]
    said = [text % {"n": len(found.by_state[s])} for s, text in counts if found.by_state[s]]
    if found.over_used:
        said.append(_("%(n)s over-used") % {"n": len(found.over_used)})
    if said:
        words.append(f"{', '.join(said)}.")
    return " ".join(words)


def forecast_headline(found: Forecast) -> str:
    """What five years cost, and which is the dearest."""
    if not found.pence:
        return _("What the registers will cost")
    dearest = found.dearest
    if all(one.pence == dearest.pence for one in found.years):
        return _("%(all)s over %(n)s years, the same in each") % {
            "all": pounds(found.pence),
            "n": len(found.years),
        }
    return _("%(year)s is the dearest of %(n)s years: %(pence)s of %(all)s") % {
        "year": year_name(dearest.year),
        "n": len(found.years),
        "pence": pounds(dearest.pence),
        "all": pounds(found.pence),
    }


def forecast_reading(found: Forecast) -> str:
    """What the picture shows: the largest kind, what is bought again, what has no price."""
    sums: dict[str, int] = {}
    for year in found.years:
        for kind, pence in year.by_kind.items():
            sums[kind] = sums.get(kind, 0) + pence
    words = []
    if found.pence:
        kind = max(sums, key=lambda one: sums[one])
        words.append(
            _("Most is for %(kind)s: %(pence)s.")
            % {"kind": RegisterKind(kind).label, "pence": pounds(sums[kind])}
        )
    again = sum(pence for year in found.years for _name, pence in year.bought)
    if again:
        words.append(
            _("%(pence)s of it is bought again or paid in advance, at today’s prices.")
            % {"pence": pounds(again)}
        )
    if found.unpriced:
        words.append(
            ngettext(
                "%(n)s entry that falls due has no cost and is not in it.",
                "%(n)s entries that fall due have no cost and are not in it.",
                found.unpriced,
            )
            % {"n": found.unpriced}
        )
    return " ".join(words)


def renewal_words(one: Renewal) -> str:
    """A line of an entry's history: "renewed on 3 May 2026, due by 12 May 2026"."""
    named = {"due": date_format(one.due_on, "j F Y"), "year": year_name(one.due_on.year)}
    if one.closed_on is None:
        if one.what == Renewal.What.REPLACEMENT:
            return _("to be replaced in %(year)s") % named
        return _("to be renewed by %(due)s") % named
    named["day"] = date_format(one.closed_on, "j F Y")
    match one.how:
        case Renewal.How.REPLACED:
            return _("replaced on %(day)s") % named
        case Renewal.How.ENDED:
            return _("ended on %(day)s") % named
    if one.what == Renewal.What.REPLACEMENT:
        return _("put off on %(day)s, was to be replaced in %(year)s") % named
    return _("renewed on %(day)s, was due by %(due)s") % named


def state_titles() -> list[tuple[str, str]]:
    """How entries stand, the worst first, as one chooses it."""
    return [
        (Stands.EXPIRED, _("Run out")),
        (Stands.OVER_USED, _("More in use than there is")),
        (Stands.NOTICE, _("Past the day of notice")),
        (Stands.SOON, _("Due within 60 days")),
        (Stands.REPLACE, _("To replace")),
        (Stands.FINE, _("In order")),
    ]


def overdue_words(day: datetime.date) -> str:
    """Of a service that was to be done by a day: that it has not been."""
    return _("not done since %(day)s") % {"day": date_format(day, "j F")}


def falling_headline(late: int, renewals: int, services: int) -> str:
    """How many renewals and services the coming year has, and how many entries have run out."""
    if not late and not renewals and not services:
        return _("Nothing has to be renewed in the coming year")
    said = []
    if renewals or not services:
        said.append(ngettext("%(n)s renewal", "%(n)s renewals", renewals) % {"n": renewals})
    if services:
        said.append(ngettext("%(n)s service", "%(n)s services", services) % {"n": services})
    words = _("%(what)s in the coming year") % {"what": listed(said)}
    if late:
        gone = ngettext("%(n)s has run out", "%(n)s have run out", late) % {"n": late}
        return f"{words}, {gone}"
    return words


def state_of_purchase(one: Purchase) -> tuple[str, str, str]:
    """Where a purchase is: colour, sign and words."""
    words = str(PurchaseState(one.state).label)
    return {
        PurchaseState.ASKED: ("amber", "◆"),
        PurchaseState.APPROVED: ("", "→"),
        PurchaseState.ORDERED: ("", "→"),
        PurchaseState.RECEIVED: ("green", "✓"),
        PurchaseState.REFUSED: ("soft", "×"),
        PurchaseState.WITHDRAWN: ("soft", "×"),
    }[PurchaseState(one.state)] + (words,)


def purchases_headline(counts: Mapping[str, int]) -> str:
    """What purchases wait for; `counts` are how many are in each state."""
    asked = counts.get(PurchaseState.ASKED, 0)
    if asked:
        return ngettext(
            "%(n)s wish waits for a decision", "%(n)s wishes wait for a decision", asked
        ) % {"n": asked}
    approved = counts.get(PurchaseState.APPROVED, 0)
    if approved:
        return ngettext(
            "%(n)s purchase is to be ordered", "%(n)s purchases are to be ordered", approved
        ) % {"n": approved}
    ordered = counts.get(PurchaseState.ORDERED, 0)
    if ordered:
        return ngettext("%(n)s order is to come", "%(n)s orders are to come", ordered) % {
            "n": ordered
        }
    return _("Purchases")
