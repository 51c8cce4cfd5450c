"""The English school year: terms as they usually are."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.calendar import academic_year, easter, usual_terms


def test_august_belongs_to_the_year_that_starts() -> None:
    assert academic_year(date(2026, 7, 31)) == 2025
    assert academic_year(date(2026, 8, 1)) == 2026
    assert academic_year(date(2027, 1, 1)) == 2026


@pytest.mark.parametrize(
    "sunday", [date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2038, 4, 25)]
)
def test_easter_is_when_the_church_says(sunday: date) -> None:
    assert easter(sunday.year) == sunday


def test_the_terms_of_2026_27_are_those_that_english_schools_have() -> None:
    autumn, spring, summer = usual_terms(2026)
    assert (autumn.starts_on, autumn.ends_on) == (date(2026, 9, 2), date(2026, 12, 18))
    assert (autumn.break_starts_on, autumn.break_ends_on) == (
        date(2026, 10, 26),
        date(2026, 10, 30),
    )
    assert (spring.starts_on, spring.ends_on) == (date(2027, 1, 4), date(2027, 3, 25))
    assert (summer.starts_on, summer.ends_on) == (date(2027, 4, 12), date(2027, 7, 23))
    assert summer.break_starts_on == date(2027, 5, 31)


@given(st.integers(1990, 2200))
def test_terms_follow_one_another_on_weekdays_with_their_breaks_inside(year: int) -> None:
    terms = usual_terms(year)
    days = [
        day
        for term in terms
        for day in (term.starts_on, term.break_starts_on, term.break_ends_on, term.ends_on)
    ]
    assert days == sorted(days)
    assert all(day.weekday() < 5 for day in days)
    assert all(academic_year(day) == year for day in days)
    assert all(25 <= (term.ends_on - term.starts_on).days <= 120 for term in terms)
