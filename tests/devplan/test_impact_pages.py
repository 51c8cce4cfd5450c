"""Measuring, spending, looking, and the page that shows what changed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from devplan.actions import costing, measured, measuring
from devplan.models import Cost, Indicator, Measurement, Monitoring, Objective, Spending
from schools.models import Activity
from tests.devplan.parts import World, a_large_plan, a_world, agree, days
from tests.factories import a_member, a_school, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    world = a_world()
    with scope(school=world.school):
        measuring.add_indicator(
            world.objective,
            world.coordinator,
            measuring.IndicatorWords(
                "Lessons lost",
                "lessons",
                "down",
                Decimal(14),
                days(-200),
                "Office book",
                [(Decimal(5), days(200))],
            ),
        )
        cost = costing.CostWords(
            world.plan.first_year, 120_000, "equipment", rationale="It is worn out"
        )
        costing.set_costs(world.action, world.coordinator, [cost], world.action.revision)
        world.plan = agree(world)
        yield world


def url(world: World, page: str, *more: Any) -> str:
    return reverse(f"devplan:{page}", args=[world.school.slug, world.plan.pk, *more])


def indicator() -> Indicator:
    return Indicator.objects.get()


def test_a_measurement_is_recorded_and_the_page_says_what_changed(
    client: Client, world: World
) -> None:
    signed_in(client, world.coordinator)
    path = url(world, "indicator", indicator().pk)
    sent = {"value": "7", "measured_on": days(-1).isoformat(), "source": "Office book"}
    assert client.post(path, sent).status_code == 302
    page = client.get(url(world, "impact")).content.decode()
    assert "The one indicator moved the way it should" in page
    assert "nearer to its target, 78\N{NO-BREAK SPACE}%" in page
    assert "14\N{NO-BREAK SPACE}lessons" in page
    assert Activity.objects.filter(verb="devplan.measured").exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"value": ""}, "as a number"),
        ({"value": "seven"}, "is not a number"),
        ({"value": "99999999999"}, "too large"),
        ({"measured_on": ""}, "on which day"),
        ({"measured_on": days(1).isoformat()}, "still to come"),
        ({"measured_on": "1066-10-14"}, "1066"),
    ],
)
def test_a_measurement_that_cannot_be_comes_back_filled_in(
    client: Client, world: World, fields: dict[str, str], sentence: str
) -> None:
    signed_in(client, world.coordinator)
    sent = {"value": "7", "measured_on": days(-1).isoformat(), "source": "Kept words"} | fields
    answer = client.post(url(world, "indicator", indicator().pk), sent)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "Kept words" in answer.content.decode()
    assert not Measurement.objects.exists()


def test_the_same_day_twice_leads_to_the_one_that_is_there(client: Client, world: World) -> None:
    words = measured.MeasuredWords(Decimal(9), days(-1))
    there = measured.record_measurement(indicator(), world.coordinator, words)
    signed_in(client, world.coordinator)
    path = url(world, "indicator", indicator().pk)
    answer = client.post(path, {"value": "8", "measured_on": days(-1).isoformat()})
    correct = url(world, "correct_measurement", indicator().pk, there.pk)
    assert answer.status_code == 422
    assert correct in answer.content.decode()
    assert (
        client.post(correct, {"value": "8", "measured_on": days(-1).isoformat()}).status_code == 302
    )
    assert Measurement.objects.get().value == 8
    client.post(url(world, "remove_measurement", indicator().pk, there.pk))
    assert not Measurement.objects.exists()
    assert Activity.objects.filter(verb="devplan.measurement_removed").exists()


def test_measurements_are_pasted_all_or_none(client: Client, world: World) -> None:
    signed_in(client, world.coordinator)
    path = url(world, "bring_measurements")
    text = f"Lessons lost\t{days(-9):%d/%m/%Y}\t9\tBook\nLessons found\t{days(-8):%d/%m/%Y}\tmany"
    answer = client.post(path, {"text": text, "save": "1"})
    assert answer.status_code == 422
    assert "No indicator of this plan" in answer.content.decode()
    assert "is not a number" in answer.content.decode()
    assert not Measurement.objects.exists()
    client.post(path, {"text": text.splitlines()[0], "save": "1"})
    assert Measurement.objects.get().source == "Book"


def test_who_may_measure(client: Client, world: World) -> None:
    path = url(world, "indicator", indicator().pk)
    sent = {"value": "7", "measured_on": days(-1).isoformat()}
    signed_in(client, world.department)
    answer = client.post(path, sent)
    assert answer.status_code == 403
    assert "record measurements" in answer.content.decode()
    signed_in(client, world.governor)
    assert client.get(path).status_code == 200
    assert client.post(path, sent).status_code == 403
    Objective.objects.filter(pk=world.objective.pk).update(subject=world.subject)
    signed_in(client, world.department)
    assert client.post(path, sent).status_code == 302
    # The teacher leads an action of the objective.
    signed_in(client, world.teacher)
    assert client.post(path, sent | {"measured_on": days(-2).isoformat()}).status_code == 302


def test_spending_is_recorded_and_what_came_back_needs_a_note(client: Client, world: World) -> None:
    cost = Cost.objects.get()
    manager = a_member(world.school, "business_manager")
    signed_in(client, manager)
    path = url(world, "cost", cost.pk)
    today = days(0).isoformat()
    assert client.post(path, {"pence": "1,100", "spent_on": today}).status_code == 302
    back = client.post(path, {"pence": "-50", "spent_on": today})
    assert back.status_code == 422
    assert "why money came back" in back.content.decode()
    client.post(path, {"pence": "−50", "spent_on": today, "note": "One was returned"})
    assert sum(one.pence for one in Spending.objects.all()) == 105_000
    page = client.get(url(world, "spending")).content.decode()
    assert "£1,050 of £1,200 is spent" in page
    one = Spending.objects.order_by("pk")[0]
    client.post(url(world, "remove_spending", cost.pk, one.pk))
    assert Spending.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"pence": "£1,2OO"}, "is not an amount"),
        ({"pence": ""}, "what was spent"),
        ({"spent_on": days(2).isoformat()}, "still to come"),
        ({"spent_on": "2001-01-01"}, "long before the plan"),
        ({"spent_on": ""}, "on which day"),
    ],
)
def test_spending_that_cannot_be_is_refused(
    client: Client, world: World, fields: dict[str, str], sentence: str
) -> None:
    signed_in(client, world.coordinator)
    sent = {"pence": "10", "spent_on": days(0).isoformat(), "note": "Kept"} | fields
    answer = client.post(url(world, "cost", Cost.objects.get().pk), sent)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "Kept" in answer.content.decode()


def test_spending_is_pasted_by_the_actions_words(client: Client, world: World) -> None:
    signed_in(client, world.coordinator)
    path = url(world, "bring_spending")
    good = f"Survey the rooms;{days(0):%d/%m/%Y};600;Two days"
    bad = f"Another thing;{days(0):%d/%m/%Y};£6OO"
    assert client.post(path, {"text": f"{good}\n{bad}", "save": "1"}).status_code == 422
    assert not Spending.objects.exists()
    client.post(path, {"text": good, "save": "1"})
    assert Spending.objects.get().pence == 60_000


@pytest.mark.parametrize("who", ["teacher", "department", "governor"])
def test_who_does_not_record_spending_is_told_who_does(
    client: Client, world: World, who: str
) -> None:
    signed_in(client, getattr(world, who))
    assert client.get(url(world, "spending")).status_code == 200
    answer = client.get(url(world, "cost", Cost.objects.get().pk))
    assert answer.status_code == 403
    assert "business manager" in answer.content.decode()


def test_a_look_is_planned_and_what_was_found_written_down(client: Client, world: World) -> None:
    signed_in(client, world.coordinator)
    sent = {
        "kind": "visit",
        "about": "Three lessons",
        "planned_on": days(-3).isoformat(),
        "actions": [world.action.pk],
    }
    assert client.post(url(world, "new_look"), sent).status_code == 302
    shown = client.get(url(world, "monitoring")).content.decode()
    assert "One look is past its day" in shown
    look = Monitoring.objects.get()
    path = url(world, "look", look.pk)
    half = client.post(path, sent | {"found": "Two of three", "revision": 1})
    assert half.status_code == 422
    assert "on which day this was found" in half.content.decode()
    done = sent | {"found": "Two of three", "done_on": days(0).isoformat(), "revision": 1}
    assert client.post(path, done).status_code == 302
    assert "Two of three" in client.get(url(world, "impact")).content.decode()
    stale = client.post(path, done | {"found": "Something else"})
    assert stale.status_code == 409
    assert "Two of three" in stale.content.decode()
    assert "Something else" in stale.content.decode()


def test_others_look_at_their_own_actions_only(client: Client, world: World) -> None:
    sent = {"kind": "talk", "about": "How it goes", "planned_on": days(3).isoformat()}
    signed_in(client, world.teacher)
    alone = client.post(url(world, "new_look"), sent)
    assert alone.status_code == 422
    assert "action of yours" in alone.content.decode()
    assert "How it goes" in alone.content.decode()
    assert (
        client.post(url(world, "new_look"), sent | {"actions": [world.action.pk]}).status_code
        == 302
    )
    signed_in(client, world.governor)
    assert client.get(url(world, "new_look")).status_code == 403


def test_another_schools_figures_are_not_there(client: Client, world: World) -> None:
    stranger = a_member(a_school(), "headteacher")
    signed_in(client, stranger)
    for page in ("impact", "indicators", "spending", "monitoring"):
        assert client.get(url(world, page)).status_code == 404
        own = reverse(f"devplan:{page}", args=[stranger.school.slug, world.plan.pk])
        assert client.get(own).status_code == 404


def test_the_page_takes_as_many_queries_for_400_actions_as_for_one(
    client: Client, world: World, django_assert_max_num_queries: Any
) -> None:
    a_large_plan(world, objectives=40, actions=400, costs=1200)
    signed_in(client, world.head)
    for page, most in (("impact", 15), ("indicators", 12), ("spending", 9), ("monitoring", 12)):
        with django_assert_max_num_queries(most):
            assert client.get(url(world, page)).status_code == 200


def test_figures_come_back_from_the_plans_own_workbook(client: Client, world: World) -> None:
    signed_in(client, world.coordinator)
    book = openpyxl.Workbook()
    book.active.append(["Strand", "Objective", "x", "x", "x", "x", "x"])
    for name, row in (
        ("Measurements", ["Indicator", "Day", "Value", "Source"]),
        ("Spending", ["Action", "Day", "Amount", "Note"]),
    ):
        sheet = book.create_sheet(name)
        sheet.append(row)
        sheet.append(["Nobody knows it", days(-1), 12.5, f"from {name}"])
    into = BytesIO()
    book.save(into)
    for name in ("bring_measurements", "bring_spending"):
        file = SimpleUploadedFile("plan.xlsx", into.getvalue())
        page = client.post(url(world, name), {"file": file}).content.decode()
        assert ("from Measurements" in page) == (name == "bring_measurements")
        assert ("from Spending" in page) == (name == "bring_spending")
