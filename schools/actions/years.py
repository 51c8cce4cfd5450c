"""Adding an academic year, and changing the dates of its terms."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import AcademicYear, Member, School, Term
from ..permissions import check
from ..refusals import Refused
from ..trail import record, sentence

sentence("years.added", gettext_lazy("%(who)s added the academic year %(year)s"))
sentence("years.changed", gettext_lazy("%(who)s changed the terms of %(year)s"))


@dataclass(frozen=True)
class TermDates:
    """First and last day of a term, and of the break in its middle where there is one."""

    starts_on: datetime.date
    ends_on: datetime.date
    break_starts_on: datetime.date | None = None
    break_ends_on: datetime.date | None = None


Terms = Mapping[str, TermDates]


@transaction.atomic
def add_year(school: School, member: Member, starts_in: int, terms: Terms) -> AcademicYear:
    """Add the academic year that starts in `starts_in`, with its terms by name.

    Raises:
        NotAllowed: `member` does not act as head.
        Refused: the year is there already, or a term falls into another year's.
    """
    check(member, "schools.manage")
    School.objects.select_for_update().get(pk=school.pk)
    if AcademicYear.objects.filter(starts_in=starts_in).exists():
        raise Refused(_("This academic year is there already. Change its dates instead."))
    year = AcademicYear(school=school, starts_in=starts_in)
    _refuse_overlap(year, terms)
    year.save()
    _set_terms(year, terms)
    _record(year, member, "years.added")
    return year


@transaction.atomic
def change_year(year: AcademicYear, member: Member, terms: Terms) -> AcademicYear:
    """Change the dates of a year's terms.

    Raises:
        NotAllowed: `member` does not act as head.
        Refused: a term falls into another year's.
    """
    check(member, "schools.manage")
    School.objects.select_for_update().get(pk=year.school_id)
    _refuse_overlap(year, terms)
    if _set_terms(year, terms):
        _record(year, member, "years.changed")
    return year


def _refuse_overlap(year: AcademicYear, terms: Terms) -> None:
    """Let no term begin before the one of another year has ended."""
    first = min(dates.starts_on for dates in terms.values())
    last = max(dates.ends_on for dates in terms.values())
    others = Term.objects.exclude(year__starts_in=year.starts_in).select_related("year")
    other = others.filter(starts_on__lte=last, ends_on__gte=first).first()
    if other is not None:
        raise Refused(
            _(
                "The %(term)s term of %(year)s is from %(first)s to %(last)s; the terms of two "
                "years cannot overlap. Change one of them."
            )
            % {
                "term": other.get_name_display(),
                "year": other.year,
                "first": date_format(other.starts_on),
                "last": date_format(other.ends_on),
            }
        )


def _set_terms(year: AcademicYear, terms: Terms) -> bool:
    """Keep these dates; whether anything differed."""
    there = {term.name: term for term in year.terms.all()}
    changed = False
    for name, dates in terms.items():
        term = there.get(name) or Term(school=year.school, year=year, name=name)
        before = TermDates(term.starts_on, term.ends_on, term.break_starts_on, term.break_ends_on)
        if term.pk is None or before != dates:
            term.starts_on, term.ends_on = dates.starts_on, dates.ends_on
            term.break_starts_on, term.break_ends_on = dates.break_starts_on, dates.break_ends_on
            term.save()
            changed = True
    return changed


def _record(year: AcademicYear, member: Member, verb: str) -> None:
    path = reverse("schools:year_change", args=[year.school.slug, year.starts_in])
    record(year.school, member, verb, year=str(year), path=path)
