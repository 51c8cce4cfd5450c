"""Rating in a browser: on a phone, by keyboard, in two tabs, and when the line breaks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django_scopes import scope, scopes_disabled
from playwright.sync_api import Page, expect

from priorities.models import Rating, Round
from tests.conftest import NewPage
from tests.priorities.making import (
    Field,
    a_field,
    a_prepared,
    an_open,
    taking_part,
    with_duties,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def opened() -> tuple[Field, Round]:
    where = a_field()
    with scope(school=where.school):
        found = an_open(with_duties(where, 10))
    return where, found


def rate_path(opened: tuple[Field, Round]) -> str:
    where, found = opened
    return f"/s/{where.school.slug}/priorities/{found.review_id}/rate/"


def given() -> list[int | None]:
    with scopes_disabled():
        return list(Rating.objects.order_by("duty").values_list("influence", flat=True))


def first_duty(page: Page) -> str:
    return str(page.locator("[data-duty]").first.get_attribute("data-duty"))


def test_a_tap_is_saved_and_counted_and_the_page_is_accessible(
    opened: tuple[Field, Round], new_page: NewPage, axe: Callable[[Page], None], width: int
) -> None:
    where, _found = opened
    for scheme in ("light", "dark"):
        page = new_page(where.coordinator.user, width=width, scheme=scheme)
        page.goto(rate_path(opened))
        duty = first_duty(page)
        page.locator(f"#duty-{duty} .track label").nth(3).click()
        expect(page.locator(f"#saved-{duty}")).to_have_text("✓ saved")
        expect(page.locator("#progress")).to_contain_text("1 of 10")
        expect(page.locator("#done-staff")).to_have_text("1")
        page.locator(f"#minutes-{duty}").fill("25")
        page.locator(f"#minutes-{duty}").blur()
        expect(page.locator(f"#saved-{duty}")).to_have_text("✓ saved")
        boxes = page.locator(".track label").all()
        assert all((box.bounding_box() or {"height": 0})["height"] >= 44 for box in boxes[:5])
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        axe(page)
    assert given() == [4]


def test_number_keys_rate_and_arrows_go_between_duties(
    opened: tuple[Field, Round], new_page: NewPage
) -> None:
    page = new_page(opened[0].teacher.user)
    page.goto(rate_path(opened))
    page.locator(".track input").first.focus()
    for key in ("5", "ArrowDown", "2", "ArrowDown", "0", "ArrowUp", "3"):
        page.keyboard.press(key)
    expect(page.locator("#progress")).to_contain_text("3 of 10")
    expect(page.locator(".save-line", has_text="saved")).to_have_count(3)
    page.wait_for_load_state("networkidle")
    assert given() == [5, 3, None]


def test_a_bead_slides_along_its_track(opened: tuple[Field, Round], new_page: NewPage) -> None:
    page = new_page(opened[0].teacher.user)
    page.goto(rate_path(opened))
    box = page.locator(".track").first.bounding_box()
    assert box
    line = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.1, line)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, line, steps=5)
    page.mouse.move(box["x"] + box["width"] * 0.7, line, steps=5)
    page.mouse.up()
    expect(page.locator("#progress")).to_contain_text("1 of 10")
    assert given() == [4]


def test_an_answer_that_cannot_be_sent_is_kept_and_sent_again(
    opened: tuple[Field, Round], new_page: NewPage
) -> None:
    page = new_page(opened[0].teacher.user)
    page.goto(rate_path(opened))
    duty = first_duty(page)
    page.context.route("**/rate/*/", lambda route: route.fulfill(status=404))
    page.locator(f"#duty-{duty} .track label").nth(4).click()
    expect(page.locator(f"#saved-{duty}")).to_contain_text("Not saved")
    expect(page.locator("#unsent")).to_be_visible()
    assert given() == [] and page.locator(f"#duty-{duty} [value='5']").is_checked()
    page.context.unroute("**/rate/*/")
    page.get_by_role("button", name="Send again now").click()
    expect(page.locator(f"#saved-{duty}")).to_have_text("✓ saved")
    expect(page.locator("#unsent")).to_be_hidden()
    assert given() == [5]


def test_signed_out_meanwhile_it_says_so_and_keeps_the_answer(
    opened: tuple[Field, Round], new_page: NewPage
) -> None:
    page = new_page(opened[0].teacher.user)
    page.goto(rate_path(opened))
    duty = first_duty(page)
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.locator(f"#duty-{duty} .track label").nth(1).click()
    expect(page.locator(f"#saved-{duty}")).to_contain_text("you have been signed out")
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.get_by_role("button", name="Send again now").click()
    expect(page.locator(f"#saved-{duty}")).to_have_text("✓ saved")
    assert given() == [2]


def test_two_tabs_end_up_showing_the_last_answer(
    opened: tuple[Field, Round], new_page: NewPage
) -> None:
    one = new_page(opened[0].teacher.user)
    one.goto(rate_path(opened))
    two = one.context.new_page()
    two.goto(rate_path(opened))
    duty = first_duty(one)
    one.locator(f"#duty-{duty} .track label").nth(1).click()
    expect(one.locator(f"#saved-{duty}")).to_have_text("✓ saved")
    two.locator(f"#duty-{duty} .track label").nth(4).click()
    expect(two.locator(f"#saved-{duty}")).to_have_text("✓ saved")
    one.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(one.locator(f"#duty-{duty} [value='5']")).to_be_checked()
    expect(two.locator(f"#duty-{duty} [value='5']")).to_be_checked()
    assert given() == [5]


def test_a_comment_that_is_too_long_stays_on_the_page(
    opened: tuple[Field, Round], new_page: NewPage
) -> None:
    page = new_page(opened[0].teacher.user)
    page.goto(rate_path(opened))
    duty = first_duty(page)
    page.locator(f"#duty-{duty} summary").click()
    page.locator(f"#comment-{duty}").fill("x" * 2500)
    page.locator(f"#comment-{duty}").blur()
    expect(page.locator(f"#saved-{duty}")).to_contain_text("2500 characters")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.wait_for_load_state("networkidle")
    assert len(page.locator(f"#comment-{duty}").input_value()) == 2500


def test_without_javascript_each_area_has_its_button(
    opened: tuple[Field, Round], new_page: NewPage
) -> None:
    page = new_page(opened[0].teacher.user, javascript=False)
    page.goto(rate_path(opened))
    page.locator(".track label").nth(2).click()
    page.get_by_role("button", name="Save: Staff development").click()
    expect(page.locator(".message.success")).to_contain_text("1 answer is saved")
    assert given() == [3]
    page.get_by_role("button", name="I have finished").click()
    expect(page.locator(".message.success").first).to_contain_text("you have finished")


def test_the_pages_of_preparing_and_revealing_are_accessible(
    opened: tuple[Field, Round], new_page: NewPage, axe: Callable[[Page], None], width: int
) -> None:
    where, found = opened
    with scope(school=where.school):
        prepared = a_prepared(where, title="Another")
        person = taking_part(found, where.governor)
    start = f"/s/{where.school.slug}/priorities/"
    pages = [
        "",
        "new/",
        f"{prepared.pk}/prepare/",
        f"{prepared.pk}/prepare/duties/",
        f"{prepared.pk}/prepare/people/",
        f"{prepared.pk}/prepare/open/",
        f"{found.review_id}/reveal/",
        f"{found.review_id}/type-in/{person.pk}/",
    ]
    for scheme in ("light", "dark"):
        page = new_page(where.head.user, width=width, scheme=scheme)
        for path in pages:
            page.goto(start + path)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            axe(page)
    page.goto(f"{start}{prepared.pk}/prepare/duties/")
    group = page.locator("[data-ticks]").first
    group.get_by_role("button", name="Tick none").click()
    expect(group.locator("input:checked")).to_have_count(0)
    page.goto(f"{start}{found.review_id}/reveal/")
    page.get_by_role("button", name="Reveal the ratings").click()
    expect(page.get_by_role("alert")).to_contain_text("Grace Governor")
    axe(page)
