"""The examples of what `audits` shows in the definitions, worked out by the same arithmetic as the pages."""

import datetime
from collections.abc import Mapping

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from handbook.definitions import works
from schools.money import pounds
from schools.wording import listed

from .cells import year_name
from .falling import SOON_DAYS, Stands, notice_day, stands
from .forecast import A_YEAR, Item, due_years
from .levels import spread
from .needs import Reply, Tally, change, level, merge, minutes_for
from .reckoning import (
    MET,
    NOT_TAUGHT,
    NOT_YET,
    PARTLY,
    Counts,
    Signed,
    count,
    is_secured,
    state_of,
)

DAY = datetime.date
TODAY, THIS_YEAR = DAY(2026, 11, 29), 2026


@works("entitlement-met")
def met() -> Mapping[str, str]:
    """Eight statements of a field."""
    found = count(8, [MET] * 5 + [PARTLY, NOT_YET, NOT_TAUGHT])
    return {
        "met": _("%(some)s of %(all)s") % {"some": found.met, "all": found.taught},
        "gaps": str(found.gaps),
    }


@works("entitlement-signed")
def signed() -> Mapping[str, str]:
    """Four fields, two of them with a signature in date."""
    last = Signed(2025, DAY(2026, 5, 5))
    fields = [Signed(2026, DAY(2026, 11, 9)), last, Signed(2025, DAY(2025, 10, 5)), None]
    states = [state_of(Counts(8), one, THIS_YEAR, TODAY) for one in fields]
    share = round(100 * sum(one.holds for one in states) / len(states))
    return {"share": f"{share} %", "until": _day(last.until)}


@works("secured")
def secured() -> Mapping[str, str]:
    """A signed field with everything met, and with one statement partly met."""
    words = {True: _("secured"), False: _("not secured")}
    state = state_of(Counts(8), Signed(2026, DAY(2026, 11, 9)), THIS_YEAR, TODAY)
    return {
        "all": words[is_secured(state, count(8, [MET] * 7 + [NOT_TAUGHT]))],
        "one": words[is_secured(state, count(8, [MET] * 6 + [PARTLY, NOT_TAUGHT]))],
    }


@works("confidence")
def confidence() -> Mapping[str, str]:
    """Three people over two statements."""
    found = Tally()
    for person, said in enumerate([(4, 3), (3, 2), (2, 1)]):
        found.add([Reply(person, number, one) for number, one in enumerate(said)])
    return {"mean": f"{found.mean:.1f}", "step": str(level(found.mean)), "sure": str(found.sure)}


@works("small-groups")
def small_groups() -> Mapping[str, str]:
    """Groups that are too small on their own, and one that is too small even for the rest."""

    def rest(sizes: dict[str, int]) -> int:
        under = merge(sizes)
        return sum(many for name, many in sizes.items() if under[name] != name)

    first = {"leaders": 2, "heads": 5, "teachers": 6, "support": 2}
    second = {"leaders": 2, "heads": 5, "teachers": 6}
    return {"first": str(rest(first)), "second": str(rest(second))}


@works("training-change")
def changed() -> Mapping[str, str]:
    """Five people before and after a training."""
    found = change([(2, 3), (1, 3), (3, 3), (3, 2), (2, 3)])
    assert found
    return {
        "before": f"{found.before:.1f}",
        "after": f"{found.after:.1f}",
        "change": f"{found.by:+.1f}",
        "rose": str(found.rose),
    }


@works("answering-time")
def answering() -> Mapping[str, str]:
    """How long two audits take."""
    return {"many": str(minutes_for(48)), "few": str(minutes_for(23))}


@works("levels")
def levels() -> Mapping[str, str]:
    """Five people over one strand."""
    found = spread([3, 3, 2, 4, None])
    return {"middle": f"{found.middle:g}", "apart": str(found.apart)}


@works("falls-due")
def falls_due() -> Mapping[str, str]:
    """One entry on three days."""
    words = {
        Stands.EXPIRED: _("run out"),
        Stands.NOTICE: _("past the day of notice"),
        Stands.SOON: _("due within %(days)s days") % {"days": SOON_DAYS},
    }
    renews = DAY(2027, 1, 8)
    notice = notice_day(renews, 30)
    days = (TODAY, DAY(2026, 12, 10), DAY(2027, 1, 9))
    soon, past, out = (words[stands(day, THIS_YEAR, renews, notice)] for day in days)
    return {"notice": _day(notice), "soon": soon, "past": past, "out": out}


@works("a-year")
def a_year() -> Mapping[str, str]:
    """What is paid each month, and each term."""
    return {
        "monthly": pounds(3500 * A_YEAR["monthly"]),
        "termly": pounds(12000 * A_YEAR["termly"]),
    }


@works("five-years")
def five_years() -> Mapping[str, str]:
    """Tablets that are replaced, and a licence that is paid in advance."""
    tablets = Item("Tablets", "equipment", 1, bought_on=DAY(2022, 10, 1), replaced_in=2027)
    licence = Item("Licence", "licence", 1, starts_on=DAY(2024, 1, 9), renews_on=DAY(2027, 1, 8))

    def years(one: Item) -> str:
        return listed([year_name(year) for year in due_years(one, THIS_YEAR)])

    return {"tablets": years(tablets), "licence": years(licence)}


def _day(day: DAY | None) -> str:
    """A day as people write it: 8 January 2027."""
    return date_format(day) if day else ""
