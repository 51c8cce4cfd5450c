"""What the registers will cost, held against sums worked out by hand."""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st

from audits.forecast import A_YEAR, Item, due_years, forecast

KINDS = ["licence", "equipment"]
D = datetime.date


def test_a_small_register_is_reckoned_as_by_hand() -> None:
    """Worked out on paper, in pounds:

    licence 10 a month = 120 a year; 200 a term = 600 a year; 1,000 a year;
    laptops, 9,000, bought in 2022/23, replaced in 2027/28: lasts 5 years, so only once in 2026 to 2030;
    tablets, 4,000, bought in 2024/25, replaced in 2026/27: lasts 2, so in 2026, 2028 and 2030;
    a licence of 3 years paid in advance, 900, from 1 May 2024 to 1 May 2027 (2026/27): 2026 and 2029.
    """
    found = forecast(
        [
            Item("a", "licence", 10_00, "monthly"),
            Item("b", "licence", 200_00, "termly"),
            Item("c", "licence", 1_000_00, "yearly", renews_on=D(2027, 3, 1)),
            Item("laptops", "equipment", 9_000_00, bought_on=D(2022, 9, 5), replaced_in=2027),
            Item("tablets", "equipment", 4_000_00, bought_on=D(2025, 2, 1), replaced_in=2026),
            Item("ahead", "licence", 900_00, starts_on=D(2024, 5, 1), renews_on=D(2027, 5, 1)),
            Item("unpriced", "equipment", None, replaced_in=2028),
            Item("kept", "equipment", 5_000_00),
        ],
        2026,
        KINDS,
    )
    running = 120_00 + 600_00 + 1_000_00
    assert [one.pence for one in found.years] == [
        running + 4_000_00 + 900_00,
        running + 9_000_00,
        running + 4_000_00,
        running + 900_00,
        running + 4_000_00,
    ]
    assert found.years[0].by_kind == {"licence": running + 900_00, "equipment": 4_000_00}
    assert found.years[1].bought == (("laptops", 9_000_00),)
    assert found.pence == 5 * running + 12_000_00 + 9_000_00 + 1_800_00
    assert (found.unpriced, found.kinds, found.dearest.year) == (1, KINDS, 2027)


def test_what_is_late_is_paid_in_the_first_year() -> None:
    late = Item("x", "equipment", 1, replaced_in=2019)
    assert due_years(late, 2026) == [2026]
    # Bought in 2015/16 to last four years: late, so now, and again four years after that.
    again = Item("x", "equipment", 1, bought_on=D(2015, 10, 1), replaced_in=2019)
    assert due_years(again, 2026) == [2026, 2030]


def test_a_guarantee_of_what_is_replaced_costs_nothing() -> None:
    one = Item("x", "equipment", 1, renews_on=D(2027, 1, 1), replaced_in=2029)
    assert due_years(one, 2026) == [2029]


def test_a_licence_paid_in_advance_without_a_start_is_paid_once() -> None:
    assert due_years(Item("x", "licence", 1, renews_on=D(2027, 9, 1)), 2026) == [2027]
    # August is of the new academic year.
    assert due_years(Item("x", "licence", 1, renews_on=D(2027, 7, 31)), 2026) == [2026]


@given(
    st.lists(
        st.builds(
            Item,
            name=st.just("x"),
            kind=st.sampled_from(KINDS),
            pence=st.none() | st.integers(0, 10**9),
            period=st.sampled_from(["once", *A_YEAR]),
            bought_on=st.none() | st.dates(D(1995, 1, 1), D(2040, 1, 1)),
            starts_on=st.none() | st.dates(D(1995, 1, 1), D(2040, 1, 1)),
            renews_on=st.none() | st.dates(D(1995, 1, 1), D(2040, 1, 1)),
            replaced_in=st.none() | st.integers(1990, 2060),
        ),
        max_size=12,
    )
)
def test_every_penny_stands_in_one_year_and_one_kind(items: list[Item]) -> None:
    found = forecast(items, 2026, KINDS)
    wanted = sum(
        one.pence * A_YEAR.get(one.period, 1) * len(due_years(one, 2026))
        for one in items
        if one.pence is not None
    )
    assert found.pence == wanted
    assert len(found.years) == 5
    for one in items:
        years = due_years(one, 2026)
        assert years == sorted(set(years)) and all(2026 <= year <= 2030 for year in years)
