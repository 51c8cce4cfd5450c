"""How long one stays signed in, where one is, and that nothing typed is lost when it ends."""

from __future__ import annotations

import datetime
import re
from importlib import import_module
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from schools.actions.sessions import sign_out
from schools.browsers import known_as
from schools.models import Member, SignedIn, Vision, VisionSuggestion
from schools.permissions import NotAllowed
from schools.sessions import SessionStore, ends_at
from tests.factories import a_member, a_school, signed_in

pytestmark = pytest.mark.django_db
PASSWORD = "between two meetings"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Safari/604.1"
IDLE = datetime.timedelta(minutes=180)
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def member() -> Member:
    return with_password(a_member(a_school(), "teacher", name="Daniel Brook"))


def with_password(made: Member) -> Member:
    assert made.user
    made.user.set_password(PASSWORD)
    made.user.save()
    EmailAddress.objects.create(user=made.user, email=made.email, verified=True, primary=True)
    return made


def sign_in(client: Client, member: Member, path: str = "", agent: str = FIREFOX) -> Any:
    return client.post(
        path or reverse("account_login"),
        {"login": member.email, "password": PASSWORD},
        headers={"user-agent": agent},
    )


def last_used(ago: datetime.timedelta, **of: Any) -> None:
    """As if nothing had been asked for since; what a row says of its end is worked out as it was then."""
    then = timezone.now() - ago
    for row in SignedIn.objects.filter(**of):
        row.seen_at, row.expire_date = then, ends_at(row.began_at, then)
        row.save()


def front(client: Client, member: Member) -> int:
    return client.get(reverse("front", args=[member.school.slug])).status_code


# ---- How long


def test_a_session_ends_when_nothing_was_asked_for_three_hours(
    client: Client, member: Member
) -> None:
    sign_in(client, member)
    last_used(IDLE - MINUTE)
    assert front(client, member) == 200
    last_used(IDLE + MINUTE)
    answer = client.get(reverse("front", args=[member.school.slug]), follow=True)
    assert answer.redirect_chain[0][0].startswith(reverse("account_login"))
    assert "nothing was asked for 3 hours" in answer.content.decode()


def test_asking_for_a_page_moves_the_end_on(client: Client, member: Member) -> None:
    sign_in(client, member)
    last_used(datetime.timedelta(hours=2))
    assert front(client, member) == 200
    row = SignedIn.objects.get(user=member.user)
    assert row.expire_date > timezone.now() + IDLE - MINUTE


def test_it_ends_after_fourteen_days_however_much_is_asked(client: Client, member: Member) -> None:
    sign_in(client, member)
    session = client.session
    began = timezone.now() - datetime.timedelta(days=14) + MINUTE
    session["signed_in"] = {**session["signed_in"], "began": began.isoformat()}
    session.save()
    row = SignedIn.objects.get(user=member.user)
    assert row.expire_date == began + datetime.timedelta(days=14)
    SignedIn.objects.update(seen_at=timezone.now() - 10 * MINUTE)
    assert front(client, member) == 200
    row.refresh_from_db()
    assert row.seen_at > timezone.now() - MINUTE
    assert row.expire_date == began + datetime.timedelta(days=14)
    began -= 2 * MINUTE
    session["signed_in"] = {**session["signed_in"], "began": began.isoformat()}
    session.save()
    assert front(client, member) == 302


def test_the_cookie_goes_with_the_browser(client: Client, member: Member) -> None:
    sign_in(client, member)
    assert not client.cookies[settings.SESSION_COOKIE_NAME]["max-age"]
    # Those who come by an invitation too.
    assert SessionStore().get_expire_at_browser_close()


def test_reading_pages_writes_once_in_five_minutes(client: Client, member: Member) -> None:
    sign_in(client, member)

    def writes() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert front(client, member) == 200
        return sum("UPDATE" in one["sql"] for one in asked.captured_queries)

    writes()
    assert [writes(), writes()] == [0, 0]
    last_used(6 * MINUTE)
    assert [writes(), writes()] == [1, 0]


@pytest.mark.django_db(transaction=True)
def test_a_page_is_still_kept_when_the_session_was_used(client: Client, member: Member) -> None:
    sign_in(client, member)
    path = reverse("front", args=[member.school.slug])
    client.get(path)
    stamp = client.get(path)["ETag"]
    last_used(6 * MINUTE)
    assert client.get(path)["ETag"] == stamp
    assert client.get(path, headers={"if-none-match": stamp}).status_code == 304


def test_one_that_is_over_is_not_used_again(client: Client, member: Member) -> None:
    sign_in(client, member)
    key = client.session.session_key
    last_used(IDLE + MINUTE)
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = str(key)
    sign_in(thief, member)
    assert thief.session.session_key != key
    assert front(thief, member) == 200


def test_what_is_over_is_swept_away_after_a_week(client: Client, member: Member) -> None:
    sign_in(client, member)
    sign_in(Client(), member)
    first = SignedIn.objects.order_by("pk").first()
    assert first
    last_used(datetime.timedelta(days=6), pk=first.pk)
    call_command("clearsessions")
    assert SignedIn.objects.count() == 2
    last_used(datetime.timedelta(days=8), pk=first.pk)
    call_command("clearsessions")
    assert SignedIn.objects.count() == 1


def test_who_was_signed_in_before_stays_so(client: Client, member: Member) -> None:
    sign_in(client, member)
    row = SignedIn.objects.get()
    Session.objects.create(
        session_key=row.session_key,
        session_data=row.session_data,
        expire_date=timezone.now() + datetime.timedelta(days=9),
    )
    Session.objects.create(
        session_key="o" * 32, session_data=row.session_data, expire_date=timezone.now() - MINUTE
    )
    SignedIn.objects.all().delete()
    migration = import_module("schools.migrations.0007_signed_in").Migration
    migration.operations[-1].code(apps, SimpleNamespace(connection=connection))
    (taken,) = SignedIn.objects.all()
    assert (taken.user, taken.expire_date <= timezone.now() + IDLE) == (member.user, True)
    assert front(client, member) == 200


# ---- Where


def test_one_sees_where_one_is_signed_in(client: Client, member: Member) -> None:
    sign_in(client, member)
    sign_in(Client(), member, agent=SAFARI)
    stranger = with_password(a_member(a_school(), "headteacher"))
    sign_in(Client(), stranger, agent="Mozilla/5.0 (X11; Linux x86_64) OPR/99")
    with CaptureQueriesContext(connection) as asked:
        page = client.get(reverse("accounts:signed_in")).content.decode()
    assert len(asked) <= 4
    assert "Firefox on Windows" in page and "Safari on iPhone" in page and "Opera" not in page
    assert page.count("✓ this one") == 1 and page.count("End this one") == 1
    for row in SignedIn.objects.all():
        assert row.session_key not in page


def test_of_a_browser_a_word_is_kept_and_no_address(client: Client, member: Member) -> None:
    client.post(
        reverse("account_login"),
        {"login": member.email, "password": PASSWORD},
        headers={"user-agent": FIREFOX},
        REMOTE_ADDR="203.0.113.77",
    )
    row = SignedIn.objects.get()
    assert (row.browser, row.system) == ("Firefox", "Windows")
    assert "203.0.113" not in str(client.session.items()) and "140.0" not in str(
        client.session.items()
    )


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, ("Firefox", "Windows")),
        (SAFARI, ("Safari", "iPhone")),
        ("Mozilla/5.0 (X11; CrOS x86_64 1) AppleWebKit Chrome/130 Safari/537", ("Chrome", "Chromebook")),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130 Safari/537 Edg/130", ("Edge", "Windows")),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/18 Safari/605", ("Safari", "Mac")),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/130 Mobile Safari/537", ("Chrome", "Android")),
        ("curl/8", ("", "")),
        ("", ("", "")),
    ],
)  # fmt: skip
def test_browsers_are_known_by_name(agent: str, words: tuple[str, str]) -> None:
    assert known_as(agent) == words


def test_ending_one_signs_out_there_and_nowhere_else(client: Client, member: Member) -> None:
    phone, tablet = Client(), Client()
    sign_in(client, member)
    sign_in(phone, member, agent=SAFARI)
    sign_in(tablet, member, agent="Mozilla/5.0 (iPad; CPU OS 18) Version/18 Safari/604")
    page = client.get(reverse("accounts:signed_in")).content.decode()
    handle = re.findall(r'Safari on iPhone.*?value="(\w{20})"', page, re.S)[0]
    answer = client.post(reverse("accounts:signed_in_end"), {"one": handle}, follow=True)
    assert "signed out there" in answer.content.decode()
    assert (front(phone, member), front(tablet, member), front(client, member)) == (302, 200, 200)
    again = client.post(reverse("accounts:signed_in_end"), {"one": handle}, follow=True)
    assert "ended already" in again.content.decode()


def test_ending_all_others_leaves_this_one(client: Client, member: Member) -> None:
    phone = Client()
    sign_in(client, member)
    sign_in(phone, member)
    stranger = with_password(a_member(a_school(), "headteacher"))
    sign_in(theirs := Client(), stranger)
    client.post(reverse("accounts:signed_in_end"), {"others": "1"})
    assert (front(phone, member), front(client, member)) == (302, 200)
    assert front(theirs, stranger) == 200


def test_nobody_ends_anothers(client: Client, member: Member) -> None:
    stranger = with_password(a_member(member.school, "headteacher"))
    sign_in(theirs := Client(), stranger)
    sign_in(Client(), stranger)
    page = theirs.get(reverse("accounts:signed_in")).content.decode()
    handle = re.findall(r'name="one" value="(\w{20})"', page)[0]
    sign_in(client, member)
    client.post(reverse("accounts:signed_in_end"), {"one": handle})
    assert SignedIn.objects.filter(user=stranger.user).count() == 2


def test_a_new_password_takes_the_others_off_the_list(client: Client, member: Member) -> None:
    sign_in(client, member)
    sign_in(phone := Client(), member, agent=SAFARI)
    new = {"password1": "tangerine boat at noon", "password2": "tangerine boat at noon"}
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, **new})
    assert (front(phone, member), front(client, member)) == (302, 200)
    assert SignedIn.objects.filter(user=member.user).count() == 1


def test_who_runs_the_site_signs_somebody_out_or_everybody(client: Client, member: Member) -> None:
    sign_in(client, member)
    stranger = with_password(a_member(a_school(), "headteacher"))
    sign_in(theirs := Client(), stranger)
    out = StringIO()
    call_command("sign_out", member.email.upper(), stdout=out)
    assert "1 session is ended" in out.getvalue()
    assert (front(client, member), front(theirs, stranger)) == (302, 200)
    call_command("sign_out", everybody=True, stdout=out)
    assert front(theirs, stranger) == 302
    with pytest.raises(CommandError, match="Nobody signs in"):
        call_command("sign_out", "nobody@example.org")
    with pytest.raises(CommandError):
        call_command("sign_out")


def test_the_head_signs_somebody_of_the_school_out(client: Client, member: Member) -> None:
    head = with_password(a_member(member.school, "headteacher", name="Helen Head"))
    sign_in(theirs := Client(), member)
    signed_in(client, head)
    path = reverse("schools:person_sign_out", args=[member.school.slug, member.pk])
    page = client.get(reverse("schools:person", args=[member.school.slug, member.pk]))
    assert path in page.content.decode()
    answer = client.post(path, follow=True).content.decode()
    assert "Daniel Brook is signed out of 1 browser." in answer
    assert (front(theirs, member), front(client, head)) == (302, 200)
    client.post(reverse("schools:person_sign_out", args=[member.school.slug, head.pk]))
    assert front(client, head) == 200
    trail = client.get(reverse("schools:activity", args=[member.school.slug])).content.decode()
    assert "signed Daniel Brook out everywhere" in trail


def test_nobody_else_does_nor_in_another_school(client: Client, member: Member) -> None:
    sign_in(Client(), member)
    colleague = a_member(member.school, "smt")
    signed_in(client, colleague)
    path = reverse("schools:person_sign_out", args=[member.school.slug, member.pk])
    assert client.post(path).status_code == 403
    with scope(school=member.school), pytest.raises(NotAllowed):
        sign_out(member, colleague)
    stranger = a_member(a_school(), "headteacher")
    signed_in(client, stranger)
    assert client.post(path).status_code == 404
    elsewhere = reverse("schools:person_sign_out", args=[stranger.school.slug, member.pk])
    assert client.post(elsewhere).status_code == 404
    assert SignedIn.objects.filter(user=member.user).count() == 1


# ---- What was typed

WORDS = "More pupils should make things with computers.\nNot only watch."


def sent_too_late(client: Client, member: Member, **more: Any) -> Any:
    with scope(school=member.school):
        Vision.objects.create(school=member.school, number=1, text="All make things.")
    sign_in(client, member)
    last_used(IDLE + MINUTE)
    path = reverse("schools:vision_suggest", args=[member.school.slug])
    return client.post(path, {"text": WORDS, **more})


def suggestions(member: Member) -> list[str]:
    with scope(school=member.school):
        return list(VisionSuggestion.objects.values_list("text", flat=True))


def test_what_is_sent_too_late_waits_until_one_has_signed_in_again(
    client: Client, member: Member
) -> None:
    answer = sent_too_late(client, member)
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "What you typed is kept" in page
    answer = sign_in(client, member, path=answer["Location"])
    assert answer["Location"] == reverse("accounts:typed")
    page = client.get(answer["Location"]).content.decode()
    assert "Not only watch." in page and suggestions(member) == []
    (path,) = re.findall(r'action="(/s/[^"]+)"', page)
    assert client.post(path, {"text": WORDS}).status_code == 302
    assert suggestions(member) == [WORDS]
    assert client.get(reverse("accounts:typed")).status_code == 302


def test_it_waits_after_the_sweep_of_the_night_too(client: Client, member: Member) -> None:
    sign_in(client, member)
    last_used(datetime.timedelta(hours=16))
    call_command("clearsessions")
    path = reverse("schools:vision_suggest", args=[member.school.slug])
    assert reverse("accounts:typed") in client.post(path, {"text": WORDS})["Location"].replace(
        "%2F", "/"
    )


def test_nobody_else_gets_it(client: Client, member: Member) -> None:
    colleague = with_password(a_member(member.school, "teacher"))
    answer = sent_too_late(client, member)
    sign_in(client, colleague, path=answer["Location"])
    answer = client.get(reverse("accounts:typed"), follow=True)
    assert "Not only watch" not in answer.content.decode()
    client.post(reverse("account_logout"))
    sign_in(client, member)
    assert client.get(reverse("accounts:typed")).status_code == 302


def test_in_the_database_it_cannot_be_read(client: Client, member: Member) -> None:
    sent_too_late(client, member)
    session = SignedIn.objects.get(user=None)
    assert "watch" not in str(session.get_decoded())


def test_it_can_be_thrown_away(client: Client, member: Member) -> None:
    answer = sent_too_late(client, member)
    sign_in(client, member, path=answer["Location"])
    client.post(reverse("accounts:typed"))
    assert client.get(reverse("accounts:typed")).status_code == 302
    assert suggestions(member) == []


def test_passwords_are_not_kept(client: Client, member: Member) -> None:
    sign_in(client, member)
    last_used(IDLE + MINUTE)
    answer = client.post(reverse("account_change_password"), {"oldpassword": PASSWORD})
    assert "typed" not in answer["Location"]
    assert not SignedIn.objects.filter(user=None).exists()


def test_a_stranger_keeps_nothing_here(client: Client, member: Member) -> None:
    path = reverse("schools:vision_suggest", args=[member.school.slug])
    client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
    assert client.post(path, {"text": WORDS}).status_code == 302
    assert not SignedIn.objects.exists()


def test_what_is_very_long_is_not_kept_and_does_no_harm(client: Client, member: Member) -> None:
    answer = sent_too_late(client, member, note="x" * 250_000)
    assert answer.status_code == 302 and "typed" not in answer["Location"]
