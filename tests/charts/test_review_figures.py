"""Beads, shares and the field: nothing leaves its frame, nothing lies over a label."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charts.beads import beads
from charts.field import HALF, Field, Point, field
from charts.shares import shares_picture

TITLES = ("Do more", "Protect", "Let be", "Simplify or hand on")


@given(st.lists(st.integers(0, 60), min_size=5, max_size=5))
def test_there_is_a_bead_for_each_rater_and_all_stand_within_the_height(counts: list[int]) -> None:
    row = beads(counts, 3)
    assert row.soft.count("M") + row.strong.count("M") == sum(counts)
    assert row.strong.count("M") == counts[2]
    for x, y in re.findall(r"M([\d.-]+) ([\d.-]+)h", row.soft + row.strong):
        assert float(x) - row.size / 2 + 0.1 >= 0 and float(x) + row.size / 2 <= row.width
        assert float(y) - row.size / 2 >= 0 and float(y) + row.size / 2 <= row.height


def test_a_few_beads_are_large_and_stacked_as_by_hand() -> None:
    row = beads([0, 0, 1, 2, 4], 5)
    assert row.size == pytest.approx(8 * 0.9)
    assert len(set(re.findall(r"M144.0 ([\d.]+)h", row.strong))) == 4


def test_beads_of_one_point_stand_beside_one_another_not_upon_one_another() -> None:
    row = beads([0, 0, 0, 40, 0], 4)
    places = re.findall(r"M([\d.]+) ([\d.]+)h", row.strong)
    assert len(set(places)) == 40
    for (x1, y1), (x2, y2) in itertools.combinations(places, 2):
        apart = ((float(x1) - float(x2)) ** 2 + (float(y1) - float(y2)) ** 2) ** 0.5
        assert apart >= row.size * 0.98


def test_beads_refuse_a_negative_count() -> None:
    with pytest.raises(ValueError, match="negative"):
        beads([1, -1], 1)


@pytest.mark.parametrize("narrow", [False, True])
def test_shares_stand_on_their_scale_and_the_gap_is_the_difference(narrow: bool) -> None:
    picture = shares_picture(
        [("staff", "Staff development", 0.14, 0.29), ("resources", "Resources", 0.48, 0.16)], narrow
    )
    assert [row.gap for row in picture.rows] == [-15, 32]
    first, last = picture.ticks[0], picture.ticks[-1]
    assert (first[1], last[1]) == (0, 50)
    at = first[0] + (last[0] - first[0]) * 0.48 / 0.50
    assert picture.rows[1].solid_x == pytest.approx(at, abs=0.2)
    assert all(0 <= (row.solid_x or 0) + 7 <= picture.width for row in picture.rows)


def test_a_share_of_time_that_is_not_known_is_not_drawn() -> None:
    (row,) = shares_picture([("staff", "Staff development", None, 1.0)]).rows
    assert row.solid_x is None
    assert row.gap is None


def test_shares_beyond_the_whole_are_refused() -> None:
    with pytest.raises(ValueError, match="0 to 1"):
        shares_picture([("staff", "Staff", 1.2, 0.1)])


points = st.lists(
    st.tuples(
        st.integers(0, 40).map(lambda n: n * 5),
        st.sampled_from([1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5]),
        st.integers(3, 32),
    ),
    min_size=1,
    max_size=60,
)


def a_field(found: list[tuple[int, float, int]], names: int, width: float = 760) -> Field:
    placed = [
        Point("staff", number, "x" * long, minutes, influence)
        for number, (minutes, influence, long) in enumerate(found, start=1)
    ]
    mean = sum(one.minutes for one in placed) / len(placed)
    return field(placed, mean, 4, TITLES, list(range(1, names + 1)), width, 500)


@settings(max_examples=60, deadline=None)
@given(points, st.integers(0, 16), st.sampled_from([760.0, 340.0]))
def test_no_label_lies_over_another_or_over_a_mark_or_leaves_the_frame(
    found: list[tuple[int, float, int]], names: int, width: float
) -> None:
    drawn = a_field(found, names, width)
    boxes = [(mark.point.number, mark.box) for mark in drawn.marks if mark.box]
    for (_a, one), (_b, other) in itertools.combinations(boxes, 2):
        assert not (
            one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
        )
    for number, box in boxes:
        assert box[0] >= 0 and box[2] <= width and box[1] >= 0 and box[3] <= drawn.bottom
        for mark in drawn.marks:
            if mark.point.number == number:
                continue
            near_x = box[0] < mark.x + HALF - 1 and mark.x - HALF + 1 < box[2]
            near_y = box[1] < mark.y + HALF - 1 and mark.y - HALF + 1 < box[3]
            assert not (near_x and near_y) or mark.text == "" or len(found) > 30


@settings(max_examples=60, deadline=None)
@given(points)
def test_a_mark_stays_in_its_quadrant(found: list[tuple[int, float, int]]) -> None:
    drawn = a_field(found, 0)
    mean = sum(one[0] for one in found) / len(found)
    for mark in drawn.marks:
        assert (mark.y < drawn.split_y) == (mark.point.influence >= 4)
        if mark.point.minutes > mean + 1:
            assert mark.x > drawn.split_x - 1
        elif mark.point.minutes < mean - 1:
            assert mark.x < drawn.split_x + 1


def test_few_duties_all_carry_their_names() -> None:
    found = [(15, 5, 16), (20, 4, 13), (5, 4, 23), (55, 4, 14), (75, 2, 18), (20, 2, 7)]
    drawn = a_field([(a, b, c) for a, b, c in found], 6)
    assert all(mark.named for mark in drawn.marks)


def test_sixty_duties_each_carry_a_name_or_a_number() -> None:
    found = [((n * 7) % 16 * 5, 1 + (n * 5) % 9 / 2, 18) for n in range(60)]
    drawn = a_field(found, 12)
    assert all(mark.text for mark in drawn.marks)
    assert sum(mark.named for mark in drawn.marks) >= 10
