"""A school can ask its people for a second proof beside the password; who has none gets no further than that page."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from schools.actions.settings import require_second_proof
from schools.models import Activity, Member, School, User, Vision
from schools.permissions import NotAllowed
from tests.factories import a_member, a_school, signed_in
from tests.the_sample import the_sample

pytestmark = pytest.mark.django_db
WHY = "A second proof first"


def with_proof(member: Member) -> Member:
    """The member, whose account has an app already."""
    Authenticator.objects.create(
        user=member.user, type=Authenticator.Type.TOTP, data={"secret": "x"}
    )
    return member


def asks(of_whom: str, **more: Any) -> School:
    return a_school(second_proof=of_whom, **more)


def front(client: Client, member: Member) -> int:
    signed_in(client, member)
    answer = client.get(reverse("front", args=[member.school.slug]))
    assert (WHY in answer.content.decode()) == (answer.status_code == 403)
    return answer.status_code


@pytest.mark.parametrize(
    ("position", "leaders"),
    [
        ("headteacher", 403),
        ("smt", 403),
        ("coordinator", 403),
        ("head_of_department", 200),
        ("teacher", 200),
        ("governor", 200),
        ("guest", 200),
    ],
)
def test_each_position_is_asked_where_the_school_says_so(
    client: Client, position: str, leaders: int
) -> None:
    assert front(client, a_member(asks(""), position)) == 200
    assert front(client, a_member(asks("leaders"), position)) == leaders
    assert front(client, a_member(asks("everybody"), position)) == 403
    assert front(client, with_proof(a_member(asks("everybody"), position))) == 200


def test_nothing_of_the_school_is_seen_or_done_before(client: Client) -> None:
    school = asks("everybody")
    head = signed_in(client, a_member(school, "headteacher"))
    for name in ("schools:people", "schools:settings", "roles:matrix", "documents:index"):
        answer = head.get(reverse(name, args=[school.slug]))
        assert answer.status_code == 403 and WHY in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]
    typed = {"text": "A vision.", "aims": "An aim."}
    assert head.post(reverse("schools:vision_write", args=[school.slug]), typed).status_code == 403
    assert head.get(f"/s/{school.slug}/nothing-here/").status_code == 403
    with scope(school=school):
        assert not Vision.objects.exists()
        assert not Activity.objects.exists()


def test_the_page_says_why_and_leads_to_setting_it_up(client: Client) -> None:
    school = asks("everybody", name="Merrow Hill")
    member = a_member(school, "teacher")
    text = signed_in(client, member).get(f"/s/{school.slug}/").content.decode()
    assert "At Merrow Hill you need a second proof" in text
    assert f'href="{reverse("mfa_activate_totp")}"' in text
    # What stands on every page of a member stands not on this one: it would name things of the school.
    assert reverse("schools:people", args=[school.slug]) not in text


@pytest.mark.parametrize(
    ("site", "position", "code"),
    [
        ("leaders", "headteacher", 403),
        ("leaders", "teacher", 200),
        ("everybody", "teacher", 403),
        ("", "headteacher", 200),
    ],
)
def test_who_runs_the_site_asks_whatever_the_school_does(
    client: Client, settings: Any, site: str, position: str, code: int
) -> None:
    settings.SECOND_PROOF = site
    member = a_member(asks("", name="Merrow Hill"), position)
    assert front(client, member) == code
    if code == 403:
        text = client.get(f"/s/{member.school.slug}/").content.decode()
        assert "To see Merrow Hill" in text and "Who runs this site decided this" in text
        assert front(client, with_proof(member)) == 200


def test_who_runs_the_site_asks_in_every_school_and_group(client: Client, settings: Any) -> None:
    from groups.actions import starting
    from groups.models import GroupMember

    group, admin = starting.start_group("Tern Trust", "trust", "ann@tern.example")
    reader = GroupMember.objects.create(
        group=group, user=User.objects.create_user("bea@tern.example", name="Bea")
    )

    def opened(person: GroupMember) -> int:
        client.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
        return client.get(group.get_absolute_url()).status_code

    assert (opened(admin), opened(reader)) == (200, 200)
    settings.SECOND_PROOF = "leaders"
    assert (opened(admin), opened(reader)) == (403, 200)
    settings.SECOND_PROOF = "everybody"
    assert (opened(admin), opened(reader)) == (403, 403)
    Authenticator.objects.create(user=admin.user, type="totp", data={"secret": "x"})
    assert opened(admin) == 200
    head = a_member(asks(""), "headteacher")
    signed_in(client, with_proof(head))
    page = client.get(reverse("schools:settings_signing_in", args=[head.school.slug]))
    assert "asks everybody for a second proof already" in page.content.decode()


def test_setting_it_up_opens_the_school(client: Client) -> None:
    member = a_member(asks("everybody"), "teacher")
    assert member.user
    EmailAddress.objects.create(
        user=member.user, email=member.user.email, verified=True, primary=True
    )
    member.user.set_password("between two meetings")
    member.user.save()
    client.post(
        reverse("account_login"), {"login": member.email, "password": "between two meetings"}
    )
    assert client.get(f"/s/{member.school.slug}/").status_code == 403
    client.post(reverse("account_reauthenticate"), {"password": "between two meetings"})
    client.get(reverse("mfa_activate_totp"))
    secret = client.session["mfa.totp.secret"]
    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value(secret, counter))
    assert client.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302
    assert client.get(f"/s/{member.school.slug}/").status_code == 200


def test_recovery_codes_alone_are_no_second_proof(client: Client) -> None:
    member = a_member(asks("everybody"), "teacher")
    Authenticator.objects.create(
        user=member.user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"}
    )
    assert front(client, member) == 403


def test_another_school_of_the_same_person_goes_on_as_before(client: Client) -> None:
    member = a_member(asks("everybody"), "teacher")
    other = a_member(a_school(), "headteacher")
    other.user = member.user
    other.save()
    assert front(client, member) == 403
    assert front(client, other) == 200


def test_strangers_learn_nothing_of_it(client: Client) -> None:
    school = asks("everybody")
    signed_in(client, a_member(a_school(), "headteacher"))
    assert client.get(f"/s/{school.slug}/").status_code == 404


@pytest.mark.parametrize("of_whom", ["leaders", "everybody", ""])
def test_the_head_and_the_deputy_say_who(client: Client, of_whom: str) -> None:
    school = asks("everybody" if of_whom == "" else "")
    head = with_proof(a_member(school, "headteacher", name="Helen Marsh"))
    address = reverse("schools:settings_signing_in", args=[school.slug])
    page = signed_in(client, head).get(address).content.decode()
    assert "1 of the 1 person who signs in here has a second proof" in page
    answer = client.post(address, {"second_proof": of_whom}, follow=True)
    school.refresh_from_db()
    assert school.second_proof == of_whom
    assert "It is saved" in answer.content.decode()
    trail = client.get(reverse("schools:activity", args=[school.slug])).content.decode()
    assert "second proof to come in" in trail


def test_who_has_none_is_told_so_before_choosing(client: Client) -> None:
    school = asks("")
    head = a_member(school, "headteacher")
    address = reverse("schools:settings_signing_in", args=[school.slug])
    assert "You have none yourself" in signed_in(client, head).get(address).content.decode()
    client.post(address, {"second_proof": "everybody"})
    assert front(client, head) == 403


@pytest.mark.parametrize("position", ["smt", "coordinator", "teacher", "governor", "guest"])
def test_nobody_else_says_who(client: Client, position: str) -> None:
    school = asks("")
    member = a_member(school, position)
    address = reverse("schools:settings_signing_in", args=[school.slug])
    signed_in(client, member)
    assert client.get(address).status_code == 403
    assert client.post(address, {"second_proof": "everybody"}).status_code == 403
    with scope(school=school), pytest.raises(NotAllowed):
        require_second_proof(school, member, "everybody")
    school.refresh_from_db()
    assert school.second_proof == ""


def test_a_choice_that_is_none_is_refused(client: Client) -> None:
    school = asks("")
    head = signed_in(client, a_member(school, "headteacher"))
    address = reverse("schools:settings_signing_in", args=[school.slug])
    assert head.post(address, {"second_proof": "the cat"}).status_code == 200
    school.refresh_from_db()
    assert school.second_proof == ""


def test_asking_costs_one_query_and_none_where_it_is_not_asked(
    client: Client, django_assert_num_queries: Any
) -> None:
    member = with_proof(a_member(asks(""), "teacher"))
    path = reverse("schools:vision", args=[member.school.slug])
    signed_in(client, member).get(path)
    with CaptureQueriesContext(connection) as without:
        client.get(path)
    queries = [one["sql"] for one in without.captured_queries]
    assert "mfa_authenticator" not in str(queries)
    School.objects.update(second_proof="everybody")
    client.get(path)
    with django_assert_num_queries(len(queries) + 1):
        assert client.get(path).status_code == 200


def test_the_sample_school_asks_nobody(client: Client) -> None:

    school = the_sample()
    assert school is not None and school.second_proof == ""


def test_one_that_is_lost_is_forgotten_by_the_operator_and_its_owner_told(client: Client) -> None:
    member = with_proof(a_member(asks("everybody"), "teacher"))
    out = StringIO()
    call_command("forget_second_proof", member.email.upper(), stdout=out)
    assert "password alone" in out.getvalue()
    assert not Authenticator.objects.filter(user=member.user).exists()
    (letter,) = mail.outbox
    assert letter.to == [member.email] and "said to be lost" in str(letter.body)
    assert front(client, member) == 403
    out = StringIO()
    call_command("forget_second_proof", member.email, stdout=out)
    assert "nothing has changed" in out.getvalue() and len(mail.outbox) == 1


def test_nobodys_is_not_forgotten() -> None:
    with pytest.raises(CommandError, match="Nobody signs in"):
        call_command("forget_second_proof", "nobody@example.org")
