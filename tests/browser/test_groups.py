"""The pages of a group, and finding a school in the register, are accessible on a phone and at a desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from gias.actions import bring_in
from groups.actions import entries
from groups.models import Entry, GroupMember
from schools.models import User
from tests.conftest import NewPage
from tests.gias.test_import import FILE
from tests.the_sample import the_sample

PAGES = (
    "",
    "schools/",
    "people/",
    "library/",
    "library/duty/",
    "library/entitlement/",
    "library/skill/",
    "library/strand/",
    "library/selfreview/",
    "library/bring/",
)


def test_every_page_of_a_group_is_accessible(
    live_server: LiveServer, new_page: NewPage, width: int, axe: Callable[[Page], None]
) -> None:
    the_sample()
    admin = GroupMember.objects.select_related("user", "group").get(user__name="Nadia Farrow")
    one = Entry.objects.filter(group=admin.group).first()
    assert one is not None
    page = new_page(admin.user, width=width)
    for path in (*PAGES, f"library/{one.pk}/"):
        page.goto(f"/g/{admin.group.slug}/{path}")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_a_refused_entry_of_a_group_keeps_what_was_typed(
    live_server: LiveServer, new_page: NewPage, axe: Callable[[Page], None]
) -> None:
    the_sample()
    admin = GroupMember.objects.select_related("user", "group").get(user__name="Nadia Farrow")
    entries.add(admin.group, admin, "strand", entries.Words("other", "Twice"))
    page = new_page(admin.user)
    page.goto(f"/g/{admin.group.slug}/library/strand/")
    page.get_by_label("Words").fill("Twice")
    page.get_by_label("What it is about").select_option("other")
    page.get_by_role("button", name="Offer it").click()
    expect(page.get_by_text("This stands here already.")).to_be_visible()
    expect(page.get_by_label("Words")).to_have_value("Twice")
    axe(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_school_is_found_in_the_register_while_typing_and_without_javascript(
    live_server: LiveServer,
    new_page: NewPage,
    axe: Callable[[Page], None],
    width: int,
    javascript: bool,
) -> None:
    bring_in(FILE)
    user = User.objects.create_user("new@oak.example", name="New", may_start_school=True)
    page = new_page(user, width=width, javascript=javascript)
    page.goto("/account/school/")
    if javascript:
        page.get_by_label("Name of the school").press_sequentially("ternm")
    else:
        page.get_by_label("Name of the school").fill("ternm")
        page.get_by_role("button", name="Find it in England’s register").click()
    found = page.get_by_role("button", name="Ternmouth High School")
    expect(found).to_be_visible()
    if javascript:
        axe(page)
    found.click()
    expect(page.get_by_label("Local authority")).to_have_value("Marshland, North")
    expect(page.get_by_label("Phase")).to_have_value("secondary")
