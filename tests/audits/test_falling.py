"""When an entry falls due, and how it stands."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.falling import Stands, by_month, is_renewed, months_from, notice_day, stands

D = datetime.date
TODAY = D(2026, 11, 28)


def test_the_notice_day_is_the_renewal_date_less_the_days_of_notice() -> None:
    assert notice_day(D(2027, 3, 1), 30) == D(2027, 1, 30)
    assert notice_day(D(2028, 3, 1), 1) == D(2028, 2, 29)
    assert notice_day(D(2027, 3, 1), 0) == D(2027, 3, 1)
    assert notice_day(None, 30) is None
    assert notice_day(D(2027, 3, 1), None) is None


@pytest.mark.parametrize(
    ("said", "how"),
    [
        ({}, Stands.FINE),
        ({"renews_on": D(2026, 11, 27)}, Stands.EXPIRED),
        ({"renews_on": D(2026, 11, 28)}, Stands.SOON),
        ({"renews_on": D(2027, 1, 27)}, Stands.SOON),
        ({"renews_on": D(2027, 1, 28)}, Stands.FINE),
        ({"renews_on": D(2027, 6, 1), "notice_on": D(2026, 11, 28)}, Stands.NOTICE),
        ({"renews_on": D(2027, 6, 1), "notice_on": D(2026, 11, 29)}, Stands.SOON),
        ({"renews_on": D(2027, 6, 1), "notice_on": D(2027, 5, 1)}, Stands.FINE),
        ({"quantity": 30, "in_use": 31}, Stands.OVER_USED),
        ({"quantity": 30, "in_use": 30}, Stands.FINE),
        ({"renews_on": D(2026, 11, 1), "quantity": 1, "in_use": 2}, Stands.EXPIRED),
        ({"replaced_in": 2026}, Stands.REPLACE),
        ({"replaced_in": 2025}, Stands.REPLACE),
        ({"replaced_in": 2027}, Stands.FINE),
    ],
)
def test_an_entry_stands_as_the_worst_that_can_be_said_of_it(
    said: dict[str, object], how: Stands
) -> None:
    assert stands(TODAY, 2026, **said) == how  # type: ignore[arg-type]


def test_a_later_date_is_a_renewal_only_near_the_old_one() -> None:
    assert is_renewed(D(2026, 12, 1), D(2027, 12, 1), TODAY)
    assert is_renewed(D(2026, 5, 1), D(2027, 5, 1), TODAY)
    assert not is_renewed(D(2027, 11, 1), D(2027, 12, 1), TODAY)
    assert not is_renewed(D(2026, 12, 1), D(2026, 11, 1), TODAY)


@given(st.lists(st.dates(D(2020, 1, 1), D(2030, 12, 31)), max_size=30))
def test_each_day_stands_in_its_month_and_months_in_order(days: list[datetime.date]) -> None:
    found = by_month((one, one) for one in days)
    assert sorted(days) == [one for month in found for one in month.things]
    assert [one.first for one in found] == sorted({one.replace(day=1) for one in days})


def test_months_go_over_the_end_of_the_year() -> None:
    assert months_from(TODAY, 3) == [D(2026, 11, 1), D(2026, 12, 1), D(2027, 1, 1)]
