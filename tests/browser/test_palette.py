"""The palette: by keyboard alone, from any page, and the field in the bar without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django_scopes import scope
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.conftest import PHONE, NewPage
from tests.roles.making import Staff, a_duty, staff


@pytest.fixture
def people(live_server: LiveServer) -> Staff:
    made = staff(name="Larkfield Primary")
    with scope(school=made.school):
        a_duty(made.school, "Feed the hamster")
    return made


def test_the_palette_finds_jumps_and_gives_the_focus_back(
    people: Staff, new_page: NewPage, axe: Callable[[Page], None]
) -> None:
    page = new_page(people.head.user)
    page.goto(f"/s/{people.school.slug}/people/")
    page.goto(f"/s/{people.school.slug}/vision/")
    page.get_by_role("link", name="Print").first.focus()
    page.keyboard.press("/")
    palette = page.get_by_role("dialog", name="Find, or go to a page")
    expect(palette.get_by_role("group", name="Seen last")).to_contain_text("People")
    axe(page)
    page.keyboard.type("hamst")
    hit = palette.get_by_role("option", name="Feed the hamster")
    expect(hit).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url("**/roles/duties/#duty-*")

    page.keyboard.press("Control+k")
    page.keyboard.type("act")
    expect(palette.get_by_role("option", name="Activity")).to_have_attribute(
        "aria-selected", "true"
    )
    page.keyboard.press("Enter")
    page.wait_for_url("**/activity/")

    link = page.get_by_role("link", name="Print").first
    link.focus()
    page.keyboard.press("Control+k")
    expect(palette.get_by_role("combobox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(link).to_be_focused()


def test_a_slash_that_is_typed_stays_a_slash(people: Staff, new_page: NewPage) -> None:
    page = new_page(people.head.user)
    page.goto(f"/s/{people.school.slug}/find/")
    page.get_by_label("Words to look for").fill("a")
    page.keyboard.press("/")
    expect(page.get_by_label("Words to look for")).to_have_value("a/")


def test_the_field_in_the_bar_finds_without_javascript(people: Staff, new_page: NewPage) -> None:
    page = new_page(people.head.user, javascript=False)
    page.goto(f"/s/{people.school.slug}/")
    page.get_by_role("searchbox", name="Find").first.fill("hamster")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("One thing speaks of “hamster”")
    page.get_by_role("link", name="Feed the hamster").click()
    page.wait_for_url("**/roles/duties/#duty-*")


def test_on_a_phone_it_stands_in_the_menu(people: Staff, new_page: NewPage) -> None:
    page = new_page(people.head.user, width=PHONE)
    page.goto(f"/s/{people.school.slug}/")
    page.locator("summary", has_text="Menu").click()
    page.get_by_role("searchbox", name="Find").filter(visible=True).fill("hamster")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Feed the hamster")).to_be_visible()
