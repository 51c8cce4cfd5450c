"""The arithmetic of a priority review, against figures worked out elsewhere."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from priorities.analysis import (
    Quadrant,
    Rating,
    Table,
    analyse,
    consensus,
    fit_to_capacity,
    groups_to_show,
    kendalls_w,
    median_influence,
    quadrant,
    shares,
)

points = st.one_of(st.none(), st.integers(1, 5))
whole_tables = st.tuples(st.integers(2, 8), st.integers(2, 8)).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(1, 5), min_size=size[1], max_size=size[1]),
        min_size=size[0],
        max_size=size[0],
    )
)


@pytest.mark.parametrize(
    ("ratings", "median"),
    [
        ([5], 5),
        ([1, 4], 2.5),
        ([1, 5, 4], 4),
        ([2, None, 3, None], 2.5),
        ([None], None),
        ([], None),
    ],
)
def test_the_median_leaves_out_who_cannot_say(ratings: list[Rating], median: float | None) -> None:
    assert median_influence(ratings) == median


@pytest.mark.parametrize(
    ("ratings", "expected"),
    [
        ([4, 4, 4], 1),
        ([1, 1, 5, 5], 0),
        # By hand: mean 3, 1 + ½·2·log2(1 − 1/4) = 1 + log2(3/4)
        ([2, 4], 1 + math.log2(3 / 4)),
        # By hand: mean 4, 1 + ⅓·(log2(3/4) + log2(1) + log2(3/4))
        ([3, 4, 5, None], 1 + 2 / 3 * math.log2(3 / 4)),
        # By hand: mean 2, 1 + ¾·log2(3/4) + ¼·log2(1/4)
        ([1, 1, 1, 5], 1 + 0.75 * math.log2(0.75) + 0.25 * math.log2(0.25)),
        ([3], None),
        ([None, 5], None),
    ],
)
def test_consensus_matches_figures_worked_out_by_hand(
    ratings: list[Rating], expected: object
) -> None:
    found = consensus(ratings)
    assert found == (None if expected is None else pytest.approx(expected))


# W of scipy 1.x: friedmanchisquare(*columns).statistic / (m·(n − 1)), which corrects for ties.
@pytest.mark.parametrize(
    ("table", "w"),
    [
        ([[1, 2, 3, 4, 5], [2, 1, 3, 5, 4], [1, 3, 2, 4, 5]], 0.8444444444444438),
        ([[5, 4, 4, 2, 1], [5, 5, 3, 2, 2], [4, 4, 4, 1, 3]], 0.9056603773584907),
        (
            [[5, 4, 3, 2, 1, 3], [3, 3, 3, 3, 3, 3], [1, 2, 3, 4, 5, 1], [5, 5, 1, 1, 2, 4]],
            0.11881188118811839,
        ),
        ([[1, 1, 2], [2, 2, 1]], 0.0),
    ],
)
def test_kendalls_w_matches_another_program_with_ties(table: Table, w: float) -> None:
    assert kendalls_w(table).w == pytest.approx(w)


def test_kendalls_w_counts_only_who_rated_every_duty() -> None:
    whole: list[list[Rating]] = [[5, 4, 4, 2, 1], [5, 5, 3, 2, 2], [4, 4, 4, 1, 3]]
    partly: list[list[Rating]] = [*whole, [1, None, 5, 5, 5], [None] * 5]
    found = kendalls_w(partly)
    assert found.w == kendalls_w(whole).w
    assert (found.raters, found.left_out) == (3, 1)


def test_kendalls_w_is_undefined_only_when_nobody_set_one_duty_above_another() -> None:
    assert kendalls_w([[3, 3, 3], [5, 5, 5]]).flat
    assert kendalls_w([[3, 3, 3], [5, 5, 5]]).w is None
    assert kendalls_w([[3, 3, 3], [5, 5, 4]]).w is not None
    tables: list[Table] = [[], [[1, 2]], [[1], [2]], [[1, None], [2, 3]]]
    for too_few in tables:
        assert kendalls_w(too_few).w is None
        assert not kendalls_w(too_few).flat


@given(whole_tables)
def test_kendalls_w_lies_between_nought_and_one(table: Table) -> None:
    found = kendalls_w(table)
    assert (found.w is None) == all(len(set(row)) == 1 for row in table)
    assert found.w is None or -1e-12 <= found.w <= 1 + 1e-12


@given(st.lists(st.integers(1, 5), min_size=2, max_size=8), st.integers(2, 6))
def test_raters_who_rank_alike_agree_fully(row: list[int], raters: int) -> None:
    found = kendalls_w([row] * raters)
    assert found.flat or found.w == pytest.approx(1)


def test_shares_are_weighted_by_how_far_the_median_is_above_one() -> None:
    found = shares(["staff", "staff", "resources"], [5, 3, 3], [30, 10, 40])
    assert [(one.area, one.influence, one.time) for one in found] == [
        ("staff", 0.75, 0.5),
        ("resources", 0.25, 0.5),
    ]
    assert [one.gap for one in found] == [-25, 25]


def test_where_every_median_is_one_each_duty_counts_the_same() -> None:
    found = shares(["a", "a", "b"], [1, 1, 1], [None, None, None])
    assert [one.influence for one in found] == pytest.approx([2 / 3, 1 / 3])
    assert all(one.time is None and one.gap is None for one in found)


@pytest.mark.parametrize(
    ("median", "minutes", "expected"),
    [
        (4, 31, Quadrant.PROTECT),
        (4, 30, Quadrant.DO_MORE),
        (3.5, 31, Quadrant.SIMPLIFY),
        (3.5, 0, Quadrant.LET_BE),
        (None, 31, None),
        (4, None, None),
    ],
)
def test_the_quadrant_of_a_duty(
    median: float | None, minutes: int | None, expected: object
) -> None:
    assert quadrant(median, minutes, 30) is expected


def test_a_balance_that_fits_shares_by_influence() -> None:
    assert fit_to_capacity([5, 3, 1], 120).minutes == [80, 40, 0]


def test_a_balance_keeps_floors_and_ceilings() -> None:
    found = fit_to_capacity([5, 3, 1], 120, floors=[0, 0, 15], ceilings=[60, 120, 30])
    assert (found.minutes, found.free, found.short) == ([60, 45, 15], 0, 0)


def test_a_balance_says_by_how_much_the_floors_do_not_fit() -> None:
    found = fit_to_capacity([5, 3], 60, floors=[50, 30], ceilings=[60, 60])
    assert (found.minutes, found.short) == ([50, 30], 20)


def test_a_balance_shows_what_low_ceilings_leave_free() -> None:
    found = fit_to_capacity([5, 3, 1], 120, ceilings=[30, 30, 30])
    assert (found.minutes, found.free) == ([30, 30, 0], 60)


def test_a_floor_above_its_ceiling_is_refused() -> None:
    with pytest.raises(ValueError, match="floor"):
        fit_to_capacity([5], 60, floors=[30], ceilings=[20])


@given(
    st.lists(
        st.tuples(st.integers(2, 10), st.integers(0, 8), st.integers(0, 30)),
        min_size=1,
        max_size=12,
    ),
    st.integers(0, 400),
)
def test_a_balance_holds_its_bounds_and_uses_the_capacity(
    duties: list[tuple[int, int, int]], capacity: int
) -> None:
    medians = [twice / 2 for twice, _low, _more in duties]
    floors = [low * 5 for _twice, low, _more in duties]
    ceilings = [(low + more) * 5 for _twice, low, more in duties]
    found = fit_to_capacity(medians, capacity, floors, ceilings)
    if sum(floors) > capacity // 5 * 5:
        assert found.short == sum(floors) - capacity
        return
    assert all(
        low <= one <= high for one, low, high in zip(found.minutes, floors, ceilings, strict=True)
    )
    assert all(one % 5 == 0 for one in found.minutes)
    most = sum(
        low if median == 1 else high
        for median, low, high in zip(medians, floors, ceilings, strict=True)
    )
    assert sum(found.minutes) == min(capacity // 5 * 5, most)
    assert found.free == capacity - sum(found.minutes)


def test_positions_stand_side_by_side_only_where_nobody_is_unmasked() -> None:
    groups = {"smt": 3, "teachers": 5, "governors": 2}
    assert groups_to_show(groups, 10) == ["smt", "teachers"]
    assert groups_to_show({"smt": 3, "others": 2}, 5) == []
    assert groups_to_show({"smt": 3}, 3) == ["smt"]
    assert groups_to_show({"smt": 1, "none": 0}, 4, all_consent=True) == ["smt"]


def test_the_agenda_begins_with_what_splits_people_most() -> None:
    table: Table = [[1, 5, 4, 1], [5, 5, 4, 1], [5, 4, 4, 5]]
    found = analyse(table, ["staff"] * 4, [10, 20, None, 30])
    assert found.ranking == [1, 0, 2, 3]
    assert found.agenda[0] == 0
    assert found.duties[0].counts == (1, 0, 0, 0, 2)
    assert found.mean_minutes == 20


def test_nothing_rated_gives_results_that_say_so() -> None:
    for table in ([], [[None, None]]):
        found = analyse(table, ["staff", "resources"], [None, None])
        assert [one.median for one in found.duties] == [None, None]
        assert found.agreement.w is None
        assert [one.influence for one in found.shares] == [0, 0]
