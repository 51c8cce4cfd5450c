"""The arithmetic of levels: spreads by hand, and next steps through the years."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.levels import Agreed, spread, steps

level = st.integers(1, 5)


def test_a_spread_worked_out_by_hand() -> None:
    found = spread([2, 4, None, 4, 3])
    assert found.counts == (0, 1, 1, 2, 0)
    assert (found.people, found.cannot_say) == (4, 1)
    assert (found.lowest, found.highest, found.apart, found.middle) == (2, 4, 2, 3.5)


def test_nobody_who_can_say_has_no_spread() -> None:
    found = spread([None, None])
    assert (found.people, found.lowest, found.highest, found.apart, found.middle) == (
        *(0, None, None, 0, None),
    )


@pytest.mark.parametrize("wrong", [0, 6, -1])
def test_what_is_no_level_is_refused(wrong: int) -> None:
    with pytest.raises(ValueError, match="1 to 5"):
        spread([3, wrong])


@given(st.lists(st.none() | level, max_size=12))
def test_a_spread_forgets_nobody_and_who(levels: list[int | None]) -> None:
    found = spread(levels)
    assert found.people + found.cannot_say == len(levels)
    assert spread(reversed(levels)) == found
    known = sorted(one for one in levels if one is not None)
    if known:
        assert (found.lowest, found.highest) == (known[0], known[-1])
        assert 0 <= found.apart <= 4 and known[0] <= (found.middle or 0) <= known[-1]


def agreed(*given: int, strand: str = "pedagogy") -> list[Agreed]:
    day = datetime.date(2023, 11, 1)
    return [
        Agreed(number, strand, one, day + datetime.timedelta(days=365 * number))
        for number, one in enumerate(given, 1)
    ]


def test_a_step_stays_the_same_until_a_higher_level_closes_it() -> None:
    first, second, third, fourth = agreed(2, 2, 1, 3)
    closed, going = steps([first, second, third, fourth])
    assert closed.levels == (first, second, third) and closed.closed == fourth
    assert closed.first == first and closed.latest == third
    assert going.levels == (fourth,) and going.closed is None


def test_at_the_highest_level_there_is_no_step() -> None:
    assert steps(agreed(5)) == []
    (closed,) = steps(agreed(4, 5))
    assert closed.closed is not None


def test_falling_back_from_the_highest_level_begins_a_new_step() -> None:
    rows = agreed(5, 4)
    (going,) = steps(rows)
    assert going.first == rows[1] and going.closed is None


@given(st.lists(st.tuples(st.sampled_from("abc"), level), max_size=20))
def test_each_level_below_the_highest_is_in_one_step(rows: list[tuple[str, int]]) -> None:
    day = datetime.date(2026, 1, 1)
    plain = [Agreed(n, strand, one, day) for n, (strand, one) in enumerate(rows)]
    found = steps(plain)
    inside = [one.pk for step in found for one in step.levels]
    assert sorted(inside) == [one.pk for one in plain if one.level < 5]
    for step in found:
        assert all(one.level <= step.first.level for one in step.levels)
        assert step.closed is None or step.closed.level > step.first.level
    going = [step.first.strand for step in found if step.closed is None]
    assert len(going) == len(set(going))
