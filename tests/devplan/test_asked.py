from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from devplan.due import needs
from devplan.models import Action, Discussion, Monitoring, PlanSignature, Series
from schools.models import Member
from schools.once import once, together
from tests.factories import signed_in

from .parts import World, a_world, agree, days

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Any:
    made = a_world()
    with scope(school=made.school):
        yield made


def sentences(member: Member) -> list[str]:
    return [one.sentence for one in needs(member)]


def a_look(world: World, day: datetime.date, **fields: Any) -> Monitoring:
    return Monitoring.objects.create(
        school=world.school,
        plan=world.plan,
        kind="visit",
        about="Year 4 with tablets",
        by=world.department,
        planned_on=day,
        **fields,
    )


def test_who_is_to_look_within_a_week_is_asked(world: World) -> None:
    agree(world)
    look = a_look(world, days(7))
    asked = needs(world.department)
    assert [one.sentence for one in asked] == ["“Year 4 with tablets” is to be looked at by you"]
    assert asked[0].detail == "A sentence on what was found is enough."
    assert reverse("devplan:monitoring", args=[world.school.slug, world.plan.pk]) == asked[0].url
    assert sentences(world.teacher) == []
    Monitoring.objects.filter(pk=look.pk).update(planned_on=days(8))
    assert sentences(world.department) == []


def test_a_look_that_an_action_names_counts_with_those_planned(world: World) -> None:
    agree(world)
    a_look(world, days(-1))
    Action.objects.filter(pk=world.action.pk).update(
        monitored_by=world.department, monitored_on=days(2)
    )
    (asked,) = needs(world.department)
    assert asked.sentence == "2 things are to be looked at by you"
    assert asked.detail == "1 is past its day."


def test_of_a_look_that_was_had_nobody_is_asked(world: World) -> None:
    agree(world)
    a_look(world, days(-1), done_on=days(-1))
    assert sentences(world.department) == []


def test_looks_of_a_draft_wait_until_it_is_agreed(world: World) -> None:
    a_look(world, days(1))
    assert sentences(world.department) == []


def everything(world: World, many: int) -> None:
    """So many of each thing that a plan asks of its people."""
    for number in range(many):
        a_look(world, days(-number))
        series = Series.objects.create(school=world.school, direction="up", title=f"S {number}")
        series.people.set([world.head, world.coordinator, world.department])
        talk = Discussion.objects.create(
            school=world.school, plan=world.plan, series=series, held_on=days(-number)
        )
        talk.hold()
        talk.save()
        Action.objects.create(
            school=world.school,
            objective=world.objective,
            text=f"Action {number}",
            lead=(world.head, world.coordinator, world.department)[number % 3],
            ends_on=days(-number),
        )


def test_what_the_plan_asks_is_read_in_one_query_however_much_there_is(
    world: World, django_assert_max_num_queries: Any
) -> None:
    agree(world)
    for many in (3, 30):
        everything(world, many)
        for member in (world.head, world.coordinator, world.department):
            assert member.kinds
            with django_assert_max_num_queries(1):
                assert len(needs(member)) >= 2


def test_the_front_page_of_a_school_with_a_plan_needs_at_most_fifteen_queries(
    client: Client, world: World, django_assert_max_num_queries: Any
) -> None:
    agree(world)
    everything(world, 9)
    PlanSignature.objects.create(school=world.school, plan=world.plan, capacity="author")
    people = (world.head, world.coordinator, world.department, world.teacher, world.governor)
    for member in people:
        signed_in(client, member)
        with django_assert_max_num_queries(15):
            assert client.get(reverse("front", args=[world.school.slug])).status_code == 200


def test_what_is_asked_together_is_read_once_and_afterwards_afresh() -> None:
    read: list[int] = []

    def count() -> int:
        read.append(len(read))
        return len(read)

    assert (once("one", count), once("one", count)) == (1, 2)
    with together():
        assert (once("one", count), once("one", count)) == (3, 3)
        assert once("other", count) == 4
    assert once("one", count) == 5
