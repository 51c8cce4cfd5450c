"""Where a cell stands, worked out from plain values."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.reckoning import (
    Counts,
    Signed,
    State,
    count,
    is_due,
    is_secured,
    state_of,
    together,
)

ANSWERS = st.lists(st.sampled_from(["met", "partly", "not_yet", "not_taught", ""]), max_size=20)
TODAY = datetime.date(2026, 11, 24)


def test_a_share_leaves_out_what_is_not_taught() -> None:
    # By hand: 7 statements, 1 not taught, 4 of the remaining 6 met.
    counts = count(7, ["met"] * 4 + ["partly", "not_yet", "not_taught"])
    assert counts == Counts(7, 4, 1, 1, 1)
    assert counts.share == pytest.approx(4 / 6)
    assert counts.complete and counts.gaps == 2 and not counts.nothing_taught


def test_nothing_taught_has_no_share() -> None:
    counts = count(2, ["not_taught", "not_taught"])
    assert counts.share is None and counts.nothing_taught


@given(ANSWERS)
def test_every_statement_is_counted_once(answers: list[str]) -> None:
    counts = count(len(answers), answers)
    assert counts.said + counts.unsaid == counts.total == len(answers)
    assert counts.share is None or 0 <= counts.share <= 1
    assert together([counts, counts]).said == 2 * counts.said


@pytest.mark.parametrize(
    ("said", "signed", "state", "due"),
    [
        (0, None, State.TO_SAY, True),
        (2, None, State.TO_SAY, True),
        (3, None, State.TO_SIGN, True),
        (3, Signed(2026, datetime.date(2026, 11, 1)), State.SIGNED, False),
        (0, Signed(2025, datetime.date(2026, 3, 1)), State.CARRIED, False),
        (3, Signed(2025, datetime.date(2026, 3, 1)), State.CARRIED, True),  # said anew, not signed
        (0, Signed(2025, datetime.date(2025, 12, 20)), State.CARRIED, True),  # ends in 26 days
        (0, Signed(2025, datetime.date(2025, 11, 24)), State.CARRIED, True),  # its last day
        (0, Signed(2025, datetime.date(2025, 11, 23)), State.OUT_OF_DATE, True),
        (3, Signed(2025, datetime.date(2025, 11, 23)), State.TO_SIGN, True),
    ],
)
def test_where_a_cell_stands(said: int, signed: Signed | None, state: State, due: bool) -> None:
    counts = count(3, ["met"] * said)
    found = state_of(counts, signed, 2026, TODAY)
    assert (found, is_due(found, signed, counts, TODAY)) == (state, due)


def test_a_signature_of_a_leap_day_holds_for_a_year() -> None:
    assert Signed(2027, datetime.date(2028, 2, 29)).until == datetime.date(2029, 2, 28)


def test_secured_is_signed_in_date_and_nothing_missing() -> None:
    assert is_secured(State.SIGNED, count(2, ["met", "not_taught"]))
    assert not is_secured(State.SIGNED, count(2, ["met", "partly"]))
    assert not is_secured(State.SIGNED, count(2, ["met"]))
    assert not is_secured(State.OUT_OF_DATE, count(2, ["met", "met"]))
