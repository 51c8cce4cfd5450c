"""The table of a plan in a browser: written by keyboard alone, and what is refused stays where it is."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled
from playwright.sync_api import expect

from devplan.models import Action
from tests.conftest import NewPage
from tests.devplan.parts import World, a_world


@pytest.fixture
def world(transactional_db: Any) -> World:
    return a_world()


def test_rows_are_changed_and_added_by_keyboard_alone(
    world: World, new_page: NewPage, axe: Any
) -> None:
    page = new_page(world.coordinator.user)
    page.goto(reverse("devplan:write", args=[world.school.slug, world.plan.pk]))
    press, write = page.keyboard.press, page.keyboard.type
    what, editing = page.locator("textarea[name=text]"), page.locator("tr.editing")
    page.locator(f"#row-action-{world.action.pk} .verb a").focus()
    press("Enter")
    expect(what).to_be_focused()
    axe(page)
    # What, who, term, start, finish, one after the other; Enter saves. Day and month are alike: which is
    # typed first is the browser's own choice.
    write(" for signals")
    press("Tab")
    write("Dora")
    for _field in ("term", "start"):
        press("Tab")
    write("09092026")
    press("Tab")
    for _part in range(2):  # the browser's own calendar is a place to stop at
        if page.evaluate("document.activeElement.name") != "ends_on":
            press("Tab")
    write("08082026")
    press("Enter")
    # Refused: the row stays open as it was typed, and one stands at the field that cannot be.
    finish = page.locator("input[name=ends_on]")
    expect(finish).to_have_attribute("aria-invalid", "true")
    expect(finish).to_be_focused()
    expect(what).to_have_value("Survey the rooms for signals")
    write("10102026")
    press("Enter")
    # Saved: the next place to write at is at hand.
    expect(editing).to_have_count(0)
    expect(page.locator("tr.add a").first).to_be_focused()
    press("Enter")
    expect(what).to_be_focused()
    write("Move the access points")
    press("Enter")
    expect(page.locator("tr td", has_text="Move the access points").first).to_be_visible()
    # Escape leaves a row as it is.
    page.locator(f"#row-action-{world.action.pk} .verb a").focus()
    press("Enter")
    expect(what).to_be_focused()
    press("Escape")
    expect(editing).to_have_count(0)
    expect(page.locator(f"#row-action-{world.action.pk} a:focus")).to_have_count(1)
    with scopes_disabled():
        survey, move = Action.objects.order_by("pk")
    assert (survey.text, survey.lead_id) == ("Survey the rooms for signals", world.department.pk)
    assert (str(survey.starts_on), str(survey.ends_on)) == ("2026-09-09", "2026-10-10")
    assert move.text == "Move the access points"
