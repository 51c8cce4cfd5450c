"""The terms of academic years, as a plan needs them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from schools.models import School, Term
from schools.prepared import prepared

from .. import years


def terms_of(school: School, wanted: Iterable[int]) -> list[years.TermSpan]:
    """The terms of these academic years: the school's own, else as is usual; one query."""
    asked = sorted(set(wanted))
    if not asked:
        return []
    known = _terms(school, first=asked[0], last=asked[-1])
    return years.terms_of(asked, [years.TermSpan(*one) for one in known])


@prepared
def _terms(*, school: int, first: int, last: int) -> QuerySet[Any, Any]:
    """The school's own terms from one academic year to another, as `TermSpan` has them."""
    rows = Term.objects.filter(school=school, year__starts_in__gte=first, year__starts_in__lte=last)
    days = ("starts_on", "ends_on", "break_starts_on", "break_ends_on")
    return rows.values_list("year__starts_in", "name", *days)


def around(day: datetime.date) -> range:
    """The academic years in which the half-term of `day` can have begun."""
    year = years.academic_year(day)
    return range(year - 1, year + 1)


def half_term_of(school: School, day: datetime.date) -> datetime.date | None:
    """When the half-term of `day` began; None where that is not known. One query."""
    return years.half_term_began(terms_of(school, around(day)), day)
