"""Who may write which rows of a plan, and what a closed plan answers; each address, page and part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from devplan.actions import measuring, writing
from devplan.models import Action, Indicator, Objective, Plan, State
from tests.devplan.parts import World, a_world
from tests.factories import a_member, a_school, signed_in

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def world() -> Iterator[World]:
    world = a_world()
    with scope(school=world.school):
        yield world


def addresses(world: World) -> dict[str, str]:
    """Every address below write/, by its name, for the world's objective and action."""
    indicator = measuring.add_indicator(
        world.objective, world.head, measuring.IndicatorWords("Lessons lost")
    )
    rows: dict[str, list[int]] = {
        "write": [],
        "new_action": [],
        "edit_action": [world.action.pk],
        "costs": [world.action.pk],
        "move_action": [world.action.pk],
        "remove_action": [world.action.pk],
        "new_objective": [world.strand.pk],
        "add_example": [world.strand.pk],
        "edit_objective": [world.objective.pk],
        "move_objective": [world.objective.pk],
        "remove_objective": [world.objective.pk],
        "add_action": [world.objective.pk],
        "paste": [world.objective.pk],
        "indicators_of": [world.objective.pk],
        "edit_indicator": [world.objective.pk, indicator.pk],
        "remove_indicator": [world.objective.pk, indicator.pk],
    }
    return {
        name: reverse(f"devplan:{name}", args=[world.school.slug, world.plan.pk, *pks])
        for name, pks in rows.items()
    }


WHOLE = {"write", "new_action", "new_objective"}


@pytest.mark.parametrize("who", ["head", "coordinator"])
def test_who_leads_ict_opens_every_form(client: Client, world: World, who: str) -> None:
    signed_in(client, getattr(world, who))
    posts = {"move_action", "add_example", "move_objective", "remove_indicator"}
    for name, path in addresses(world).items():
        assert client.get(path).status_code == (405 if name in posts else 200), name


def test_heads_of_department_are_refused_each_row_of_others(client: Client, world: World) -> None:
    found = addresses(world)
    signed_in(client, world.department)
    for name, path in found.items():
        if name in WHOLE:
            assert client.get(path).status_code == 200, name
            continue
        for headers in (HTMX, {}):
            answer = client.post(path, {"text": "Mine", "to": "up"}, headers=headers)
            assert answer.status_code == 403, name
            assert "senior managers and the coordinator" in answer.content.decode().casefold()
    assert Action.objects.get(pk=world.action.pk).text == "Survey the rooms"
    assert Objective.objects.get().text == "Wireless everywhere"
    assert Indicator.objects.exists()


def test_heads_of_department_begin_objectives_of_their_own_subjects(
    client: Client, world: World
) -> None:
    signed_in(client, world.department)
    path = addresses(world)["new_objective"]
    page = client.get(path).content.decode()
    assert "Or begin from an example" not in page
    sent = {
        "text": "Sensors in every year",
        "strand": world.strand.pk,
        "criteria-TOTAL_FORMS": 0,
        "criteria-INITIAL_FORMS": 0,
    }
    refused = client.post(path, sent)
    assert refused.status_code == 403
    assert client.post(path, sent | {"subject": world.subject.pk}).status_code == 302
    made = Objective.objects.get(text="Sensors in every year")
    edit = reverse("devplan:edit_objective", args=[world.school.slug, world.plan.pk, made.pk])
    away = sent | {"subject": "", "revision": 1}
    assert client.post(edit, away, headers=HTMX).status_code == 403
    assert Objective.objects.get(pk=made.pk).subject == world.subject


@pytest.mark.parametrize("who", ["teacher", "governor"])
def test_others_write_nothing(client: Client, world: World, who: str) -> None:
    found = addresses(world)
    signed_in(client, getattr(world, who))
    for name, path in found.items():
        assert client.post(path, {"text": "Mine"}, headers=HTMX).status_code in (403, 405), name


def test_another_school_has_none_of_it(client: Client, world: World) -> None:
    found = addresses(world)
    stranger = a_member(a_school(), "headteacher")
    signed_in(client, stranger)
    for name, path in found.items():
        assert client.post(path).status_code == 404, name
        own = path.replace(world.school.slug, stranger.school.slug, 1)
        assert client.post(own, {"text": "Mine"}).status_code == 404, name


def test_rows_of_another_plan_are_not_in_this_one(client: Client, world: World) -> None:
    other = writing.start_plan(
        world.school, world.head, writing.PlanWords("Next", 2040), strands=["One"]
    )
    signed_in(client, world.coordinator)
    for name, path in addresses(world).items():
        if name in ("write", "new_action"):
            continue
        moved = path.replace(f"/plans/{world.plan.pk}/", f"/plans/{other.pk}/")
        assert client.post(moved, {"text": "Mine"}).status_code == 404, name


def test_a_closed_plan_shows_no_form_and_takes_nothing(client: Client, world: World) -> None:
    found = addresses(world)
    Plan.objects.filter(pk=world.plan.pk).update(state=State.CLOSED)
    signed_in(client, world.coordinator)
    for name, path in found.items():
        answer = client.get(path, follow=True)
        if answer.status_code != 405:
            assert answer.redirect_chain[-1][0] == world.plan.get_absolute_url(), name
            assert "closed and stays as it is" in answer.content.decode(), name
    sent: dict[str, Any] = {
        "text": "Too late",
        "name": "Too late",
        "direction": "up",
        "strand": world.strand.pk,
        "objective": world.objective.pk,
        "to": "up",
        "save": "1",
        "key": "wireless",
    }
    for prefix in ("criteria", "targets"):
        sent |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    costs = {
        "costs-TOTAL_FORMS": 1,
        "costs-INITIAL_FORMS": 0,
        "costs-0-year": world.plan.first_year,
        "costs-0-pence": "10",
        "costs-0-kind": "time",
        "costs-0-rationale": "Because it is needed",
    }
    before = (Action.objects.count(), Objective.objects.count(), Indicator.objects.count())
    for name, path in found.items():
        if name == "write":
            continue
        # Moves and taking out answer with a page that says why, a form with what was typed.
        answer = client.post(path, sent | costs, follow=True)
        assert "closed and stays as it is" in answer.content.decode(), name
    after = (Action.objects.count(), Objective.objects.count(), Indicator.objects.count())
    assert before == after
    assert not Action.objects.filter(text="Too late").exists()
    assert not Objective.objects.filter(text="Too late").exists()
