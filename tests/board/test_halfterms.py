"""The half-terms of a year: no day is in none, none is in two."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from board.halfterms import TermDays, half_term_of, half_terms

D = datetime.date


def test_a_usual_autumn_parts_after_its_break() -> None:
    assert half_term_of(D(2026, 9, 14), []).key == "2026-autumn-1"
    assert half_term_of(D(2026, 10, 30), []).key == "2026-autumn-1"
    assert half_term_of(D(2026, 11, 2), []).key == "2026-autumn-2"
    assert half_term_of(D(2026, 12, 28), []).key == "2026-autumn-2"
    assert half_term_of(D(2027, 1, 12), []).key == "2026-spring-1"


def test_what_the_school_has_said_counts() -> None:
    said = TermDays(2026, "autumn", D(2026, 8, 31), D(2026, 12, 18), D(2026, 10, 18))
    assert half_term_of(D(2026, 10, 19), [said]).key == "2026-autumn-2"
    assert half_term_of(D(2026, 10, 19), []).key == "2026-autumn-1"


def test_the_days_of_august_before_term_belong_to_the_summer() -> None:
    assert half_term_of(D(2026, 8, 15), []).key == "2025-summer-2"


@given(st.dates(D(2000, 1, 1), D(2100, 1, 1)))
def test_every_day_is_in_exactly_one(day: datetime.date) -> None:
    halves = half_terms([], day.year - 2, day.year + 1)
    assert [one for one in halves if one.starts_on <= day < one.until] == [half_term_of(day, [])]
