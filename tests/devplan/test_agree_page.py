"""The pages on which a plan is signed, its changes agreed, governors noted, and on which it is closed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from devplan.actions import doing
from devplan.models import Action, Plan, PlanSignature, State
from schools.models import Member
from tests.devplan.parts import World, a_large_plan, a_world, agree, days, today
from tests.factories import a_member, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    world = a_world()
    with scope(school=world.school):
        yield world


def url(world: World, page: str = "agree", *more: Any) -> str:
    return reverse(f"devplan:{page}", args=[world.school.slug, world.plan.pk, *more])


def read(client: Client, member: Member, address: str) -> str:
    response = signed_in(client, member).get(address)
    assert response.status_code == 200, response.content[:300]
    return " ".join(response.content.decode().split())


def seen(page: str) -> str:
    found = re.search(r'name="fingerprint" value="(\w+)"', page)
    assert found, "there is nothing to sign"
    return found[1]


def test_the_coordinator_signs_as_author_and_the_head_agrees(client: Client, world: World) -> None:
    page = read(client, world.coordinator, url(world))
    assert "Read it once more, then sign" in page
    assert "Survey the rooms" in page
    assert "Sign as author" in page
    assert "Agree as headteacher" not in page
    client.post(url(world), {"capacity": "author", "fingerprint": seen(page)})
    page = read(client, world.head, url(world))
    assert "signed by Cora Coordinator" in page
    assert "Agree as headteacher" in page
    answer = client.post(url(world), {"capacity": "head", "fingerprint": seen(page)}, follow=True)
    assert "The plan is in force as you have read it" in answer.content.decode()
    assert Plan.objects.get().state == State.AGREED


def test_who_is_both_signs_each_by_itself(client: Client, world: World) -> None:
    both = a_member(world.school, "headteacher", "coordinator")
    page = read(client, both, url(world))
    assert "Sign as author" in page
    assert "Agree as headteacher" in page
    client.post(url(world), {"capacity": "author", "fingerprint": seen(page)})
    assert Plan.objects.get().state == State.DRAFT
    page = read(client, both, url(world))
    assert "Sign as author" not in page
    client.post(url(world), {"capacity": "head", "fingerprint": seen(page)})
    assert Plan.objects.get().state == State.AGREED


def test_a_plan_changed_meanwhile_is_shown_anew_and_not_signed(
    client: Client, world: World
) -> None:
    before = seen(read(client, world.head, url(world)))
    doing.add_action(world.objective, world.coordinator, doing.ActionWords("Added meanwhile"))
    response = client.post(url(world), {"capacity": "head", "fingerprint": before})
    page = response.content.decode()
    assert response.status_code == 422
    assert "has changed since you opened this page" in page
    assert "Added meanwhile" in page
    assert not PlanSignature.objects.exists()
    client.post(url(world), {"capacity": "head", "fingerprint": seen(page)})
    assert PlanSignature.objects.count() == 1


def test_wrong_input_is_refused_in_words(client: Client, world: World) -> None:
    signed_in(client, world.head)
    response = client.post(url(world), {"capacity": "nobody"})
    assert response.status_code == 422
    assert "Choose as what you sign." in response.content.decode()
    assert client.post(url(world), {"capacity": "author"}).status_code == 403


@pytest.mark.parametrize("who", ["department", "coordinator"])
def test_nobody_but_the_head_agrees(client: Client, world: World, who: str) -> None:
    response = signed_in(client, getattr(world, who)).post(url(world), {"capacity": "head"})
    assert response.status_code == 403
    assert "Only the headteacher, or the deputy" in response.content.decode()


def test_a_draft_with_nothing_in_it_says_what_is_missing(client: Client, world: World) -> None:
    doing.remove_action(world.action, world.head)
    page = read(client, world.head, url(world))
    assert "Not ready to be signed" in page
    assert "Write at least one action" in page
    assert "fingerprint" not in page


def test_changes_of_a_plan_in_force_are_read_and_agreed(client: Client, world: World) -> None:
    agree(world)
    page = read(client, world.head, url(world))
    assert "The plan is agreed as it stands" in page
    assert "fingerprint" not in page
    said = doing.ActionWords("Survey all rooms", lead=world.teacher.pk)
    doing.change_action(Action.objects.get(), world.coordinator, said, 1)
    assert "Agree the changes" in read(client, world.head, url(world, "plan"))
    assert "Agree the changes" not in read(client, world.governor, url(world, "plan"))
    page = read(client, world.head, url(world))
    assert "1 change is still to be agreed" in page
    assert "added: </span>all</ins>" in page
    client.post(url(world), {"capacity": "head", "fingerprint": seen(page)})
    page = read(client, world.coordinator, url(world))
    client.post(url(world), {"capacity": "author", "fingerprint": seen(page)})
    assert Plan.objects.get().versions.count() == 2
    assert "since agreed" not in read(client, world.governor, url(world, "plan"))
    page = read(client, world.governor, url(world, "version", 2))
    assert "Version 1" in page
    assert "Survey all rooms" in page


def test_a_large_plan_is_read_before_signing_in_a_constant_number_of_queries(
    client: Client, world: World, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    a_large_plan(world, 40, 400, 1200)
    signed_in(client, world.head)
    client.get(url(world))
    with django_assert_max_num_queries(30):
        assert client.get(url(world)).status_code == 200
    agree(world)
    client.get(url(world, "version", 1))
    with django_assert_max_num_queries(20):
        assert client.get(url(world, "version", 1)).status_code == 200


def test_a_plan_is_closed_by_the_head_alone_after_reading_what_it_means(
    client: Client, world: World
) -> None:
    agree(world)
    for member in (world.coordinator, world.teacher, world.governor):
        assert signed_in(client, member).get(url(world, "close")).status_code == 403
        assert client.post(url(world, "close")).status_code == 403
    assert "It cannot be taken back" in read(client, world.head, url(world, "close"))
    client.post(url(world, "close"))
    assert Plan.objects.get().state == State.CLOSED
    again = client.post(url(world, "close"))
    assert again.status_code == 422
    assert "Only a plan that is in force can be closed" in again.content.decode()
    assert "This plan is closed" in read(client, world.head, url(world))


def test_governors_noting_is_recorded_with_its_day(client: Client, world: World) -> None:
    assert "This one is not yet" in read(client, world.coordinator, url(world, "noted"))
    agree(world)
    assert signed_in(client, world.governor).get(url(world, "noted")).status_code == 403
    signed_in(client, world.coordinator)
    for wrong in (days(1).isoformat(), "tomorrow", ""):
        response = client.post(url(world, "noted"), {"day": wrong})
        assert response.status_code == 422
        assert f'value="{wrong}"' in response.content.decode() or not wrong
    client.post(url(world, "noted"), {"day": today().isoformat()})
    assert Plan.objects.get().governors_noted_on == today()
    assert "noted it on" in read(client, world.governor, url(world, "plan"))
