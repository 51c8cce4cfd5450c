"""How far indicators came, how actions stood, what is to be bought again: against values worked by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devplan.forecast import Bought, replacements
from devplan.impact import Measured, Point, tally, way_travelled
from devplan.ragtime import Said, Story, over_time, stood

D = Decimal
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("baseline", "latest", "target", "percent"),
    [
        # (63 − 52) ÷ (72 − 52) = 55 %
        (52, 63, 72, 55),
        # Fewer is better: (7 − 14) ÷ (5 − 14) = 77.8 %
        (14, 7, 5, 78),
        # The other way: (50 − 52) ÷ (72 − 52) = −10 %
        (52, 50, 72, -10),
        # Beyond: (100 − 0) ÷ (50 − 0) = 200 %, shown as 150 %
        (0, 100, 50, 150),
        (50, 0, 60, -100),
        # A half is rounded up: (1.01 − 1) ÷ (3 − 1) = 0.5 %
        ("1", "1.01", "3", 1),
    ],
)
def test_the_way_travelled_is_worked_out_as_defined(
    baseline: object, latest: object, target: object, percent: int
) -> None:
    assert way_travelled(D(str(baseline)), D(str(latest)), D(str(target))) == percent


def test_where_the_target_is_the_baseline_it_is_held_or_not() -> None:
    up = Measured(
        True, D(90), None, [Point(date(2026, 9, 1), D(91))], [Point(date(2027, 7, 1), D(90))]
    )
    assert up.way(TODAY) is None
    assert up.held(TODAY) is True
    down = Measured(
        False, D(3), None, [Point(date(2026, 9, 1), D(4))], [Point(date(2027, 7, 1), D(3))]
    )
    assert down.held(TODAY) is False


def test_the_target_that_counts_is_the_next_one_and_after_the_last_the_last() -> None:
    targets = [
        Point(date(2028, 7, 1), D(80)),
        Point(date(2026, 7, 1), D(60)),
        Point(date(2027, 7, 1), D(70)),
    ]
    known = Measured(True, targets=targets)
    assert known.target_at(date(2026, 7, 1)).value == 60  # type: ignore[union-attr]
    assert known.target_at(TODAY).value == 70  # type: ignore[union-attr]
    assert known.target_at(date(2030, 1, 1)).value == 80  # type: ignore[union-attr]
    assert Measured(True).target_at(TODAY) is None


def test_what_is_known_and_what_is_not_is_counted() -> None:
    point = [Point(date(2026, 9, 1), D(5))]
    told = tally(
        [
            Measured(True, D(4), None, point),
            Measured(True, D(6), None, point),
            Measured(False, D(6), None, point),
            Measured(True, D(5), None, point),
            Measured(True, D(5)),
            Measured(True, None, None, point),
        ]
    )
    assert (told.better, told.worse, told.same) == (2, 1, 1)
    assert (told.unmeasured, told.without_baseline, told.all) == (1, 1, 6)


numbers = st.decimals(min_value=-1000, max_value=1000, places=2)


@given(numbers, numbers, numbers)
def test_the_way_travelled_stays_within_its_bounds(
    baseline: Decimal, latest: Decimal, target: Decimal
) -> None:
    way = way_travelled(baseline, latest, target)
    assert (way is None) is (baseline == target)
    assert way is None or -100 <= way <= 150
    if baseline != target:
        assert way_travelled(baseline, target, target) == 100
        assert way_travelled(baseline, baseline, target) == 0


def story(*said: Said, starts: date = date(2026, 9, 1), ends: date = date(2026, 12, 1)) -> Story:
    return Story(1, starts, ends, said)


def test_an_action_stands_as_was_said_of_it_until_its_finish_is_past() -> None:
    amber = Said(date(2026, 10, 1), "under_way", "amber")
    done = Said(date(2027, 1, 10), "done", "green")
    action = story(amber, done)
    assert stood(action, date(2026, 8, 1)) == ""
    assert stood(action, date(2026, 9, 15)) == "amber"  # begun on paper, and nothing said
    assert stood(action, date(2026, 10, 20)) == "amber"
    assert stood(action, date(2026, 12, 20)) == "red"
    assert stood(action, date(2027, 1, 10)) == "done"
    assert stood(story(Said(date(2026, 9, 2), "dropped", "green")), TODAY) == ""


def test_the_colours_of_a_strand_are_counted_at_each_day() -> None:
    late = story(ends=date(2026, 10, 1))
    fine = story(Said(date(2026, 9, 5), "under_way", "green"))
    moments = over_time([late, fine], [date(2026, 9, 30), date(2026, 10, 15)])[1]
    assert [one.counts for one in moments] == [
        {"red": 0, "amber": 1, "green": 1, "done": 0},
        {"red": 1, "amber": 0, "green": 1, "done": 0},
    ]


def test_what_lasts_five_years_is_bought_again_every_fifth() -> None:
    found = replacements(
        [Bought("Tablets", 2026, 960_000, 5), Bought("Loggers", 2027, 1_000, 4)], 2026, 11
    )
    due = {one.year: one.pence for one in found if one.pence}
    assert due == {2031: 961_000, 2035: 1_000, 2036: 960_000}
    assert len(found) == 11


@given(st.integers(2020, 2030), st.integers(1, 40), st.integers(1, 10**8))
def test_nothing_is_bought_again_before_it_has_lasted(year: int, lasts: int, pence: int) -> None:
    for one in replacements([Bought("One", year, pence, lasts)], 2020, 30):
        assert one.pence in (0, pence)
        assert not one.pence or ((one.year - year) % lasts == 0 and one.year > year)
