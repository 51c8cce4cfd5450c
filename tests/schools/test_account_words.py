"""What is asked of a person on the pages of their account reads as the rest of the product does."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from tests.factories import a_member, a_school

pytestmark = pytest.mark.django_db

# Words of the library beneath that nobody here would say.
FOREIGN = (
    r"Authenticator|authenticator code|Passwordless|Two-Factor|two-factor|recovery code|deactivate"
    r"|Activate|\(again\)|New Password|Current Password|Enabling|token|Email\b"
)


@pytest.fixture
def client(client: Client) -> Client:
    """Somebody who has just typed their password, with a confirmed address."""
    member = a_member(a_school(), "teacher")
    assert member.user
    member.user.set_password("a long and winding road")
    member.user.save()
    EmailAddress.objects.create(user=member.user, email=member.email, verified=True, primary=True)
    sent = client.post(
        "/account/login/", {"login": member.email, "password": "a long and winding road"}
    )
    assert sent.status_code == 302
    again = client.post("/account/reauthenticate/", {"password": "a long and winding road"})
    assert again.status_code == 302
    return client


def words_of(client: Client, path: str, **data: str) -> str:
    answer = client.post(path, data, follow=True) if data else client.get(path, follow=True)
    assert answer.status_code == 200
    return re.sub(r"<(script|style).*?</\1>|<[^>]*>", " ", answer.content.decode(), flags=re.S)


@pytest.mark.parametrize(
    "path",
    [
        "password/change/",
        "2fa/",
        "2fa/totp/activate/",
        "2fa/webauthn/add/",
        "2fa/webauthn/",
        "email/",
    ],
)
def test_pages_speak_the_products_words(client: Client, path: str) -> None:
    said = words_of(client, f"/account/{path}")
    assert re.findall(FOREIGN, said.replace("Authenticator app", "")) == []


def test_a_wrong_code_says_what_to_do(client: Client) -> None:
    said = words_of(client, "/account/2fa/totp/activate/", code="000000")
    assert "This code does not fit" in said


@pytest.mark.django_db(transaction=True)  # it is said once all is committed
def test_setting_up_an_app_is_said_and_written_in_plain_words(client: Client) -> None:
    client.get("/account/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    from allauth.mfa.totp.internal.auth import (
        format_hotp_value,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    said = words_of(client, "/account/2fa/totp/activate/", code=code)
    assert "The app is set up" in said


def test_a_wrong_password_is_refused_beside_its_field(client: Client) -> None:
    said = words_of(
        client,
        "/account/password/change/",
        oldpassword="not mine",
        password1="another long and winding road",
        password2="another long and winding road",
    )
    assert "This is not your password until now" in said
    assert "Your password until now" in said
    assert "The new password once more" in said
