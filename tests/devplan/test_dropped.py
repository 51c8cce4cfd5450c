"""What was dropped: the plan, its money, its impact and its paper count the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from devplan.actions import costing, doing
from devplan.models import Action, Objective
from devplan.queries.impact import impact_of
from devplan.queries.money import money_of
from devplan.queries.plans import read_plan
from devplan.queries.reading import reading
from devplan.queries.timeline import sentence_of
from tests.devplan.parts import World, a_world, agree
from tests.factories import signed_in

pytestmark = pytest.mark.django_db
WHY = "So that no lesson fails for want of it"


@pytest.fixture
def world() -> Iterator[World]:
    """Two actions that cost something; the second was dropped."""
    world = a_world()
    with scope(school=world.school):
        words = doing.ActionWords("Twenty keyboards", lead=world.teacher.pk)
        second = doing.add_action(world.objective, world.coordinator, words)
        for action, pence in ((world.action, 120_000), (second, 56_000)):
            cost = costing.CostWords(world.plan.first_year, pence, "equipment", rationale=WHY)
            costing.set_costs(action, world.coordinator, [cost], action.revision)
        world.plan = agree(world)
        Action.objects.filter(pk=second.pk).update(status="dropped", rag="")
        yield world


def test_every_page_counts_and_sums_the_same(world: World) -> None:
    page = read_plan(world.plan)
    impact = impact_of(world.plan)
    assert page.pence == impact.sums.planned == money_of(world.plan).table.total == 120_000
    assert page.kept == impact.sums.actions == 1
    assert page.dropped == 1


def test_the_plan_says_how_many_were_dropped(client: Client, world: World) -> None:
    signed_in(client, world.governor)
    url = reverse("devplan:plan", args=[world.school.slug, world.plan.pk])
    shown = client.get(url).content.decode()
    assert "<b>0 of 1</b> actions are done, one was dropped" in shown
    assert "0 of 1 done" in shown
    assert "£1,200" in shown
    assert "£1,760" not in shown
    told = sentence_of(read_plan(world.plan), 1)
    assert told.startswith("2 actions in 1 strand")
    assert told.endswith("and 1 was dropped.")


def test_an_objective_of_which_all_was_dropped_says_so(world: World) -> None:
    Action.objects.update(status="dropped")
    found = reading(world.plan, world.head)
    (one,) = found.strands[0].objectives
    assert one.row.objective == Objective.objects.get()
    assert (one.done, one.money) == ("dropped", "")
