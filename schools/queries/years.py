"""Where a day stands in the school's year."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..models import AcademicYear, School, Term


@dataclass(frozen=True)
class HalfTerm:
    """A day's place in a term: its first half (1), the break in its middle (0), its second (2)."""

    term: Term
    half: int


def years_with_terms(school: School) -> list[AcademicYear]:
    """The school's academic years, each with its terms, in two queries."""
    return list(AcademicYear.objects.filter(school=school).prefetch_related("terms"))


def current_term(school: School, day: datetime.date) -> Term | None:
    """The term that `day` falls into; None in the holidays, or where no dates are known."""
    term = _term_on_or_after(school, day)
    return term if term is not None and term.contains(day) else None


def half_term_of(school: School, day: datetime.date) -> HalfTerm | None:
    """The half of a term that `day` falls into; None in the holidays."""
    term = current_term(school, day)
    return None if term is None else _half(term, day)


def place_in_year(school: School, day: datetime.date) -> str:
    """The day's place in the year in words: "Autumn term, second half"; "" where none is known."""
    return place_by(_term_on_or_after(school, day), day)


def place_by(term: Term | None, day: datetime.date) -> str:
    """The same by the term that `day` falls into, or the next one where it falls into none."""
    if term is None:
        return ""
    if not term.contains(day):
        return _("Holidays; the %(term)s term starts on %(day)s") % {
            "term": term.get_name_display(),
            "day": date_format(term.starts_on),
        }
    words = {
        0: _("%(term)s half-term"),
        1: _("%(term)s term, first half"),
        2: _("%(term)s term, second half"),
    }
    return words[_half(term, day).half] % {"term": term.get_name_display().capitalize()}


def _term_on_or_after(school: School, day: datetime.date) -> Term | None:
    return Term.objects.filter(school=school, ends_on__gte=day).order_by("starts_on").first()


def _half(term: Term, day: datetime.date) -> HalfTerm:
    """Without a known break, the halves part in the middle of the term."""
    starts, ends = term.break_starts_on, term.break_ends_on
    if starts is None or ends is None:
        middle = term.starts_on + (term.ends_on - term.starts_on) / 2
        return HalfTerm(term, 1 if day <= middle else 2)
    if day < starts:
        return HalfTerm(term, 1)
    return HalfTerm(term, 0 if day <= ends else 2)
