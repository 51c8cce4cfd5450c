"""Erasing somebody who is of a group of schools too: it is said, and no group is left without an administrator."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django_scopes import scope

from groups.models import GroupMember
from schools.actions.erasing import erase
from schools.models import Member, User
from schools.queries.erasing import foretold
from schools.refusals import Refused

from .conftest import Trust, as_user

pytestmark = pytest.mark.django_db
WHY = "is the last administrator of Heron Trust"


@pytest.fixture
def teacher(trust: Trust) -> Member:
    """A teacher of the school, with whose account the trust is administered."""
    GroupMember.objects.filter(pk=trust.admin.pk).update(user=trust.teacher.user)
    return trust.teacher


def test_the_last_administrator_of_a_group_is_not_erased_in_a_school(
    trust: Trust, teacher: Member
) -> None:
    browser = as_user(trust.head.user)
    path = reverse("schools:person_erase", args=[trust.school.slug, teacher.pk])
    assert "They leave Heron Trust too" in browser.get(path).content.decode()
    page = browser.post(path, {"name": teacher.name}).content.decode()
    assert WHY in page and "Make somebody else an administrator there first" in page
    teacher.refresh_from_db()
    assert teacher.erased_at is None and teacher.user is not None


def test_nor_by_who_runs_the_site(trust: Trust, teacher: Member) -> None:
    with pytest.raises(CommandError, match=WHY):
        call_command("erase_person", teacher.email, "--yes", stdout=StringIO())
    teacher.refresh_from_db()
    assert teacher.erased_at is None


def test_with_another_administrator_they_are_erased_and_leave_the_group(
    trust: Trust, teacher: Member
) -> None:
    GroupMember.objects.filter(pk=trust.reader.pk).update(part="administrator")
    with scope(school=trust.school):
        assert any("They leave Heron Trust too" in one for one in foretold(teacher).sentences)
        erase(teacher, trust.head)
    assert [one.user.name for one in GroupMember.objects.all()] == ["Colm"]
    assert not User.objects.filter(email=teacher.email).exists()


def test_who_stays_in_another_school_keeps_account_and_group(trust: Trust, teacher: Member) -> None:
    from tests.factories import a_member, a_school

    elsewhere = a_member(a_school(), "teacher")
    elsewhere.user = teacher.user
    elsewhere.save()
    with scope(school=trust.school):
        assert not any("They leave" in one for one in foretold(teacher).sentences)
        erase(teacher, trust.head)
    assert GroupMember.objects.filter(part="administrator").exists()


def test_a_reader_of_a_group_is_erased(trust: Trust) -> None:
    GroupMember.objects.filter(pk=trust.reader.pk).update(user=trust.teacher.user)
    with scope(school=trust.school):
        try:
            erase(trust.teacher, trust.head)
        except Refused as refused:  # pragma: no cover
            pytest.fail(refused.sentence)
    assert GroupMember.objects.count() == 1
