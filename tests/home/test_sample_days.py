"""The sample's meetings, visits, training and reviews are on days on which there is school, two years of each."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from django.utils import timezone
from django_scopes import scope

from audits.cells import this_year
from audits.models import (
    AgreedLevel,
    EntitlementGap,
    Maintenance,
    Purchase,
    SelfReview,
    Signature,
    SkillsAudit,
    TrainingOffer,
)
from audits.purposes import purpose_of
from devplan.models import Action, Discussion, Monitoring, Plan, PlanSignature, Series
from devplan.queries.origins import origins_of
from home import sample
from home.sample_days import is_school_day, school_day, school_moment
from priorities.models import Review, Round
from roles.models import RoleDescription
from schools.calendar import academic_year
from schools.models import School, Vision, VisionReview


@pytest.fixture
def school(db: None) -> Iterator[School]:
    made, _new = sample.make()
    assert made is not None
    with scope(school=made):
        yield made


def days_of(school: School) -> Iterator[tuple[str, datetime.date]]:
    """Every day of the sample on which people come together, or by which they are asked, by what it is."""
    fields = (
        (Discussion, "held_on"),
        (Discussion, "agreed_at"),
        (Series, "next_on"),
        (Monitoring, "planned_on"),
        (Monitoring, "done_on"),
        (Action, "monitored_on"),
        (Plan, "governors_noted_on"),
        (TrainingOffer, "held_on"),
        (SkillsAudit, "opened_on"),
        (SkillsAudit, "closes_on"),
        (Signature, "signed_at"),
        (EntitlementGap, "opened_on"),
        (PlanSignature, "signed_at"),
        (SelfReview, "opened_on"),
        (SelfReview, "closes_on"),
        (SelfReview, "revealed_on"),
        (SelfReview, "agreed_on"),
        (AgreedLevel, "agreed_on"),
        (Review, "deadline"),
        (Review, "agreed_at"),
        (Round, "revealed_at"),
        (VisionReview, "held_on"),
        (Vision, "review_on"),
        (RoleDescription, "review_on"),
        (Maintenance, "happened_on"),
        (Maintenance, "next_on"),
    )
    for model, field in fields:
        rows = model.objects.filter(**{f"{field}__isnull": False})
        found = list(rows.values_list(field, flat=True))
        assert found, f"{model.__name__}.{field}"
        for one in found:
            day = timezone.localdate(one) if isinstance(one, datetime.datetime) else one
            yield f"{model.__name__}.{field}", day


def test_what_brings_people_together_is_on_school_days(school: School) -> None:
    wrong = [
        (what, f"{day:%A %d %B %Y}") for what, day in days_of(school) if not is_school_day(day)
    ]
    assert wrong == []


def test_there_are_two_years_of_each_audit(school: School) -> None:
    year = this_year()

    def years(days: list[datetime.date]) -> set[int]:
        return {academic_year(one) for one in days}

    signed = set(Signature.objects.values_list("year", flat=True))
    rounds = set(SkillsAudit.objects.values_list("year", flat=True))
    trained = set(TrainingOffer.objects.values_list("year", flat=True))
    assert {year, year - 1} <= signed and {year, year - 1} <= rounds and {year, year - 1} <= trained
    assert SelfReview.objects.filter(state="agreed").count() == 2
    assert len(years(list(SelfReview.objects.values_list("opened_on", flat=True)))) >= 2
    done = list(Maintenance.objects.values_list("happened_on", flat=True))
    assert len(years(done)) >= 2 and min(done) < timezone.localdate() - datetime.timedelta(550)
    asked = [one.asked_at.date() for one in Purchase.objects.all()]
    assert len(years(asked)) >= 2


def test_the_plan_takes_up_gaps_of_all_four_kinds_and_says_of_some_that_they_have_closed(
    school: School,
) -> None:
    plan = Plan.objects.get(state="agreed")
    actions = Action.objects.filter(objective__plan=plan, origin_kind__startswith="gap:")
    origins = origins_of(school, actions)
    assert {kind for kind, _pk in origins} == {
        "gap:entitlement",
        "gap:need",
        "gap:self-review",
        "gap:renewal",
    }
    assert {one.closed for one in origins.values()} == {True, False}


def test_some_purchases_name_the_objective_that_they_are_for(school: School) -> None:
    named = [one for one in Purchase.objects.all() if one.objective is not None]
    assert len(named) >= 2
    assert all(purpose_of(school, one.objective) for one in named)


def test_days_are_school_days_whatever_day_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    for start in range(0, 365, 3):
        today = datetime.date(2026, 1, 1) + datetime.timedelta(days=start)
        monkeypatch.setattr("home.sample_days.timezone.localdate", lambda day=today: day)
        for days in (-400, -90, -1, 0, 1, 5, 60):
            found = school_day(days)
            assert is_school_day(found)
            wanted = today + datetime.timedelta(days=days)
            assert found >= wanted if days > 0 else found <= wanted
    monkeypatch.undo()
    assert school_moment(0) <= timezone.now() < school_moment(9)
    assert not is_school_day(datetime.date(2026, 11, 29))  # a Sunday
    assert not is_school_day(datetime.date(2026, 12, 28))  # in the holidays
    assert is_school_day(datetime.date(2026, 11, 30))
