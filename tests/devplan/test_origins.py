from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from hypothesis import given
from hypothesis import strategies as st

from audits.models import Answer, EntitlementGap
from audits.queries.gaps import gaps
from devplan import origins
from devplan.actions import doing, writing
from devplan.actions.setting_aside import set_aside
from devplan.models import Action, Discussion, Objective, Series
from devplan.offers import offers
from devplan.queries.checks import checks_of
from devplan.queries.origins import origins_of
from roles.models import Duty
from schools.models import Member
from tests.audits import parts as audited
from tests.devplan.parts import World, a_world, agree, days
from tests.factories import a_member, signed_in

pytestmark = pytest.mark.django_db
WAYS = ["Into the plan", "As an objective"]


@pytest.fixture
def world() -> Iterator[World]:
    made = a_world()
    with scope(school=made.school):
        yield made


@pytest.fixture
def gap(world: World) -> EntitlementGap:
    """Something that Science signed as not yet so."""
    from audits.models import Kind, Statement

    statement = Statement.objects.create(
        school=world.school,
        kind=Kind.SUBJECT,
        key_stage="KS2",
        text="Pupils log data",
        subject=world.subject,
    )
    return EntitlementGap.objects.create(
        school=world.school,
        subject=world.subject,
        statement=statement,
        answer=Answer.NOT_YET,
        opened_on=days(-9),
    )


def new_action(world: World, query: str) -> str:
    path = reverse("devplan:new_action", args=[world.school.slug, world.plan.pk])
    return f"{path}?{query}"


@given(st.from_regex(r"[a-z_]{1,14}", fullmatch=True), st.integers(1, 10**14))
def test_a_gap_comes_back_from_what_an_action_and_an_address_keep(kind: str, pk: int) -> None:
    ref = (kind, pk)
    assert origins.gap_in(*origins.of_gap(ref)) == ref
    assert origins.from_address(origins.in_address(ref)) == ref
    assert origins.is_origin(origins.of_gap(ref)[0])
    assert len(origins.of_gap(ref)[0]) <= 20


@pytest.mark.parametrize("text", ["", "4", "-4", "entitlement", "entitlement-x", "a-" + "9" * 16])
def test_an_address_that_names_no_gap_gives_none(text: str) -> None:
    assert origins.from_address(text) is None


def test_other_origins_are_no_gaps() -> None:
    assert origins.gap_in("duty", 4) is None and origins.gap_in("gap:entitlement", None) is None
    assert not origins.is_origin("gap:") and not origins.is_origin("rumour")


def test_a_gap_becomes_an_action_with_its_words_and_is_then_led_to(
    client: Client, world: World, gap: EntitlementGap
) -> None:
    science = writing.add_objective(
        world.plan,
        world.coordinator,
        writing.ObjectiveWords("Measuring", world.strand.pk, subject=world.subject.pk),
    )
    signed_in(client, world.coordinator)
    listed = client.get(reverse("audits:gaps", args=[world.school.slug])).text
    path = new_action(world, f"gap=entitlement-{gap.pk}")
    assert "Into the plan" in listed and path in listed
    page = client.get(path).text
    assert "Pupils log data" in page and "Science, KS2, signed as not yet, open since" in page
    assert f'<option value="{science.pk}" selected>' in page
    typed = {"gap": f"entitlement-{gap.pk}", "objective": science.pk, "text": "Buy six loggers"}
    refused = client.post(path, {**typed, "objective": ""})
    assert refused.status_code == 422 and "Buy six loggers" in refused.text
    assert f'name="gap" value="entitlement-{gap.pk}"' in refused.text
    assert client.post(path, typed).status_code == 302
    made = Action.objects.get(text="Buy six loggers")
    assert (made.origin_kind, made.origin_id) == ("gap:entitlement", gap.pk)
    again = client.get(reverse("audits:gaps", args=[world.school.slug])).text
    assert "See its action in the plan" in again and f"#action-{made.pk}" in again
    agree(world)
    plan_page = reverse("devplan:plan", args=[world.school.slug, world.plan.pk])
    assert (
        "From a gap in Science, KS2, open still: signed as not yet." in client.get(plan_page).text
    )
    EntitlementGap.objects.update(closed_on=datetime.date(2026, 9, 4))
    closed = client.get(plan_page).text
    assert "From a gap in Science, KS2, which has closed: signed on 4 September 2026." in closed


def test_who_writes_it_is_offered_it(world: World, gap: EntitlementGap) -> None:
    (one,) = gaps(world.school)

    def offered(member: Member) -> list[str]:
        return [each.title for each in offers(one, Member.objects.get(pk=member.pk))]

    other = a_member(world.school, "head_of_department")
    assert offered(world.coordinator) == offered(world.department) == WAYS
    assert offered(other) == offered(world.teacher) == offered(world.governor) == []
    world.action.delete()
    Objective.objects.all().delete()
    agree_nothing = offered(world.coordinator)
    assert agree_nothing == WAYS


def test_a_dropped_action_takes_up_nothing(world: World, gap: EntitlementGap) -> None:
    made = take_up(world, gap)
    (one,) = gaps(world.school)
    titles = [each.title for each in offers(one, Member.objects.get(pk=world.head.pk))]
    assert titles == ["See its action in the plan"]
    Action.objects.filter(pk=made.pk).update(status="dropped")
    titles = [each.title for each in offers(one, Member.objects.get(pk=world.head.pk))]
    assert titles == WAYS
    assert "gap_without_action" in found(world)


def take_up(world: World, gap: EntitlementGap) -> Action:
    words = doing.ActionWords("Buy six loggers")
    origin = origins.of_gap(("entitlement", gap.pk))
    return doing.add_action(world.objective, world.coordinator, words, origin)


def found(world: World) -> dict[str, list[Any]]:
    return {one.check.name: one.rows for one in checks_of(world.plan).blocks}


def test_the_checks_name_a_gap_until_an_action_takes_it_up(
    client: Client, world: World, gap: EntitlementGap
) -> None:
    (row,) = found(world)["gap_without_action"]
    assert row.url == new_action(world, f"gap=entitlement-{gap.pk}")
    checks = reverse("devplan:checks", args=[world.school.slug, world.plan.pk])
    for member, seen in ((world.coordinator, True), (world.department, False)):
        signed_in(client, member)
        page = client.get(checks).text
        assert "“Pupils log data” is signed as not yet" in page
        assert (row.url in page) is seen
    set_aside(world.plan, world.head, "gap_without_action", row.found.thing, "Next year")
    assert "gap_without_action" not in found(world)
    take_up(world, gap)
    assert checks_of(world.plan).aside[0].sentence == ""


def test_what_is_not_there_is_not_found(client: Client, world: World, gap: EntitlementGap) -> None:
    signed_in(client, world.coordinator)
    for query in ("gap=entitlement-99999", "gap=nothing-1", "gap=entitlement", "gap=-1"):
        assert client.get(new_action(world, query)).status_code == 404
    stranger = a_world()
    signed_in(client, stranger.coordinator)
    assert client.get(new_action(stranger, f"gap=entitlement-{gap.pk}")).status_code == 404


def test_of_each_action_is_said_where_it_came_from_in_a_constant_number_of_queries(
    world: World, gap: EntitlementGap, django_assert_max_num_queries: Any
) -> None:
    duty = Duty.objects.create(
        school=world.school, key="d", area="resources", text="Keep the register"
    )
    series = Series.objects.create(school=world.school, direction="up", title="Progress")
    talk = Discussion.objects.create(
        school=world.school, plan=world.plan, series=series, held_on=datetime.date(2026, 10, 5)
    )
    made = [take_up(world, gap)]
    for origin in (("duty", duty.pk), ("discussion", talk.pk), ("decision", 999), ("", None)):
        words = doing.ActionWords(f"From {origin[0]}")
        made.append(doing.add_action(world.objective, world.coordinator, words, origin))
    with django_assert_max_num_queries(2):
        known = origins_of(world.school, made)
    came = [(one.origin_kind, one.origin_id or 0) for one in made]
    assert [known[one].sentence for one in came if one in known] == [
        "From a gap in Science, KS2, open still: signed as not yet.",
        "From the duty “Keep the register”.",
        "From “Progress” of 5 October 2026.",
    ]
    with django_assert_max_num_queries(0):
        assert origins_of(world.school, [made[-1]]) == {}


def test_a_gap_that_is_signed_closed_says_so_on_the_plan() -> None:
    there = audited.a_world()
    with scope(school=there.school):
        cell = there.cell(there.science)
        audited.say(cell, there.department, Answer.NOT_YET)
        audited.sign(cell, there.department)
        first = gaps(there.school)[0]
        action = Action(pk=1, origin_kind="gap:entitlement", origin_id=first.pk)
        assert not origins_of(there.school, [action])["gap:entitlement", first.pk].closed
        audited.say(cell, there.department, Answer.MET)
        audited.sign(cell, there.department)
        said = origins_of(there.school, [action])["gap:entitlement", first.pk]
        assert said.closed and said.url == first.url
