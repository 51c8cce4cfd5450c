"""The sample school: full, believable, and made once."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django_scopes import scope

from home import sample
from priorities.models import Review
from priorities.models import State as ReviewState
from roles.models import RoleDescription, State
from schools.models import Activity, Aim, Member, Position, PositionKind, School, Vision
from tests.factories import a_school


@pytest.fixture
def school(db: None) -> School:
    made, new = sample.make()
    assert made is not None
    assert new
    return made


def test_it_has_people_in_every_position(school: School) -> None:
    with scope(school=school):
        here = Member.objects.filter(left_on=None)
        assert here.count() >= 14
        held = set(Position.objects.filter(member__in=here).values_list("kind", flat=True))
        assert held == set(PositionKind.values)


def test_its_vision_has_five_aims_and_says_when_time_was_set_aside(school: School) -> None:
    with scope(school=school):
        newest = Vision.objects.first()
        assert Aim.objects.filter(vision=newest).count() == 5


def test_it_has_descriptions_and_reviews_in_every_state_worth_seeing(school: School) -> None:
    with scope(school=school):
        states = set(RoleDescription.objects.values_list("state", flat=True))
        assert states >= {State.DRAFT, State.PROPOSED, State.AGREED, State.SUPERSEDED}
        assert set(Review.objects.values_list("state", flat=True)) == set(ReviewState.values)


def test_its_coordinator_has_too_much_to_do(school: School) -> None:
    with scope(school=school):
        agreed = RoleDescription.objects.get(role__title="ICT coordinator", state=State.AGREED)
        minutes = sum(line.minutes or 0 for line in agreed.lines.all())
        assert agreed.release_minutes is not None
        assert minutes > agreed.release_minutes


def test_nothing_in_its_trail_is_to_come_or_unreadable(school: School) -> None:
    from django.utils import timezone

    from schools.trail import read

    with scope(school=school):
        activities = list(Activity.objects.select_related("member", "person"))
        assert len(activities) > 50
        assert all(one.at <= timezone.now() for one in activities)
        assert all("%(" not in read(one, "nobody") for one in activities)


def test_nobody_of_it_can_sign_in_with_a_password(school: School) -> None:
    with scope(school=school):
        users = [one.user for one in Member.objects.select_related("user") if one.user]
    assert users
    assert not any(user.has_usable_password() for user in users)


def test_made_twice_it_is_there_once(school: School) -> None:
    again, new = sample.make()
    assert (again, new) == (school, False)
    call_command("sample_school", verbosity=0)
    assert School.objects.count() == 1


@pytest.mark.django_db
def test_beside_a_real_school_it_is_made_only_when_asked() -> None:
    a_school()
    assert sample.make(only_if_empty=True) == (None, False)
    assert sample.make()[1]


@pytest.mark.django_db
def test_its_number_is_no_real_schools() -> None:
    assert sample.content()["school"]["urn"].startswith("99")
