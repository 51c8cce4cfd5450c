"""What the plan gives to the pages below it: its step in the cycle, offers, what somebody leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from devplan.actions import agreeing, doing, rounds, writing
from devplan.leaving import held
from devplan.models import Action, Plan
from devplan.offers import offers
from devplan.queries.standing import standing
from devplan.queries.standing_progress import standing as progress
from priorities.following import Decided
from priorities.models import Decision, Review, ReviewDuty
from priorities.models import State as ReviewState
from roles.models import Area, Duty, DutyKind
from schools.actions.people import leave
from schools.leaving import what_they_hold
from schools.models import Activity
from schools.trail import read
from tests.devplan.parts import World, a_world, agree, days, today
from tests.factories import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    world = a_world()
    with scope(school=world.school):
        yield world


def test_the_cycle_says_where_the_plan_is(
    world: World, django_assert_num_queries: Callable[..., Any]
) -> None:
    assert standing(world.head).line == "being written"
    assert standing(world.teacher).line == "none yet"
    agree(world)
    with django_assert_num_queries(1):
        found = standing(world.governor)
    assert (found.state, found.line[:4]) in (("done", "year"), ("done", "begi"))
    world.plan.__class__.objects.update(first_year=today().year - 5)
    assert standing(world.governor).line == "its years are over"
    agreeing.close(world.plan, world.head)
    assert standing(world.head).line == "none yet"


def test_the_cycle_says_how_far_the_plan_is(
    world: World, django_assert_num_queries: Callable[..., Any]
) -> None:
    found = progress(world.head)
    assert (found.state, found.line) == ("later", "no plan in force")
    other = doing.add_action(
        world.objective, world.head, doing.ActionWords("Other", lead=world.teacher.pk)
    )
    dropped = doing.add_action(world.objective, world.head, doing.ActionWords("Dropped"))
    agree(world)
    Action.objects.filter(pk=dropped.pk).update(status="dropped", ends_on=days(-1))
    Action.objects.filter(pk=other.pk).update(status="under_way")
    assert (progress(world.head).state, progress(world.head).line) == ("done", "0 of 2 done")
    plan = Plan.objects.get(pk=world.plan.pk)
    rounds.begin(plan, world.coordinator, days(9))
    assert (progress(world.head).state, progress(world.head).line) == ("now", "1 needs a word")
    Action.objects.filter(pk=world.action.pk).update(ends_on=days(-1))
    with django_assert_num_queries(1):
        found = progress(world.governor)
    assert (found.state, found.line) == ("late", "1 past its date")
    assert found.sentence == "1 action of the plan is past its finish."
    Action.objects.exclude(pk=dropped.pk).update(status="done")
    assert (progress(world.head).state, progress(world.head).line) == ("done", "2 of 2 done")


def test_progress_leads_to_the_updates_of_the_plan_in_force(client: Client, world: World) -> None:
    address = reverse("devplan:current_updates", args=[world.school.slug])
    plans = reverse("devplan:index", args=[world.school.slug])
    assert signed_in(client, world.governor).get(address)["Location"] == plans
    agree(world)
    updates = reverse("devplan:updates", args=[world.school.slug, world.plan.pk])
    assert client.get(address)["Location"] == updates
    front = client.get(reverse("front", args=[world.school.slug]))
    assert f'href="{address}"' in front.text
    assert "Progress" not in [one.title for one in front.context["nav"]]
    links = client.get(updates).context["nav"]
    assert [one.title for one in links if one.current] == ["Plan"]


def test_the_navigation_has_the_plan_for_all_but_guests(client: Client, world: World) -> None:
    page = signed_in(client, world.governor).get(reverse("devplan:index", args=[world.school.slug]))
    assert reverse("devplan:current", args=[world.school.slug]) in page.content.decode()


def test_who_leaves_leads_nothing_any_more_and_the_trail_says_so(world: World) -> None:
    supported = doing.ActionWords("Supported", supporters=[world.teacher.pk])
    other = doing.add_action(world.objective, world.head, supported)
    done = doing.add_action(
        world.objective, world.head, doing.ActionWords("Done", lead=world.teacher.pk)
    )
    agree(world)
    Action.objects.filter(pk=done.pk).update(status="done")
    assert what_they_hold(world.teacher) == [
        "They lead 1 action of “ICT development plan”: it would be without a lead."
    ]
    assert held() == {world.teacher.pk: ["1 action of the plan"]}
    leave(world.teacher, world.head)
    assert Action.objects.get(pk=world.action.pk).lead is None
    assert Action.objects.get(pk=done.pk).lead == world.teacher
    assert not other.supporters.exists()
    said = [read(one, "somebody") for one in Activity.objects.all()]
    assert (
        "Actions of “ICT development plan” that Tom Teacher led are without a lead: “Survey the rooms”"
        in said
    )


def a_decision(world: World, kind: str = Decision.Kind.MORE) -> tuple[Decided, Decision]:
    school = world.school
    duty = Duty.objects.create(
        school=school, text="Coach", short="Coach", kind=DutyKind.DUTY, area=Area.STAFF
    )
    review = Review(school=school, title="Review 2026")
    review.__dict__["state"] = ReviewState.AGREED
    review.save()
    row = ReviewDuty.objects.create(
        school=school, review=review, duty=duty, text="Coach", area=Area.STAFF
    )
    made = Decision.objects.create(school=school, review=review, duty=row, kind=kind)
    return Decided(row.pk, duty.pk, kind), made


def test_a_decision_to_do_more_is_offered_as_an_action_of_the_plan(world: World) -> None:
    decided, decision = a_decision(world)
    agree(world)
    offer = offers(decided, world.coordinator)[0]
    assert offer.title == "Make it an action of the plan"
    address = reverse("devplan:new_action", args=[world.school.slug, world.plan.pk])
    assert offer.url == f"{address}?decision={decision.pk}"
    words = doing.ActionWords("Coach", duty=decided.school_duty)
    made = doing.add_action(world.objective, world.head, words)
    world.head.__dict__.pop("_plan_offers", None)
    offer = offers(decided, world.head)[0]
    assert offer.title == "See its action in the plan"
    assert offer.url.endswith(f"#action-{made.pk}")


def test_nothing_is_offered_to_who_may_not_write_without_a_plan_or_for_other_decisions(
    world: World, django_assert_num_queries: Callable[..., Any]
) -> None:
    decided, _decision = a_decision(world)
    assert offers(decided, world.teacher) == []
    assert offers(Decided(1, 2, "keep"), world.head) == []
    assert offers("something else", world.head) == []
    assert offers(decided, world.head)
    with django_assert_num_queries(0):
        offers(decided, world.head)
    agree(world)
    agreeing.close(world.plan, world.head)
    world.head.__dict__.pop("_plan_offers", None)
    assert offers(decided, world.head) == []


def test_the_offer_leads_to_a_page_that_begins_the_action(client: Client, world: World) -> None:
    decided, _decision = a_decision(world)
    page = signed_in(client, world.coordinator).get(offers(decided, world.coordinator)[0].url)
    assert page.status_code == 200
    assert "Coach" in page.content.decode()


def test_starting_from_nothing_the_plan_is_none_yet(world: World) -> None:
    for objective in world.plan.objectives.all():
        for action in objective.actions.all():
            doing.remove_action(action, world.head)
        writing.remove_objective(objective, world.head)
    world.plan.delete()
    assert standing(world.head).line == "none yet"
