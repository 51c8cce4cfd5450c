"""Two people on one row of a plan: both wordings stand side by side, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from devplan.actions import costing, doing, measuring, writing
from devplan.models import Action, Cost, Indicator, Objective
from tests.devplan.parts import World, a_world
from tests.factories import signed_in

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def world() -> Iterator[World]:
    world = a_world()
    with scope(school=world.school):
        yield world


def url(world: World, page: str, *more: Any) -> str:
    return reverse(f"devplan:{page}", args=[world.school.slug, world.plan.pk, *more])


def test_an_action_shows_the_fields_in_which_both_differ(client: Client, world: World) -> None:
    theirs = doing.ActionWords(
        "Theirs", lead=world.head.pk, starts_on=date(2030, 1, 7), monitored_how="Visit"
    )
    doing.change_action(world.action, world.head, theirs, 1)
    signed_in(client, world.coordinator)
    sent = {"text": "Mine", "lead": world.teacher.pk, "revision": 1, "monitored_how": "Visit"}
    for headers in (HTMX, {}):
        answer = client.post(url(world, "edit_action", world.action.pk), sent, headers=headers)
        assert answer.status_code == 409
        sides = {str(one.label): (one.theirs, one.mine) for one in answer.context["sides"]}
        assert sides == {
            "What is done": (["Theirs"], ["Mine"]),
            "Lead": (["Hana Head"], ["Tom Teacher"]),
            "or from": (["7 January 2030"], [""]),
        }
        page = answer.content.decode()
        assert 'role="alert"' in page
        assert 'name="revision" value="2"' in page
    assert Action.objects.get(pk=world.action.pk).text == "Theirs"


def test_the_same_words_of_two_people_are_no_conflict(client: Client, world: World) -> None:
    doing.change_action(world.action, world.head, doing.ActionWords("The same"), 1)
    signed_in(client, world.coordinator)
    sent = {"text": "The same", "lead": "", "revision": 1}
    assert client.post(url(world, "edit_action", world.action.pk), sent).status_code == 302
    assert Action.objects.get(pk=world.action.pk).revision == 2


def test_an_objective_shows_both_its_words_and_its_criteria(client: Client, world: World) -> None:
    criteria = [writing.CriterionWords("It is seen", date(2030, 5, 1))]
    theirs = writing.ObjectiveWords("Theirs", world.strand.pk, criteria=criteria)
    writing.change_objective(world.objective, world.head, theirs, 1)
    signed_in(client, world.coordinator)
    sent = {
        "text": "Mine",
        "strand": world.strand.pk,
        "revision": 1,
        "criteria-TOTAL_FORMS": 1,
        "criteria-INITIAL_FORMS": 0,
        "criteria-0-text": "It is measured",
    }
    path = url(world, "edit_objective", world.objective.pk)
    answer = client.post(path, sent, headers=HTMX)
    assert answer.status_code == 409
    sides = {str(one.label): (one.theirs, one.mine) for one in answer.context["sides"]}
    assert sides["What shall be reached"] == (["Theirs"], ["Mine"])
    assert sides["Success criteria"] == (["It is seen · 1 May 2030"], ["It is measured"])
    assert client.post(path, sent | {"revision": 2}, headers=HTMX).status_code == 200
    assert Objective.objects.get(pk=world.objective.pk).text == "Mine"


def test_costs_show_both_lists(client: Client, world: World) -> None:
    year = world.plan.first_year
    theirs = [costing.CostWords(year, 60000, "service", rationale="So that rooms are known")]
    costing.set_costs(world.action, world.head, theirs, 1)
    signed_in(client, world.coordinator)
    sent = {
        "costs-TOTAL_FORMS": 1,
        "costs-INITIAL_FORMS": 0,
        "revision": 1,
        "costs-0-year": year,
        "costs-0-pence": "50",
        "costs-0-kind": "equipment",
        "costs-0-rationale": "A meter to walk with",
    }
    path = url(world, "costs", world.action.pk)
    answer = client.post(path, sent, headers=HTMX)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "£600 · service · revenue · So that rooms are known" in page
    assert "£50 · equipment · revenue · A meter to walk with" in page
    assert Cost.objects.get().pence == 60000
    assert client.post(path, sent | {"revision": 2}, headers=HTMX).status_code == 200
    assert Cost.objects.get().pence == 5000


def test_an_indicator_shows_both_and_takes_mine_when_it_is_saved_again(
    client: Client, world: World
) -> None:
    one = measuring.add_indicator(
        world.objective, world.head, measuring.IndicatorWords("Lessons lost", unit="lessons")
    )
    path = url(world, "edit_indicator", world.objective.pk, one.pk)
    signed_in(client, world.coordinator)
    read = client.get(path).context["form"]["read"].value()
    theirs = measuring.IndicatorWords("Lessons lost", targets=[(Decimal(4), date(2030, 5, 1))])
    measuring.change_indicator(one, world.objective, world.head, theirs)
    sent = {
        "name": "Lessons cut short",
        "direction": "up",
        "read": read,
        "targets-TOTAL_FORMS": 0,
        "targets-INITIAL_FORMS": 0,
    }
    answer = client.post(path, sent)
    assert answer.status_code == 409
    sides = {str(side.label): (side.theirs, side.mine) for side in answer.context["sides"]}
    assert sides["What is measured"] == (["Lessons lost"], ["Lessons cut short"])
    assert sides["Targets"] == (["4 · 1 May 2030"], [])
    assert Indicator.objects.get().name == "Lessons lost"
    again = sent | {"read": answer.context["form"]["read"].value()}
    assert client.post(path, again).status_code == 302
    assert Indicator.objects.get().name == "Lessons cut short"


def test_of_two_who_add_an_action_both_stay(client: Client, world: World) -> None:
    for who, text in ((world.head, "Hers"), (world.coordinator, "Mine")):
        signed_in(client, who)
        client.post(url(world, "add_action", world.objective.pk), {"text": text}, headers=HTMX)
    assert [one.text for one in world.objective.actions.all()][-2:] == ["Hers", "Mine"]


def test_a_row_that_somebody_took_out_is_gone(client: Client, world: World) -> None:
    doing.remove_action(world.action, world.head)
    signed_in(client, world.coordinator)
    path = url(world, "edit_action", world.action.pk or 1)
    assert client.post(path, {"text": "Mine"}, headers=HTMX).status_code == 404
