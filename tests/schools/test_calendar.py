"""Somebody's days, on the page and as a calendar behind a secret address."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope, scopes_disabled
from icalendar import Calendar

from devplan.models import Action, Series
from roles.models import Holding, Role, RoleDescription, State
from schools.dates import CalendarDate
from schools.feed import as_calendar
from schools.models import CalendarKey, Member, User
from tests.devplan.parts import World, a_world, agree, days
from tests.factories import a_member, signed_in

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 24, 9, tzinfo=datetime.UTC)


@pytest.fixture
def world() -> World:
    world = a_world()
    with scope(school=world.school):
        Action.objects.update(ends_on=days(5))
        agree(world)
        role = Role.objects.create(school=world.school, title="Coordinator", position="coordinator")
        Holding.objects.create(school=world.school, role=role, member=world.teacher)
        RoleDescription.objects.create(
            school=world.school, role=role, number=1, state=State.AGREED, review_on=days(9)
        )
        talk = Series.objects.create(
            school=world.school, direction="up", title="With the head", next_on=days(7)
        )
        talk.people.add(world.teacher)
    return world


def page(world: World) -> str:
    return reverse("schools:calendar", args=[world.school.slug])


def made(client: Client, world: World, member: Member) -> str:
    """The path of the member's feed."""
    signed_in(client, member)
    client.post(page(world), {"do": "renew"})
    with scopes_disabled():
        key = CalendarKey.objects.get(member=member).key
    assert key in client.get(page(world)).content.decode()
    return reverse("calendar_feed", args=[key])


def events(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_the_calendar_has_the_days_of_its_owner_without_signing_in(
    client: Client, world: World
) -> None:
    path = made(client, world, world.teacher)
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    found = {str(one["summary"]): one["dtstart"].dt for one in events(answer.content)}
    assert found == {
        "To be finished: Survey the rooms": days(5),
        "Discussion: With the head": days(7),
        "Review “Coordinator”": days(9),
    }
    listed = client.get(page(world)).content.decode()
    assert "Survey the rooms" in listed


def test_nobody_elses_days_are_in_it(client: Client, world: World) -> None:
    path = made(client, world, world.governor)
    assert events(Client().get(path).content) == []


def test_a_renewed_address_kills_the_old_one_and_turning_off_the_last(
    client: Client, world: World
) -> None:
    first = made(client, world, world.teacher)
    second = made(client, world, world.teacher)
    assert first != second
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    client.post(page(world), {"do": "off"})
    assert Client().get(second).status_code == 404
    assert Client().get(reverse("calendar_feed", args=["guess"])).status_code == 404


def test_who_has_left_or_may_not_sign_in_has_no_calendar(client: Client, world: World) -> None:
    path = made(client, world, world.teacher)
    with scopes_disabled():
        Member.objects.filter(pk=world.teacher.pk).update(left_on=timezone.localdate())
    assert Client().get(path).status_code == 404
    with scopes_disabled():
        Member.objects.filter(pk=world.teacher.pk).update(left_on=None)
    assert world.teacher.user
    User.objects.filter(pk=world.teacher.user.pk).update(is_active=False)
    assert Client().get(path).status_code == 404


def test_hostile_titles_stay_text() -> None:
    title = "Buy; cables, \\ now\r\nEND:VCALENDAR\nBEGIN:VEVENT 📅 " + "long " * 60
    one = CalendarDate(datetime.date(2026, 12, 1), title, "/s/x/", "action-1")
    content = as_calendar("Aé", "example.org", "https://example.org", [one], NOW)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    (event,) = events(content)
    assert str(event["summary"]) == " ".join(title.split())
    assert str(event["uid"]) == "action-1@example.org"
    assert event["dtend"].dt == datetime.date(2026, 12, 2)


def test_a_page_is_for_people_of_the_school(client: Client, world: World) -> None:
    assert client.get(page(world)).status_code == 302
    signed_in(client, a_member(a_world().school, "headteacher"))
    assert client.get(page(world)).status_code == 404


def test_the_calendar_takes_as_many_queries_for_many_days_as_for_few(
    client: Client, world: World, django_assert_max_num_queries: Any
) -> None:
    path = made(client, world, world.coordinator)
    with CaptureQueriesContext(connection) as for_few:
        few = len(events(Client().get(path).content))
    with scope(school=world.school):
        Action.objects.bulk_create(
            Action(
                school=world.school,
                objective=world.objective,
                text=f"Action {n}",
                lead=world.coordinator,
                ends_on=days(n),
            )
            for n in range(200)
        )
    with django_assert_max_num_queries(len(for_few)):
        assert len(events(Client().get(path).content)) == few + 200
    assert len(for_few) <= 15
