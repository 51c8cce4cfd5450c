"""To the provider and back in a browser: its policy on forms and cookies is what no client in a test has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.conftest import NewPage
from tests.factories import a_member, a_school
from tests.security.provider import CLIENT, SECRET, a_provider


@pytest.mark.parametrize("javascript", [True, False])
def test_to_the_provider_and_back(
    live_server: LiveServer,
    settings: Any,
    new_page: NewPage,
    axe: Callable[[Page], None],
    width: int,
    javascript: bool,
) -> None:
    tom = a_member(a_school(name="Larkfield Primary"), "teacher", email="tom@oak.example")
    EmailAddress.objects.create(user=tom.user, email=tom.email, verified=True, primary=True)
    with a_provider() as provider:
        settings.OIDC_ISSUER, settings.OIDC_NAME = provider.issuer, "Oak Trust"
        settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT, SECRET
        settings.OIDC_DOMAINS, settings.BASE_URL = ["oak.example"], live_server.url
        page = new_page(width=width, javascript=javascript)

        # Somebody whom no school has invited.
        provider.claims["email"] = "new@oak.example"
        page.goto(f"/account/login/?next=/s/{tom.school.slug}/roles/")
        if javascript:
            axe(page)
        page.get_by_role("button", name="Sign in with Oak Trust").click()
        expect(page).to_have_title("Provider")
        page.get_by_role("button", name="Agree").click()
        expect(page.get_by_role("heading", name="You are not signed in")).to_be_visible()
        expect(page.get_by_text("Nobody here has the address new@oak.example")).to_be_visible()
        if javascript:
            axe(page)

        # Somebody who is.
        provider.claims["email"] = tom.email
        page.goto(f"/account/login/?next=/s/{tom.school.slug}/roles/")
        page.get_by_role("button", name="Sign in with Oak Trust").click()
        page.get_by_role("button", name="Agree").click()
        expect(page).to_have_url(f"{live_server.url}/s/{tom.school.slug}/roles/")
