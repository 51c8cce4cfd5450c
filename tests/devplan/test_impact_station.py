from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from devplan.models import Indicator, Measurement, Target
from devplan.queries.measuring import known_of
from devplan.queries.standing_impact import reached_in_force, standing
from tests.devplan.parts import World, a_world, agree, days, today
from tests.factories import a_member, a_school, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    made = a_world()
    with scope(school=made.school):
        yield made


def an_indicator(
    world: World,
    latest: int | None,
    targets: list[tuple[int, int]],
    direction: str = "up",
    *,
    tied: bool = True,
) -> Indicator:
    """With a baseline of 10, a measurement of yesterday, and targets as (value, days from today)."""
    made = Indicator.objects.create(
        school=world.school,
        plan=world.plan,
        name=f"Indicator {Indicator.objects.count()}",
        direction=direction,
        baseline=Decimal(10),
    )
    if tied:
        made.objectives.add(world.objective)
    if latest is not None:
        for value, day in ((3, -40), (latest, -1)):
            Measurement.objects.create(
                school=world.school, indicator=made, value=value, measured_on=days(day)
            )
    for value, ahead in targets:
        Target.objects.create(school=world.school, indicator=made, value=value, due_on=days(ahead))
    return made


def test_how_many_are_at_their_target_is_said_in_one_query(
    world: World, django_assert_max_num_queries: Any
) -> None:
    agree(world)
    an_indicator(world, 20, [(20, 30)])
    an_indicator(world, 19, [(20, 30)])
    an_indicator(
        world, 19, [(5, -30), (20, 30)]
    )  # the target of last month does not count any more
    an_indicator(world, 19, [(50, -90), (15, -30)])  # after the last, the last one counts
    an_indicator(world, 5, [(5, 30)], "down")
    an_indicator(world, 20, [])
    an_indicator(world, 99, [(1, 30)], tied=False)
    with django_assert_max_num_queries(1):
        said = standing(world.head)
    assert (said.state, said.line) == ("now", "3 of 6 at target")
    assert said.sentence == "3 of 6 indicators are at or past their target."
    # The impact page counts the same, one by one.
    page = [one.known.reached(today()) for one in known_of(world.plan, today())]
    assert (len(page), sum(bool(one) for one in page)) == (6, 3)


def test_what_was_not_measured_since_its_baseline_is_what_it_waits_for(world: World) -> None:
    agree(world)
    an_indicator(world, 20, [(20, 30)])
    an_indicator(world, None, [(20, 30)])
    said = standing(world.head)
    assert said.line == "1 of 2 at target"
    assert said.sentence == "1 indicator of the plan was not measured since its baseline."


def test_where_all_are_at_their_target_nothing_waits(world: World) -> None:
    agree(world)
    an_indicator(world, 20, [(20, 30)])
    assert (standing(world.head).state, standing(world.head).sentence) == ("done", "")


def test_a_plan_that_measures_nothing_is_told_so(world: World) -> None:
    agree(world)
    assert standing(world.head).line == "nothing measured"


def test_without_a_plan_in_force_it_says_so(client: Client, world: World) -> None:
    an_indicator(world, 20, [(20, 30)])
    assert reached_in_force(world.school) is None
    assert standing(world.head).line == "no plan in force"
    signed_in(client, world.governor)
    page = client.get(reverse("devplan:current_impact", args=[world.school.slug]))
    assert page.status_code == 200
    assert "No plan is in force, so there is no impact to show" in page.text
    assert "ICT development plan" not in page.text  # a draft is none of a governor's
    signed_in(client, world.coordinator)
    page = client.get(reverse("devplan:current_impact", args=[world.school.slug]))
    assert reverse("devplan:impact", args=[world.school.slug, world.plan.pk]) in page.text


def test_the_station_leads_to_the_impact_of_the_plan_in_force(client: Client, world: World) -> None:
    agree(world)
    args = [world.school.slug, world.plan.pk]
    signed_in(client, world.teacher)
    answer = client.get(reverse("devplan:current_impact", args=args[:1]))
    assert answer["Location"] == reverse("devplan:impact", args=args)
    front = client.get(reverse("front", args=args[:1])).text
    assert "nothing measured" in front
    assert reverse("devplan:current_impact", args=args[:1]) in front


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("plan", "Plan"),
        ("money", "Plan"),
        ("updates", "Plan"),
        ("impact", "Impact"),
        ("indicators", "Impact"),
    ],
)
def test_a_page_belongs_to_one_step_of_the_cycle(
    client: Client, world: World, name: str, step: str
) -> None:
    agree(world)
    signed_in(client, world.coordinator)
    answer = client.get(reverse(f"devplan:{name}", args=[world.school.slug, world.plan.pk]))
    links = answer.context["nav"]
    assert [one.title for one in links if one.current] == [step]


def test_how_an_objective_is_measured_is_written_in_the_plan(client: Client, world: World) -> None:
    signed_in(client, world.coordinator)
    path = reverse(
        "devplan:indicators_of", args=[world.school.slug, world.plan.pk, world.objective.pk]
    )
    links = client.get(path).context["nav"]
    assert [one.title for one in links if one.current] == ["Plan"]


def test_a_guest_and_another_school_find_nothing(client: Client, world: World) -> None:
    path = reverse("devplan:current_impact", args=[world.school.slug])
    signed_in(client, a_member(world.school, "guest"))
    assert client.get(path).status_code == 403
    signed_in(client, a_member(a_school(), "headteacher"))
    assert client.get(path).status_code == 404
