"""Single sign-on, all the way, at a provider that runs beside the test; and everything that it may not do."""

from __future__ import annotations

import html
import logging
import re
import time
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from schools import provider as ours
from schools.models import Member, User
from tests.factories import a_member, a_school, signed_in

from .provider import CLIENT, SECRET, SUBJECT, Provider, a_provider, unsigned

pytestmark = pytest.mark.django_db
ADDRESS, PASSWORD = "tom@oak.example", "between two meetings"


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    """A provider of the addresses at oak.example, which knows Tom and is set."""
    with a_provider() as one:
        settings.OIDC_ISSUER = one.issuer
        settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT, SECRET
        settings.OIDC_NAME, settings.OIDC_DOMAINS = "Oak Trust", ["oak.example"]
        settings.BASE_URL = "http://testserver"
        one.claims["email"] = ADDRESS
        yield one


@pytest.fixture
def tom() -> Member:
    made = a_member(a_school(), "teacher", name="Tom Reed", email=ADDRESS)
    assert made.user
    made.user.set_password(PASSWORD)
    made.user.save()
    EmailAddress.objects.create(user=made.user, email=ADDRESS, verified=True, primary=True)
    return made


@pytest.fixture
def events(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, logger="ictlead.security")
    return caplog


def leave(client: Client, **typed: str) -> str:
    """The address at the provider to which the page leads."""
    answer = client.post(reverse("accounts:single_sign_on"), typed)
    assert answer.status_code == 200, answer.content
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', answer.content.decode())
    assert found is not None
    return html.unescape(found[1])


def come_back(client: Client, to: str) -> HttpResponse:
    parts = urlsplit(to)
    answer: Any = client.get(f"{parts.path}?{parts.query}")
    return answer


def walk(client: Client, provider: Provider, **typed: str) -> HttpResponse:
    """To the provider, agree there, and back."""
    return come_back(client, provider.agree(leave(client, **typed)))


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_who_agrees_at_the_provider_is_signed_in(
    client: Client, provider: Provider, tom: Member
) -> None:
    page = client.get(reverse("account_login")).content.decode()
    assert "Sign in with Oak Trust" in page
    answer = walk(client, provider)
    assert (answer.status_code, answer["Location"]) == (302, reverse("home:start"))
    assert tom.user and client.session["_auth_user_id"] == str(tom.user.pk)
    assert client.get(f"/s/{tom.school.slug}/").status_code == 200


def test_what_is_asked_of_the_provider_is_no_more_than_the_address(
    client: Client, provider: Provider
) -> None:
    asked = {name: one[0] for name, one in parse_qs(urlsplit(leave(client)).query).items()}
    assert asked["scope"] == "openid email"
    assert asked["redirect_uri"] == "http://testserver/account/single-sign-on/back/"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert min(len(asked["state"]), len(asked["nonce"])) >= 20
    assert SECRET not in str(asked)


def test_one_goes_on_to_where_one_was_going_and_to_no_other_site(
    client: Client, provider: Provider, tom: Member
) -> None:
    going = f"/s/{tom.school.slug}/roles/"
    assert going in client.get(f"{reverse('account_login')}?next={going}").content.decode()
    assert walk(client, provider, next=going)["Location"] == going
    client.post(reverse("account_logout"))
    elsewhere = walk(client, provider, next="https://elsewhere.example/")
    assert elsewhere["Location"] == reverse("home:start")


def test_where_no_provider_is_set_there_is_neither_a_button_nor_a_way(
    client: Client, tom: Member
) -> None:
    assert "single-sign-on" not in client.get(reverse("account_login")).content.decode()
    assert client.post(reverse("accounts:single_sign_on")).status_code == 404
    assert client.get(reverse("accounts:single_sign_on_back")).status_code == 404


def test_a_link_alone_leads_nobody_to_the_provider(provider: Provider) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(reverse("accounts:single_sign_on")).status_code == 405
    assert strict.post(reverse("accounts:single_sign_on")).status_code == 403
    assert provider.asked == []


def test_the_password_still_opens_the_account(
    client: Client, provider: Provider, tom: Member
) -> None:
    walk(client, provider)
    client.post(reverse("account_logout"))
    client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})
    assert is_in(client)


def test_signing_out_ends_it_here(client: Client, provider: Provider, tom: Member) -> None:
    walk(client, provider)
    asked = list(provider.asked)
    client.post(reverse("account_logout"))
    assert not is_in(client)
    assert provider.asked == asked


def test_a_second_proof_is_asked_for_after_the_provider_too(
    client: Client, provider: Provider, tom: Member
) -> None:
    Authenticator.objects.create(
        user=tom.user, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"}
    )
    provider.claims["amr"] = ["pwd", "otp", "mfa"]
    assert walk(client, provider)["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)


def test_a_school_that_asks_for_a_second_proof_asks_for_one_that_it_knows(
    client: Client, provider: Provider, tom: Member
) -> None:
    tom.school.second_proof = "everybody"
    tom.school.save()
    provider.claims["amr"] = ["pwd", "otp", "mfa"]
    walk(client, provider)
    answer = client.get(f"/s/{tom.school.slug}/")
    assert answer.status_code == 403
    assert "A second proof first" in answer.content.decode()


def test_an_address_that_only_the_person_s_page_tells_is_asked_for_there(
    client: Client, provider: Provider, tom: Member
) -> None:
    del provider.claims["email"], provider.claims["email_verified"]
    provider.person = {"sub": SUBJECT, "email": ADDRESS, "email_verified": True}
    walk(client, provider)
    assert is_in(client)
    assert "/person" in provider.asked


def test_capitals_in_an_address_are_no_other_address(
    client: Client, provider: Provider, tom: Member
) -> None:
    provider.claims["email"] = "Tom@Oak.example"
    walk(client, provider)
    assert is_in(client)


def test_a_provider_that_changes_its_keys_is_asked_for_the_new_ones(
    client: Client, provider: Provider, tom: Member
) -> None:
    walk(client, provider)
    client.post(reverse("account_logout"))
    provider.key = RSAKey.generate_key(2048, {"kid": "two", "use": "sig"})
    provider.sign = lambda claims: jwt.encode({"alg": "RS256", "kid": "two"}, claims, provider.key)
    walk(client, provider)
    assert is_in(client)
    assert provider.asked.count("/.well-known/openid-configuration") == 1


def test_what_the_provider_says_of_itself_is_asked_anew_after_an_hour(
    client: Client, provider: Provider, tom: Member
) -> None:
    walk(client, provider)
    client.post(reverse("account_logout"))
    ours._provider().server_metadata["_loaded_at"] -= ours.HOUR + 1
    walk(client, provider)
    assert is_in(client)
    assert provider.asked.count("/.well-known/openid-configuration") == 2
    assert provider.asked.count("/keys") == 2


# Who is not signed in -------------------------------------------------------------------------------

ANOTHER = RSAKey.generate_key(2048, {"kid": "one"})
Change = Callable[[Provider], None]


def claims(**changed: Any) -> Change:
    """A change of what the ID token says; None leaves it out."""
    return lambda provider: provider.claims.update(changed)


def signed_by(how: Callable[[dict[str, Any]], str]) -> Change:
    return lambda provider: setattr(provider, "sign", how)


def by_the_secret(told: dict[str, Any]) -> str:
    return jwt.encode({"alg": "HS256"}, told, OctKey.import_key(SECRET), algorithms=["HS256"])


REFUSED: dict[str, tuple[Change, str]] = {
    "a nonce of another time": (claims(nonce="a-nonce-of-another-time"), "unfit"),
    "no nonce": (claims(nonce=None), "unfit"),
    "for another service": (claims(aud="another-service"), "unfit"),
    "for another service, by way of us": (claims(aud="another-service", azp=CLIENT), "unfit"),
    "for us and another, by way of the other": (
        claims(aud=[CLIENT, "another-service"], azp="another-service"),
        "unfit",
    ),
    "for nobody": (claims(aud=None), "unfit"),
    "of another provider": (claims(iss="https://elsewhere.example"), "unfit"),
    "of no provider": (claims(iss=None), "unfit"),
    "past its time": (claims(exp=int(time.time()) - 120), "unfit"),
    "without an end": (claims(exp=None), "unfit"),
    "before its time": (claims(nbf=int(time.time()) + 3600), "unfit"),
    "about nobody": (claims(sub=None), "unfit"),
    "with another’s access": (claims(at_hash="AAAAAAAAAAAAAAAAAAAAAA"), "unfit"),
    "unsigned": (signed_by(unsigned), "unfit"),
    "signed by another key": (
        signed_by(lambda told: jwt.encode({"alg": "RS256", "kid": "one"}, told, ANOTHER)),
        "unfit",
    ),
    "signed by the secret": (signed_by(by_the_secret), "unfit"),
    "no token at all": (lambda provider: provider.token.update(id_token=None), "unfit"),
    "no words": (lambda provider: provider.token.update(id_token="no.words.here"), "unfit"),
    "a number for a token": (lambda provider: provider.token.update(id_token=7), "unfit"),
    "an address not verified": (claims(email_verified=False), "unverified"),
    "an address of which nothing is said": (claims(email_verified=None), "unverified"),
    "an address verified in words": (claims(email_verified="true"), "unverified"),
    "an address that is none": (claims(email=[ADDRESS]), "unverified"),
    "an address of others": (claims(email="head@elm.example"), "elsewhere"),
    "an address below theirs": (claims(email="tom@sub.oak.example"), "elsewhere"),
    "an address that looks alike": (claims(email="to\u217f@oak.example"), "elsewhere"),
    "an address that nobody has": (claims(email="new@oak.example"), "unknown"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "why"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_as_it_must_be_signs_nobody_in(
    client: Client,
    provider: Provider,
    tom: Member,
    events: pytest.LogCaptureFixture,
    change: Change,
    why: str,
) -> None:
    # There is somebody, so that it is the rule that refuses and not that nobody is found.
    EmailAddress.objects.create(
        user=a_member(a_school()).user, email="head@elm.example", verified=True
    )
    change(provider)
    answer = walk(client, provider)
    assert answer.status_code == 403
    assert "You are not signed in" in answer.content.decode()
    assert reverse("account_login") in answer.content.decode()
    assert not is_in(client)
    record = next(one for one in events.records if one.name == "ictlead.security")
    assert (record.getMessage(), record.__dict__["why"]) == ("single_sign_on_refused", why)
    assert ADDRESS not in str(record.__dict__)


def test_nobody_gets_an_account_or_a_place_by_signing_in(
    client: Client, provider: Provider, tom: Member
) -> None:
    before = (User.objects.count(), Member.objects.with_scopes_disabled().count())
    provider.claims["email"] = "new@oak.example"
    text = walk(client, provider).content.decode()
    assert "new@oak.example" in text and "Ask your headteacher" in text
    assert (User.objects.count(), Member.objects.with_scopes_disabled().count()) == before


def test_an_address_that_is_not_proved_here_opens_nothing(
    client: Client, provider: Provider, tom: Member
) -> None:
    EmailAddress.objects.update(verified=False)
    assert walk(client, provider).status_code == 403
    assert not is_in(client)


def test_a_closed_account_stays_closed(
    client: Client, provider: Provider, tom: Member, events: pytest.LogCaptureFixture
) -> None:
    assert tom.user_id
    User.objects.filter(pk=tom.user_id).update(is_active=False)
    assert walk(client, provider)["Location"] == reverse("account_inactive")
    assert not is_in(client)
    record = next(one for one in events.records if one.name == "ictlead.security")
    assert (record.__dict__["why"], record.__dict__["user_id"]) == ("closed", tom.user_id)


def test_a_state_that_was_not_given_to_this_browser_is_refused(
    client: Client, provider: Provider, tom: Member
) -> None:
    """As when somebody is made to follow a link that would sign them in as somebody else."""
    link = provider.agree(leave(client))
    other = Client()
    leave(other)
    assert come_back(other, link).status_code == 403
    assert come_back(Client(), link).status_code == 403
    assert not is_in(other)
    assert "/token" not in provider.asked


@pytest.mark.parametrize("query", ["", "?code=x", "?state=", "?code=x&state=y", "?error=x"])
def test_coming_back_from_nowhere_is_told_to_begin(
    client: Client, provider: Provider, query: str
) -> None:
    answer = client.get(reverse("accounts:single_sign_on_back") + query)
    assert answer.status_code == 403
    assert "Begin again" in answer.content.decode()
    assert provider.asked == []


def test_coming_back_twice_signs_in_once(client: Client, provider: Provider, tom: Member) -> None:
    link = provider.agree(leave(client))
    assert come_back(client, link).status_code == 302
    client.post(reverse("account_logout"))
    assert come_back(client, link).status_code == 403
    assert not is_in(client)


def test_a_code_that_was_used_is_worth_nothing_with_a_new_state(
    client: Client, provider: Provider, tom: Member
) -> None:
    used = parse_qs(urlsplit(provider.agree(leave(client))).query)["code"][0]
    other = Client()
    state = parse_qs(urlsplit(leave(other)).query)["state"][0]
    # Taken from the one who was given it: the verifier of PKCE is not this browser's.
    back = reverse("accounts:single_sign_on_back")
    assert come_back(other, f"{back}?code={used}&state={state}").status_code == 403
    assert not is_in(other)


def test_a_quarter_of_an_hour_is_time_enough(
    client: Client, provider: Provider, tom: Member
) -> None:
    link = provider.agree(leave(client))
    late = time.time() + 16 * 60
    with mock.patch("time.time", return_value=late):
        assert come_back(client, link).status_code == 403
    assert not is_in(client)
    assert "/token" not in provider.asked


def test_an_answer_that_names_another_provider_is_not_taken(
    client: Client, provider: Provider, tom: Member
) -> None:
    link = provider.agree(leave(client))
    assert come_back(client, f"{link}&iss=https://elsewhere.example").status_code == 403
    assert "/token" not in provider.asked
    assert come_back(client, link).status_code == 403


def test_another_s_page_is_not_taken_for_the_person_s(
    client: Client, provider: Provider, tom: Member
) -> None:
    del provider.claims["email"]
    provider.person = {"sub": "another", "email": ADDRESS, "email_verified": True}
    assert walk(client, provider).status_code == 403
    assert not is_in(client)


def test_stopping_at_the_provider_is_no_fault(client: Client, provider: Provider) -> None:
    state = parse_qs(urlsplit(leave(client)).query)["state"][0]
    back = reverse("accounts:single_sign_on_back")
    said = "error=access_denied&error_description=<b>Pay here</b>"
    answer = client.get(f"{back}?{said}&state={state}")
    assert answer.status_code == 403
    assert "Signing in was stopped at Oak Trust" in answer.content.decode()
    assert "Pay here" not in answer.content.decode()


# The provider is away ----------------------------------------------------------------------------


def is_told_what_to_do(answer: Any) -> bool:
    text = answer.content.decode()
    return (
        answer.status_code == 503
        and answer["Retry-After"] == "60"
        and "Oak Trust does not answer" in text
        and "Sign in with your password" in text
    )


def test_a_provider_that_is_not_there_leaves_the_password(
    client: Client, provider: Provider, tom: Member, settings: Any
) -> None:
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    assert client.get(reverse("account_login")).status_code == 200
    assert is_told_what_to_do(client.post(reverse("accounts:single_sign_on")))


@pytest.mark.parametrize(
    "description",
    [
        {"issuer": "https://elsewhere.example"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": "file:///etc/passwd"},
    ],
)
def test_a_description_that_cannot_be_right_is_not_followed(
    client: Client, provider: Provider, description: dict[str, str]
) -> None:
    provider.description = description
    assert is_told_what_to_do(client.post(reverse("accounts:single_sign_on")))


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/keys"])
def test_nobody_is_followed_elsewhere(
    client: Client, provider: Provider, tom: Member, path: str
) -> None:
    """Not even to an answer that would do: whoever can redirect there must not say who somebody is."""
    provider.moved = {path}
    begun: Any = client.post(reverse("accounts:single_sign_on"))
    if begun.status_code == 200:
        begun = walk(client, provider)
    assert begun.status_code in (403, 503)
    assert not is_in(client)
    assert f"/moved{path}" not in provider.asked


@pytest.mark.parametrize("path", ["/token", "/keys", "/person"])
def test_a_provider_that_breaks_on_the_way_is_told_the_same(
    client: Client, provider: Provider, tom: Member, path: str
) -> None:
    if path == "/person":
        del provider.claims["email"]
    provider.broken = {path}
    assert is_told_what_to_do(walk(client, provider))
    assert not is_in(client)


def test_a_provider_that_says_it_is_busy_is_told_the_same(
    client: Client, provider: Provider
) -> None:
    state = parse_qs(urlsplit(leave(client)).query)["state"][0]
    back = reverse("accounts:single_sign_on_back")
    assert is_told_what_to_do(client.get(f"{back}?error=temporarily_unavailable&state={state}"))


# The log and the rest -------------------------------------------------------------------------------


def test_the_log_tells_by_which_way_and_names_nobody(
    client: Client, provider: Provider, tom: Member, events: pytest.LogCaptureFixture
) -> None:
    walk(client, provider)
    record = next(one for one in events.records if one.getMessage() == "signed_in")
    assert record.__dict__["ways"] == ["single_sign_on"]
    said = " ".join(str(one.__dict__) for one in events.records)
    for secret in (ADDRESS, "Tom Reed", SECRET, SUBJECT + '"', "code="):
        assert secret not in said


def test_nothing_of_the_provider_s_tokens_is_kept(
    client: Client, provider: Provider, tom: Member
) -> None:
    walk(client, provider)
    kept = str(dict(client.session))
    for one in ("id_token", "access_token", "nonce", "code_verifier", "_state_"):
        assert one not in kept


def test_a_new_session_begins(client: Client, provider: Provider, tom: Member) -> None:
    link = provider.agree(leave(client))
    before = client.session.session_key
    come_back(client, link)
    assert client.session.session_key != before


def test_who_is_signed_in_goes_nowhere(client: Client, provider: Provider, tom: Member) -> None:
    signed_in(client, tom)
    answer = client.post(reverse("accounts:single_sign_on"))
    assert (answer.status_code, provider.asked) == (302, [])


def test_trying_too_often_is_held_off(client: Client, provider: Provider, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    codes = [client.post(reverse("accounts:single_sign_on")).status_code for _time in range(3)]
    assert codes == [200, 200, 429]
