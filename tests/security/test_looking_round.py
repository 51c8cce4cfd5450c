"""Whoever looks round the sample school reads it with their own account, and can write nothing at any address."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from django_scopes import scopes_disabled

from board import digests
from groups.actions import joining, starting
from home import sample
from notices.reminders import send_all
from schools import visiting
from schools.models import Member, PositionKind, School, User
from schools.refusals import Refused
from tests.factories import a_member, a_school, signed_in

from .addresses import address, arguments_for, patterns

pytestmark = pytest.mark.django_db
K = PositionKind
WRITING = ("post", "put", "patch", "delete")
STOPPED = "This is the sample school, to look round in"
REFUSED = "What you just did was not saved."


@pytest.fixture
def full() -> School:
    """The sample school as it is made."""
    made, _new = sample.make(to_visit=True)
    assert made is not None
    return made


@pytest.fixture
def school() -> School:
    """A sample school with hardly anything in it."""
    made = a_school(sample=True, set_up_at=timezone.now())
    a_member(made, K.HEADTEACHER, name="Helen Marlowe")
    for kind in (K.COORDINATOR, K.TEACHER, K.GOVERNOR):
        a_member(made, kind)
    return made


def host(school: School, kind: str) -> Member:
    return next(one for one in visiting.hosts() if kind in one.kinds)


def visitor(school: School, kind: str = K.HEADTEACHER, **fields: Any) -> Client:
    """A head of another school, who looks round the sample as its first person of this kind."""
    own = fields.pop("own", None) or a_school(set_up_at=school.set_up_at)
    client = signed_in(Client(), a_member(own, *fields.pop("kinds", [K.HEADTEACHER])))
    client.raise_request_exception = False
    answer = client.post(f"/look-round/{host(school, kind).pk}/")
    assert answer.status_code == 302, answer.status_code
    assert answer["Location"] == f"/s/{school.slug}/"
    return client


def everything() -> str:
    """A digest of every row of every table, without sessions, which are a visitor's own."""
    found = hashlib.sha256()
    with scopes_disabled():
        for model in apps.get_models(include_auto_created=True):
            if model._meta.db_table != "django_session":
                manager: Any = model._base_manager
                for row in manager.order_by("pk").values_list():
                    found.update(repr(row).encode())
    return found.hexdigest()


def paths(school: School) -> Iterator[tuple[str, str]]:
    for name, route, _pattern in patterns():
        yield name, address(name, arguments_for(school, name, route), school.slug)


def test_whatever_is_sent_is_refused_at_every_address_and_changes_nothing(full: School) -> None:
    client, before, wrong = visitor(full), everything(), []
    mail.outbox.clear()
    for place, (name, path) in enumerate(paths(full)):
        # The method is not looked at any closer: a tenth of the addresses is enough for the rarer ones.
        for method in WRITING if place % 10 == 0 else WRITING[:1]:
            answer = getattr(client, method)(path)
            if answer.status_code != 403 or REFUSED not in answer.content.decode():
                wrong.append(f"{method} {name}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert everything() == before
    assert not mail.outbox


@pytest.mark.parametrize("kind", [K.HEADTEACHER, K.TEACHER])
@pytest.mark.once
def test_every_page_is_what_its_person_sees_and_reading_writes_nothing(
    full: School, kind: str
) -> None:
    client, own, wrong = visitor(full, kind), Client(raise_request_exception=False), []
    User.objects.update(is_active=True)  # so that the person can be compared with
    signed_in(own, host(full, kind))
    before = everything()
    codes = {}
    for name, path in paths(full):
        with transaction.atomic():  # what is stopped breaks no more than this
            seen = client.get(path)
        codes[name] = seen.status_code
        if seen["Content-Type"].startswith("text/html") and STOPPED in seen.text:
            wrong.append(f"{name} would write")
    assert everything() == before
    for name, path in paths(full):
        if (code := own.get(path).status_code) != codes[name] or code >= 500:
            wrong.append(f"{name}: {codes[name]} instead of {code}")
    assert not wrong, "\n".join(wrong)


def test_a_visitor_stays_themselves_and_each_page_says_where_they_are(school: School) -> None:
    client = visitor(school)
    user = client.session[SESSION_KEY]
    page = client.get(f"/s/{school.slug}/roles/").content.decode()
    assert "You are looking round the sample school as Helen Marlowe, headteacher." in page
    assert 'href="/start/">Back to your own school' in page
    assert client.session[SESSION_KEY] == user
    own = Member.objects.with_scopes_disabled().select_related("school").get(user=user)
    assert client.get("/start/")["Location"] == f"/s/{own.school.slug}/"
    home = client.get(f"/s/{own.school.slug}/").content.decode()
    assert "looking round" not in home


def test_nobody_comes_in_who_did_not_choose_to_look_round(school: School) -> None:
    client = signed_in(Client(), a_member(a_school(), K.HEADTEACHER))
    assert client.get(f"/s/{school.slug}/").status_code == 404
    assert client.get("/look-round/").status_code == 200
    assert client.get(f"/s/{school.slug}/").status_code == 404


def test_a_number_in_the_session_opens_no_school_but_the_sample(school: School) -> None:
    real = a_school()
    them = a_member(real, K.HEADTEACHER)
    client = visitor(school)
    assert client.post(f"/look-round/{them.pk}/").status_code == 404
    session = client.session
    session[visiting.HOST] = them.pk
    session.save()
    assert client.get(f"/s/{real.slug}/").status_code == 404
    assert client.get(f"/s/{school.slug}/").status_code == 404


def test_who_belongs_to_a_school_writes_there_while_they_look_round(school: School) -> None:
    own = a_school(set_up_at=school.set_up_at)
    client = visitor(school, own=own)
    answer = client.post(f"/s/{own.slug}/vision/write/", {"text": "Fewer screens.", "base": "0"})
    assert (answer.status_code, REFUSED in answer.text) == (302, False), answer.text


@pytest.mark.parametrize(
    ("kind", "may"),
    [
        (K.HEADTEACHER, True),
        (K.SMT, True),
        (K.COORDINATOR, True),
        (K.TEACHER, False),
        (K.GUEST, False),
    ],
)
def test_only_who_leads_looks_round(school: School, settings: Any, kind: str, may: bool) -> None:
    settings.SIGN_UP_OPEN = False
    client = signed_in(Client(), a_member(a_school(), kind))
    assert client.get("/look-round/").status_code == (200 if may else 403)
    code = client.post(f"/look-round/{host(school, K.GOVERNOR).pk}/").status_code
    assert code == (302 if may else 403)
    assert client.get(f"/s/{school.slug}/").status_code == (200 if may else 404)
    assert ("Look round the sample school" in client.get("/start/?choose").text) == may


def test_signed_out_nobody_looks_round(school: School) -> None:
    client = Client()
    for answer in (client.get("/look-round/"), client.post("/look-round/1/")):
        assert answer["Location"].startswith("/account/login/")
    visiting_client = visitor(school)
    visiting_client.logout()
    assert visiting_client.get(f"/s/{school.slug}/")["Location"].startswith("/account/login/")


def test_switched_off_there_is_no_way_in_and_no_link(school: School, settings: Any) -> None:
    client = visitor(school)
    settings.SAMPLE_VISITS = False
    assert client.get(f"/s/{school.slug}/").status_code == 404
    assert client.get("/look-round/").status_code == 404
    assert "look-round" not in client.get("/start/?choose").text


def test_without_a_sample_school_there_is_no_link() -> None:
    own = a_school()
    client = signed_in(Client(), a_member(own, K.HEADTEACHER))
    assert client.get("/look-round/").status_code == 404
    for path in ("/start/?choose", f"/s/{own.slug}/", f"/s/{own.slug}/set-up/"):
        assert "look-round" not in client.get(path).text


def test_who_sets_up_a_school_is_shown_the_way(school: School) -> None:
    own = a_school()
    client = signed_in(Client(), a_member(own, K.HEADTEACHER))
    for path in ("/start/?choose", f"/s/{own.slug}/", f"/s/{own.slug}/set-up/"):
        assert 'href="/look-round/"' in client.get(path).text, path


def test_a_page_that_writes_is_stopped_by_the_database_itself(school: School) -> None:
    with visiting.only_reading():
        assert School.objects.filter(pk=school.pk).exists()
        with pytest.raises(visiting.OnlyReading), transaction.atomic():
            School.objects.filter(pk=school.pk).update(name="Changed")
        with pytest.raises(visiting.OnlyReading), connection.cursor() as cursor:
            cursor.execute("DELETE FROM schools_school")
    assert School.objects.get(pk=school.pk).name == school.name


def test_where_it_is_for_visitors_only_nobody_signs_in_as_its_people_and_no_group_has_it(
    settings: Any,
) -> None:
    settings.SAMPLE_SIGN_IN = False
    call_command("sample_school", verbosity=0)
    school = School.objects.get(sample=True)
    assert not apps.get_model("groups", "Group").objects.exists()
    assert School.objects.count() == 1
    people = User.objects.filter(memberships__school=school)
    assert people.exists() and not people.filter(is_active=True).exists()
    assert not any(one.has_usable_password() for one in people)
    group, first = starting.start_group("Trust", "trust", "office@trust.example.org", "Olive")
    for typed in (school.slug, school.urn):
        with pytest.raises(Refused, match="No school here"):
            joining.invite(group, first, typed)


def test_the_sample_school_sends_no_mail_of_its_own(full: School) -> None:
    User.objects.update(is_active=True)
    mail.outbox.clear()
    assert sum(one.sent for one in send_all()) == 0
    assert digests.send().sent == 0
    assert not mail.outbox
