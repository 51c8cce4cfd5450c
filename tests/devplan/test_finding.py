"""The headline of a plan, and how much of the money is spent."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devplan.finding import Figures, headline, number, spent_of


def said(state: str = "agreed", **fields: Any) -> str:
    return headline(Figures(state, **{"actions": 12, "objectives": 3, **fields}))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "The plan is on track"),
        ({"year": 2}, "Year two: the plan is on track"),
        ({"late": ["a", "b", "c", "d"]}, "Four actions are late"),
        ({"late": ["Replace the filter."], "year": 1}, "Year one: “Replace the filter” is late"),
        ({"late": ["x" * 61]}, "One action is late"),
        (
            {"late": ["a", "b"], "planned": 900, "spent": 600},
            "Two actions are late; about two thirds of the money is spent",
        ),
        (
            {"late": ["Coach"], "past": 3},
            "“Coach” is late, three more are past their date",
        ),
        (
            {"late": ["a", "b"], "past": 1, "planned": 900, "spent": 600},
            "Two actions are late, one more is past its date; "
            "about two thirds of the money is spent",
        ),
        ({"past": 1, "missed": 2}, "One action is past its date"),
        ({"past": 2}, "Two actions are past their date"),
        ({"need_a_word": 1}, "One action needs a word, the rest is on track"),
        ({"missed": 2, "need_a_word": 1}, "Two success criteria are past their date"),
        ({"done": 12, "dropped": 1}, "All that was planned is done"),
        ({"done": 11, "dropped": 1}, "The plan is on track"),
        ({"late": ["x"] * 14}, "14 actions are late"),
    ],
)
def test_a_plan_in_force_says_what_is_late_first_then_the_money(
    fields: dict[str, Any], words: str
) -> None:
    assert said(**fields) == words


def test_a_draft_says_whose_signature_it_waits_for() -> None:
    assert said("draft") == "A draft: three objectives, 12 actions"
    assert said("draft", objectives=0) == (
        "The plan is begun; its first objective is still to be written"
    )
    assert "waits for the headteacher" in said("draft", signed=frozenset({"author"}))
    assert "waits for its author" in said("draft", signed=frozenset({"head"}))


def test_a_closed_plan_says_how_much_was_done() -> None:
    assert said("closed", done=9, late=["x"]) == "Closed: 9 of 12 actions were done"
    assert said("closed", done=9, dropped=1) == (
        "Closed: 9 of 12 actions were done, one was dropped"
    )


@pytest.mark.parametrize(
    ("spent", "words"),
    [
        (0, ""),
        (4, "hardly any of the money is spent"),
        (26, "about a quarter of the money is spent"),
        (50, "about half of the money is spent"),
        (97, "nearly all money is spent"),
        (100, "all of the money is spent"),
        (101, "more is spent than was planned"),
    ],
)
def test_money_is_said_in_parts_that_one_can_see(spent: int, words: str) -> None:
    assert spent_of(100, spent) == words
    assert spent_of(0, spent) == ""


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_there_is_always_a_sentence_and_more_than_planned_is_always_said(
    planned: int, spent: int
) -> None:
    words = spent_of(planned, spent)
    assert bool(words) == (planned > 0 and spent > 0)
    if planned and spent > planned * 1.01:
        assert "more" in words


def test_small_numbers_are_words() -> None:
    assert [number(n) for n in (0, 1, 10, 11)] == ["0", "one", "ten", "11"]
