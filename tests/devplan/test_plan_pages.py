"""Reading plans: the list, the plan on its page, its versions; who may, and how much is read."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from devplan.actions import agreeing, costing, doing, measuring, writing
from devplan.models import Action, Cost, Criterion, Measurement, Plan, Spending
from schools.models import Aim, Member, Vision
from tests.devplan.parts import World, a_large_plan, a_world, agree, days
from tests.factories import a_member, a_school, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    world = a_world()
    with scope(school=world.school):
        yield world


def url(world: World, page: str = "plan", *more: Any) -> str:
    return reverse(f"devplan:{page}", args=[world.school.slug, world.plan.pk, *more])


def get(client: Client, member: Member, address: str) -> str:
    response = signed_in(client, member).get(address)
    assert response.status_code == 200, response.content[:300]
    return " ".join(response.content.decode().split())


def test_the_page_says_what_is_to_be_reached_where_it_is_and_what_it_costs(
    client: Client, world: World
) -> None:
    vision = Vision.objects.create(school=world.school, number=1, text="Vision")
    aim = Aim.objects.create(school=world.school, vision=vision, text="All pupils create")
    words = writing.ObjectiveWords(
        "Wireless everywhere",
        world.strand.pk,
        aim.pk,
        sdp_reference="3.2 Learning environment",
        strategies="Digital standards",
        criteria=[
            writing.CriterionWords("No lesson lost", days(-3)),
            writing.CriterionWords("Every room has it", days(90), Criterion.Met.MET),
        ],
    )
    writing.change_objective(world.objective, world.head, words, 1)
    said = doing.ActionWords("Survey the rooms", lead=world.teacher.pk, ends_on=days(-1))
    doing.change_action(world.action, world.head, said, 1)
    action = Action.objects.get()
    year = world.plan.first_year
    why = "So that no lesson fails"
    costing.set_costs(
        action, world.head, [costing.CostWords(year, 90000, "equipment", False, "", why)], 2
    )
    measuring.add_indicator(
        world.objective,
        world.head,
        measuring.IndicatorWords(
            "Lessons cut short",
            unit="lessons",
            direction="down",
            baseline=Decimal(14),
            targets=[(Decimal(5), datetime.date(year + 2, 7, 1))],
        ),
    )
    indicator = world.plan.indicators.get()
    Measurement.objects.create(
        school=world.school, indicator=indicator, value=9, measured_on=days(-40)
    )
    Measurement.objects.create(
        school=world.school, indicator=indicator, value=7, measured_on=days(-5)
    )
    agree(world)
    Spending.objects.create(
        school=world.school, cost=Cost.objects.get(), spent_on=days(-2), pence=60000
    )
    page = get(client, world.governor, url(world))
    for expected in (
        "“Survey the rooms” is late; about two thirds of the money is spent",
        "All pupils create",
        "3.2 Learning environment",
        "Digital standards",
        "No lesson lost",
        "past its date",
        "Every room has it",
        "£900",
        "£600",
        why,
        "Tom Teacher",
        "Lessons cut short",
        "from 14 lessons",
        "<b>7 lessons in",
        f"target 5 lessons by July {year + 2}",
        "nearer to its target",
        "Cora Coordinator",
        "Hana Head",
        "have not noted it yet",
    ):
        assert expected in page, expected
    for anchor in (
        f'id="strand-{world.strand.pk}"',
        f'id="objective-{world.objective.pk}"',
        f'id="action-{action.pk}"',
    ):
        assert anchor in page


def test_what_changed_since_it_was_agreed_is_marked_with_its_old_wording(
    client: Client, world: World
) -> None:
    gone = doing.add_action(world.objective, world.head, doing.ActionWords("Gone later"))
    plan = agree(world)
    assert "since agreed" not in get(client, world.governor, url(world))
    said = doing.ActionWords("Survey all rooms", lead=world.head.pk)
    doing.change_action(Action.objects.get(pk=world.action.pk), world.head, said, 1)
    doing.remove_action(gone, world.head)
    doing.add_action(world.objective, world.head, doing.ActionWords("Brand new"))
    for page in (
        get(client, world.governor, url(world)),
        get(client, world.governor, url(world, "version", 1)),
    ):
        assert "removed: </span>the</del>" in page
        assert "added: </span>all</ins>" in page
        assert "removed: </span>Tom Teacher</del>" in page
        assert "Gone later" in page
        assert "Brand new" in page
    assert "3 changes" in get(client, world.governor, url(world))
    assert "3 rows have changed since it was agreed" in get(
        client, world.governor, url(world, "version", 1)
    )
    assert plan.versions.count() == 1


def test_a_version_is_compared_with_the_next_one_and_with_now(client: Client, world: World) -> None:
    agree(world)
    assert "Nothing has changed since it was agreed" in get(
        client, world.teacher, url(world, "version", 1)
    )
    doing.add_action(world.objective, world.head, doing.ActionWords("Second"))
    agree(world)
    doing.add_action(world.objective, world.head, doing.ActionWords("Third"))
    first = get(client, world.teacher, url(world, "version", 1))
    assert "2 rows have changed" in first
    assert "with version 2" in first
    assert "1 row differs in version 2" in get(
        client, world.teacher, url(world, "version", 1) + "?with=2"
    )
    assert "1 row has changed" in get(client, world.teacher, url(world, "version", 2))
    assert signed_in(client, world.teacher).get(url(world, "version", 3)).status_code == 404
    odd = signed_in(client, world.teacher).get(url(world, "version", 1) + "?with=²x")
    assert odd.status_code == 200


def test_moving_an_action_to_another_objective_is_a_change_and_renaming_a_strand_only_its_own(
    client: Client, world: World
) -> None:
    other = writing.add_objective(
        world.plan, world.head, writing.ObjectiveWords("Second objective", world.strand.pk)
    )
    agree(world)
    writing.rename_strand(world.strand, world.head, "Things", "other")
    page = get(client, world.head, url(world, "version", 1))
    assert "1 row has changed" in page
    Action.objects.update(objective=other)
    page = get(client, world.head, url(world, "version", 1))
    assert "2 rows have changed" in page
    assert "Stands under" in page


def test_those_who_may_write_see_where_to_change_a_row(client: Client, world: World) -> None:
    agree(world)
    write = url(world, "write")
    page = get(client, world.coordinator, url(world))
    assert f"{write}#row-action-{world.action.pk}" in page
    assert f"{write}#row-objective-{world.objective.pk}" in page
    assert "#row-action" not in get(client, world.department, url(world))
    assert "#row-action" not in get(client, world.governor, url(world))
    world.objective.subject = world.subject
    world.objective.save()
    assert f"#row-action-{world.action.pk}" in get(client, world.department, url(world))
    agreeing.close(Plan.objects.get(), world.head)
    assert "#row-action" not in get(client, world.coordinator, url(world))


@pytest.mark.parametrize("page", ["plan", "agree"])
def test_a_draft_is_closed_to_teachers_and_governors_with_a_sentence(
    client: Client, world: World, page: str
) -> None:
    for member in (world.teacher, world.governor, a_member(world.school, "technician")):
        response = signed_in(client, member).get(url(world, page))
        assert response.status_code == 403
        assert "not agreed yet" in response.content.decode()
    get(client, world.department, url(world, page))
    agree(world)
    get(client, world.governor, url(world, page))


def test_guests_and_strangers_read_no_plan(client: Client, world: World) -> None:
    agree(world)
    guest = a_member(world.school, "guest")
    for page in ("plan", "agree"):
        assert signed_in(client, guest).get(url(world, page)).status_code == 403
    stranger = a_member(a_school(), "headteacher")
    own = reverse("devplan:plan", args=[stranger.school.slug, world.plan.pk])
    assert signed_in(client, stranger).get(own).status_code == 404
    assert client.get(url(world)).status_code == 404


@pytest.mark.parametrize("who", ["head", "coordinator", "department", "teacher", "governor"])
def test_a_large_plan_is_read_in_fifteen_queries(
    client: Client,
    world: World,
    who: str,
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    a_large_plan(world, 40, 400, 1200)
    agree(world)
    Action.objects.filter(pk=world.action.pk).update(text="Other", lead=world.head)
    signed_in(client, getattr(world, who))
    client.get(url(world))
    with django_assert_max_num_queries(15):
        response = client.get(url(world))
    assert response.status_code == 200
    assert response.content.decode().count('id="action-') == 401


def test_the_actions_of_a_large_plan_are_folded_until_asked_for(
    client: Client, world: World
) -> None:
    a_large_plan(world, 4, 80, 0)
    agree(world)
    folded = get(client, world.governor, url(world))
    assert "Unfold all 81 actions" in folded
    assert '<details class="actions-of">' in folded
    assert '<details class="actions-of" open>' in get(client, world.governor, url(world) + "?all")


def test_the_list_shows_the_plans_that_one_may_read_and_how_they_stand(
    client: Client, world: World
) -> None:
    address = reverse("devplan:index", args=[world.school.slug])
    assert "ICT development plan" not in get(client, world.teacher, address)
    page = get(client, world.department, address)
    assert "Being written" in page
    assert "ICT development plan" in page
    agree(world)
    page = get(client, world.governor, address)
    assert "In force" in page
    assert "Begin a plan" not in page
    assert "Begin a plan" in get(client, world.coordinator, address)


def test_without_a_plan_the_list_says_what_one_is_for(client: Client) -> None:
    school = a_school()
    address = reverse("devplan:index", args=[school.slug])
    page = get(client, a_member(school, "headteacher"), address)
    assert "Begin the first plan" in page
    page = get(client, a_member(school, "governor"), address)
    assert "No plan is agreed yet" in page
    assert "Begin" not in page


def test_the_step_of_the_cycle_leads_to_the_plan_in_force_else_to_the_list(
    client: Client, world: World
) -> None:
    address = reverse("devplan:current", args=[world.school.slug])
    index = reverse("devplan:index", args=[world.school.slug])
    assert signed_in(client, world.governor).get(address)["Location"] == index
    assert signed_in(client, world.coordinator).get(address)["Location"] == url(world)
    agree(world)
    assert signed_in(client, world.governor).get(address)["Location"] == url(world)


def test_words_of_people_are_written_as_they_are(client: Client, world: World) -> None:
    odd = "<script>alert(1)</script> שלום 🎈"
    writing.change_plan(
        world.plan, world.head, writing.PlanWords(odd, world.plan.first_year, introduction=odd), 1
    )
    writing.rename_strand(world.strand, world.head, odd, "other")
    page = get(client, world.head, url(world))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; שלום 🎈" in page


def test_a_closed_plan_says_what_was_not_reached_and_calls_nothing_late(
    client: Client, world: World
) -> None:
    words = writing.ObjectiveWords(
        "Wireless", world.strand.pk, criteria=[writing.CriterionWords("No faults", days(-1))]
    )
    writing.change_objective(world.objective, world.head, words, 1)
    Action.objects.update(ends_on=days(-1), rag="red", rag_reason="Waiting")
    agree(world)
    assert "</span> late</span>" in get(client, world.governor, url(world))
    agreeing.close(Plan.objects.get(), world.head)
    page = get(client, world.governor, url(world))
    assert "Closed: 0 of 1 actions were done" in page
    assert "not reached" in page
    assert "unfinished" in page
    assert "</span> late</span>" not in page


def test_strands_without_an_objective_are_named_while_there_is_time(
    client: Client, world: World
) -> None:
    page = get(client, world.head, url(world))
    assert "Strands without an objective" in page
    assert f'id="strand-{world.other.pk}"' in page


def test_of_a_draft_nothing_is_called_late_or_on_track(client: Client, world: World) -> None:
    Action.objects.update(ends_on=days(-1))
    page = get(client, world.head, url(world))
    assert "late" not in page.split("<main")[1].split("<footer")[0]
    assert "on track" not in page.split("<main")[1]
    assert "1 action" in page


@pytest.mark.parametrize(("who", "offered"), [("coordinator", True), ("teacher", False)])
def test_an_empty_plan_offers_the_first_steps_to_who_writes_it(
    client: Client, world: World, who: str, offered: bool
) -> None:
    agree(world)
    world.objective.delete()
    page = reverse("devplan:plan", args=[world.school.slug, world.plan.pk])
    said = signed_in(client, getattr(world, who)).get(page).content.decode()
    assert "An objective says what shall be so at the end" in said
    assert ("Write the first objective" in said) is offered
    assert ("Bring the plan you have" in said) is offered
