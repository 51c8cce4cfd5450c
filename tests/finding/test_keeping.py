"""What is written is found once its transaction is through, whichever way it was written; on both databases."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django_scopes import scope, scopes_disabled

from finding.actions import _thing_of
from finding.models import Entry
from finding.queries import search
from roles.models import Duty, DutyKind, Role
from schools.actions import vision
from schools.findable import KINDS
from schools.models import Member, School
from tests.factories import a_member, a_school

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def school() -> School:
    return a_school()


@pytest.fixture
def head(school: School) -> Member:
    return a_member(school, "headteacher", name="Nadia Okafor")


def found(member: Member, words: str) -> list[str]:
    with scope(school=member.school):
        return ["".join(p.text for p in hit.title) for hit in search(member, words).hits]


def a_vision(school: School, head: Member, text: str, aims: list[str]) -> None:
    with scope(school=school):
        vision.write(school, head, base=0, text=text, aims=aims, horizon=None, review_on=None)


def test_what_an_action_writes_is_found_and_what_it_changes_is_found_anew(
    school: School, head: Member
) -> None:
    a_vision(school, head, "Every pupil makes something.", ["Marmalade for all"])
    assert found(head, "pupil") == ["Vision, version 1"]
    assert found(head, "marmalade") == ["Vision, version 1"]
    with scope(school=school):
        role = Role.objects.create(school=school, title="Lead of robots", position="coordinator")
    assert found(head, "robots") == ["Lead of robots"]
    role.title = "Lead of drones"
    role.save()
    assert (found(head, "robots"), found(head, "drones")) == ([], ["Lead of drones"])
    with scopes_disabled():
        role.delete()
    assert found(head, "drones") == []


def test_what_is_written_many_at_once_is_found(school: School, head: Member) -> None:
    with scope(school=school):
        Duty.objects.bulk_create(
            Duty(school=school, text=text, kind=DutyKind.DUTY, area="staff")
            for text in ("Feed the hamster", "Walk the tortoise")
        )
        assert found(head, "hamster") == ["Feed the hamster"]
        Duty.objects.filter(text="Feed the hamster").update(text="Feed the gerbil")
    assert (found(head, "hamster"), found(head, "gerbil")) == ([], ["Feed the gerbil"])


def test_what_was_rolled_back_is_not_found(school: School, head: Member) -> None:
    class Stop(Exception):
        pass

    def stopped() -> None:
        with scope(school=school), transaction.atomic():
            Duty.objects.create(school=school, text="Feed the hamster", area="staff")
            raise Stop

    with pytest.raises(Stop):
        stopped()
    assert found(head, "hamster") == []
    with scope(school=school), transaction.atomic():
        Duty.objects.create(school=school, text="Feed the parrot", area="staff")
    assert found(head, "parrot") == ["Feed the parrot"]


def test_a_name_that_changes_changes_wherever_it_is_found(school: School, head: Member) -> None:
    with scope(school=school):
        role = Role.objects.create(school=school, title="Head", position="headteacher")
        role.holdings.create(school=school, member=head)
    assert found(head, "okafor") == ["Nadia Okafor", "Head"]
    head.name = "former member"
    head.save()
    assert found(head, "okafor") == []


def test_the_index_of_a_school_is_set_right_by_a_command(school: School, head: Member) -> None:
    a_vision(school, head, "Every pupil makes something.", [])
    with scopes_disabled():
        Entry.objects.all().delete()
    assert found(head, "pupil") == []
    said = StringIO()
    call_command("index_school", "--if-empty", stdout=said)
    call_command("index_school", "--if-empty", stdout=said)
    assert said.getvalue() == f"{school.slug}: 2 things can be found.\n"
    assert found(head, "pupil") == ["Vision, version 1"]
    with pytest.raises(CommandError, match="There is no school nowhere"):
        call_command("index_school", "nowhere")


TYPED = [
    ("policies", True),
    ("polic", True),
    ("POLICY", True),
    ("café", True),
    ("cafe", True),
    ("training", True),
    ("train", True),
    ("the policy of the café", True),
    ("policy parrot", False),
    ('"policy', True),
    ("policy*", True),
    ("policy OR parrot", False),
    ("NEAR(policy)", False),
    ("' OR 1=1 --", False),
    ("text:policy", False),
    ("!!! &&& |", False),
    ("", False),
    ("x" * 5000, False),
    ("% _ \\", False),
]


def test_words_are_words_whatever_is_typed(school: School, head: Member) -> None:
    with scope(school=school):
        Duty.objects.create(
            school=school, text="Write the policy on the café’s trained tills", area="staff"
        )
    assert [typed for typed, wanted in TYPED if bool(found(head, typed)) is not wanted] == []


def test_a_title_comes_before_a_text(school: School, head: Member) -> None:
    with scope(school=school):
        Duty.objects.create(school=school, text="Hamsters", area="staff")
        Duty.objects.create(school=school, text="Cages", why="For hamsters", area="staff")
    assert found(head, "hamster") == ["Hamsters", "Cages"]


def test_a_search_takes_as_many_queries_whatever_there_is(
    school: School, head: Member, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    with scope(school=school):
        Duty.objects.bulk_create(
            Duty(school=school, text=f"Feed hamster {n}", area="staff") for n in range(200)
        )
        member = Member.objects.get(pk=head.pk)
        member.school = school
        with django_assert_max_num_queries(5):
            result = search(member, "hamster")
    assert (result.number, result.shown, result.more) == (200, 60, False)
    assert result.headline == "200 things speak of “hamster”"


def test_every_kind_of_thing_is_looked_up_by_its_number() -> None:
    with scopes_disabled():
        assert all(list(_thing_of(key)(thing=-1)) == [] for key in KINDS)
