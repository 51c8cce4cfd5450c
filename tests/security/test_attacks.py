"""What somebody would try who means harm: sessions, redirects, hosts, forged forms, fields that a form has not."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse
from django_scopes import scope, scopes_disabled

from schools.models import Member, User
from tests.factories import a_member, a_school, signed_in

from .addresses import address, patterns

pytestmark = pytest.mark.django_db
PASSWORD = "between two meetings"


@pytest.fixture
def head() -> Member:
    member = a_member(a_school(), "headteacher")
    assert member.user
    member.user.set_password(PASSWORD)
    member.user.save()
    from allauth.account.models import EmailAddress

    EmailAddress.objects.create(
        user=member.user, email=member.user.email, verified=True, primary=True
    )
    return member


def sign_in(client: Client, member: Member, **more: str) -> str:
    """Sign in with the password; where it leads."""
    answer = client.post(
        reverse("account_login"), {"login": member.email, "password": PASSWORD, **more}
    )
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_a_session_from_before_signing_in_is_not_the_one_after(
    client: Client, head: Member
) -> None:
    client.session["left"] = "by somebody else"
    client.session.save()
    client.get(reverse("account_login"))
    before = client.session.session_key
    sign_in(client, head)
    assert client.session.session_key not in (None, before)


def test_signing_out_ends_the_session_for_good(client: Client, head: Member) -> None:
    sign_in(client, head)
    kept = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post(reverse("account_logout"))
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = kept
    front = reverse("front", args=[head.school.slug])
    assert thief.get(front).status_code == 302


def test_a_new_password_ends_every_other_session(client: Client, head: Member) -> None:
    other = Client()
    sign_in(client, head)
    sign_in(other, head)
    assert head.user
    head.user.set_password("another one that is long")
    head.user.save()
    assert other.get(reverse("front", args=[head.school.slug])).status_code == 302


@pytest.mark.parametrize(
    "there",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "https:///evil.example",
        "javascript:alert(1)",
        "\thttps://evil.example/",
    ],
)
def test_signing_in_leads_nowhere_else(client: Client, head: Member, there: str) -> None:
    assert "evil" not in sign_in(client, head, next=there)
    assert "javascript" not in sign_in(Client(), head, next=there)


def test_signing_in_leads_to_where_one_wanted(client: Client, head: Member) -> None:
    """Otherwise the test above would pass for a page that leads nowhere at all."""
    wanted = reverse("roles:matrix", args=[head.school.slug])
    assert sign_in(client, head, next=wanted) == wanted


@override_settings(ALLOWED_HOSTS=["ict.example.sch.uk"])
def test_a_forged_host_is_refused(client: Client) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    assert client.get("/", headers={"host": "ict.example.sch.uk"}).status_code == 200
    forged = {"host": "ict.example.sch.uk", "x-forwarded-host": "evil.example"}
    assert b"evil" not in client.get("/", headers=forged).content


@override_settings(ALLOWED_HOSTS=["*"], BASE_URL="https://ict.example.sch.uk")
def test_a_letter_to_choose_a_new_password_names_our_own_host(client: Client, head: Member) -> None:
    """Whatever host the request claimed: else somebody could have the link sent to themselves."""
    path = reverse("account_reset_password")
    client.post(path, {"email": head.email}, headers={"host": "evil.example"})
    (letter,) = mail.outbox
    assert "evil.example" not in str(letter.body)
    assert re.search(r"https://ict\.example\.sch\.uk/account/", str(letter.body))


def test_no_form_of_the_school_is_taken_without_its_token(head: Member) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    signed_in(client, head)
    taken = []
    for name, route, _pattern in patterns():
        keys = [part.split(">")[0].split(":")[-1] for part in route.split("<")[2:]]
        kinds = dict(re.findall(r"<(\w+):(\w+)>", route))
        of = {key: kind for kind, key in kinds.items()} | {
            key: kind for kind, key in re.findall(r"<(\w+):(\w+)>", route)
        }
        arguments = {key: 1 if of.get(key) == "int" else "one" for key in keys}
        code = client.post(address(name, arguments, head.school.slug)).status_code
        if code != 403:
            taken.append((name, code))
    # One-click unsubscribing is asked by mail programs, which have no token: its address is signed.
    assert [one for one in taken if "unsubscribe" not in one[0]] == []


def test_fields_that_a_form_has_not_are_not_taken(client: Client, head: Member) -> None:
    """Nobody becomes the head of another school, or head at all, by naming it in a form of their own."""
    other = a_school()
    teacher = a_member(head.school, "teacher")
    signed_in(client, teacher)
    with scope(school=head.school):
        kinds = teacher.kinds
    for name in ("schools:vision_suggest", "schools:calendar"):
        client.post(
            reverse(name, args=[head.school.slug]),
            {
                "text": "A suggestion.",
                "school": str(other.pk),
                "member": str(head.pk),
                "taken_up": "on",
                "positions": "headteacher",
                "is_superuser": "on",
                "may_start_school": "on",
            },
        )
    with scopes_disabled():
        fresh = Member.objects.get(pk=teacher.pk)
        assert (fresh.school_id, fresh.kinds) == (head.school_id, kinds)
        user = User.objects.get(email=teacher.email)
        assert not user.is_superuser and not user.may_start_school
        assert not Member.objects.filter(school=other).exists()


def test_a_password_that_everybody_uses_is_refused(client: Client, head: Member) -> None:
    sign_in(client, head)
    for weak in ("1234567890", "1q2w3e4r5t", "qwertyuiop"):
        answer = client.post(
            reverse("account_change_password"),
            {"oldpassword": PASSWORD, "password1": weak, "password2": weak},
        )
        assert answer.status_code == 200
        assert head.user
        assert not User.objects.get(pk=head.user.pk).check_password(weak)


def test_signing_in_does_not_tell_who_has_an_account(client: Client, head: Member) -> None:
    def said(email: str) -> str:
        answer = client.post(reverse("account_login"), {"login": email, "password": "wrong, quite"})
        return re.sub(r"\S+@\S+|value=\"[^\"]*\"", "", answer.content.decode())

    assert said(head.email) == said("nobody-at-all@example.org")


def test_a_school_is_not_read_out_by_searching(
    client: Client, head: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("finding.views.MOST_A_MINUTE", 3)
    monkeypatch.setattr("finding.views.time.time", lambda: 1_800_000_000.0)
    signed_in(client, head)
    other = signed_in(Client(), a_member(head.school, "teacher"))
    address = reverse("finding:find", args=[head.school.slug])
    answers = [client.get(address, {"q": "plan"}) for _number in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert "asked too often" in answers[3].content.decode()
    assert other.get(address, {"q": "plan"}).status_code == 200
    cache.clear()


def test_too_many_tries_are_said_in_our_own_words(client: Client, head: Member) -> None:
    cache.clear()
    wrong = {"email": head.email}
    with override_settings(ACCOUNT_RATE_LIMITS={"reset_password": "1/m/ip"}):
        path = reverse("account_reset_password")
        answers = [client.post(path, wrong) for _number in range(2)]
    assert answers[1].status_code == 429
    assert "asked too often" in answers[1].content.decode()
    cache.clear()


@pytest.mark.parametrize("number", [2**63, 10**30])
def test_a_number_that_no_row_can_have_is_not_found(
    client: Client, head: Member, number: int
) -> None:
    """Asked for, it would be a fault of the database's."""
    path = reverse("devplan:costs", args=[head.school.slug, number, number])
    signed_in(client, head)
    assert client.get(path).status_code == client.delete(path).status_code == 404
