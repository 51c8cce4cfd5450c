"""The arithmetic of training needs, against numbers worked out by hand, and what must always hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.needs import LEAST, OTHERS, Reply, change, heat, kept, level, merge, minutes_for

AREAS = {"first": [1, 2], "second": [3]}


def replies(person: int, *points: int | None, wants: bool = False) -> list[Reply]:
    return [
        Reply(person, question, confidence, wants=wants)
        for question, confidence in enumerate(points, start=1)
    ]


def test_a_group_of_two_is_not_shown_nor_can_it_be_worked_out() -> None:
    assert kept([5, 2, 4]) == [True, False, False]  # 2 alone would be left over: 4 goes with it
    assert kept([5, 2, 1]) == [True, False, False]  # 2 + 1 are three together
    assert kept([5, 0, 4]) == [True, False, True]
    assert kept([3, 1]) == [False, False]
    assert kept([]) == []


@given(st.lists(st.integers(0, 12), max_size=9))
def test_what_is_left_over_is_nobody_or_enough(counts: list[int]) -> None:
    shown = kept(counts)
    assert all(many >= LEAST for many, one in zip(counts, shown, strict=True) if one)
    left = sum(many for many, one in zip(counts, shown, strict=True) if not one)
    assert left == 0 or left >= LEAST or sum(counts) < LEAST


@given(st.dictionaries(st.text("abc", min_size=1), st.integers(1, 9), max_size=7))
def test_merged_groups_are_enough_unless_everybody_is_not(sizes: dict[str, int]) -> None:
    under = merge(sizes)
    assert set(under) == set(sizes)
    rest = sum(many for name, many in sizes.items() if under[name] == OTHERS)
    assert rest == 0 or rest >= LEAST or sum(sizes.values()) < LEAST


def test_the_heat_of_two_groups_by_hand() -> None:
    said = [
        *replies(1, 1, 3, 4), *replies(2, 2, 2, 4), *replies(3, 3, 4, 4, wants=True),
        *replies(4, 4, 4, 1), *replies(5, 4, 4, 1), *replies(6, 4, 4, None),
    ]  # fmt: skip
    found = heat(AREAS, dict.fromkeys((1, 2, 3), "a") | dict.fromkeys((4, 5, 6), "b"), "ab", said)
    assert found.groups == ("a", "b") and found.people == 6
    first, second = found.areas
    # (1+3+2+2+3+4) / 6 = 2.5; of six answers 3, 3 and 4 are sure
    assert first.groups[0] is not None and first.groups[0].mean == 2.5
    assert (first.groups[0].sure, first.groups[0].wants) == (3, 1)
    assert first.groups[1] is not None and first.groups[1].mean == 4
    # One of b did not finish the second area: two are too few, and a would give them away.
    assert second.groups == (None, None)
    assert second.total is not None and second.total.people == 5
    assert [one.key for one in found.questions["first"]] == ["1", "2"]
    assert found.questions["first"][0].groups[0].mean == 2  # type: ignore[union-attr]


def test_who_answered_only_part_of_an_area_is_not_counted_in_it() -> None:
    said = [one for person in (1, 2, 3) for one in replies(person, 2, 2, 2)]
    more = [*said, Reply(4, 1, 4)]
    everybody = dict.fromkeys((1, 2, 3, 4), "a")
    assert heat(AREAS, everybody, "a", said) == heat(AREAS, everybody, "a", more)


@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.lists(st.integers(1, 4), min_size=3, max_size=3)),
        max_size=14,
    )
)
def test_every_figure_is_of_three_people_or_more(people: list[tuple[str, list[int]]]) -> None:
    said = [one for number, (_g, points) in enumerate(people) for one in replies(number, *points)]
    found = heat(AREAS, {n: group for n, (group, _p) in enumerate(people)}, "abcd", said)
    for line in (*found.areas, *found.questions["first"], *found.questions["second"]):
        figures = [one for one in line.groups if one is not None]
        assert all(one.people >= LEAST for one in figures)
        if line.total is not None:
            left = line.total.people - sum(one.people for one in figures)
            assert left == 0 or left >= LEAST
        else:
            assert figures == []


def test_the_change_by_hand() -> None:
    found = change([(1, 3), (2, 2), (3, 2), (1, 4)])
    assert found is not None
    assert (found.before, found.after, found.by) == (1.75, 2.75, 1.0)
    assert (found.people, found.rose, found.fell) == (4, 2, 1)
    assert change([(1, 4), (1, 4)]) is None


@pytest.mark.parametrize(
    ("mean", "step"), [(None, 0), (1, 1), (1.74, 1), (1.75, 2), (2.5, 3), (3.25, 4), (4, 4)]
)
def test_a_mean_stands_for_one_of_four_steps(mean: float | None, step: int) -> None:
    assert level(mean) == step


def test_the_minutes_are_told_from_the_number_of_statements() -> None:
    assert [minutes_for(many) for many in (0, 1, 47, 60)] == [0, 1, 10, 12]
