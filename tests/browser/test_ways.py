"""Other ways of using it: by keyboard, without JavaScript, two at once, in any script."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest
from django_scopes import scope
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from documents import pdf, register
from roles.models import Duty
from tests.conftest import PHONE, NewPage
from tests.roles.making import Staff, a_draft, a_duty, a_proposed, a_role, staff

MARKUP = "<script>document.title='taken'</script><b>bold</b> & \"quoted\""
HEBREW, ARABIC, EMOJI = "תקשוב לכל תלמיד", "التقنية للجميع", "🌻"
TEXT = f"{MARKUP} {HEBREW} {ARABIC} {EMOJI}"


@pytest.fixture
def people(live_server: LiveServer) -> Staff:
    return staff(name="Larkfield Primary")


def version(people: Staff, state: str = "draft") -> str:
    """The address of a description of the coordinator's role, with three duties."""
    with scope(school=people.school):
        duties = [a_duty(people.school, text) for text in ("Coach", "Audit", "Report")]
        make = a_draft if state == "draft" else a_proposed
        made = make(people, a_role(people, people.coordinator), duties=duties)
        return made.get_absolute_url()


def focused(page: Page) -> str:
    """The words of what has the focus."""
    return " ".join(page.locator(":focus").inner_text().split())


def test_the_keyboard_skips_the_bar_and_sees_where_it_is(people: Staff, new_page: NewPage) -> None:
    page = new_page(people.head.user)
    page.goto(version(people, "proposed"))
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the page’s matter"
    expect(page.locator(":focus")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "matter"
    for _stop in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        outline = page.evaluate(
            "(({outlineStyle, outlineWidth}) => [outlineStyle, parseFloat(outlineWidth)])"
            "(getComputedStyle(document.activeElement))"
        )
        assert outline[0] != "none" and outline[1] >= 2, page.evaluate(
            "document.activeElement.outerHTML"
        )
        assert page.evaluate("!!document.activeElement.closest('main')") or _stop > 3


@pytest.mark.parametrize("width", [PHONE, 1280])
def test_the_menu_opens_with_enter_and_closes_with_escape(
    people: Staff, new_page: NewPage, width: int
) -> None:
    page = new_page(people.head.user, width=width)
    page.goto(version(people))
    page.locator(".bar summary").filter(visible=True).focus()
    link = page.get_by_role("banner").get_by_role("link", name="People")
    expect(link).to_be_hidden()
    page.keyboard.press("Enter")
    expect(link.filter(visible=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    assert page.evaluate("document.activeElement.localName") == "summary"


def test_duties_are_put_in_order_by_keyboard(people: Staff, new_page: NewPage) -> None:
    version(people)
    page = new_page(people.head.user)
    page.goto(f"/s/{people.school.slug}/roles/duties/")
    page.get_by_role("link", name="Change the order of Staff development").press("Enter")
    page.get_by_role("button", name="Move down: Coach").press("Enter")
    expect(page.locator(".order li").first).to_contain_text("Audit")
    # The focus stays with what moved: the same key moves it on.
    expect(page.locator(":focus")).to_have_accessible_name("Move down: Coach")
    page.keyboard.press("Enter")
    expect(page.locator(".order li").last).to_contain_text("Coach")
    with scope(school=people.school):
        assert [duty.text for duty in Duty.objects.order_by("order")] == [
            "Audit",
            "Report",
            "Coach",
        ]


def test_a_draft_is_written_without_javascript(people: Staff, new_page: NewPage) -> None:
    page = new_page(people.head.user, javascript=False)
    page.goto(version(people))
    page.get_by_role("link", name="Write on it").click()
    page.get_by_label("Purpose").fill("Written without a script.")
    coach = page.get_by_role("group", name="Coach")
    coach.get_by_label("Minutes a week").fill("45")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("Version 1 is saved.")
    expect(page.locator(".purpose")).to_have_text("Written without a script.")
    expect(page.get_by_role("row", name="Coach")).to_contain_text("45")


def test_two_who_write_at_once_see_both_texts_and_lose_neither(
    people: Staff, new_page: NewPage
) -> None:
    address = version(people)
    first, second = new_page(people.head.user), new_page(people.coordinator.user)
    for page in (first, second):
        page.goto(address)
        page.get_by_role("link", name="Write on it").click()
    first.get_by_label("Purpose").fill("What the head wrote.")
    first.get_by_role("group", name="Audit").get_by_label("Minutes a week").fill("5")
    first.get_by_role("button", name="Save", exact=True).click()
    expect(first.locator(".messages")).to_contain_text("saved")
    second.get_by_label("Purpose").fill("What the coordinator wrote.")
    second.get_by_role("group", name="Report").get_by_label("Minutes a week").fill("15")
    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.get_by_role("heading", level=1)).to_contain_text("changed the same thing")
    expect(second.locator("main")).to_contain_text("What the head wrote.")
    expect(second.locator("main")).to_contain_text("What the coordinator wrote.")
    second.get_by_label("Mine").check()
    second.get_by_role("button", name="Save what I chose").click()
    expect(second.locator(".purpose")).to_have_text("What the coordinator wrote.")
    # What only one of them changed is kept from both.
    expect(second.get_by_role("row", name="Audit")).to_contain_text("5")
    expect(second.get_by_role("row", name="Report")).to_contain_text("15")


def test_any_text_is_shown_as_text_on_the_page_and_on_paper(
    people: Staff, new_page: NewPage
) -> None:
    address = version(people)
    page = new_page(people.head.user)
    start = f"/s/{people.school.slug}"
    page.goto(f"{start}/people/")
    page.get_by_role("link", name="Priya Coordinator").click()
    page.get_by_label("Name").fill(f"Priya {TEXT}")
    page.get_by_role("button", name="Save", exact=True).first.click()
    shown(page, f"Priya {TEXT}")
    page.goto(f"{start}/roles/duties/add/")
    page.get_by_label("Duty").fill(f"Duty {TEXT}")
    page.get_by_label("Where it belongs").select_option(label="Staff development")
    page.get_by_role("button", name="Add this duty").click()
    shown(page, f"Duty {TEXT}")
    page.goto(f"{address}edit/")
    page.get_by_label("Purpose").fill(f"Purpose {TEXT}")
    page.get_by_role("group", name="Coach").get_by_label("Note").fill(f"Note {TEXT}")
    page.get_by_text("Add from 1 more duty").click()
    page.get_by_role("group", name="Duty").get_by_label("Part").select_option("shares")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Propose version 1").click()
    page.get_by_label("Your comment").fill(f"Comment {TEXT}")
    page.get_by_role("button", name="Add the comment").click()
    for word in ("Priya", "Purpose", "Note", "Duty", "Comment"):
        shown(page, f"{word} {TEXT}")
    text = on_paper(people)
    for word in ("Priya", "Purpose", "Note", "Duty"):
        assert f"{word} {MARKUP}".replace(" ", "") in text
    assert EMOJI in text


def shown(page: Page, text: str) -> None:
    """Hold that the text stands there letter by letter, and that none of it was obeyed."""
    expect(page.locator("main")).to_contain_text(text)
    assert page.title() != "taken"
    assert page.get_by_text("bold", exact=True).count() == 0


def on_paper(people: Staff) -> str:
    """What the PDF of the description says, without spaces: lines break anywhere."""
    document: Any
    with scope(school=people.school):
        listed = register.everything(people.school, people.head)
        name = next(one.name for one in listed if one.name.startswith("role-"))
        document = register.find(people.school, people.head, name)
        reader = pypdf.PdfReader(io.BytesIO(pdf.render(document)))
    return "".join("".join(page.extract_text().split()) for page in reader.pages)
