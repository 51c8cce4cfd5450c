"""A balance that fits, what if, and the agenda: worked out by hand, and on the page."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from priorities.actions import revealing
from priorities.analysis import analyse
from priorities.models import Participant, Review, ReviewDuty
from priorities.outcome import RatedDuty, Results, RoundOutcome
from priorities.proposing import agenda, balance, moved
from tests.factories import a_member, signed_in

from .making import Field, an_open, rates
from .test_results import fresh, said, url


def found_in(
    rows: list[list[int | None]],
    minutes: list[int | None],
    bounds: list[tuple[int, int]] | None = None,
) -> Results:
    """Results of these ratings, worked out without a database."""
    n = len(minutes)
    low_high = bounds or [(0, 10_000)] * n
    duties = tuple(
        RatedDuty(place, place, f"Duty {place}", f"Duty {place}", "staff", *low_high[place])
        for place in range(n)
    )
    outcome = RoundOutcome(
        number=1,
        revealed_on="2026-09-04",
        asked=len(rows),
        typed_in=0,
        table=tuple(tuple(row) for row in rows),
        raters=None,
        coordinators=(),
        remarks=((),) * n,
        carriers=({},) * n,
        groups=(),
        all_groups=1,
        analysis=analyse(rows, ["staff"] * n, minutes),
    )
    return Results(duties, (outcome,), 1, None, {})


def test_minutes_go_by_influence_and_add_up_to_the_capacity() -> None:
    found = balance(found_in([[5, 3, 1]], [10, 50, 40]), 60)
    assert [row.proposed for row in found.rows] == [40, 20, 0]  # weights 4, 2, 0
    assert [row.difference for row in found.rows] == [30, -30, -40]
    assert (found.today, found.proposed, found.difference, found.loss) == (100, 60, -40, 40)


def test_a_duty_that_is_handed_on_leaves_its_time_to_the_others() -> None:
    found = balance(found_in([[5, 3, 1]], [10, 50, 40]), 60, out=[0])
    assert [row.proposed for row in found.rows] == [0, 60, 0]
    assert [row.out for row in found.rows] == [True, False, False]


def test_floors_that_do_not_fit_cannot_be_done_and_ceilings_leave_time_free() -> None:
    floors = found_in([[5, 3]], [0, 0], [(60, 100), (45, 100)])
    assert balance(floors, 90).fit.short == 15
    ceilings = found_in([[5, 3]], [0, 0], [(0, 30), (0, 20)])
    assert balance(ceilings, 90).fit.free == 40


def test_odd_floors_and_ceilings_do_no_harm() -> None:
    odd = found_in([[5, 3]], [0, 0], [(7, 8), (0, 3)])
    assert [row.proposed for row in balance(odd, 60).rows] == [10, 0]


ratings = st.lists(
    st.lists(st.none() | st.integers(1, 5), min_size=8, max_size=8), min_size=1, max_size=9
)


@given(ratings, st.integers(0, 240))
def test_an_agenda_fits_the_meeting_and_forgets_no_duty(
    rows: list[list[int | None]], minutes: int
) -> None:
    analysis = analyse(rows, ["staff"] * 8, [None] * 8)
    found = agenda(analysis, minutes)
    assert found.minutes + found.left == minutes
    assert all(3 <= box.minutes <= 15 for box in found.boxes)
    assert sorted([box.place for box in found.boxes] + list(found.silent)) == list(range(8))
    assert [box.place for box in found.boxes] == analysis.agenda[: len(found.boxes)]
    given = [box.minutes for box in found.boxes]
    assert given == sorted(given, reverse=True)
    waiting = [place for place in found.silent if analysis.duties[place].split > 1e-9]
    assert not waiting or minutes < 3 * (len(found.boxes) + 1)


def test_a_short_meeting_talks_about_the_most_split_and_leaves_the_rest_to_silence() -> None:
    analysis = analyse([[5, 5, 3, 1], [1, 4, 3, 1]], ["staff"] * 4, [None] * 4)
    found = agenda(analysis, 5)
    assert [(box.place, box.minutes) for box in found.boxes] == [(0, 5)]
    assert set(found.silent) == {1, 2, 3}
    assert agenda(analysis, 0).boxes == ()


def test_what_moved_is_the_median_or_the_consensus() -> None:
    before = analyse([[5, 3, 2], [5, 3, 2], [5, 1, 2]], ["staff"] * 3, [None] * 3)
    now = analyse([[3, 3, 2], [3, 3, 2], [3, 3, 2]], ["staff"] * 3, [None] * 3)
    moves = moved(before, now)
    assert [one.place for one in moves] == [0, 1]
    assert (moves[0].before, moves[0].now, moves[0].closer) == (5, 3, False)
    assert moves[1].before == moves[1].now == 3 and moves[1].closer


@pytest.fixture
def review(where: Field) -> Review:
    """Two coordinators with 150 and 60 minutes; the first duty matters most."""
    joel = a_member(where.school, "coordinator", name="Joel Other")
    opened = an_open(where, [*where.everybody, joel])
    Participant.objects.filter(member=joel).update(capacity=60)
    rates(opened, where.coordinator, [5, 3, 3, 3, 3, 3], minutes=40)
    rates(opened, joel, [5, 3, 3, 3, 3, 3], minutes=20)
    revealing.reveal(opened.review, where.head, [p.pk for p in opened.review.participants.all()])
    return fresh(where, opened.review)


def test_the_page_fits_all_coordinators_time_and_shows_today_beside_it(
    where: Field, client: Client, review: Review
) -> None:
    text = said(signed_in(client, where.head), url(where, review, "balance"))
    assert 'value="210"' in text and "All coordinators" in text
    assert "It fits: the duties share 3 hours 30 minutes a week by their influence." in text
    assert "6 hours a week; the release time is 3 hours 30 minutes" in text


def test_one_coordinator_can_be_chosen_and_the_capacity_follows(
    where: Field, client: Client, review: Review
) -> None:
    joel = Participant.objects.get(member__name="Joel Other")
    address = f"{url(where, review, 'balance')}?was_for=&who={joel.pk}&capacity=210"
    text = said(signed_in(client, where.head), address)
    assert 'value="60"' in text and "Minutes a week: Joel Other" in text
    text = said(client, address.replace("was_for=", f"was_for={joel.pk}"))
    assert 'value="210"' in text


def test_what_if_a_duty_is_handed_on_and_the_capacity_is_another(
    where: Field, client: Client, review: Review
) -> None:
    first = ReviewDuty.objects.filter(review=review).first()
    assert first
    ReviewDuty.objects.filter(pk=first.pk).update(floor=100)
    path = url(where, review, "balance")
    client = signed_in(client, where.head)
    assert "It cannot be done" in said(client, f"{path}?capacity=60")
    text = said(client, f"{path}?capacity=60&out={first.pk}")
    assert "It fits: the duties share 1 hour a week" in text and " checked" in text
    ReviewDuty.objects.filter(review=review).update(floor=None, ceiling=5)
    assert "30 minutes a week are free" in said(client, f"{path}?capacity=60")
    assert "There is no time to share out" in said(client, f"{path}?capacity=0")


@pytest.mark.parametrize("typed", ["-5", "ten", "999999"])
def test_a_capacity_that_cannot_be_is_named_and_stays_in_its_field(
    where: Field, client: Client, review: Review, typed: str
) -> None:
    text = said(signed_in(client, where.head), f"{url(where, review, 'balance')}?capacity={typed}")
    assert f'value="{typed}"' in text and "invalid-feedback" in text


def test_ids_that_are_not_in_the_review_are_passed_over(
    where: Field, client: Client, review: Review
) -> None:
    path = url(where, review, "balance")
    assert "It fits" in said(signed_in(client, where.head), f"{path}?out=99999&out=x&who=77")
