"""Academic years, terms and where a day stands among them."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from devplan.years import Grid, TermSpan, half_term_began, half_terms, name, of_plan, terms_of

OWN = TermSpan(
    2026, "autumn", date(2026, 9, 7), date(2026, 12, 18), date(2026, 10, 19), date(2026, 10, 30)
)


def test_a_year_is_named_as_schools_name_it() -> None:
    assert name(2026) == "2026/27"
    assert name(2099) == "2099/00"
    assert of_plan(2026, 3) == [2026, 2027, 2028]


def test_a_year_that_the_school_has_not_set_has_its_usual_terms() -> None:
    found = terms_of([2027, 2026], [OWN])
    assert [(one.year, one.name) for one in found] == [
        (2026, "autumn"),
        (2026, "spring"),
        (2026, "summer"),
        (2027, "autumn"),
        (2027, "spring"),
        (2027, "summer"),
    ]
    assert found[0] is OWN
    assert found[3].starts_on == date(2027, 9, 2)


def test_a_half_term_lasts_into_the_holiday_after_it() -> None:
    assert half_terms([OWN]) == [
        (date(2026, 9, 7), date(2026, 10, 18)),
        (date(2026, 10, 31), date(2026, 12, 18)),
    ]
    assert half_term_began([OWN], date(2026, 9, 6)) is None
    assert half_term_began([OWN], date(2026, 10, 25)) == date(2026, 9, 7)
    assert half_term_began([OWN], date(2027, 1, 1)) == date(2026, 10, 31)


def test_a_day_stands_in_its_term() -> None:
    grid = Grid(terms_of([2026, 2027, 2028], [OWN]))
    assert grid.columns == 9
    assert grid.position(date(2020, 1, 1)) == 0
    assert grid.position(date(2026, 9, 7)) == 0
    assert 0 < grid.position(date(2026, 11, 24)) < 1
    assert grid.position(grid.terms[1].starts_on) == 1
    assert grid.position(date(2040, 1, 1)) == 9
    assert grid.contains(date(2029, 7, 31)) and not grid.contains(date(2029, 8, 1))


@given(st.dates(date(2025, 1, 1), date(2031, 1, 1)), st.integers(1, 400))
def test_a_later_day_never_stands_further_left(day: date, more: int) -> None:
    grid = Grid(terms_of([2026, 2027, 2028]))
    assert grid.position(day) <= grid.position(day + timedelta(days=more))
