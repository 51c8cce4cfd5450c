"""The meeting and the decisions in a browser: keys, saving in place, two people, phone and desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django_scopes import scope, scopes_disabled
from playwright.sync_api import Page, expect

from priorities.models import Decision, Participant, Review
from tests.priorities.making import Field, a_field, a_revealed, with_duties


@pytest.fixture
def revealed(transactional_db: Any) -> tuple[Field, Review]:
    """A review whose ratings are revealed, its coordinator 60 minutes a week over nothing."""
    where = a_field()
    with scope(school=where.school):
        with_duties(where)
        review = a_revealed(where)
    return where, review


def address(where: Field, review: Review, name: str = "meeting") -> str:
    return reverse(f"priorities:{name}", args=[where.school.slug, review.pk])


def test_arrow_keys_go_from_duty_to_duty_but_not_while_one_types(
    revealed: tuple[Field, Review], new_page: Callable[..., Page]
) -> None:
    where, review = revealed
    page = new_page(where.head.user)
    page.goto(address(where, review))
    expect(page.get_by_text("1 of 6")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("2 of 6")).to_be_visible()
    page.get_by_label("Reason").fill("Some words")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("2 of 6")).to_be_visible()
    page.locator("h1").click()
    page.get_by_label("Reason").blur()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("1 of 6")).to_be_visible()


def test_a_decision_and_the_load_change_in_place(
    revealed: tuple[Field, Review], new_page: Callable[..., Page], width: int, axe: Any
) -> None:
    where, review = revealed
    page = new_page(where.head.user, width=width)
    page.goto(address(where, review))
    axe(page)
    expect(page.get_by_label("To or with which role")).to_be_hidden()
    page.get_by_label("do more").check()
    page.get_by_label("Minutes a week").fill("2:45")
    page.get_by_role("button", name="Take down").click()
    expect(page.get_by_text("165 of 150 minutes a week, 15 minutes too many")).to_be_visible()
    expect(page.get_by_text("taken down", exact=False).first).to_be_visible()
    expect(page.get_by_text("1 of 6 duties decided")).to_be_visible()
    page.get_by_label("stop").check()
    page.get_by_role("button", name="Take down").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why")
    page.get_by_label("Reason").fill("Nobody reads it")
    page.get_by_role("button", name="Take down").click()
    expect(page.get_by_text("0 of 150 minutes a week")).to_be_visible()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    with scopes_disabled():
        assert Decision.objects.get().revision == 2


def test_two_who_decide_at_once_lose_neither_text(
    revealed: tuple[Field, Review], new_page: Callable[..., Page], axe: Any
) -> None:
    where, review = revealed
    head, coordinator = new_page(where.head.user), new_page(where.coordinator.user)
    for page, kind, reason in (
        (head, "keep", "What the head says"),
        (coordinator, "do more", "What Priya says"),
    ):
        page.goto(address(where, review, "decisions"))
        first = page.locator("article").first
        first.get_by_label(kind).check()
        first.get_by_label("Reason").fill(reason)
    taken = head.locator("article").first
    taken.get_by_role("button", name="Take down").click()
    expect(
        taken.get_by_text("✓ taken down")
    ).to_be_visible()  # or else the other one may be served first
    told = coordinator.locator("article").first
    told.get_by_role("button", name="Take down").click()
    expect(told.get_by_role("alert")).to_contain_text("What the head says")
    expect(told.get_by_label("Reason")).to_have_value("What Priya says")
    axe(coordinator)
    told.get_by_role("button", name="Take down").click()
    expect(told.get_by_text("✓ taken down")).to_be_visible()
    with scopes_disabled():
        assert Decision.objects.get().reason == "What Priya says"


@pytest.mark.parametrize("name", ["decisions", "agree"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_can_be_used_by_everybody(
    revealed: tuple[Field, Review],
    new_page: Callable[..., Page],
    axe: Any,
    width: int,
    name: str,
    scheme: str,
) -> None:
    where, review = revealed
    with scope(school=where.school):
        Participant.objects.filter(coordinates=True).update(capacity=10)
    page = new_page(where.head.user, width=width, scheme=scheme)
    page.goto(address(where, review, name))
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
