"""Where things stand in the figures."""

from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.geometry import AREAS, DIGIT, NARROWEST, Step, cycle, load_bar

FIVE = [
    ("staff", "Staff development", 65),
    ("leadership", "Management and leadership", 40),
    ("curriculum", "Curriculum planning", 20),
    ("resources", "Resources", 15),
    ("teaching", "Teaching and learning", 30),
]
segments = st.lists(
    st.tuples(st.sampled_from(AREAS), st.text(max_size=5), st.integers(0, 2000)), max_size=8
)


def test_a_bar_adds_up_its_minutes_and_says_what_is_over() -> None:
    bar = load_bar(FIVE, 120)
    assert bar.total == 170
    assert bar.over == 50
    assert [one.minutes for one in bar.stretches] == [65, 40, 20, 15, 30]
    assert bar.capacity is not None
    assert bar.capacity.at == pytest.approx(bar.end * 120 / 170)


def test_release_time_that_is_not_known_is_not_drawn() -> None:
    for nothing in (None, 0):
        bar = load_bar(FIVE, nothing)
        assert bar.capacity is None
        assert bar.over == 0


def test_duties_without_minutes_make_an_empty_bar_beside_the_release_time() -> None:
    bar = load_bar([("staff", "Staff development", 0)], 120)
    assert bar.stretches == ()
    assert bar.end == 0
    assert bar.capacity is not None and bar.capacity.at <= 100


def test_a_sliver_has_no_label_of_its_own_and_a_wide_stretch_has() -> None:
    bar = load_bar([("staff", "a", 2), ("leadership", "b", 400), ("curriculum", "c", 3)], None)
    assert [one.labelled for one in bar.stretches] == [False, True, False]
    assert [one.marked for one in bar.stretches] == [False, True, False]


def test_minutes_below_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        load_bar([("staff", "a", -1)], None)
    with pytest.raises(ValueError, match="negative"):
        load_bar([], -5)


@given(segments, st.none() | st.integers(0, 4000))
def test_a_bar_stays_in_its_width_without_gaps_and_its_labels_never_touch(
    parts: list[tuple[str, str, int]], capacity: int | None
) -> None:
    bar = load_bar(parts, capacity)
    at = 0.0
    free_from = -1.0
    for one in bar.stretches:
        assert one.start == pytest.approx(at)
        at += one.length
        if one.labelled:
            assert one.start >= free_from
            free_from = one.start + len(str(one.minutes)) * DIGIT / NARROWEST * 100
    assert bar.end == pytest.approx(at)
    assert at + bar.room <= 100 + 1e-6
    if bar.capacity:
        assert 0 < bar.capacity.at <= 100


def test_the_cycle_starts_at_the_top_and_goes_round_clockwise() -> None:
    ring = cycle([Step(str(i), f"Step {i}", "later", "") for i in range(6)])
    top, right, *_rest = ring.stations
    assert (top.x, top.y, top.anchor) == (0, -ring.radius, "middle")
    assert right.x > 0 and right.y < 0 and right.anchor == "start"
    assert ring.stations[4].x < 0 and ring.stations[4].anchor == "end"


@given(st.integers(1, 12))
def test_every_station_stands_on_the_ring_with_its_words_outside_it(count: int) -> None:
    ring = cycle([Step(str(i), "", "done", "") for i in range(count)])
    for one in ring.stations:
        assert hypot(one.x, one.y) == pytest.approx(ring.radius, abs=0.2)
        assert hypot(one.text_x, one.text_y) > ring.radius
        assert abs(one.text_y) <= ring.height / 2


@given(st.integers(1, 7))
def test_each_station_can_be_touched_without_touching_another(count: int) -> None:
    ring = cycle([Step(str(i), "", "done", "") for i in range(count)])
    targets = [one.target for one in ring.stations]
    for index, one in enumerate(targets):
        assert min(one.width, one.height) >= 44
        assert abs(one.x) <= ring.width / 2 and one.x + one.width <= ring.width / 2
        for other in targets[:index]:
            apart = one.x + one.width <= other.x or other.x + other.width <= one.x
            above = one.y + one.height <= other.y or other.y + other.height <= one.y
            assert apart or above


def test_a_cycle_without_steps_is_refused() -> None:
    with pytest.raises(ValueError, match="needs steps"):
        cycle([])
