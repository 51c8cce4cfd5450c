"""The sentences over the figures, held against sentences written by hand."""

from __future__ import annotations

import pytest

from priorities import figures
from priorities.outcome import Coordinator

from .test_balance import found_in

TITLES = {"staff": "Staff development"}


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.48, "half the time"),
        (0.5, "half the time"),
        (0.17, "a sixth of the time"),
        (0.34, "a third of the time"),
        (0.25, "a quarter of the time"),
        (0.1, "a tenth of the time"),
        (0.43, "43% of the time"),
        (0.0, "none of the time"),
        (1.0, "all the time"),
    ],
)
def test_shares_are_fractions_in_words_where_they_are_near(share: float, words: str) -> None:
    assert figures.fraction_in_words(share, "the time") == words


@pytest.mark.parametrize(
    ("consensus", "words"),
    [(None, "too few ratings"), (1.0, "all alike"), (0.8, "close"), (0.6, "apart"), (0.3, "split")],
)
def test_consensus_in_words(consensus: float | None, words: str) -> None:
    assert figures.consensus_in_words(consensus) == words


def test_the_ratings_of_a_duty_in_words() -> None:
    results = found_in([[5, None], [4, None], [5, None], [2, None]], [None, None])
    first, second = results.analysis.duties
    assert figures.counts_in_words(first) == "1 gave 2, 1 gave 4 and 2 gave 5; median 4½"
    assert figures.counts_in_words(second) == "nobody rated it"


def test_a_duty_that_stands_alone_at_the_top_is_the_headline_where_time_is_not_known() -> None:
    assert (
        figures.headline(found_in([[5, 3], [5, 2]], [None, None]), TITLES)
        == "“Duty 0” would move the vision most"
    )
    assert figures.headline(found_in([[5, 5], [5, 5]], [None, None]), TITLES) == ""


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([[1, 2, 3], [1, 2, 3]], "You agree with one another unusually strongly (W = 1.00)."),
        ([[1, 2, 3], [3, 2, 1]], "You hardly agree with one another (W = 0.00)."),
        ([[1, 2, 3], [1, 3, 2]], "You agree with one another strongly (W = 0.75)."),
    ],
)
def test_agreement_in_words(rows: list[list[int | None]], sentence: str) -> None:
    assert figures.agreement_sentence(found_in(rows, [None] * 3)) == sentence


def test_load_is_said_with_what_is_over_and_no_release_time_is_not_divided_by() -> None:
    over = figures.load_of(Coordinator(1, "P", 150, (200,)), ["staff"], TITLES)
    assert over.sentence == (
        "The duties take 3 hours 20 minutes a week; the release time is 2 hours 30 minutes. "
        "That is 50 minutes too much (133%)."
    )
    none = figures.load_of(Coordinator(1, "P", None, (200,)), ["staff"], TITLES)
    assert (
        none.sentence == "The duties take 3 hours 20 minutes a week. No release time is set down."
    )
    fits = figures.load_of(Coordinator(1, "P", 210, (200,)), ["staff"], TITLES)
    assert "fit the release time of 3 hours 30 minutes" in fits.sentence


def test_the_field_counts_what_stands_in_the_shaded_corner() -> None:
    results = found_in([[5, 1]], [10, 100])
    assert figures.field_sentence(results).startswith("One duty would move the vision")
    assert len(figures.fields_of(results)) == 2
    assert figures.fields_of(found_in([[5, 1]], [None, None])) == []


def test_sixty_duties_name_those_to_talk_about_and_number_the_rest() -> None:
    results = found_in([[1 + n % 5 for n in range(60)]], [5 * (n % 13) for n in range(60)])
    wide, narrow = figures.fields_of(results)
    assert all(mark.text for mark in wide.marks)
    assert 8 <= sum(mark.named for mark in wide.marks) <= 12
    assert narrow.width == 340
