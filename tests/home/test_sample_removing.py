"""The sample school is made afresh: nothing of the old one stays, and nothing of any other school goes."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django_scopes import scopes_disabled

from home import sample
from home.sample_removing import NotOnlyASample, remove
from schools.models import PositionKind, School, User
from tests.factories import a_member, a_school

pytestmark = pytest.mark.django_db


def counts() -> dict[str, int]:
    """How many rows every table has."""
    with scopes_disabled():
        return {
            one._meta.db_table: one._base_manager.count()
            for one in apps.get_models(include_auto_created=True)
        }


def test_it_goes_with_everything_and_nothing_else_does(settings: Any) -> None:
    settings.SAMPLE_SIGN_IN = False
    other = a_member(a_school(), PositionKind.HEADTEACHER)
    before = counts()
    call_command("sample_school", verbosity=0)
    first = School.objects.get(sample=True)
    full = counts()
    call_command("sample_school", "--afresh", verbosity=0)
    second = School.objects.get(sample=True)
    connection.check_constraints()
    assert second.pk != first.pk and second.slug == first.slug
    assert counts() == full
    remove(second)
    connection.check_constraints()
    assert counts() == before
    assert User.objects.get() == other.user


def test_a_real_school_and_one_with_somebody_real_in_it_stay() -> None:
    real, sampled = a_school(), a_school(sample=True)
    a_member(sampled, PositionKind.HEADTEACHER, email="somebody@example.org")
    for school in (real, sampled):
        with pytest.raises(NotOnlyASample):
            remove(school)
    with pytest.raises(CommandError, match="stays as it is"):
        call_command("sample_school", "--afresh", verbosity=0)
    assert School.objects.count() == 2


def test_one_that_belongs_to_a_group_stays() -> None:
    school, _made = sample.make()
    assert school is not None
    with pytest.raises(NotOnlyASample):
        remove(school)
