"""Second proofs are kept sealed; a change of the secret key loses none of them."""

from __future__ import annotations

import json
from importlib import import_module
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from schools import sealing
from schools.models import Member
from tests.factories import a_member, a_school, signed_in

pytestmark = pytest.mark.django_db
PASSWORD = "between two meetings"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def member() -> Member:
    made = a_member(a_school(), "teacher")
    assert made.user
    made.user.set_password(PASSWORD)
    made.user.save()
    EmailAddress.objects.create(user=made.user, email=made.email, verified=True, primary=True)
    return made


def another_key(monkeypatch: pytest.MonkeyPatch, *, keeps: bool) -> None:
    """The operator changes the secret key, and keeps the one before for a while, or not."""
    monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", [settings.SECRET_KEY] if keeps else [])
    monkeypatch.setattr(settings, "SECRET_KEY", "another one, quite as secret")


def digits(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def in_the_database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        return json.dumps(cursor.fetchall())


def signs_in_with(client: Client, member: Member, code: str) -> Any:
    client.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})
    return client.post(reverse("mfa_authenticate"), {"code": code})


def test_nothing_in_the_database_tells_a_code_and_each_opens_once(
    client: Client, member: Member
) -> None:
    secret = generate_totp_secret()
    TOTP.activate(member.user, secret)
    codes = RecoveryCodes.activate(member.user).generate_codes()
    kept = in_the_database()
    assert secret not in kept and kept.count(sealing.SEALED) == 2
    assert not any(code in kept for code in codes)
    assert signs_in_with(client, member, digits(secret)).status_code == 302
    assert signs_in_with(Client(), member, codes[0]).status_code == 302
    assert signs_in_with(Client(), member, codes[0]).status_code == 200


def test_with_the_key_before_kept_nobody_notices_a_new_one(
    client: Client, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = generate_totp_secret()
    TOTP.activate(member.user, secret)
    another_key(monkeypatch, keeps=True)
    assert signs_in_with(client, member, digits(secret)).status_code == 302


def test_sealed_again_the_key_before_is_needed_no_more(
    client: Client, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = generate_totp_secret()
    TOTP.activate(member.user, secret)
    codes = RecoveryCodes.activate(member.user).generate_codes()
    another_key(monkeypatch, keeps=True)
    out = StringIO()
    call_command("seal_again", stdout=out)
    assert "2 second proofs are sealed" in out.getvalue()
    monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", [])
    assert signs_in_with(client, member, digits(secret)).status_code == 302
    assert signs_in_with(Client(), member, codes[3]).status_code == 302


def test_without_the_key_before_no_code_fits_and_the_page_says_why(
    client: Client, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = generate_totp_secret()
    TOTP.activate(member.user, secret)
    before = in_the_database()
    another_key(monkeypatch, keeps=False)
    answer = signs_in_with(client, member, digits(secret))
    assert answer.status_code == 200
    assert "secret key has changed" in answer.content.decode()
    with pytest.raises(CommandError, match="1 could not be opened"):
        call_command("seal_again", stdout=StringIO())
    assert in_the_database() == before


def test_codes_that_cannot_be_read_can_be_made_anew(
    client: Client, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    RecoveryCodes.activate(member.user)
    another_key(monkeypatch, keeps=False)
    signed_in(client, member)
    assert client.get(reverse("mfa_index")).status_code == 200
    with pytest.raises(sealing.CannotBeOpened):
        RecoveryCodes.activate(member.user).get_unused_codes()


def test_what_was_kept_as_it_is_becomes_sealed_and_goes_back(member: Member) -> None:
    migration = import_module("schools.migrations.0006_sealed").Migration
    (step,) = migration.operations
    Authenticator.objects.create(user=member.user, type="totp", data={"secret": SECRET})
    Authenticator.objects.create(
        user=member.user, type="recovery_codes", data={"migrated_codes": ["11112222", "33334444"]}
    )
    editor = SimpleNamespace(connection=connection)
    step.code(apps, editor)
    assert SECRET not in in_the_database() and "11112222" not in in_the_database()
    step.code(apps, editor)
    app = Authenticator.objects.get(type="totp")
    assert app.wrap().validate_code(digits(SECRET))
    assert Authenticator.objects.get(type="recovery_codes").wrap().validate_code("33334444")
    step.reverse_code(apps, editor)
    assert SECRET in in_the_database()


def test_a_text_that_was_changed_is_not_opened() -> None:
    text = sealing.seal(SECRET)
    with pytest.raises(sealing.CannotBeOpened):
        sealing.opened(text[:-4] + "AAAA")
