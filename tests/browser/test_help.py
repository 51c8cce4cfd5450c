"""The help beside a page: it opens, is read further and closes, and leaves what was typed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from schools.models import School
from tests.conftest import PHONE, NewPage
from tests.factories import a_member, a_school

SMALL = {"width": PHONE, "height": 844}


@pytest.fixture
def school(live_server: LiveServer) -> School:
    return a_school()


def open_help(page: Page) -> None:
    fold = page.locator(".fold > summary")
    if fold.is_visible():
        fold.click()
    page.get_by_role("link", name="Help", exact=True).locator("visible=true").first.click()


def test_help_opens_beside_what_is_being_typed_and_closes_with_escape(
    school: School, new_page: NewPage
) -> None:
    page = new_page(a_member(school, "headteacher").user)
    page.goto(f"/s/{school.slug}/vision/write/")
    page.get_by_role("textbox").first.fill("Every child makes things")
    open_help(page)
    panel = page.locator("#help")
    expect(panel.get_by_role("heading", name="The vision and its aims")).to_be_focused()
    expect(page.get_by_role("textbox").first).to_be_editable()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.get_by_role("link", name="Help", exact=True).first).to_be_focused()
    assert page.get_by_role("textbox").first.input_value() == "Every child makes things"


def test_what_help_leads_to_is_read_in_the_panel(school: School, new_page: NewPage) -> None:
    page = new_page(a_member(school, "headteacher").user)
    page.goto(f"/s/{school.slug}/roles/")
    address = page.url
    open_help(page)
    panel = page.locator("#help")
    panel.get_by_role("link", name="description").click()
    expect(panel.get_by_role("heading", name="Writing a role description")).to_be_visible()
    panel.get_by_role("link", name="All help").click()
    expect(panel.get_by_role("heading", name="Help", exact=True)).to_be_visible()
    assert page.url == address
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_be_hidden()


def test_on_a_phone_help_covers_the_page_and_gives_it_back(
    school: School, new_page: NewPage
) -> None:
    page = new_page(a_member(school, "teacher").user)
    page.set_viewport_size(SMALL)  # type: ignore[arg-type]
    page.goto(f"/s/{school.slug}/vision/")
    open_help(page)
    panel = page.locator("#help")
    expect(panel).to_be_visible()
    box = panel.bounding_box()
    assert box and box["width"] == PHONE
    assert page.evaluate("document.querySelector('#help').matches(':modal')")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
