"""A next step of a self-review in the plan: in one step, with where it came from, and whether it has closed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from audits.actions import judging, levels
from audits.actions import selfreview as actions
from audits.models import SelfReview
from audits.queries.gaps import gaps
from audits.queries.selfreview_gaps import open_gaps
from audits.selfreview_library import selfreview_library
from devplan.actions import doing
from devplan.actions.writing import ObjectiveWords, add_objective
from devplan.models import Action, Strand
from devplan.offers import offers
from devplan.queries.checks import checks_of
from devplan.queries.origins import origins_of
from schools.models import Member
from tests.devplan.parts import World, a_world, agree, days
from tests.factories import signed_in

pytestmark = pytest.mark.django_db

KEYS = selfreview_library().keys


@pytest.fixture
def world() -> Iterator[World]:
    made = a_world()
    with scope(school=made.school):
        yield made


def reviewed(world: World, pedagogy: int, title: str, days_ago: int = 0) -> SelfReview:
    """A self-review agreed so many days ago, with everything but pedagogy at the highest level."""
    people = [world.head, world.coordinator]
    review = actions.open_review(world.school, world.head, title, days(7), people)
    for judge in review.judges.select_related("member"):
        for key in KEYS:
            judging.say(judge, judge.member, judging.Say(key, 3))
    actions.reveal(review, world.head)
    for key in KEYS:
        level = pedagogy if key == "pedagogy" else 5
        next_step = "Visit lessons in pairs" if level < 5 else ""
        levels.agree_level(review, world.head, key, levels.Words(level, "Seen.", next_step))
    levels.agree_all(review, world.head)
    day = days(-days_ago)
    SelfReview.objects.filter(pk=review.pk).update(
        opened_on=day, closes_on=day, revealed_on=day, agreed_on=day
    )
    return SelfReview.objects.get(pk=review.pk)


def test_a_next_step_becomes_an_action_and_the_plan_says_when_it_has_closed(
    client: Client, world: World
) -> None:
    Strand.objects.filter(pk=world.other.pk).update(kind="pedagogy")
    fitting = add_objective(
        world.plan, world.coordinator, ObjectiveWords("Better lessons", world.other.pk)
    )
    review = reviewed(world, 2, "First", days_ago=400)
    (gap,) = gaps(world.school)
    signed_in(client, world.coordinator)
    levels_page = reverse("audits:selfreview", args=[world.school.slug, review.pk])
    page = client.get(levels_page).text
    begin = reverse("devplan:new_action", args=[world.school.slug, world.plan.pk])
    begin = f"{begin}?gap=self-review-{gap.pk}"
    assert begin in page and "Into the plan" in page
    form = client.get(begin).text
    assert "Visit lessons in pairs" in form
    assert "Pedagogy, self-review, the next step from level 2, open since" in form
    assert f'<option value="{fitting.pk}" selected>' in form
    typed = {"gap": f"self-review-{gap.pk}", "objective": fitting.pk, "text": "Pairs each Friday"}
    assert client.post(begin, typed).status_code == 302
    made = Action.objects.get(text="Pairs each Friday")
    assert (made.origin_kind, made.origin_id) == ("gap:self-review", gap.pk)
    assert "See its action in the plan" in client.get(levels_page).text
    agree(world)
    plan = reverse("devplan:plan", args=[world.school.slug, world.plan.pk])
    open_words = "From a gap in Pedagogy, self-review, open still: the next step from level 2."
    assert open_words in client.get(plan).text
    reviewed(world, 3, "Second")
    closed = client.get(plan).text
    assert "From a gap in Pedagogy, self-review, which has closed: level 3 agreed on" in closed
    assert "Done since: level 3 agreed on" in client.get(levels_page).text


def test_as_long_as_the_level_is_no_higher_the_action_stands_for_the_next_review_too(
    world: World,
) -> None:
    reviewed(world, 2, "First", days_ago=400)
    (gap,) = gaps(world.school)
    words = doing.ActionWords("Pairs each Friday")
    made = doing.add_action(world.objective, world.coordinator, words, ("gap:self-review", gap.pk))
    second = reviewed(world, 2, "Second")
    (again,) = gaps(world.school)
    assert again.ref == gap.ref and f"/{second.pk}/" in again.url
    titles = [one.title for one in offers(again, Member.objects.get(pk=world.head.pk))]
    assert titles == ["See its action in the plan"]
    assert not origins_of(world.school, [made])["gap:self-review", gap.pk].closed


def test_the_checks_name_a_next_step_that_no_action_takes_up(world: World) -> None:
    reviewed(world, 2, "First")
    blocks = {one.check.name: one.rows for one in checks_of(world.plan).blocks}
    (row,) = blocks["gap_without_action"]
    assert row.found.sentence == (
        "Pedagogy, self-review: “Visit lessons in pairs” is the next step from level 2; no action "
        "takes it up."
    )
    doing.add_action(
        world.objective,
        world.coordinator,
        doing.ActionWords("Pairs"),
        ("gap:self-review", gaps(world.school)[0].pk),
    )
    assert "gap_without_action" not in {one.check.name for one in checks_of(world.plan).blocks}


def test_what_is_not_agreed_yet_is_no_gap_and_who_does_not_plan_is_offered_nothing(
    world: World, django_assert_max_num_queries: Any
) -> None:
    review = reviewed(world, 2, "First")
    (gap,) = gaps(world.school)
    assert offers(gap, Member.objects.get(pk=world.teacher.pk)) == []
    assert offers(gap, Member.objects.get(pk=world.governor.pk)) == []
    with django_assert_max_num_queries(1):
        assert len(open_gaps(world.school)) == 1
    SelfReview.objects.filter(pk=review.pk).update(state="revealed", agreed_on=None)
    assert gaps(world.school) == []
    stranger = a_world()
    with scope(school=stranger.school):
        assert gaps(stranger.school) == []
