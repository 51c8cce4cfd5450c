"""Beginning a plan, and changing what it says of itself and its strands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from devplan.actions import costing, doing, writing
from devplan.models import Action, Cost, Objective, Plan, State, Strand
from schools.models import Member
from tests.devplan.parts import World, a_world, agree
from tests.factories import a_member, a_school, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    world = a_world()
    with scope(school=world.school):
        yield world


def url(world: World, page: str, *more: Any) -> str:
    return reverse(f"devplan:{page}", args=[world.school.slug, world.plan.pk, *more])


def new(world: World) -> str:
    return reverse("devplan:new", args=[world.school.slug])


def typed(**fields: Any) -> dict[str, Any]:
    return {
        "title": "Next plan",
        "first_year": 2027,
        "years": 3,
        "strands_from": "aligned",
        **fields,
    }


def refused(client: Client, member: Member, address: str, data: dict[str, Any]) -> str:
    response = signed_in(client, member).post(address, data)
    assert response.status_code == 422, response.status_code
    return response.content.decode()


def test_a_plan_is_begun_with_the_strands_of_a_preset(client: Client, world: World) -> None:
    page = signed_in(client, world.coordinator).get(new(world)).content.decode()
    assert "Six aligned strands, and administration" in page
    assert "Curriculum: ICT in subjects" in page
    response = client.post(
        new(world), typed(introduction="We begin here", strategies="One\nTwo", strands="left over")
    )
    plan = Plan.objects.get(title="Next plan")
    assert response["Location"] == plan.get_absolute_url()
    assert plan.strands.count() == 7
    assert (plan.first_year, plan.years, plan.strategies) == (
        2027,
        3,
        "One\r\nTwo".replace("\r", ""),
    )
    page = client.get(plan.get_absolute_url()).content.decode()
    assert "its first objective is still to be written" in page
    assert "We begin here" in page


def test_a_plan_is_begun_with_names_of_ones_own(client: Client, world: World) -> None:
    page = refused(client, world.head, new(world), typed(strands_from="own", strands=" \n "))
    assert "Write at least one name" in page
    assert "Next plan" in page
    signed_in(client, world.head).post(
        new(world), typed(strands_from="own", strands="Things\n\n People \nthings")
    )
    plan = Plan.objects.get(title="Next plan")
    assert [one.name for one in plan.strands.all()] == ["Things", "People"]


def test_what_cannot_be_is_refused_and_nothing_typed_is_lost(client: Client, world: World) -> None:
    page = refused(
        client,
        world.head,
        new(world),
        {
            "first_year": 1066,
            "years": 2,
            "introduction": "Kept <b>words</b> שלום",
            "strategies": "S",
        },
    )
    assert "Give the plan a title." in page
    assert "Choose what the plan is divided into." in page
    assert "Kept &lt;b&gt;words&lt;/b&gt; שלום" in page
    long = refused(client, world.head, new(world), typed(strands_from="own", strands="x" * 81))
    assert "This can have 80 characters; it has 81." in long
    assert not Plan.objects.filter(title="Next plan").exists()


def test_the_next_plan_takes_over_what_is_unfinished(client: Client, world: World) -> None:
    done = doing.add_action(world.objective, world.head, doing.ActionWords("Finished"))
    plan = agree(world)
    Action.objects.filter(pk=done.pk).update(status="done")
    page = signed_in(client, world.coordinator).get(new(world)).content.decode()
    assert "Take over what is unfinished in “ICT development plan”" in page
    client.post(new(world), typed(strands_from="previous", take_over="on"))
    made = Plan.objects.get(title="Next plan")
    assert made.previous == plan
    assert [one.name for one in made.strands.all()] == ["Resources", "Staff"]
    assert [one.text for one in Action.objects.filter(objective__plan=made)] == ["Survey the rooms"]
    assert Plan.objects.get(pk=plan.pk).state == State.AGREED


def test_the_strands_can_be_the_same_without_taking_anything_over(
    client: Client, world: World
) -> None:
    writing.rename_strand(world.strand, world.head, "Resources", "infrastructure")
    agree(world)
    signed_in(client, world.coordinator).post(new(world), typed(strands_from="previous"))
    made = Plan.objects.get(title="Next plan")
    assert [one.kind for one in made.strands.all()] == ["infrastructure", "other"]
    assert not Objective.objects.filter(plan=made).exists()


def test_a_cost_that_is_taken_over_keeps_how_long_it_lasts_and_who_left_monitors_nothing(
    world: World,
) -> None:
    year = world.plan.first_year
    costing.set_costs(
        world.action,
        world.head,
        [costing.CostWords(year + 1, 100, "equipment", False, "", "So that it works", lasts=5)],
        1,
    )
    Action.objects.update(monitored_by=world.teacher)
    Member.objects.filter(pk=world.teacher.pk).update(left_on="2026-01-01")
    made = writing.start_plan(
        world.school, world.head, writing.PlanWords("Next", year + 1), previous=world.plan
    )
    assert Cost.objects.get(action__objective__plan=made).lasts == 5
    assert Action.objects.get(objective__plan=made).monitored_by is None


@pytest.mark.parametrize("who", ["teacher", "department", "governor"])
def test_only_those_who_lead_ict_begin_a_plan_and_change_what_it_says(
    client: Client, world: World, who: str
) -> None:
    agree(world)
    member = getattr(world, who)
    for address in (new(world), url(world, "about")):
        response = signed_in(client, member).get(address)
        assert response.status_code == 403
        assert "Only senior managers and the coordinator" in response.content.decode()
    assert client.post(new(world), typed()).status_code == 403
    for address in (url(world, "add_strand"), url(world, "strand", world.strand.pk)):
        assert client.post(address, {"name": "X"}).status_code == 403


def test_a_plan_of_another_school_is_not_there(client: Client, world: World) -> None:
    stranger = a_member(a_school(), "headteacher")
    for page, more in (
        ("about", []),
        ("agree", []),
        ("close", []),
        ("noted", []),
        ("version", [1]),
    ):
        own = reverse(f"devplan:{page}", args=[stranger.school.slug, world.plan.pk, *more])
        assert signed_in(client, stranger).get(own).status_code == 404
    own = reverse("devplan:strand", args=[stranger.school.slug, world.plan.pk, world.strand.pk])
    assert client.post(own, {"name": "X"}).status_code == 404


def about(world: World, **fields: Any) -> dict[str, Any]:
    return {
        "title": "ICT development plan",
        "first_year": world.plan.first_year,
        "years": 3,
        "introduction": "",
        "strategies": "",
        "revision": 1,
        **fields,
    }


def test_title_years_and_introduction_are_changed(client: Client, world: World) -> None:
    response = signed_in(client, world.coordinator).post(
        url(world, "about"), about(world, title="Digital plan", years=4, introduction="Now")
    )
    assert response["Location"] == url(world, "about")
    plan = Plan.objects.get()
    assert (plan.title, plan.years, plan.introduction) == ("Digital plan", 4, "Now")
    page = refused(
        client, world.head, url(world, "about"), about(world, title=" ", introduction="Typed")
    )
    assert "Give the plan a title." in page
    assert "Typed" in page


def test_years_that_would_leave_costs_outside_are_refused_with_the_reason(
    client: Client, world: World
) -> None:
    cost = costing.CostWords(world.plan.first_year, 100, "equipment", False, "", "So that it works")
    costing.set_costs(world.action, world.head, [cost], 1)
    page = refused(
        client, world.head, url(world, "about"), about(world, first_year=world.plan.first_year + 1)
    )
    assert "1 cost would fall outside these years" in page


def test_two_who_change_the_introduction_both_keep_their_words(
    client: Client, world: World
) -> None:
    writing.change_plan(
        world.plan,
        world.head,
        writing.PlanWords(world.plan.title, world.plan.first_year, 3, "Their words stand here"),
        1,
    )
    response = signed_in(client, world.coordinator).post(
        url(world, "about"), about(world, introduction="My words stand here")
    )
    assert response.status_code == 409
    page = response.content.decode()
    assert "Somebody else changed this while you were writing" in page
    assert "Their words stand here" in page
    assert "My words stand here</textarea>" in page
    assert 'name="revision" value="2"' in page
    assert Plan.objects.get().introduction == "Their words stand here"
    client.post(url(world, "about"), about(world, introduction="My words stand here", revision=2))
    assert Plan.objects.get().introduction == "My words stand here"


def test_strands_are_added_renamed_moved_and_taken_out(client: Client, world: World) -> None:
    signed_in(client, world.coordinator)
    added = client.post(url(world, "add_strand"), {"name": "Third", "kind": "pedagogy"})
    assert added["Location"].endswith("#strands")
    third = Strand.objects.get(name="Third")
    client.post(url(world, "strand", third.pk), {"do": "up", "name": "Third", "kind": "pedagogy"})
    names = [one.name for one in world.plan.strands.all()]
    assert names == ["Resources", "Third", "Staff"]
    client.post(url(world, "strand", third.pk), {"do": "save", "name": "3rd", "kind": "capability"})
    third.refresh_from_db()
    assert (third.name, third.kind, third.order) == ("3rd", "capability", 1)
    client.post(url(world, "strand", third.pk), {"do": "down", "name": "ignored"})
    assert [one.name for one in world.plan.strands.all()] == ["Resources", "Staff", "3rd"]
    client.post(url(world, "strand", third.pk), {"do": "remove"})
    assert not Strand.objects.filter(pk=third.pk).exists()


def test_a_strand_that_cannot_be_is_refused_with_what_was_typed(
    client: Client, world: World
) -> None:
    add = url(world, "add_strand")
    page = refused(client, world.head, add, {"name": "resources", "kind": "content"})
    assert "The plan has a strand “resources” already." in page
    assert 'value="resources"' in page
    assert "Give the strand a name." in refused(client, world.head, add, {"name": " "})
    save = url(world, "strand", world.other.pk)
    page = refused(client, world.head, save, {"name": "Resources", "kind": "other"})
    assert "already" in page
    assert "Choose what the strand is about." in refused(
        client, world.head, save, {"name": "Staff", "kind": "nonsense"}
    )
    page = refused(client, world.head, url(world, "strand", world.strand.pk), {"do": "remove"})
    assert "“Resources” has 1 objective. Move it to another strand" in page
    assert signed_in(client, world.head).post(url(world, "strand", 0), {}).status_code == 404
    assert client.get(save).status_code == 405


def test_a_closed_plan_says_that_it_stays_as_it_is(client: Client, world: World) -> None:
    agree(world)
    signed_in(client, world.head).post(url(world, "close"))
    page = signed_in(client, world.head).get(url(world, "about")).content.decode()
    assert "closed and stays as it is" in page
    assert 'name="title"' not in page
    assert client.post(url(world, "about"), about(world, title="Other")).status_code == 422
    assert Plan.objects.get().title == "ICT development plan"
