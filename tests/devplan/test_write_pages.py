"""The pages on which a plan is written: what is missing, where one begins, and going on by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from lxml import html  # type: ignore[import-untyped]

from devplan.actions import doing, measuring, writing
from devplan.library import library
from devplan.missing import Said, missing
from devplan.models import Objective
from devplan.pasting import read_actions
from exchange.tables import read
from roles.models import Duty
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


def page_of(client: Client, world: World, page: str, *more: Any, **options: Any) -> Any:
    """The page, read as a tree."""
    return html.fromstring(client.get(url(world, page, *more), **options).content.decode())


# ---- What is not said yet


def test_the_headline_says_what_the_plan_does_not_say_yet(client: Client, world: World) -> None:
    signed_in(client, world.coordinator)
    page = page_of(client, world, "write")
    assert page.xpath("string(//h1)") == "One action has no finish yet"
    link = page.xpath("//aside//a[contains(., 'no finish')]/@href")
    assert link == [f"#row-action-{world.action.pk}"]
    writing.add_objective(
        world.plan, world.head, writing.ObjectiveWords("Without actions", world.other.pk)
    )
    doing.add_action(world.objective, world.head, doing.ActionWords("Without a lead"))
    page = page_of(client, world, "write")
    assert page.xpath("string(//h1)") == "One objective has no action yet"
    assert [one.strip() for one in page.xpath("//aside//ul//a/text()")] == [
        "One objective has no action yet",
        "One action has no lead yet",
        "2 actions have no finish yet",
    ]


def test_who_writes_some_objectives_is_told_of_those_only(client: Client, world: World) -> None:
    signed_in(client, world.department)
    assert page_of(client, world, "write").xpath("string(//h1)") == "Write the plan"


def test_a_plan_that_says_all_has_its_name() -> None:
    full = [Said("o", actions=1), Said("a", lead=True, ends=True)]
    assert missing(full).rows == []
    assert missing([]).headline == "Write the plan"


def test_an_empty_plan_says_how_to_begin(client: Client, world: World) -> None:
    signed_in(client, world.coordinator)
    writing.remove_objective(world.objective, world.head)
    page = page_of(client, world, "write")
    first = page.xpath("//div[@class='empty']//a[@class='btn']")
    assert first[0].get("href") == url(world, "new_objective", world.strand.pk)
    for strand in (world.strand, world.other):
        writing.remove_strand(strand, world.head)
    page = page_of(client, world, "write")
    assert page.xpath("//div[@class='empty']//a[@class='btn']/@href") == [
        f"{url(world, 'about')}#strands"
    ]


# ---- By keyboard


def test_tab_goes_from_what_to_who_to_when_to_save(client: Client, world: World) -> None:
    signed_in(client, world.coordinator)
    row = page_of(client, world, "edit_action", world.action.pk, headers=HTMX)
    stops = row.xpath("//input[not(@type='hidden')]|//textarea|//select|//summary|//button|//a")
    names = [
        one.get("name") or one.text_content().strip()
        for one in stops
        if not one.xpath("ancestor::details") or one.tag == "summary"
    ]
    assert names[:8] == [
        "text",
        "lead",
        "term",
        "starts_on",
        "ends_on",
        "Who helps, monitoring, where it comes from",
        "Save",
        "Leave as it is",
    ]
    assert not row.xpath("//*[@tabindex > 0]")


@pytest.mark.parametrize("page", ["edit_action", "costs", "edit_objective"])
def test_enter_saves_and_the_way_out_is_marked(client: Client, world: World, page: str) -> None:
    signed_in(client, world.coordinator)
    row = world.objective if page == "edit_objective" else world.action
    form = page_of(client, world, page, row.pk, headers=HTMX).xpath("//form[@hx-post]")[0]
    # What Enter presses in a browser is the form's first button: it saves, and adds no line.
    assert "name" not in form.xpath(".//button")[0].attrib
    leave = form.xpath(".//a[@data-leave]")[0]
    assert leave.get("hx-get").endswith("?row")
    assert f"#row-{'objective' if page == 'edit_objective' else 'action'}-" in leave.get("href")


def test_every_field_of_two_open_rows_has_its_own_label(client: Client, world: World) -> None:
    other = doing.add_action(world.objective, world.head, doing.ActionWords("Another"))
    signed_in(client, world.coordinator)
    ids: list[str] = []
    for page in ("edit_action", "costs"):
        for action in (world.action, other):
            row = page_of(client, world, page, action.pk, headers=HTMX)
            found = row.xpath("//input/@id|//textarea/@id|//select/@id|//datalist/@id")
            assert set(row.xpath("//label/@for")) <= set(found)
            ids += found
    ids += page_of(client, world, "add_action", world.objective.pk, headers=HTMX).xpath("//@id")
    ids += page_of(client, world, "edit_objective", world.objective.pk, headers=HTMX).xpath(
        "//input/@id|//textarea/@id|//select/@id"
    )
    assert len(ids) == len(set(ids))


def test_a_row_that_is_refused_marks_its_field(client: Client, world: World) -> None:
    signed_in(client, world.coordinator)
    path = url(world, "edit_action", world.action.pk)
    answer = client.post(path, {"text": " ", "revision": 1}, headers=HTMX)
    assert answer.status_code == 422
    row = html.fromstring(answer.content.decode())
    field = row.xpath("//textarea[@name='text']")[0]
    assert field.get("aria-invalid") == "true"
    said = row.xpath(f"//*[@id='{field.get('aria-describedby')}']")
    assert said[0].text_content().strip() == "Say what shall be done."
    assert "one thing has to be looked at" in row.xpath("string(//*[@role='alert'])")


def test_a_lead_who_left_is_refused_by_name(client: Client, world: World) -> None:
    world.teacher.left_on = date(2026, 1, 1)
    world.teacher.save()
    signed_in(client, world.coordinator)
    sent = {"text": "Still here", "lead": world.teacher.pk, "revision": 1}
    answer = client.post(url(world, "edit_action", world.action.pk), sent, headers=HTMX)
    assert answer.status_code == 422
    assert "Tom Teacher has left the school" in answer.content.decode()
    assert "Still here" in answer.content.decode()


# ---- Adding, moving, tying


def test_examples_of_the_strands_kind_come_first_with_why_and_what(
    client: Client, world: World
) -> None:
    writing.rename_strand(world.strand, world.head, "Rooms", "infrastructure")
    signed_in(client, world.coordinator)
    page = page_of(client, world, "new_objective", world.strand.pk)
    kinds = [one for one in library().objectives if one.kind == "infrastructure"]
    shown = page.xpath("//ul[@class='examples']")
    assert len(shown[0].xpath("./li")) == len(kinds)
    assert sum(len(one.xpath("./li")) for one in shown) == len(library().objectives) >= 20
    first = shown[0].xpath("./li")[0].text_content()
    assert kinds[0].why in first
    assert kinds[0].criteria[0] in first
    assert kinds[0].actions[0].text in first


def test_rows_are_moved_and_one_comes_back_to_them(client: Client, world: World) -> None:
    other = doing.add_action(world.objective, world.head, doing.ActionWords("Second"))
    signed_in(client, world.coordinator)
    answer = client.post(url(world, "move_action", other.pk), {"to": "up"})
    assert answer["Location"].endswith(f"#row-action-{other.pk}")
    assert [one.pk for one in world.objective.actions.all()] == [other.pk, world.action.pk]
    second = writing.add_objective(
        world.plan, world.head, writing.ObjectiveWords("Second", world.strand.pk)
    )
    client.post(url(world, "move_objective", second.pk), {"to": "up"})
    assert [one.pk for one in world.strand.objectives.all()] == [second.pk, world.objective.pk]
    assert client.get(url(world, "move_action", other.pk)).status_code == 405


def test_an_objective_goes_to_another_strand_and_the_page_comes_anew(
    client: Client, world: World
) -> None:
    signed_in(client, world.coordinator)
    sent = {
        "text": "Wireless everywhere",
        "strand": world.other.pk,
        "revision": 1,
        "criteria-TOTAL_FORMS": 0,
        "criteria-INITIAL_FORMS": 0,
    }
    answer = client.post(url(world, "edit_objective", world.objective.pk), sent, headers=HTMX)
    assert answer["HX-Redirect"].endswith(f"#row-objective-{world.objective.pk}")
    assert Objective.objects.get(pk=world.objective.pk).strand_id == world.other.pk


def test_taking_out_an_objective_names_what_goes_with_it(client: Client, world: World) -> None:
    signed_in(client, world.coordinator)
    path = url(world, "remove_objective", world.objective.pk)
    assert "Survey the rooms" in client.get(path).content.decode()
    assert client.post(path)["Location"].endswith(f"#strand-{world.strand.pk}")
    assert not Objective.objects.exists()


def test_an_indicator_measures_other_objectives_as_well(client: Client, world: World) -> None:
    other = writing.add_objective(
        world.plan, world.head, writing.ObjectiveWords("Another", world.other.pk)
    )
    signed_in(client, world.coordinator)
    sent = {
        "name": "Lessons lost",
        "direction": "down",
        "others": [other.pk],
        "targets-TOTAL_FORMS": 0,
        "targets-INITIAL_FORMS": 0,
    }
    client.post(url(world, "indicators_of", world.objective.pk), sent)
    one = other.indicators.get()
    assert one == world.objective.indicators.get()
    path = url(world, "edit_indicator", world.objective.pk, one.pk)
    assert html.fromstring(client.get(path).content.decode()).xpath(
        f"//input[@name='others'][@value='{other.pk}']/@checked"
    )
    client.post(path, sent | {"others": []})
    assert not other.indicators.exists()
    assert client.post(path, sent | {"others": [999]}).status_code == 422


def test_a_duty_begins_an_action_by_its_own_address(client: Client, world: World) -> None:
    duty = Duty.objects.create(
        school=world.school, kind="duty", area="staff", text="Coach in classrooms"
    )
    signed_in(client, world.coordinator)
    page = html.fromstring(
        client.get(f"{url(world, 'new_action')}?duty={duty.pk}").content.decode()
    )
    assert page.xpath("//textarea[@name='text']")[0].text.strip() == "Coach in classrooms"
    assert page.xpath("//input[@name='from_duty']/@value") == [str(duty.pk)]
    assert client.get(f"{url(world, 'new_action')}?duty=999999").status_code == 404


def test_an_indicator_of_somebody_elses_objective_is_not_mine_to_tie(
    client: Client, world: World
) -> None:
    own = writing.add_objective(
        world.plan,
        world.head,
        writing.ObjectiveWords("Ours", world.strand.pk, subject=world.subject.pk),
    )
    signed_in(client, world.department)
    sent = {
        "name": "Lessons lost",
        "direction": "down",
        "others": [world.objective.pk],
        "targets-TOTAL_FORMS": 0,
        "targets-INITIAL_FORMS": 0,
    }
    path = url(world, "indicators_of", own.pk)
    assert client.post(path, sent).status_code == 422
    assert not world.objective.indicators.exists()
    shared = measuring.add_indicator(
        own, world.head, measuring.IndicatorWords("Shared"), [world.objective]
    )
    assert client.get(url(world, "edit_indicator", own.pk, shared.pk)).status_code == 403


# ---- Pasting


def test_the_heads_of_a_pasted_table_are_no_action() -> None:
    rows = read_actions(read("Action\tLead\tStart\nBuy cables\tTom\t"), {"tom teacher": 7}, [])
    assert [(one.line, one.text, one.lead) for one in rows] == [(2, "Buy cables", 7)]
    assert [one.text for one in read_actions(read("What"), {}, [])] == []
    assert len(read_actions(read("Lead the way"), {}, [])) == 1
