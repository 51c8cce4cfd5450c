"""Bars over terms: where they stand, worked out by hand beside each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts import timeline

YEARS = [(f"{year}/{year - 1999}", ["Autumn", "Spring", "Summer"]) for year in (2026, 2027, 2028)]
FRAME = timeline.frame(YEARS, [0.5, 1.4], 4.5)


def test_each_term_is_a_ninth_of_three_years() -> None:
    # 100 / 9 = 11.11; the second year begins after three terms: 33.33.
    assert [one.x for one in FRAME.terms[:4]] == [0, 11.11, 22.22, 33.33]
    assert [one.x for one in FRAME.years] == [0, 33.33, 66.67]
    assert [one.short for one in FRAME.terms[:3]] == ["Aut", "Spr", "Sum"]


def test_years_terms_and_half_terms_have_lines_of_their_own() -> None:
    weights = [one.weight for one in FRAME.rules]
    assert (weights.count("year"), weights.count("term"), weights.count("half")) == (4, 6, 2)


def test_today_stands_in_the_middle_of_the_middle_term() -> None:
    assert FRAME.today == 50
    assert not FRAME.today_at_end
    assert timeline.frame(YEARS, today=8.5).today_at_end
    assert timeline.frame(YEARS, today=9.5).today is None


def test_a_bar_goes_from_its_first_to_its_last_day() -> None:
    # From a column and a half to three: 16.67 % of the width, and as long again.
    found = timeline.bar(FRAME, 1.5, 3, "green")
    assert found == timeline.Bar(16.67, 16.67, "green")


def test_a_bar_that_goes_on_beyond_the_picture_says_so() -> None:
    found = timeline.bar(FRAME, -1, 10, "red")
    assert found == timeline.Bar(0, 100, "red", before=True, after=True)
    assert timeline.bar(FRAME, 10, 11, "red") is None
    assert timeline.bar(FRAME, -2, -1, "red") is None


def test_a_bar_of_which_one_end_is_unknown_is_vague() -> None:
    found = timeline.bar(FRAME, None, 9, "green")
    assert found is not None
    assert found.vague and found.end == pytest.approx(100, abs=0.01)
    assert timeline.bar(FRAME, None, None, "green") is None


def test_milestones_that_would_touch_stand_as_one_with_the_worst_of_their_states() -> None:
    found = timeline.marks(FRAME, [(2, "green"), (2.1, "red"), (5, "open"), (12, "open")])
    assert [(one.state, one.count) for one in found] == [("red", 2), ("open", 1)]


def test_without_terms_there_is_no_picture() -> None:
    with pytest.raises(ValueError, match="needs terms"):
        timeline.frame([])


@given(
    start=st.none() | st.floats(-20, 20),
    length=st.floats(0, 20),
    open_end=st.booleans(),
)
def test_no_bar_leaves_its_lane(start: float | None, length: float, open_end: bool) -> None:
    end = None if open_end else (start or 0.0) + length
    found = timeline.bar(FRAME, start, end, "green")
    if found is not None:
        assert found.x >= 0
        assert found.width > 0
        assert found.end <= 100.02


@given(st.lists(st.tuples(st.floats(-1, 10), st.sampled_from(timeline.WORST)), max_size=40))
def test_every_milestone_in_the_picture_is_counted_once(places: list[tuple[float, str]]) -> None:
    found = timeline.marks(FRAME, places)
    assert sum(one.count for one in found) == sum(0 <= place <= 9 for place, _state in places)
