"""The bar of a cell: as wide as its statements, the fuller the more is met."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.entitlement import HEIGHT, WIDTH, cell_bar


def test_each_answer_takes_its_share_of_the_width() -> None:
    # By hand: of 8, 4 met is half the width, 2 partly a quarter, 1 not yet an eighth.
    bar = cell_bar([("met", 4), ("partly", 2), ("not_yet", 1)], 8, (1, 4))
    assert [(one.key, one.x, one.width) for one in bar.stretches] == [
        ("met", 0.0, 50.0),
        ("partly", 50.0, 25.0),
        ("not_yet", 75.0, 12.5),
    ]
    assert bar.last[0].width == 25.0


def test_it_can_be_told_apart_in_grey_by_its_height() -> None:
    heights = [
        one.height for one in cell_bar([("met", 1), ("partly", 1), ("not_yet", 1)], 3).stretches
    ]
    assert heights == sorted(heights, reverse=True) and len(set(heights)) == 3


@given(st.lists(st.integers(0, 9), min_size=3, max_size=3), st.integers(0, 9))
def test_nothing_is_drawn_outside(many: list[int], unsaid: int) -> None:
    answers = list(zip(("met", "partly", "not_yet"), many, strict=True))
    bar = cell_bar(answers, sum(many) + unsaid)
    for one in bar.stretches:
        assert one.x >= 0 and one.x + one.width <= WIDTH + 0.02
        assert one.y >= 0 and one.y + one.height == pytest.approx(HEIGHT)


@pytest.mark.parametrize(
    ("answers", "total", "last"),
    [([("met", 2)], 1, None), ([("met", -1)], 1, None), ([("met", 1)], 1, (2, 1))],
)
def test_more_than_there_is_is_refused(
    answers: list[tuple[str, int]], total: int, last: tuple[int, int] | None
) -> None:
    with pytest.raises(ValueError, match="no more"):
        cell_bar(answers, total, last)
