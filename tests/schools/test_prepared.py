"""Queries that are built once: asked with other values they find what the ORM would find, of their school alone."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from schools.models import Member, Position, School
from schools.prepared import NotPrepared, prepared
from tests.factories import a_member, a_school

pytestmark = pytest.mark.django_db

built: list[dict[str, Any]] = []


@pytest.fixture(autouse=True)
def _nothing_built() -> None:
    built.clear()


@prepared
def members(*, school: int, name: str, left: bool) -> QuerySet[Any, Any]:
    built.append({"school": school, "name": name})
    rows = Member.objects.filter(name=name)
    return rows.exclude(left_on=None) if left else rows.filter(left_on=None)


@prepared
def names(*, school: int, day: datetime.date, kind: str, one: int) -> QuerySet[Any, Any]:
    holds = Position.objects.filter(member=OuterRef("pk"), kind=kind)
    rows = Member.objects.order_by().filter(Q(left_on__gte=day) | Q(left_on=None), Exists(holds))
    of_one = (
        Member.objects.order_by()
        .filter(pk=one)
        .annotate(what=F("name"))
        .values_list("what", "left_on")
    )
    return rows.annotate(what=F("name")).values_list("what", "left_on").union(of_one)


def test_it_finds_what_it_is_asked_for_and_is_built_once() -> None:
    school = a_school()
    amira, joel = (a_member(school, "coordinator", name=name) for name in ("Amira", "Joel"))
    assert members(school, name="Amira", left=False) == [amira]
    assert members(school, name="Joel", left=False) == [joel]
    assert members(school, name="Amira", left=True) == []
    # Twice for each way of building it: what differs between the two is what can change.
    assert len(built) == 4


def test_it_finds_nothing_of_another_school() -> None:
    here, there = a_school(), a_school()
    a_member(here, "coordinator", name="Amira")
    other = a_member(there, "coordinator", name="Amira")
    assert members(there, name="Amira", left=False) == [other]
    assert members(a_school(), name="Amira", left=False) == []
    assert members(here, name="Amira", left=False) != [other]


def test_days_and_parts_of_unions_change_with_what_is_asked() -> None:
    school = a_school()
    day = datetime.date(2026, 5, 4)
    gone = a_member(school, "teacher", name="Gone", left_on=day)
    head = a_member(school, "headteacher", name="Head")
    found = names(school, day=day, kind="teacher", one=head.pk)
    assert sorted(found) == [("Gone", day), ("Head", None)]
    later = day + datetime.timedelta(days=1)
    assert names(school, day=later, kind="teacher", one=gone.pk) == [("Gone", day)]
    assert names(school, day=later, kind="headteacher", one=0) == [("Head", None)]


def test_what_is_worked_out_from_a_value_is_refused() -> None:
    @prepared
    def soon(*, school: int, day: datetime.date) -> QuerySet[Any, Any]:
        return Member.objects.filter(left_on__lt=day + datetime.timedelta(days=7))

    with pytest.raises(NotPrepared):
        soon(a_school(), day=timezone.localdate())


def test_a_day_from_elsewhere_is_refused() -> None:
    @prepared
    def gone(*, school: int) -> QuerySet[Any, Any]:
        return Member.objects.filter(left_on__lt=timezone.localdate())

    with pytest.raises(NotPrepared):
        gone(a_school())


def test_a_query_that_is_built_by_a_value_is_refused() -> None:
    @prepared
    def some(*, school: int, number: int) -> QuerySet[Any, Any]:
        rows = Member.objects.all()
        return rows.filter(pk=number) if number % 2 else rows

    with pytest.raises(NotPrepared):
        some(a_school(), number=1)


def test_a_value_that_nothing_is_asked_by_is_refused() -> None:
    @prepared
    def all_of_them(*, school: int, name: str) -> QuerySet[Any, Any]:
        return Member.objects.all()

    with pytest.raises(NotPrepared):
        all_of_them(a_school(), name="Amira")


def test_without_a_school_the_query_opens_no_scope() -> None:
    @prepared
    def schools(*, slug: str, before: datetime.datetime) -> QuerySet[Any, Any]:
        return School.objects.filter(slug=slug, created_at__lt=before)

    school = a_school()
    later = timezone.now() + datetime.timedelta(seconds=5)
    assert schools(slug=school.slug, before=later) == [school]
    assert schools(slug=school.slug, before=later - datetime.timedelta(days=1)) == []
    assert schools(slug="nowhere", before=later) == []


@prepared
def with_positions(*, school: int, name: str) -> QuerySet[Any, Any]:
    return Member.objects.filter(name=name).prefetch_related("positions")


def test_what_would_be_fetched_along_is_refused() -> None:
    """It would be asked of the school that stands in when the query is built."""
    with pytest.raises(NotPrepared, match="fetches other rows along"):
        with_positions(a_school(), name="Amira")
