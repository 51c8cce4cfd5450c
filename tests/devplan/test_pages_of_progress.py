"""The pages of checks, money and updates: who may open them, what they say, how much they read."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from devplan.actions import costing, doing, measuring, writing
from devplan.models import Action, Finding, Plan, ProgressUpdate
from home import sample
from priorities.models import Decision, Review, ReviewDuty
from priorities.models import State as ReviewState
from roles.models import Area, Duty, DutyKind, Holding, Line, Role, RoleDescription
from roles.models import State as VersionState
from schools.models import Aim, Member, Vision
from tests.devplan.parts import World, a_large_plan, a_world, agree, days
from tests.factories import a_member, a_school, signed_in
from tests.the_sample import the_sample

pytestmark = pytest.mark.django_db

PAGES = ("checks", "money", "updates")


@pytest.fixture
def world() -> Iterator[World]:
    world = a_world()
    with scope(school=world.school):
        yield world


def url(world: World, page: str, *more: Any) -> str:
    return reverse(f"devplan:{page}", args=[world.school.slug, world.plan.pk, *more])


def get(client: Client, member: Member, address: str) -> str:
    response = signed_in(client, member).get(address)
    assert response.status_code == 200, response.content[:300]
    return response.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_a_draft_is_closed_to_those_who_may_not_read_it(
    client: Client, world: World, page: str
) -> None:
    for member in (world.teacher, world.governor):
        response = signed_in(client, member).get(url(world, page))
        assert response.status_code == 403
        assert "not agreed yet" in response.content.decode()
    get(client, world.department, url(world, page))
    agree(world)
    get(client, world.governor, url(world, page))


@pytest.mark.parametrize("page", PAGES)
def test_another_schools_plan_is_not_there(client: Client, world: World, page: str) -> None:
    stranger = a_member(a_school(), "headteacher")
    assert signed_in(client, stranger).get(url(world, page)).status_code == 404
    own = reverse(f"devplan:{page}", args=[stranger.school.slug, world.plan.pk])
    assert client.get(own).status_code == 404
    client.logout()
    assert client.get(url(world, page)).status_code == 302


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["coordinator", "department", "teacher"])
def test_a_large_plan_takes_no_more_queries_than_a_small_one(
    client: Client,
    world: World,
    page: str,
    who: str,
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    agree(world)
    a_large_plan(world, 40, 400, 1200)
    signed_in(client, getattr(world, who))
    client.get(url(world, page))
    with django_assert_max_num_queries(15):
        assert client.get(url(world, page)).status_code == 200


def test_money_says_what_the_plan_costs_and_why(client: Client, world: World) -> None:
    first = world.plan.first_year
    why = "So that no lesson fails for want of a signal"
    costing.set_costs(
        world.action,
        world.head,
        [
            costing.CostWords(first, 120000, "equipment", True, "capital grant", why),
            costing.CostWords(
                first + 1, 30050, "training", False, "school budget", "Cover for two"
            ),
        ],
        1,
    )
    page = get(client, world.head, url(world, "money"))
    assert "The plan costs £1,500.50 over 3 years" in page
    assert "“capital grant” is 80 % of it" in page
    assert "£300.50" in page
    assert why in page
    assert "Capital</th>" in get(client, world.head, url(world, "money") + "?by=capital").replace(
        "\n", ""
    )
    assert "Equipment" in get(client, world.head, url(world, "money") + "?by=kind")


def test_money_of_a_plan_without_costs_says_what_will_stand_there(
    client: Client, world: World
) -> None:
    assert "No money is planned yet" in get(client, world.head, url(world, "money"))


def test_a_word_is_said_from_the_list_and_a_refused_one_is_kept(
    client: Client, world: World
) -> None:
    agree(world)
    Action.objects.update(ends_on=days(-1))
    page = get(client, world.teacher, url(world, "updates"))
    assert "1 of your actions needs a word" in page
    assert f'id="word-{world.action.pk}"' in page
    address = url(world, "update", world.action.pk)
    refused = client.post(address, {"status": "under_way", "rag": "red", "text": ""})
    assert refused.status_code == 422
    assert "Say in a sentence" in refused.content.decode()
    odd = "<script>alert(1)</script> שלום 🎈 " + "x" * 480
    refused = client.post(address, {"status": "under_way", "rag": "red", "text": odd})
    assert "500 characters" in refused.content.decode()
    assert "&lt;script&gt;" in refused.content.decode()
    said = client.post(address, {"status": "under_way", "rag": "green", "text": "Nearly there"})
    assert said.status_code == 302
    assert ProgressUpdate.objects.get().text == "Nearly there"
    page = get(client, world.teacher, address)
    assert "Stated otherwise than its dates say: late." in page
    assert "its dates said: late" in page


def test_who_may_not_update_an_action_is_told_who_may(client: Client, world: World) -> None:
    agree(world)
    address = url(world, "update", world.action.pk)
    page = get(client, world.governor, address)
    assert "How far is it?" not in page
    response = client.post(address, {"status": "done"})
    assert response.status_code == 403
    assert "actions are that you lead" in response.content.decode()


def test_an_action_of_another_plan_is_not_there(client: Client, world: World) -> None:
    words = writing.PlanWords("Other", 2027)
    other = writing.start_plan(world.school, world.head, words)
    address = reverse("devplan:update", args=[world.school.slug, other.pk, world.action.pk])
    assert signed_in(client, world.head).get(address).status_code == 404


def test_a_criterion_is_judged_from_the_page(client: Client, world: World) -> None:
    words = writing.ObjectiveWords(
        "Wireless", world.strand.pk, criteria=[writing.CriterionWords("No faults", days(-1))]
    )
    writing.change_objective(world.objective, world.head, words, 1)
    agree(world)
    page = get(client, world.head, url(world, "update", world.action.pk))
    assert "A success criterion of its objective is past its date" in page
    criterion = world.objective.criteria.get()
    signed_in(client, world.head).post(
        url(world, "judge", world.action.pk, criterion.pk), {"met": "met"}
    )
    criterion.refresh_from_db()
    assert criterion.met == "met"
    page = get(client, world.head, url(world, "update", world.action.pk))
    assert "past its date" not in page


def an_aim(world: World, number: int = 1, text: str = "All pupils create") -> Aim:
    vision = Vision.objects.create(school=world.school, number=number, text="Vision")
    return Aim.objects.create(school=world.school, vision=vision, text=text)


def test_a_finding_is_set_aside_with_a_reason_and_brought_back(
    client: Client, world: World
) -> None:
    page = get(client, world.head, url(world, "checks"))
    assert "“Wireless everywhere” has no indicator." in page
    typed = {"check": "objective_unmeasured", "thing": f"objective:{world.objective.pk}"}
    refused = client.post(url(world, "set_aside"), {**typed, "reason": " "})
    assert refused.status_code == 422
    assert "why this can stay as it is" in refused.content.decode()
    client.post(url(world, "set_aside"), {**typed, "reason": "It is measured by the trust"})
    page = get(client, world.head, url(world, "checks"))
    assert "The plan hangs together" in page
    assert "It is measured by the trust" in page
    finding = Finding.objects.get()
    client.post(url(world, "bring_back", finding.pk))
    assert not Finding.objects.exists()
    unknown = client.post(url(world, "set_aside"), {"check": "x", "thing": "y", "reason": "z z"})
    assert unknown.status_code == 422


def test_only_those_who_lead_ict_set_findings_aside(client: Client, world: World) -> None:
    response = signed_in(client, world.department).post(
        url(world, "set_aside"), {"check": "x", "thing": "y", "reason": "z"}
    )
    assert response.status_code == 403


@pytest.mark.parametrize("key", ["helen", "grace", "ruth"])
def test_each_finding_leads_to_where_its_reader_may_mend_or_see_it(
    client: Client, key: str
) -> None:
    school = the_sample()
    with scope(school=school):
        plan = Plan.objects.select_related("school").get(state="agreed")
        reader = Member.objects.get(email=sample.ADDRESS.format(key=key))
    at = [plan.school.slug, plan.pk]
    page = get(client, reader, reverse("devplan:checks", args=at))
    listed = page[page.index('<ul class="todo">') : page.index("</main>")]
    led = set(re.findall(r'<a class="btn quiet" href="([^"]+)"', listed))
    writing_is_there = any("/write/" in one for one in led)
    assert led and writing_is_there == (key == "helen")
    for one in led:
        path, _sharp, place = html.unescape(one).partition("#")
        found = client.get(path)
        assert found.status_code == 200, one
        assert not place or f'id="{place}"' in found.content.decode(), one


def test_an_aim_that_a_new_vision_kept_is_the_same_aim(client: Client, world: World) -> None:
    old = an_aim(world)
    words = writing.ObjectiveWords("Wireless", world.strand.pk, aim=old.pk)
    writing.change_objective(world.objective, world.head, words, 1)
    an_aim(world, 2)
    assert "No objective serves" not in get(client, world.head, url(world, "checks"))
    an_aim(world, 3, "Another aim")
    page = get(client, world.head, url(world, "checks"))
    assert "No objective serves the aim “Another aim”." in page


def test_what_is_measured_needs_a_baseline_and_a_target(client: Client, world: World) -> None:
    from decimal import Decimal

    words = measuring.IndicatorWords("Rooms", baseline=Decimal(4))
    one = measuring.add_indicator(world.objective, world.head, words)
    assert "without a target" in get(client, world.head, url(world, "checks"))
    full = measuring.IndicatorWords("Rooms", baseline=Decimal(4), targets=[(Decimal(9), days(90))])
    measuring.change_indicator(one, world.objective, world.head, full)
    assert "The plan hangs together" in get(client, world.head, url(world, "checks"))


def test_a_lead_whose_agreed_role_is_over_full_is_found(client: Client, world: World) -> None:
    school = world.school
    role = Role.objects.create(school=school, title="Technician", position="technician")
    Holding.objects.create(school=school, role=role, member=world.teacher)
    agreed = RoleDescription(school=school, role=role, number=1, release_minutes=60)
    agreed.__dict__["state"] = VersionState.AGREED
    agreed.save()
    duty = Duty.objects.create(
        school=school, text="Mend", short="Mend", kind=DutyKind.DUTY, area=Area.RESOURCES
    )
    Line.objects.create(
        school=school, description=agreed, duty=duty, part="leads", minutes=90, text="Mend"
    )
    page = get(client, world.head, url(world, "checks"))
    assert (
        "Tom Teacher leads 1 action, and has 1 hour 30 minutes of duties a week in 1 hour" in page
    )


def test_a_duty_decided_to_do_more_of_is_found_until_an_action_takes_it_up(
    client: Client, world: World
) -> None:
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
    Decision.objects.create(school=school, review=review, duty=row, kind=Decision.Kind.MORE)
    page = get(client, world.head, url(world, "checks"))
    assert "“Coach” is to be done more, as “Review 2026” decided" in page
    doing.add_action(world.objective, world.head, doing.ActionWords("Coach", duty=duty.pk))
    assert "is to be done more" not in get(client, world.head, url(world, "checks"))


def test_the_plan_that_was_asked_for_is_shown(client: Client, world: World) -> None:
    assert Plan.objects.get().title in get(client, world.head, url(world, "checks"))
