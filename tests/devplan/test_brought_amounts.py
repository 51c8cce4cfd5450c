"""What a cell of costs comes to when a plan is brought in: a sum that can be read, or a refusal with its words."""

from __future__ import annotations

import pytest

from devplan.bringing.rows import Defaults, Given, Known, Part, parts_of

FIELDS = ["strand", "objective", "action", "cost", "year", "kind", "rationale"]
KNOWN = Known({}, frozenset(), {}, {}, {"equipment": "equipment"}, [], [2026, 2027, 2028])


def brought(cost: str) -> Part:
    """The only part of a table whose one row costs this."""
    why = "So that every class can use them."
    cells = ["Resources", "Reach", "Buy laptops", cost, "2026/27", "equipment", why]
    return parts_of([Given(2, cells)], FIELDS, KNOWN, Defaults())[0]


@pytest.mark.parametrize(
    ("cost", "pence"),
    [
        ("£1,200", 1_200_00),
        ("1200.50", 1_200_50),
        ("£5k", 5_000_00),
        ("£1,200 and two afternoons", 1_200_00),
        ("£600 laptops; £300 cases", 900_00),
        ("£12,000 – ten laptops", 12_000_00),
        ("£600 per year", 600_00),
        ("Laptops (£400)", 400_00),
        ("£200 + £300", 500_00),
        ("£200 plus £300", 500_00),
        ("£600 inc. VAT\n£300 inc VAT", 900_00),
        ("Laptops (£400), cases (£300) and bags (£50)", 750_00),
        ("£300 from the grant & £300 from the budget", 600_00),
    ],
)
def test_amounts_are_summed_where_words_stand_beside_them(cost: str, pence: int) -> None:
    part = brought(cost)
    assert not part.problems
    assert part.cost and part.cost.pence == pence


@pytest.mark.parametrize("cost", ["-£500", "−£500", "- £500", "(£500)", "£-500", "-500", "(500)"])
def test_money_below_zero_is_refused_however_it_is_written(cost: str) -> None:
    part = brought(cost)
    assert part.cost is None
    assert f"“{cost}” is below zero" in part.problems[3]


@pytest.mark.parametrize(
    "cost",
    [
        "£1,2OO",
        "£900 for laptops, £1,2OO for cases",
        "minus £500",
        "3 x £500",
        "£500 × 3",
        "£40 each",
        "£200 per day",
        "£200/day",
        "£500–£600",
        "£500 to £600",
        "£500-600",
        "£1 200",
        "£1.2 million",
    ],
)
def test_what_is_no_sum_by_itself_is_refused_rather_than_guessed(cost: str) -> None:
    part = brought(cost)
    assert part.cost is None
    assert f"“{cost}” is not an amount" in part.problems[3]


@pytest.mark.parametrize(
    "cost",
    [
        "£1,200 (was £1,500)",
        "£1,200, was £1,500",
        "£900 including £100 for delivery",
        "£1,200: £700 laptops, £500 cases",
        "£700 laptops, £500 cases, £1,200 in all",
        "£700 + £500 = £1,200",
        "£500 or £600",
        "£900, originally £800",
        "£900; £100 less than £1,000",
    ],
)
def test_several_amounts_that_are_no_list_are_refused_rather_than_summed(cost: str) -> None:
    part = brought(cost)
    assert part.cost is None
    assert f"“{cost}” names several amounts, and not as a list" in part.problems[3]


def test_amounts_that_are_absurd_together_are_refused_too() -> None:
    for cost in ("£200,000,000", "£99,000,000 and £99,000,000", "£999999k of laptops"):
        assert "more than £100 million" in brought(cost).problems[3]


def merged(*rows: tuple[str, str, str], also: tuple[int, ...] = ()) -> list[Part]:
    """Rows of objective, action and cost; the cost of all is one cell, and so are the columns `also`."""
    fields, known = ["objective", "action", "cost"], KNOWN
    given = [
        Given(line, row, {at: "It is merged." for at in (2, *also) if line > 2 and row[at]})
        for line, row in enumerate(rows, start=2)
    ]
    defaults = Defaults("Resources", 2026, "equipment", "", "So that every class can use them.")
    return parts_of(given, fields, known, defaults)


def test_an_amount_that_is_merged_over_several_actions_is_refused_where_it_would_count_again() -> (
    None
):
    first, second, third = merged(
        ("Reach", "Buy", "£900"),
        ("Reach", "Install", "£900"),
        ("Reach", "Teach", "£900"),
        also=(0,),
    )
    assert first.cost and first.cost.pence == 900_00
    assert not first.problems
    for one in (second, third):
        assert one.cost is None
        assert one.problems == {2: "It is merged."}


def test_an_amount_that_is_merged_with_its_action_counts_once() -> None:
    rows = merged(("Reach", "Buy", "£900"), ("Reach", "Buy", "£900"), ("", "", "£900"), also=(0, 1))
    assert [one.cost and one.cost.pence for one in rows] == [900_00, None, None]
    assert not any(one.problems for one in rows)


def test_an_amount_that_is_merged_over_two_objectives_is_refused() -> None:
    _first, second = merged(("Reach", "Buy", "£900"), ("Learn", "", "£900"))
    assert second.problems == {2: "It is merged."}
