"""Another order: nothing is lost, and what was typed stands where it was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.ordering import placed, stepped

lists = st.lists(st.integers(), min_size=1, unique=True)


def test_a_step_up_and_a_step_down() -> None:
    assert stepped("abcd", "c", -1) == ["a", "c", "b", "d"]
    assert stepped("abcd", "b", 1) == ["a", "c", "b", "d"]
    assert stepped("abcd", "a", -1) == ["a", "b", "c", "d"]
    with pytest.raises(ValueError, match="not in list"):
        stepped(["a"], "b", 1)


def test_typed_places_are_taken() -> None:
    assert placed("abcd", {"d": 1}) == ["d", "a", "b", "c"]
    assert placed("abcd", {"a": 4, "d": 1}) == ["d", "b", "c", "a"]
    assert placed("abcd", {"a": 1, "b": 2, "c": 99}) == ["a", "b", "d", "c"]
    assert placed("abcd", {"b": -5}) == ["b", "a", "c", "d"]


@given(lists, st.data())
def test_nothing_is_lost_and_one_that_moves_stands_where_it_was_put(
    items: list[int], data: st.DataObject
) -> None:
    item = data.draw(st.sampled_from(items))
    place = data.draw(st.integers(1, len(items)))
    found = placed(items, {item: place})
    assert sorted(found) == sorted(items)
    assert found.index(item) + 1 == place
    assert [one for one in found if one != item] == [one for one in items if one != item]


@given(lists)
def test_places_left_as_they_are_change_nothing(items: list[int]) -> None:
    assert placed(items, {item: place for place, item in enumerate(items, start=1)}) == items
