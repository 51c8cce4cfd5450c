"""Who asks is read together with their place in the school, and only where their session is still good."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY
from django.test import Client

from schools.models import Member, School
from tests.factories import a_member, a_school, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def school() -> School:
    return a_school()


@pytest.fixture
def guest(school: School) -> Member:
    return a_member(school, "guest", name="Gus Guest")


@pytest.fixture
def client(client: Client, guest: Member) -> Client:
    return signed_in(client, guest)


def page(school: School) -> str:
    return f"/s/{school.slug}/find/places/"


def test_session_and_member_are_all_that_a_page_itself_asks_for(
    client: Client, school: School, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        assert client.get(f"/s/{school.slug}/nothing-here/").status_code == 404
    assert client.get(page(school)).status_code == 200


def test_who_is_not_active_any_more_is_signed_out(
    client: Client, school: School, guest: Member
) -> None:
    assert guest.user is not None
    guest.user.is_active = False
    guest.user.save()
    assert client.get(page(school)).status_code == 302


def test_a_new_password_ends_the_sessions_of_the_old_one(
    client: Client, school: School, guest: Member
) -> None:
    assert guest.user is not None
    guest.user.set_password("something quite new")
    guest.user.save()
    assert client.get(page(school)).status_code == 302


def test_a_way_to_sign_in_that_was_closed_ends_its_sessions(
    client: Client, school: School, settings: Any
) -> None:
    backend = client.session[BACKEND_SESSION_KEY]
    settings.AUTHENTICATION_BACKENDS = [
        one for one in settings.AUTHENTICATION_BACKENDS if one != backend
    ]
    assert client.get(page(school)).status_code == 302


def test_a_session_signed_with_the_key_before_goes_on(
    client: Client, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", [settings.SECRET_KEY])
    monkeypatch.setattr(settings, "SECRET_KEY", "the new one, just as secret")
    assert client.get(page(school)).status_code == 200
    assert client.get(page(school)).status_code == 200


def test_somebody_of_another_school_and_somebody_who_left_are_not_let_in(
    client: Client, school: School, guest: Member
) -> None:
    assert client.get(page(a_school())).status_code == 404
    guest.left_on = datetime.date(2026, 1, 1)
    guest.save()
    assert client.get(page(school)).status_code == 404
