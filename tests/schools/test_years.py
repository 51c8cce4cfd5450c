from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from schools.actions import years as actions
from schools.actions.years import TermDates
from schools.calendar import usual_terms
from schools.models import AcademicYear, Member, School, Term
from schools.permissions import NotAllowed
from schools.queries.years import current_term, half_term_of, place_in_year
from schools.refusals import Refused
from tests.factories import a_member, a_school, signed_in

pytestmark = pytest.mark.django_db

D = datetime.date
TERMS = {
    "autumn": TermDates(D(2026, 9, 2), D(2026, 12, 18), D(2026, 10, 26), D(2026, 10, 30)),
    "spring": TermDates(D(2027, 1, 4), D(2027, 3, 25), D(2027, 2, 15), D(2027, 2, 19)),
    "summer": TermDates(D(2027, 4, 12), D(2027, 7, 21)),
}


def typed(**changes: str) -> dict[str, str]:
    data = {}
    for name, dates in TERMS.items():
        for key in ("starts_on", "ends_on", "break_starts_on", "break_ends_on"):
            day = getattr(dates, key)
            data[f"{name}_{key}"] = day.isoformat() if day else ""
    return {**data, **changes}


def with_year(school: School, head: Member) -> AcademicYear:
    with scope(school=school):
        return actions.add_year(school, head, 2026, TERMS)


def at(name: str, school: School, *args: Any) -> str:
    return reverse(f"schools:{name}", args=[school.slug, *args])


def test_the_next_year_is_proposed_with_the_usual_dates_and_added(client: Client) -> None:
    school = a_school()
    head = a_member(school, "headteacher")
    with_year(school, head)
    signed_in(client, head)
    assert "Add 2027/28" in client.get(at("years", school)).content.decode()
    page = client.get(at("year_add", school))
    usual = usual_terms(2027)
    assert page.context["form"]["autumn_starts_on"].value() == usual[0].starts_on
    data = {
        f"{term.name}_{key}": getattr(term, key).isoformat()
        for term in usual
        for key in ("starts_on", "ends_on", "break_starts_on", "break_ends_on")
    }
    answer = client.post(at("year_add", school), data, follow=True)
    assert "The academic year 2027/28 is added." in answer.content.decode()
    with scope(school=school):
        assert Term.objects.filter(year__starts_in=2027).count() == 3


def test_dates_are_changed(client: Client) -> None:
    school = a_school()
    head = a_member(school, "headteacher")
    with_year(school, head)
    signed_in(client, head)
    client.post(at("year_change", school, 2026), typed(autumn_starts_on="2026-09-04"))
    with scope(school=school):
        assert Term.objects.get(name="autumn").starts_on == D(2026, 9, 4)
    page = client.get(at("years", school)).content.decode()
    assert "4 September 2026" in page
    assert "26 October – 30 October" in page


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("autumn_ends_on", "2026-09-02", "A term ends after it starts"),
        ("autumn_starts_on", "2026-07-20", "This academic year is between 1 August 2026"),
        ("summer_ends_on", "2027-09-01", "and 31 August 2027."),
        ("spring_starts_on", "2026-12-18", "The autumn term ends on 18 December 2026"),
        ("autumn_break_starts_on", "2026-09-01", "Half-term is within its term"),
        ("autumn_break_ends_on", "2026-12-20", "Half-term is within its term"),
        ("autumn_break_ends_on", "2026-10-25", "Half-term ends on the day it starts or later"),
        ("autumn_break_ends_on", "", "Give both days of the half-term, or leave both empty."),
        ("autumn_break_starts_on", "", "Give both days of the half-term, or leave both empty."),
        ("spring_ends_on", "", "This field is required."),
        ("spring_ends_on", "yesterday", "Enter a valid date."),
    ],
)
def test_dates_that_cannot_be_are_refused_at_their_field(
    client: Client, field: str, value: str, sentence: str
) -> None:
    school = a_school()
    head = a_member(school, "headteacher")
    with_year(school, head)
    signed_in(client, head)
    answer = client.post(at("year_change", school, 2026), typed(**{field: value}))
    form = answer.context["form"]
    assert list(form.errors) == [field]
    assert sentence in str(form.errors[field])
    assert sentence in answer.content.decode()
    with scope(school=school):
        assert Term.objects.get(name="autumn").ends_on == D(2026, 12, 18)


def test_two_years_cannot_overlap() -> None:
    school = a_school()
    head = a_member(school, "headteacher")
    year = with_year(school, head)
    early = {**TERMS, "autumn": TermDates(D(2026, 8, 3), D(2026, 12, 18))}
    with scope(school=school):
        before = {name: _earlier(dates) for name, dates in TERMS.items()}
        before["summer"] = TermDates(D(2026, 4, 12), D(2026, 8, 10))
        actions.add_year(school, head, 2025, before)
        with pytest.raises(Refused, match=r"The summer term of 2025/26 is from 12 April 2026"):
            actions.change_year(year, head, early)
        with pytest.raises(Refused, match="there already"):
            actions.add_year(school, head, 2026, TERMS)


@pytest.mark.parametrize(
    "kind", ["smt", "coordinator", "head_of_department", "teacher", "governor", "guest"]
)
def test_only_the_head_changes_years(client: Client, kind: str) -> None:
    school = a_school()
    member = a_member(school, kind)
    with_year(school, a_member(school, "headteacher"))
    signed_in(client, member)
    for address in (
        at("years", school),
        at("year_add", school),
        at("year_change", school, 2026),
    ):
        answer = client.post(address, typed())
        assert answer.status_code == 403
        assert "Only the headteacher, or the deputy" in answer.content.decode()
    with scope(school=school), pytest.raises(NotAllowed):
        actions.add_year(school, member, 2030, TERMS)


def test_a_deputy_changes_years_and_another_school_s_year_is_not_there(client: Client) -> None:
    school, other = a_school(), a_school()
    with_year(other, a_member(other, "headteacher"))
    signed_in(client, a_member(school, "smt", deputy=True))
    assert client.get(at("years", school)).status_code == 200
    assert client.get(at("year_change", school, 2026)).status_code == 404
    assert client.get(at("years", other)).status_code == 404


@pytest.mark.parametrize(
    ("day", "half", "words"),
    [
        (D(2026, 9, 2), 1, "Autumn term, first half"),
        (D(2026, 10, 26), 0, "Autumn half-term"),
        (D(2026, 11, 2), 2, "Autumn term, second half"),
        (D(2026, 12, 18), 2, "Autumn term, second half"),
        (D(2026, 12, 19), None, "Holidays; the spring term starts on 4 January 2027"),
        (D(2027, 5, 1), 1, "Summer term, first half"),
        (D(2027, 7, 1), 2, "Summer term, second half"),
        (D(2027, 8, 1), None, ""),
    ],
)
def test_a_day_has_its_place_in_the_year(day: datetime.date, half: int | None, words: str) -> None:
    school = a_school()
    with_year(school, a_member(school, "headteacher"))
    with scope(school=school):
        found = half_term_of(school, day)
        assert (found.half if found else None) == half
        assert (current_term(school, day) is None) == (half is None)
        assert place_in_year(school, day) == words


def _earlier(dates: TermDates) -> TermDates:
    year = datetime.timedelta(days=365)
    return TermDates(dates.starts_on - year, dates.ends_on - year)
