"""The plan over its terms, as a page: who reads it, what stands in it, and how much it asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django_scopes import scope

from devplan.models import Action, Criterion, Objective, Plan
from devplan.years import name
from schools.models import Member
from tests.devplan.parts import World, a_large_plan, a_world, agree, days
from tests.factories import a_member, a_school, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    world = a_world()
    with scope(school=world.school):
        yield world


def url(world: World, plan: Plan | None = None) -> str:
    return f"/s/{world.school.slug}/plans/{(plan or world.plan).pk}/timeline/"


def page(client: Client, member: Member, address: str) -> str:
    signed_in(client, member)
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def dated(world: World, starts: int, ends: int, **fields: Any) -> None:
    Action.objects.filter(pk=world.action.pk).update(
        starts_on=days(starts), ends_on=days(ends), **fields
    )


def test_a_late_action_is_a_red_bar_with_its_word(client: Client, world: World) -> None:
    dated(world, -20, -3)
    agree(world)
    told = page(client, world.governor, url(world))
    assert "One action runs" in told and "one is late" in told
    assert re.search(r'<rect class="f-red" x="[\d.]+%"', told)
    assert 'aria-hidden="true">▲</span> late' in told


def test_what_is_past_its_date_is_told_whatever_is_said_of_it(client: Client, world: World) -> None:
    dated(world, -20, -3, rag="green")
    Action.objects.create(
        school=world.school,
        objective=world.objective,
        text="Done late",
        ends_on=days(-9),
        status="done",
    )
    agree(world)
    told = page(client, world.governor, url(world))
    assert "One action runs this term" in told or "One action runs now" in told
    assert "; one action is past its date" in told
    assert "1 is past its date" in told
    Action.objects.create(
        school=world.school, objective=world.objective, text="Wire the hall", ends_on=days(-2)
    )
    told = page(client, world.governor, url(world))
    assert "; one is late, one more is past its date" in told


def test_what_is_done_is_drawn_thin_and_what_is_dropped_in_dashes(
    client: Client, world: World
) -> None:
    dated(world, -20, 3, status="done")
    agree(world)
    assert 'height="5"' in page(client, world.head, url(world))
    dated(world, -20, 3, status="dropped")
    assert 'stroke-dasharray="3 3"' in page(client, world.head, url(world))


def test_an_action_without_dates_says_so(client: Client, world: World) -> None:
    agree(world)
    assert "no dates yet" in page(client, world.head, url(world))


def test_a_success_criterion_stands_on_its_day_in_sign_and_words(
    client: Client, world: World
) -> None:
    Criterion.objects.create(
        school=world.school, objective=world.objective, text="No dead corner", due_on=days(3)
    )
    agree(world)
    told = page(client, world.teacher, url(world))
    assert "No dead corner, open" in told
    assert "Milestones of the next half-year" in told
    assert "M0-5.5 5.5 0 0 5.5-5.5 0z" in told


def test_one_year_alone_leaves_out_the_others_and_says_how_many(
    client: Client, world: World
) -> None:
    year = world.plan.first_year
    dated(world, 0, 1)
    Action.objects.create(
        school=world.school,
        objective=world.objective,
        text="Much later",
        starts_on=f"{year + 2}-11-01",
        ends_on=f"{year + 2}-12-01",
    )
    agree(world)
    last = page(client, world.head, f"{url(world)}?year={year + 2}")
    assert "Much later" in last and name(year + 2) in last
    assert "One action of other years is left out here." in last
    assert "Survey the rooms" not in last
    for wrong in ("1", "x", "9999", "²²²²"):
        assert "Survey the rooms" in page(client, world.head, f"{url(world)}?year={wrong}")


def test_a_draft_is_read_by_those_who_write_it_and_refused_to_teachers(
    client: Client, world: World
) -> None:
    assert "What is to be done when" in page(client, world.department, url(world))
    signed_in(client, world.teacher)
    response = client.get(url(world))
    assert response.status_code == 403
    assert "This plan is not agreed yet" in response.content.decode()


def test_another_schools_timeline_is_not_there(client: Client, world: World) -> None:
    other = a_school()
    signed_in(client, a_member(other, "headteacher"))
    assert client.get(f"/s/{other.slug}/plans/{world.plan.pk}/timeline/").status_code == 404


def test_an_empty_plan_says_what_the_page_is_for(client: Client, world: World) -> None:
    Action.objects.all().delete()
    Objective.objects.all().delete()
    told = page(client, world.coordinator, url(world))
    assert "Write the first objective" in told


@pytest.mark.parametrize("who", ["head", "coordinator", "department", "teacher", "governor"])
def test_a_large_plan_is_drawn_in_fifteen_queries(
    client: Client,
    world: World,
    who: str,
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    a_large_plan(world, 40, 400, 1200)
    agree(world)
    signed_in(client, getattr(world, who))
    client.get(url(world))
    with django_assert_max_num_queries(15):
        response = client.get(url(world))
    assert response.content.decode().count("<rect ") == 400


def test_what_people_wrote_is_never_markup(client: Client, world: World) -> None:
    dated(world, -5, 5, text="<script>alert(1)</script>")
    agree(world)
    told = page(client, world.head, url(world))
    assert "<script>alert" not in told
    assert "&lt;script&gt;alert(1)" in told
