from __future__ import annotations

import datetime
import re
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core import mail, signing
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope
from pytest_django.fixtures import Settings

from schools.actions import invitations, people
from schools.actions.people import Details
from schools.models import Activity, Member, PositionKind, School, User
from tests.factories import a_member, a_school, signed_in

pytestmark = pytest.mark.django_db
K = PositionKind
PASSWORD = "willow herb meadow"


@pytest.fixture
def school() -> School:
    return a_school(name="Oak", slug="oak")


@pytest.fixture
def head(school: School) -> Member:
    return a_member(school, K.HEADTEACHER, name="Amira Khan", email="amira@oak.example")


@pytest.fixture
def ann(school: School, head: Member) -> Member:
    with scope(school=school):
        return people.add(school, head, Details("Ann", "ann@oak.example", frozenset({K.TEACHER})))


def invite(head: Member, *who: Member) -> str:
    """The path of the newest invitation, sent by `head`."""
    client = signed_in(Client(), head)
    for person in who:
        client.post(reverse("schools:person_invite", args=["oak", person.pk]))
    return path_in(str(mail.outbox[-1].body))


def path_in(text: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(/\S+)", text)
    assert found
    return found[1]


def again(member: Member) -> Member:
    with scope(school=member.school):
        return Member.objects.select_related("user").get(pk=member.pk)


def test_an_invitation_is_accepted_with_a_password(
    client: Client, head: Member, ann: Member
) -> None:
    path = invite(head, ann)
    message = mail.outbox[0]
    assert message.to == ["ann@oak.example"]
    assert "Amira Khan invites you to Oak" in message.subject
    page = client.get(path).content.decode()
    assert "Amira Khan invited you to Oak as teacher." in page
    response = client.post(path, {"password": PASSWORD})
    assert response.url == "/s/oak/"  # type: ignore[attr-defined]
    assert client.get(reverse("schools:people", args=["oak"])).status_code == 200
    member = again(ann)
    assert member.user is not None and member.joined_at is not None
    assert member.user.check_password(PASSWORD)
    address = EmailAddress.objects.get(user=member.user)
    assert address.verified and address.primary and address.email == "ann@oak.example"
    with scope(school=head.school):
        assert Activity.objects.filter(verb="schools.person_joined", member=ann).exists()


def test_a_weak_password_is_refused_with_the_reason_and_the_link_stays_good(
    client: Client, head: Member, ann: Member
) -> None:
    path = invite(head, ann)
    for weak in ("short", "password123456"[:10], "ann@oak.example"):
        page = client.post(path, {"password": weak})
        assert page.status_code == 200 and "invalid-feedback" in page.content.decode()
    assert again(ann).user is None and not User.objects.filter(email="ann@oak.example").exists()
    assert client.post(path, {"password": PASSWORD}).status_code == 302


def test_a_link_works_once(client: Client, head: Member, ann: Member) -> None:
    path = invite(head, ann)
    client.post(path, {"password": PASSWORD})
    for response in (Client().get(path), Client().post(path, {"password": "another good one"})):
        assert response.status_code == 410
        assert "This invitation has been used." in response.content.decode()
    user = again(ann).user
    assert user is not None and user.check_password(PASSWORD)


def test_a_newer_invitation_replaces_the_older(client: Client, head: Member, ann: Member) -> None:
    old, new = invite(head, ann), invite(head, ann)
    assert old != new
    assert "A newer invitation has replaced" in client.get(old).content.decode()
    assert client.get(new).status_code == 200


def test_a_forged_or_shortened_link_says_what_to_do(
    client: Client, head: Member, ann: Member
) -> None:
    path = invite(head, ann)
    forged = signing.dumps({"member": ann.pk}, salt="something else")
    for bad in (path[:-5] + "/", reverse("accounts:invitation", args=[forged]), path[:30] + "/"):
        response = client.get(bad)
        assert response.status_code == 410
        assert "This link is not whole." in response.content.decode()
    assert client.get(reverse("accounts:first", args=["x"])).status_code == 410


def test_an_invitation_is_no_first_headteachers_link(
    client: Client, head: Member, ann: Member
) -> None:
    token = invite(head, ann).split("/")[-2]
    assert client.get(reverse("accounts:first", args=[token])).status_code == 410


def test_a_link_expires_after_fourteen_days(
    client: Client, head: Member, ann: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = invite(head, ann)
    later = timezone.now() + datetime.timedelta(days=14, minutes=1)
    monkeypatch.setattr("django.core.signing.time.time", later.timestamp)
    response = client.get(path)
    assert response.status_code == 410
    assert "older than 14 days. Ask for a new one." in response.content.decode()


def test_a_new_address_voids_the_invitation_sent_to_the_old_one(
    client: Client, head: Member, ann: Member
) -> None:
    path = invite(head, ann)
    with scope(school=head.school):
        people.edit(ann, head, Details("Ann", "ann.lee@oak.example", frozenset({K.TEACHER})))
    assert client.get(path).status_code == 410
    assert again(ann).invited_at is None


def test_who_has_left_cannot_join(client: Client, head: Member, ann: Member) -> None:
    path = invite(head, ann)
    with scope(school=head.school):
        people.leave(ann, head)
    response = client.post(path, {"password": PASSWORD})
    assert response.status_code == 410 and "withdrawn" in response.content.decode()


def a_user(email: str, password: str = PASSWORD) -> User:
    user = User.objects.create_user(email, password, name="Ann Elsewhere")
    user.last_login = timezone.now()
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def test_who_has_an_account_signs_in_to_join(client: Client, head: Member, ann: Member) -> None:
    user = a_user("ann@oak.example")
    path = invite(head, ann)
    page = client.get(path).content.decode()
    assert "Sign in to join" in page and 'name="password"' not in page
    assert client.post(path, {"password": "another good one"}).status_code == 200
    user.refresh_from_db()
    assert user.check_password(PASSWORD) and again(ann).user is None
    signed = client.post(
        f"{reverse('account_login')}?next={path}",
        {"login": "ann@oak.example", "password": PASSWORD},
    )
    assert signed.url == path  # type: ignore[attr-defined]
    assert "Join as Ann Elsewhere" in client.get(path).content.decode()
    assert client.post(path).status_code == 302
    assert again(ann).user == user


def test_an_account_in_use_is_given_no_new_password_by_a_link(head: Member, ann: Member) -> None:
    user = a_user("ann@oak.example")
    token = invite(head, ann).split("/")[-2]
    with pytest.raises(invitations.LinkVoid, match="You have a password already"):
        invitations.accept_with_password(token, "another good one")
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_somebody_elses_account_does_not_take_the_invitation(
    client: Client, head: Member, ann: Member
) -> None:
    a_user("ann@oak.example")
    path = invite(head, ann)
    client.force_login(
        a_user("mallory@x.example"), backend="django.contrib.auth.backends.ModelBackend"
    )
    page = client.post(path)
    assert "Sign out, then open the link in the e-mail again" in page.content.decode()
    assert again(ann).user is None


def test_a_person_is_in_a_school_once(client: Client, head: Member, ann: Member) -> None:
    twin = a_member(head.school, K.GOVERNOR, name="Ann as governor", email="gov@oak.example")
    assert twin.user is not None
    User.objects.filter(pk=twin.user.pk).update(email="ann@oak.example", last_login=timezone.now())
    path = invite(head, ann)
    client.force_login(
        User.objects.get(pk=twin.user.pk), backend="django.contrib.auth.backends.ModelBackend"
    )
    page = client.post(path)
    assert "You are in Oak already, as Ann as governor." in page.content.decode()


def test_an_account_nobody_ever_used_belongs_to_the_mailbox(
    client: Client, head: Member, ann: Member
) -> None:
    squatter = User.objects.create_user("ann@oak.example", "known to somebody else", name="")
    client.post(invite(head, ann), {"password": PASSWORD})
    squatter.refresh_from_db()
    assert again(ann).user == squatter and squatter.check_password(PASSWORD)


def test_the_list_looks_the_same_whether_an_address_has_an_account_or_not(
    head: Member, ann: Member
) -> None:
    client = signed_in(Client(), head)
    invite(head, ann)
    before = client.get(reverse("schools:people", args=["oak"])).content.decode()
    a_user("ann@oak.example")
    after = client.get(reverse("schools:people", args=["oak"])).content.decode()
    strip = re.compile(r'csrf\S+" value="[^"]+"|X-CSRFToken": "[^"]+"')
    assert strip.sub("", before) == strip.sub("", after)


def test_all_who_are_not_invited_yet_are_invited_at_once(
    client: Client, school: School, head: Member, ann: Member
) -> None:
    with scope(school=school):
        for name, email in (("Dev", "dev@oak.example"), ("Eve", ""), ("Gus", "gus@oak.example")):
            people.add(school, head, Details(name, email, frozenset({K.GOVERNOR})))
        gus = Member.objects.get(name="Gus")
    invite(head, gus)
    mail.outbox.clear()
    page = signed_in(client, head).post(reverse("schools:people_invite", args=["oak"]), follow=True)
    assert "2 invitations were sent." in page.content.decode()
    assert sorted(message.to[0] for message in mail.outbox) == [
        "ann@oak.example",
        "dev@oak.example",
    ]


def test_those_who_cannot_be_invited_are_named_with_the_way_out(
    client: Client, school: School, head: Member
) -> None:
    with scope(school=school):
        eve = people.add(school, head, Details("Eve", "", frozenset({K.GOVERNOR})))
    signed_in(client, head)
    for person, sentence in (
        (eve, "Eve has no e-mail address. Add it, then invite them."),
        (head, "Amira Khan has joined already and can sign in."),
    ):
        path = reverse("schools:person_invite", args=["oak", person.pk])
        assert sentence in client.post(path, follow=True).content.decode()
    assert not mail.outbox


def test_when_the_mail_server_does_not_answer_nothing_changes(
    client: Client, head: Member, ann: Member, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 2
    signed_in(client, head)
    path = reverse("schools:person_invite", args=["oak", ann.pk])
    page = client.post(path, follow=True).content.decode()
    assert "The invitation to Ann could not be sent to ann@oak.example" in page
    assert again(ann).invited_at is None
    everybody = client.post(reverse("schools:people_invite", args=["oak"]), follow=True)
    assert "None could be sent to Ann." in everybody.content.decode()


def first_headteacher(*arguments: str) -> str:
    out = StringIO()
    call_command("first_headteacher", *arguments, stdout=out)
    return out.getvalue()


def test_the_first_headteacher_chooses_a_password_and_starts_a_school(
    client: Client, settings: Settings
) -> None:
    settings.SIGN_UP_OPEN = False
    path = path_in(first_headteacher("Amira@Oak.example", "--name", "Amira Khan"))
    assert "Welcome, Amira Khan" in client.get(path).content.decode()
    assert "at least 10 characters" in client.post(path, {"password": "x"}).content.decode()
    response = client.post(path, {"password": PASSWORD})
    assert response.url == reverse("accounts:start_school")  # type: ignore[attr-defined]
    assert client.get(reverse("accounts:start_school")).status_code == 200
    user = User.objects.get()
    assert user.email == "amira@oak.example" and user.check_password(PASSWORD)
    assert EmailAddress.objects.get(user=user).verified
    assert Client().get(path).status_code == 410


def test_each_run_makes_a_new_link_until_a_password_is_set(client: Client) -> None:
    old = path_in(first_headteacher("amira@oak.example"))
    new = path_in(first_headteacher("AMIRA@oak.example"))
    assert User.objects.count() == 1
    assert client.get(old).status_code == 410 and client.get(new).status_code == 200
    client.post(new, {"password": PASSWORD})
    said = first_headteacher("amira@oak.example")
    assert "has a password already" in said and "/account/first/" not in said
    assert User.objects.get().check_password(PASSWORD)


def test_the_command_refuses_what_is_no_address() -> None:
    with pytest.raises(CommandError, match="is not an e-mail address"):
        first_headteacher("amira")
