"""A person's own data: all of it, theirs alone, and nothing of it forgotten by whoever adds a table."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope, scopes_disabled

from audits.models import SelfReviewJudge, SkillsAsked, TrainingPlace
from home import sample
from priorities.models import Participant, Rating
from schools.actions.calendar import renew
from schools.models import CalendarKey, Member, School, User
from schools.queries.own_data import own_data
from schools.tellable import KINDS, UNTOLD
from schools.trail import record
from tests.factories import a_member, a_school, signed_in
from tests.the_sample import the_sample

# What is asked of one person, or held by one: rows below it are theirs too.
THEIRS = (Participant, SkillsAsked, SelfReviewJudge, TrainingPlace)


def told() -> set[tuple[str, str]]:
    """The fields that people are told by, of every model."""
    return {
        (kind.model._meta.label, path.split("__")[0])
        for kind in KINDS
        for path in (*kind.of, *kind.users)
    }


def references() -> set[tuple[str, str]]:
    """Every field of every model that leads to a person, or to what is theirs."""
    return {
        (model._meta.label, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.related_model in (User, Member, *THEIRS)
    }


@pytest.fixture
def school(db: None) -> School:
    made = the_sample()
    return made


def archive_of(member: Member) -> tuple[zipfile.ZipFile, dict[str, Any]]:
    response = signed_in(Client(), member).get(reverse("accounts:own_data_download"))
    assert response.status_code == 200
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    archive = zipfile.ZipFile(io.BytesIO(content))
    return archive, json.loads(archive.read("your-data.json"))


def somebody(school: School, key: str) -> Member:
    with scope(school=school):
        found: Member = Member.objects.get(user__email=sample.ADDRESS.format(key=key))
    return found


def test_whoever_refers_to_a_person_tells_them_or_says_why_not() -> None:
    assert references() - told() - set(UNTOLD) == set()


def test_no_reason_stands_for_what_is_told_or_is_not_there() -> None:
    assert set(UNTOLD) <= references()
    assert not set(UNTOLD) & told()


def test_the_file_holds_what_somebody_rated_wrote_signed_and_gave(school: School) -> None:
    amira = somebody(school, "amira")
    archive, told = archive_of(amira)
    [kept] = [one["kept"] for one in told["schools"]]

    with scope(school=school):
        ratings = Rating.objects.filter(participant__member=amira).count()
    assert ratings
    assert len(kept["priorities.rating:participant__member"]["rows"]) == ratings
    for key in (
        "roles.signature:member",
        "audits.skillsanswer:asked__member",
        "devplan.progressupdate:member",
        "schools.activity:member-person",
    ):
        assert kept[key]["rows"], key
    assert told["email"] == amira.email
    page = archive.read("your-data.html").decode()
    assert "Useful for starting; few lessons changed after it." in page
    given = [name for name in archive.namelist() if name.startswith("files/")]
    assert len(given) == len(kept["files.upload:uploaded_by"]["rows"]) > 0
    assert archive.read(given[0])


def test_nobody_else_stands_in_it(school: School) -> None:
    """What others said, and their names where a row refers to them: only that it was somebody else."""
    amira, daniel = somebody(school, "amira"), somebody(school, "daniel")
    with scope(school=school):
        record(school, amira, "schools.person_changed", person=daniel)
    _archive, told = archive_of(amira)
    [kept] = [one["kept"] for one in told["schools"]]
    said = [row["sentence"] for row in kept["schools.activity:member-person"]["rows"]]
    assert "Amira Khan changed the details of somebody else" in said
    assert not [one for one in said if daniel.name in one]
    leads = {row["lead"] for row in kept["devplan.action:lead-monitored_by"]["rows"]}
    assert leads <= {"you", "somebody else", None}


@pytest.mark.django_db
def test_the_secrets_of_an_account_are_left_out() -> None:
    school = a_school()
    member = a_member(school, "headteacher")
    assert member.user is not None
    member.user.set_password("a good long password")
    member.user.save()
    Authenticator.objects.create(user=member.user, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    with scope(school=school):
        renew(member)
        key = CalendarKey.objects.get(member=member).key
    archive, told = archive_of(member)
    assert told["account"]["mfa.authenticator:user"]["rows"][0]["type"] == "TOTP Authenticator"
    everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    for secret in ("JBSWY3DPEHPK3PXP", member.user.password, key):
        assert secret not in everything


@pytest.mark.django_db
def test_signed_out_there_is_none() -> None:
    for name in ("accounts:own_data", "accounts:own_data_download"):
        response = Client().get(reverse(name))
        assert response.status_code == 302
        assert reverse("account_login") in response["Location"]


def test_who_has_left_is_told_as_well(school: School) -> None:
    amira = somebody(school, "amira")
    with scope(school=school):
        Member.objects.filter(pk=amira.pk).update(left_on="2026-09-01")
    _archive, told = archive_of(amira)
    assert told["schools"][0]["kept"]["priorities.rating:participant__member"]["rows"]


def test_it_takes_a_query_a_kind_however_much_there_is(school: School) -> None:
    with scopes_disabled():
        for key in ("amira", "elin", "helen"):
            user = somebody(school, key).user
            assert user is not None
            with CaptureQueriesContext(connection) as asked:
                own_data(user)
            assert len(asked) == len(KINDS) + 1


def test_the_page_says_how_much_there_is(school: School) -> None:
    amira = somebody(school, "amira")
    page = signed_in(Client(), amira).get(reverse("accounts:own_data")).content.decode()
    assert "Your ratings" in page
    assert school.name in page
    assert reverse("accounts:own_data_download") in page
