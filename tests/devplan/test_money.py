"""Amounts as people type and read them, and their sums."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devplan.money import MOST, Item, NotMoney, pence_from, pounds, summed, table


@pytest.mark.parametrize(
    ("text", "pence"),
    [
        ("£1,200", 120000),
        ("1200.50", 120050),
        ("1200.5", 120050),
        (" £ 1,200 ", 120000),
        ("0", 0),
        ("0.07", 7),
        ("1,234,567", 123456700),
        ("100,000,000", MOST),
    ],
)
def test_an_amount_is_read_in_pence(text: str, pence: int) -> None:
    assert pence_from(text) == pence


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Give an amount"),
        ("£1,2OO", "is not an amount"),
        ("1.2k", "is not an amount"),
        ("12,00", "is not an amount"),
        ("1,2000", "is not an amount"),
        ("1.234", "is not an amount"),
        ("1.200,50", "is not an amount"),
        ("about 300", "is not an amount"),
        ("=1+1", "is not an amount"),
        ("1e9", "is not an amount"),
        ("१२०", "is not an amount"),
        ("-5", "below zero"),
        ("£-5", "below zero"),
        ("−5", "below zero"),
        ("-£5", "below zero"),
        ("(500)", "below zero"),
        ("100,000,000.01", "more than £100 million"),
        ("9" * 400, "more than £100 million"),
    ],
)
def test_what_is_unclear_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(NotMoney, match=said):
        pence_from(text)


@pytest.mark.parametrize(
    ("pence", "text"),
    [(120000, "£1,200"), (4950, "£49.50"), (5, "£0.05"), (0, "£0"), (-500, "−£5")],
)
def test_pence_are_hidden_when_there_are_none(pence: int, text: str) -> None:
    assert pounds(pence) == text


@given(st.integers(0, MOST))
def test_what_is_written_is_read_back_as_it_was(pence: int) -> None:
    assert pence_from(pounds(pence)) == pence


ITEMS = [
    Item(2026, 120000, "equipment", True, "capital grant", 1),
    Item(2027, 80000, "equipment", True, "capital grant", 1),
    Item(2026, 30000, "training", False, "school budget", 2),
    Item(2031, 99, "training", False, "school budget", 2),
]


def test_money_is_laid_out_by_what_is_asked_and_by_year_the_largest_first() -> None:
    found = table(ITEMS, [2026, 2027, 2028], lambda one: one.funding)
    assert [(line.label, dict(line.by_year)) for line in found.lines] == [
        ("capital grant", {2026: 120000, 2027: 80000}),
        ("school budget", {2026: 30000}),
    ]
    assert found.by_year == {2026: 150000, 2027: 80000, 2028: 0}
    assert found.total == 230000
    assert found.outside == 99


def test_sums_by_kind_and_by_strand_come_to_the_same() -> None:
    assert summed(ITEMS, lambda one: one.kind) == {"equipment": 200000, "training": 30099}
    assert sum(summed(ITEMS, lambda one: one.strand).values()) == 230099


@given(
    st.lists(st.builds(Item, st.integers(2025, 2030), st.integers(0, MOST), st.sampled_from("abc")))
)
def test_nothing_is_lost_between_lines_years_and_what_is_outside(items: list[Item]) -> None:
    found = table(items, [2026, 2027, 2028], lambda one: one.kind)
    assert found.total + found.outside == sum(one.pence for one in items)
    assert sum(found.by_year.values()) == found.total


def test_bars_are_on_one_scale_and_keep_the_number_of_their_line() -> None:
    from devplan.moneybars import money_bars

    rows = [("2026/27", [300000, 0, 100000]), ("2027/28", [200000, 0, 0]), ("2028/29", [0, 0, 0])]
    for narrow in (False, True):
        found = money_bars(rows, narrow=narrow)
        first, second, third = found.bars
        assert [one.text for one in first.parts] == ["1", "3"]
        assert first.parts[1].x == pytest.approx(first.parts[0].x + first.parts[0].width)
        assert second.parts[0].width == pytest.approx(first.parts[0].width * 2 / 3, abs=0.02)
        assert (third.parts, third.total) == ((), "£0")
        assert first.end <= found.width
        assert third.y + found.thick <= found.height
    with pytest.raises(ValueError, match="below zero"):
        money_bars([("x", [-1])])
