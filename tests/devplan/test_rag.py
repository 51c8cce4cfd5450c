"""Colours as design.md defines them, and what must always hold of them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devplan.rag import AMBER, GREEN, RED, Judged, Timed, computed, missed, of_objective, worst

TODAY = date(2026, 11, 24)
HALF_TERM = date(2026, 11, 2)
DAY = timedelta(days=1)


def colour(
    status: str = "under_way",
    starts: date | None = None,
    ends: date | None = None,
    updated: date | None = None,
    criteria: tuple[Judged, ...] = (),
) -> tuple[str, str]:
    found = computed(Timed(status, starts, ends, updated), TODAY, HALF_TERM, criteria)
    return found.rag, found.reason


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (colour(ends=TODAY - DAY), (RED, "late")),
        (colour(ends=TODAY, updated=TODAY), (GREEN, "")),
        (colour("done", ends=TODAY - DAY), (GREEN, "")),
        (colour("dropped", ends=TODAY - DAY), (GREEN, "")),
        (colour("not_started", starts=TODAY - DAY, ends=TODAY + 60 * DAY), (AMBER, "not_started")),
        (colour("not_started", starts=TODAY, ends=TODAY + 60 * DAY), (GREEN, "")),
        (colour("not_started", starts=TODAY + DAY, ends=TODAY + 60 * DAY), (GREEN, "")),
        (colour(ends=TODAY + 14 * DAY), (AMBER, "word")),
        (colour(ends=TODAY + 15 * DAY), (GREEN, "")),
        (colour(ends=TODAY + 14 * DAY, updated=HALF_TERM), (GREEN, "")),
        (colour(ends=TODAY + 14 * DAY, updated=HALF_TERM - DAY), (AMBER, "word")),
        (colour(criteria=(Judged(TODAY - DAY, met=False),)), (RED, "criterion")),
        (colour(criteria=(Judged(TODAY - DAY, met=True),)), (GREEN, "")),
        (colour(criteria=(Judged(TODAY, met=False),)), (GREEN, "")),
        (colour(criteria=(Judged(None, met=False),)), (GREEN, "")),
        (
            colour("not_started", starts=TODAY + DAY, criteria=(Judged(TODAY - DAY, met=False),)),
            (GREEN, ""),
        ),
    ],
)
def test_each_colour_follows_from_what_the_design_names(
    said: tuple[str, str], expected: tuple[str, str]
) -> None:
    assert said == expected


def test_an_action_that_nobody_gave_days_is_on_track() -> None:
    assert colour("not_started") == (GREEN, "")


def test_an_objective_is_as_red_as_its_worst_action_or_a_missed_criterion() -> None:
    assert of_objective([GREEN, AMBER], [], TODAY) == AMBER
    assert of_objective([GREEN], [Judged(TODAY - DAY, met=False)], TODAY) == RED
    assert of_objective([], [], TODAY) == GREEN
    assert worst([AMBER, RED, GREEN]) == RED


days = st.dates(date(2024, 1, 1), date(2030, 1, 1))
maybe = st.none() | days
statuses = st.sampled_from(["not_started", "under_way", "done", "dropped"])
judged = st.lists(st.builds(Judged, maybe, st.booleans()), max_size=3)


@given(statuses, maybe, maybe, maybe, days, maybe, judged)
def test_whatever_the_dates_the_rules_hold(
    status: str,
    starts: date | None,
    ends: date | None,
    updated: date | None,
    today: date,
    half_term: date | None,
    criteria: list[Judged],
) -> None:
    found = computed(Timed(status, starts, ends, updated), today, half_term, criteria)
    open_still = status in ("not_started", "under_way")
    past_finish = ends is not None and ends < today and open_still
    if past_finish:
        assert found.rag == RED
    if not open_still:
        assert found.rag == GREEN
    if found.rag == RED:
        assert past_finish or missed(criteria, today)
    assert (found.reason == "") == (found.rag == GREEN)


@given(statuses, maybe, maybe, days, judged)
def test_a_word_said_today_never_makes_it_worse(
    status: str, starts: date | None, ends: date | None, today: date, criteria: list[Judged]
) -> None:
    order = [GREEN, AMBER, RED]
    silent = computed(Timed(status, starts, ends), today, today, criteria).rag
    said = computed(Timed(status, starts, ends, today), today, today, criteria).rag
    assert order.index(said) <= order.index(silent)
