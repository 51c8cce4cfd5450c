"""What opens an account, and what changes how it is opened, is a line of the log that names nobody."""

from __future__ import annotations

import logging

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from home.headers import IN_CONFIDENCE
from schools.models import Member
from schools.permissions import SENTENCES
from schools.security_log import CHANGES
from tests.factories import a_member, a_school, signed_in

pytestmark = pytest.mark.django_db
PASSWORD = "between two meetings"


@pytest.fixture
def member() -> Member:
    made = a_member(a_school(), "teacher", name="Daniel Brook")
    assert made.user
    made.user.set_password(PASSWORD)
    made.user.save()
    EmailAddress.objects.create(user=made.user, email=made.email, verified=True, primary=True)
    return made


@pytest.fixture
def events(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, logger="ictlead.security")
    return caplog


def names(events: pytest.LogCaptureFixture) -> list[str]:
    return [one.getMessage() for one in events.records if one.name == "ictlead.security"]


def sign_in(client: Client, member: Member, password: str = PASSWORD) -> None:
    client.post(reverse("account_login"), {"login": member.email, "password": password})


def test_signing_in_and_out_and_failing_to_are_lines(
    client: Client, member: Member, events: pytest.LogCaptureFixture
) -> None:
    sign_in(client, member, "a wrong one, quite")
    assert set(names(events)) == {"sign_in_refused"}
    sign_in(client, member)
    answer = client.post(reverse("account_logout"))
    assert names(events)[-2:] == ["signed_in", "signed_out"]
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    record = next(one for one in events.records if one.getMessage() == "signed_in")
    assert member.user and record.__dict__["user_id"] == member.user.pk
    assert record.__dict__["ways"] == ["password"]
    said = " ".join(str(one.__dict__) for one in events.records if one.name == "ictlead.security")
    for secret in (member.email, "Daniel", PASSWORD, "a wrong one"):
        assert secret not in said


def test_a_new_password_is_a_line(
    client: Client, member: Member, events: pytest.LogCaptureFixture
) -> None:
    sign_in(client, member)
    new = {
        "oldpassword": PASSWORD,
        "password1": "three meetings a day",
        "password2": "three meetings a day",
    }
    client.post(reverse("account_change_password"), new)
    assert "password_changed" in names(events)


def test_what_somebody_may_not_do_is_a_line(
    client: Client, member: Member, events: pytest.LogCaptureFixture
) -> None:
    signed_in(client, member)
    client.get(reverse("schools:settings", args=[member.school.slug]))
    (line,) = (one for one in events.records if one.getMessage() == "refused")
    assert line.__dict__["view"] == "schools:settings"
    assert member.user and line.__dict__["user_id"] == member.user.pk


def test_a_form_without_its_token_is_a_line(
    member: Member, events: pytest.LogCaptureFixture
) -> None:
    client = signed_in(Client(enforce_csrf_checks=True), member)
    client.post(reverse("schools:calendar", args=[member.school.slug]))
    assert "form_without_its_token" in names(events)


@pytest.mark.parametrize("event", sorted(CHANGES))
def test_every_change_of_what_opens_an_account_is_listened_to(
    member: Member, events: pytest.LogCaptureFixture, event: str
) -> None:
    CHANGES[event].send(sender=None, request=None, user=member.user)
    assert names(events) == [event]


def test_who_is_signed_in_keeps_no_shared_copy(client: Client, member: Member) -> None:
    signed_in(client, member)
    answer = client.get(reverse("schools:people", args=[member.school.slug]))
    assert "private" in answer["Cache-Control"]
    assert "camera=()" in answer["Permissions-Policy"]
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "name",
    [
        *("account_email", "account_change_password", "mfa_index", "mfa_activate_totp"),
        *("accounts:own_data", "accounts:signed_in"),
    ],
)
def test_no_page_of_an_account_stays_in_a_browser(
    client: Client, member: Member, name: str
) -> None:
    signed_in(client, member)
    assert "no-store" in client.get(reverse(name))["Cache-Control"]


@pytest.mark.parametrize(
    "name",
    [
        *("priorities:index", "devplan:discussions", "audits:skills_answers", "audits:selfreviews"),
        *("audits:needs", "schools:activity", "schools:people_add"),
    ],
)
def test_what_is_said_in_confidence_stays_in_no_browser(client: Client, name: str) -> None:
    head = a_member(a_school(), "headteacher")
    signed_in(client, head)
    arguments: list[object] = [head.school.slug]
    if name in ("devplan:discussions", "audits:skills_answers", "audits:needs"):
        arguments += [1, 1] if name == "audits:skills_answers" else [1]
    answer = client.get(reverse(name, args=arguments))
    assert "no-store" in answer["Cache-Control"]


def test_the_schools_other_pages_are_asked_for_anew(client: Client, member: Member) -> None:
    signed_in(client, member)
    for name in ("front", "schools:vision", "roles:index"):
        answer = client.get(reverse(name, args=[member.school.slug]))
        assert "no-store" not in answer["Cache-Control"]
        assert "no-cache" in answer["Cache-Control"] and "private" in answer["Cache-Control"]


def test_every_door_that_is_in_confidence_is_there() -> None:
    assert set(SENTENCES) >= IN_CONFIDENCE
