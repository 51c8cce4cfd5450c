"""A self-review in a browser: judged on a phone, with and without JavaScript, laid over one another, agreed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django_scopes import scope, scopes_disabled
from playwright.sync_api import Page, expect

from audits.actions import selfreview as actions
from audits.models import AgreedLevel, SelfReview, StrandJudgement
from tests.audits.selfreview_parts import KEYS, Hall, a_hall, an_agreed, an_open, judges
from tests.conftest import PHONE, NewPage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def opened() -> tuple[Hall, SelfReview]:
    hall = a_hall()
    with scope(school=hall.school):
        an_agreed(hall, days=380, title="Before")
        return hall, an_open(hall)


def base(opened: tuple[Hall, SelfReview]) -> str:
    hall, review = opened
    return f"/s/{hall.school.slug}/where-we-are/self-review/{review.pk}/"


def given() -> dict[str, int | None]:
    with scopes_disabled():
        rows = StrandJudgement.objects.filter(judge__review__title="Our review")
        return dict(rows.values_list("strand", "level"))


def test_a_guest_judges_every_strand_on_a_phone_saved_at_each_tap(
    opened: tuple[Hall, SelfReview], new_page: NewPage, axe: Callable[[Page], None]
) -> None:
    hall, _review = opened
    page = new_page(hall.guest.user, width=PHONE)
    page.goto(f"{base(opened)}judge/")
    axe(page)
    page.goto(f"{base(opened)}judge/pedagogy/")
    beads = page.locator(".level-beads label")
    boxes = [one.bounding_box() for one in [*beads.all(), *page.locator(".chips label").all()]]
    assert len(boxes) == 6 and all(one and one["height"] >= 44 for one in boxes)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.locator("#evidence-prompts .at-4")).to_be_hidden()
    beads.nth(3).click()
    expect(page.locator("#saved")).to_have_text("✓ saved")
    expect(page.locator("#progress")).to_contain_text("1 of 7 strands judged")
    expect(page.locator("#evidence-prompts .at-4")).to_be_visible()
    page.locator("#evidence").fill("Seen in nine lessons.")
    page.locator("#evidence").blur()
    page.wait_for_load_state("networkidle")
    expect(page.locator("#saved")).to_have_text("✓ saved")
    axe(page)
    dark = new_page(hall.guest.user, width=PHONE, scheme="dark")
    dark.goto(f"{base(opened)}judge/pedagogy/")
    axe(dark)
    page.goto(f"{base(opened)}judge/")
    page.get_by_role("link", name="Go on").click()
    for key in KEYS:
        if key == "pedagogy":
            expect(page.locator("#evidence")).to_have_value("Seen in nine lessons.")
        else:
            page.locator(".level-beads label").nth(1).click()
            expect(page.locator("#saved")).to_have_text("✓ saved")
        page.get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_have_text("You have judged every strand. Thank you.")
    assert given() == {**dict.fromkeys(KEYS, 2), "pedagogy": 4}


def test_by_keyboard_a_level_is_chosen_and_saved(
    opened: tuple[Hall, SelfReview], new_page: NewPage
) -> None:
    page = new_page(opened[0].department.user)
    page.goto(f"{base(opened)}judge/content/")
    page.locator(".level-beads input").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#saved")).to_have_text("✓ saved")
    assert given() == {"content": 2}


def test_without_javascript_one_button_saves_the_strand(
    opened: tuple[Hall, SelfReview], new_page: NewPage
) -> None:
    hall, _review = opened
    page = new_page(hall.department.user, width=PHONE, javascript=False)
    page.goto(f"{base(opened)}judge/infrastructure/")
    page.locator(".level-beads label").nth(2).click()
    page.locator("#what_next").fill("Mend it")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.locator("h1")).to_have_text("Digital content")
    assert given() == {"infrastructure": 3}


def test_what_was_judged_is_laid_over_one_another_and_a_level_agreed(
    opened: tuple[Hall, SelfReview], new_page: NewPage, axe: Callable[[Page], None], width: int
) -> None:
    hall, review = opened
    with scope(school=hall.school):
        judges(review, hall.head, [3] * 7, "Seen.", "More.")
        judges(review, hall.coordinator, [1, 3, 2, 3, 3, 3, 3])
        actions.reveal(review, hall.head, [one.pk for one in review.judges.all()])
    for scheme in ("light", "dark"):
        page = new_page(hall.head.user, width=width, scheme=scheme)
        page.goto(base(opened))
        expect(page.locator("h1")).to_have_text(
            "People are furthest apart in infrastructure: by 2 levels"
        )
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        axe(page)
        page.goto(f"{base(opened)}levels/infrastructure/")
        axe(page)
    page.get_by_role("button", name="Agree this level").click()
    expect(page.get_by_text("Choose the level that you agree on.")).to_be_visible()
    page.locator(".level-beads label").nth(1).click()
    page.get_by_label("How do we know?").fill("61 faults were open.")
    page.get_by_label("What next?").fill("Agree how soon a fault is dealt with.")
    page.get_by_role("button", name="Agree this level").click()
    expect(page.locator("#strand-infrastructure .state.green")).to_contain_text("level 2")
    with scopes_disabled():
        assert AgreedLevel.objects.get(review=review).level == 2
