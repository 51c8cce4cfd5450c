"""On a shared computer: who comes after somebody who has signed out sees nothing by the Back button."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.conftest import sign_in
from tests.factories import a_member, a_school


@pytest.mark.django_db(transaction=True)
def test_after_signing_out_the_back_button_shows_no_page(
    browser: Browser, live_server: LiveServer
) -> None:
    member = a_member(a_school(name="Merrow Hill"), "headteacher")
    assert member.user
    pages = ["front", "roles:index", "schools:people"]
    context = browser.new_context(base_url=live_server.url)
    sign_in(context, member.user, live_server.url)
    page = context.new_page()
    for name in pages:
        page.goto(reverse(name, args=[member.school.slug]))
        assert "Merrow Hill" in page.title()
    page.locator("form[action='/account/logout/'] button").last.evaluate(
        "button => button.form.requestSubmit()"
    )
    page.wait_for_url(f"{live_server.url}/")
    for _name in pages:
        page.go_back()
        page.wait_for_load_state()
        assert "Merrow Hill" not in page.title()
        assert reverse("account_login") in page.url
    context.close()
