"""People of a group: the first by the operator, the others by an administrator, never nobody who administers."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse

from groups.actions import starting
from groups.models import Group, GroupMember
from schools.models import User
from schools.permissions import NotAllowed
from schools.refusals import Refused

from .conftest import Trust, as_user

pytestmark = pytest.mark.django_db


def test_an_operator_starts_a_group_and_its_administrator_comes_in() -> None:
    out = StringIO()
    call_command(
        "start_group", "Tern Trust", "--kind", "trust", "--email", "Ann@Tern.example", stdout=out
    )
    link = re.search(r"https?://[^/]+(/account/first/\S+)", out.getvalue())
    assert link is not None
    browser = as_user(None)
    answer = browser.post(link[1], {"password": "willow herb meadow"})
    assert answer.url == "/start/"  # type: ignore[attr-defined]
    assert browser.get("/start/").url == "/g/tern-trust/"  # type: ignore[attr-defined]
    assert browser.get("/g/tern-trust/people/").status_code == 200


def test_a_group_of_that_name_is_refused_and_a_second_address_differs() -> None:
    starting.start_group("Tern Trust", "trust", "a@b.example")
    with pytest.raises(CommandError, match="already"):
        call_command("start_group", "tern trust", "--kind", "trust", "--email", "c@d.example")
    other, _admin = starting.start_group("Tern, Trust", "trust", "c@d.example")
    assert other.slug == "tern-trust-2"
    for name, email in (("", "a@b.example"), ("x" * 121, "a@b.example"), ("New", "no address")):
        with pytest.raises(Refused):
            starting.start_group(name, "trust", email)
    assert Group.objects.count() == 2


def test_who_is_added_is_told_how_to_come_in(trust: Trust) -> None:
    mail.outbox.clear()
    answer = as_user(trust.admin.user).post(
        reverse("groups:person_add", args=[trust.group.slug]),
        {"name": "Bea", "email": "bea@heron.example", "part": "reader"},
    )
    assert answer.status_code == 302
    sent = mail.outbox[0]
    assert sent.to == ["bea@heron.example"] and "/account/first/" in str(sent.body)
    assert GroupMember.objects.get(user__email="bea@heron.example").part == "reader"


def test_who_signs_in_already_keeps_the_password_and_is_sent_to_the_group(trust: Trust) -> None:
    user = User.objects.create_user("bea@heron.example", "willow herb meadow", name="Bea")
    mail.outbox.clear()
    starting.add_person(trust.group, trust.admin, "Other name", "BEA@heron.example", "reader")
    user.refresh_from_db()
    assert user.name == "Bea" and user.check_password("willow herb meadow")
    assert "/g/heron-trust/" in str(mail.outbox[0].body)
    assert "/account/first/" not in str(mail.outbox[0].body)


def test_nobody_is_added_twice_or_by_a_reader(trust: Trust) -> None:
    with pytest.raises(Refused, match="already"):
        starting.add_person(trust.group, trust.admin, "", "reader@heron.example", "reader")
    with pytest.raises(NotAllowed):
        starting.add_person(trust.group, trust.reader, "", "new@heron.example", "reader")
    with pytest.raises(Refused):
        starting.add_person(trust.group, trust.admin, "", "new@heron.example", "owner")
    assert not User.objects.filter(email="new@heron.example").exists()


def test_a_refused_person_leaves_what_was_typed(trust: Trust) -> None:
    page = as_user(trust.admin.user).post(
        reverse("groups:person_add", args=[trust.group.slug]),
        {"name": "Typed name", "email": "reader@heron.example", "part": "reader"},
    )
    assert page.status_code == 422 and "Typed name" in page.content.decode()


def test_the_last_administrator_stays(trust: Trust) -> None:
    with pytest.raises(Refused, match="last administrator"):
        starting.change_part(trust.admin, trust.admin, "reader")
    with pytest.raises(Refused, match="last administrator"):
        starting.remove_person(trust.admin, trust.admin)
    starting.change_part(trust.reader, trust.admin, "administrator")
    starting.remove_person(trust.admin, trust.admin)
    assert [one.user.name for one in GroupMember.objects.all()] == ["Colm"]


def test_a_reader_may_leave_and_change_nothing_else(trust: Trust) -> None:
    with pytest.raises(NotAllowed):
        starting.remove_person(trust.admin, trust.reader)
    with pytest.raises(NotAllowed):
        starting.change_part(trust.reader, trust.reader, "administrator")
    starting.remove_person(trust.reader, trust.reader)
    assert as_user(trust.reader.user).get("/g/heron-trust/").status_code == 404
