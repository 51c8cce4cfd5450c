"""The skills audit and a subject's entitlement on a phone: by tapping, and without a script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from django_scopes import scope, scopes_disabled
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from audits.models import Judgement, Signature, SkillsAnswer, SkillsAsked, SkillsAudit
from tests.audits.parts import World, a_world
from tests.audits.training_parts import AREAS, Staff, a_round, a_staff
from tests.conftest import PHONE, NewPage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def opened() -> tuple[Staff, SkillsAudit]:
    staff = a_staff(teachers=1)
    with scope(school=staff.school):
        return staff, a_round(staff)


def answered() -> list[int | None]:
    with scopes_disabled():
        return list(SkillsAnswer.objects.order_by("question").values_list("confidence", flat=True))


def test_the_audit_is_answered_by_tapping_and_saved_as_answered(
    opened: tuple[Staff, SkillsAudit], new_page: NewPage, axe: Callable[[Page], None]
) -> None:
    staff, _audit = opened
    page = new_page(staff.teacher.user, width=PHONE)
    page.goto(reverse("front", args=[staff.school.slug]))
    page.get_by_role("link", name="Answer").first.click()
    axe(page)
    page.get_by_role("button", name="Begin").click()
    for area in range(len(AREAS)):
        items = page.locator("fieldset.skill")
        expect(items).to_have_count(2)
        for number in range(2):
            item = items.nth(number)
            item.locator(".level-3").click()
            expect(item.locator(".save-line")).to_contain_text("saved")
            box = item.locator(".levels label").first.bounding_box()
            assert box and box["height"] >= 44
        expect(page.locator("#progress")).to_contain_text("2 of 4" if area == 0 else "all 4")
        assert answered() == [3] * 2 * (area + 1)
        if area == 0:
            axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.get_by_role("button", name="Save").click()
    with scopes_disabled():
        assert SkillsAsked.objects.get(member=staff.teacher).finished_at is not None
    axe(page)


def test_an_answer_that_could_not_be_sent_is_kept_and_sent_again(
    opened: tuple[Staff, SkillsAudit], new_page: NewPage
) -> None:
    staff, audit = opened
    page = new_page(staff.teacher.user, width=PHONE)
    page.goto(reverse("audits:skills_area", args=[staff.school.slug, audit.pk, AREAS[0]]))
    page.context.route("**/answer/**", lambda route: route.fulfill(status=404))
    item = page.locator("fieldset.skill").first
    item.locator(".level-4").click()
    expect(item.locator(".save-line")).to_contain_text("Not saved")
    assert answered() == []
    page.context.unroute("**/answer/**")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(item.locator(".save-line")).to_contain_text("✓ saved")
    assert answered() == [4]


def test_without_a_script_a_button_saves_each_area(
    opened: tuple[Staff, SkillsAudit], new_page: NewPage, browser: Browser, live_server: LiveServer
) -> None:
    staff, audit = opened
    signed_in = new_page(staff.teacher.user)
    context = browser.new_context(
        base_url=live_server.url,
        java_script_enabled=False,
        viewport={"width": PHONE, "height": 800},
    )
    context.add_cookies(signed_in.context.cookies())  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(reverse("audits:skills_area", args=[staff.school.slug, audit.pk, AREAS[0]]))
    for _area in AREAS:
        for item in page.locator("fieldset.skill").all():
            item.locator(".level-2").click()
        page.get_by_role("button", name="Save").click()
    context.close()
    assert answered() == [2, 2, 2, 2]


# Entitlement ----------------------------------------------------------------------------------------


@pytest.fixture
def world() -> World:
    return a_world()


def test_a_head_of_department_says_and_signs_their_subject_on_a_phone(
    world: World, new_page: NewPage, axe: Callable[[Page], None]
) -> None:
    page = new_page(world.department.user, width=PHONE)
    page.goto(reverse("audits:entitlement", args=[world.school.slug]))
    axe(page)
    page.goto(reverse("audits:cell", args=[world.school.slug, world.science.pk, "KS2"]))
    axe(page)
    items = page.locator("fieldset.say-one")
    statements = items.count()
    for number in range(statements):
        item = items.nth(number)
        item.locator("label.met").click()
        expect(item.locator(".save-line")).to_contain_text("saved")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Sign").click()
    with scopes_disabled():
        assert Judgement.objects.filter(subject=world.science, answer="met").count() == statements
        signature = Signature.objects.get(subject=world.science, key_stage="KS2")
        assert signature.member == world.department
    axe(page)
