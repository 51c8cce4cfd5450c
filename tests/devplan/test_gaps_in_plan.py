"""Whatever an audit found missing goes into the plan in one step, and the plan says whether it has closed."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from audits.actions import asking, registers, skills
from audits.actions.statements import Words
from audits.cells import this_year
from audits.entries import Details
from audits.gaps import Gap
from audits.models import Answer, EntitlementGap, Kind, RegisterEntry, SkillsAudit, Statement
from audits.queries.gaps import gaps
from devplan.actions import costing, doing, writing
from devplan.models import Action, Cost, Objective, Plan, State
from devplan.offers import offers
from devplan.queries.checks import checks_of
from schools.models import Member
from schools.permissions import NotAllowed
from tests.audits.training_parts import AREAS, Staff, an_offer, in_days, let_it_end, says
from tests.devplan.parts import World, a_world, days
from tests.devplan.test_selfreview_in_plan import reviewed
from tests.factories import a_member, signed_in

pytestmark = pytest.mark.django_db
KINDS = ("entitlement", "need", "self-review", "renewal")


@pytest.fixture
def world() -> Iterator[World]:
    made = a_world()
    with scope(school=made.school):
        yield made


# ---- A gap of each kind, and what closes it


def not_met(world: World) -> None:
    statement = Statement.objects.create(
        school=world.school,
        kind=Kind.SUBJECT,
        key_stage="KS2",
        text="Pupils log data",
        subject=world.subject,
    )
    EntitlementGap.objects.create(
        school=world.school,
        subject=world.subject,
        statement=statement,
        answer=Answer.NOT_YET,
        opened_on=days(-9),
    )


def met(world: World) -> None:
    EntitlementGap.objects.update(closed_on=datetime.date(2026, 9, 4))


def a_round(world: World, confidence: int) -> SkillsAudit:
    """Three people say the same of everything, and the round ends."""
    if not Member.objects.filter(name="Tess").exists():
        a_member(world.school, "teacher", name="Tess")
        skills.add(world.school, world.coordinator, AREAS[0], Words("I can find my files"))
    people = [*Member.objects.filter(name="Tess"), world.teacher, world.department]
    audit = asking.open_audit(
        world.school, world.head, "Round", SkillsAudit.Grouping.POSITION, in_days(14), people
    )
    for one in people:
        says(audit, one, confidence)
    return let_it_end(audit)


def run_out(world: World) -> None:
    said = Details("licence", "Tern", pence=240_00, period="yearly", renews_on=days(-3))
    registers.add(world.school, world.head, said)


def renewed(world: World) -> None:
    entry = RegisterEntry.objects.get()
    registers.renew(entry, world.head, days(362), None, entry.revision)


OPENS: dict[str, Callable[[World], Any]] = {
    "entitlement": not_met,
    "need": lambda world: a_round(world, 2),
    "self-review": lambda world: reviewed(world, 2, "First", days_ago=40),
    "renewal": run_out,
}
CLOSES: dict[str, Callable[[World], Any]] = {
    "entitlement": met,
    "need": lambda world: a_round(world, 4),
    "self-review": lambda world: reviewed(world, 3, "Second"),
    "renewal": renewed,
}


def a_gap(world: World, kind: str) -> Gap:
    OPENS[kind](world)
    (found,) = [one for one in gaps(world.school) if one.kind == kind]
    return found


def offered(world: World, gap: Gap, member: Member | None = None) -> dict[str, str]:
    who = Member.objects.get(pk=(member or world.coordinator).pk)
    return {one.title: one.url for one in offers(gap, who)}


def on_the_plan(client: Client, world: World) -> str:
    signed_in(client, world.coordinator)
    page = client.get(reverse("devplan:plan", args=[world.school.slug, world.plan.pk]))
    return " ".join(page.content.decode().split())


# ---- Each kind, each way


@pytest.mark.parametrize("kind", KINDS)
def test_a_gap_becomes_an_objective_in_one_step_and_the_plan_says_when_it_has_closed(
    client: Client, world: World, kind: str
) -> None:
    gap = a_gap(world, kind)
    path = offered(world, gap)["As an objective"]
    form = signed_in(client, world.coordinator).get(path)
    assert form.status_code == 200 and gap.about in form.content.decode()
    assert form.context["form"]["text"].value() == gap.text
    typed = dict(form.context["form"].initial)
    words = {
        "gap": f"{gap.kind}-{gap.pk}",
        "text": typed["text"],
        "strand": str(world.strand.pk),
        "criteria-TOTAL_FORMS": "0",
        "criteria-INITIAL_FORMS": "0",
    }
    assert client.post(path, words).status_code == 302
    made = Objective.objects.get(text=gap.text)
    assert (made.origin_kind, made.origin_id) == (f"gap:{kind}", gap.pk)
    assert list(offered(world, gap)) == ["See its objective in the plan"]
    page = on_the_plan(client, world)
    assert f"From a gap in {gap.about}, open still: {gap.stands}." in page
    assert gap.url in page
    CLOSES[kind](world)
    assert f"From a gap in {gap.about}, which has closed: " in on_the_plan(client, world)


@pytest.mark.parametrize("kind", KINDS)
def test_a_gap_becomes_an_action_in_one_step_and_the_plan_says_when_it_has_closed(
    client: Client, world: World, kind: str
) -> None:
    gap = a_gap(world, kind)
    path = offered(world, gap)["Into the plan"]
    words = {
        "gap": f"{gap.kind}-{gap.pk}",
        "objective": str(world.objective.pk),
        "text": signed_in(client, world.coordinator).get(path).context["form"]["text"].value(),
    }
    assert words["text"] == gap.text
    assert client.post(path, words).status_code == 302
    assert Action.objects.get(origin_kind=f"gap:{kind}").origin_id == gap.pk
    assert f"From a gap in {gap.about}, open still: {gap.stands}." in on_the_plan(client, world)
    CLOSES[kind](world)
    page = on_the_plan(client, world)
    assert f"From a gap in {gap.about}, which has closed: " in page
    assert "open still" not in page


def test_what_has_a_price_becomes_a_cost_of_an_action_in_one_step(
    client: Client, world: World
) -> None:
    gap = a_gap(world, "renewal")
    assert gap.price and gap.price.pence == 240_00
    path = offered(world, gap)["As a cost of an action"]
    form = signed_in(client, world.coordinator).get(path).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    assert typed["pence"] == "240" and typed["kind"] == "content"
    words = {**typed, "gap": f"renewal-{gap.pk}", "action": ""}
    refused = client.post(path, {**words, "rationale": "So that all can read at home"})
    assert refused.status_code == 422 and "Choose the action that it is paid for." in refused.text
    assert "So that all can read at home" in refused.text
    words["action"] = str(world.action.pk)
    short = client.post(path, {**words, "rationale": "x"})
    assert short.status_code == 422 and "a governor should be able to read it" in short.text
    assert not Cost.objects.exists()
    assert client.post(path, words).status_code == 302
    cost = Cost.objects.get()
    assert (cost.action_id, cost.pence, cost.origin_kind) == (
        world.action.pk,
        240_00,
        "gap:renewal",
    )
    assert list(offered(world, gap)) == ["See its cost in the plan"]
    assert "open still: run out on" in on_the_plan(client, world)
    CLOSES["renewal"](world)
    assert "which has closed: renewed on" in on_the_plan(client, world)


def test_a_need_costs_what_the_training_that_is_offered_for_it_costs(
    client: Client, world: World
) -> None:
    gap = a_gap(world, "need")
    assert gap.price is None and "As a cost of an action" not in offered(world, gap)
    staff = Staff(
        world.school, world.head, world.head, world.coordinator, world.governor, world.governor
    )
    an_offer(staff, title="Files", cost=120_00)
    an_offer(staff, title="More files", cost=30_00)
    an_offer(staff, title="Next year", cost=999_00, year=this_year() + 1)
    (gap,) = gaps(world.school)
    assert gap.price is not None
    assert (gap.price.year, gap.price.pence, gap.price.kind) == (this_year(), 150_00, "training")
    assert gap.price.why == "Training that is offered: “Files” and “More files”"
    path = offered(world, gap)["As a cost of an action"]
    assert client.get(path).status_code == 302  # not signed in
    assert (
        "£150"
        in signed_in(client, world.coordinator).get(offered(world, gap)["Into the plan"]).text
    )


# ---- Who, and what is refused


def test_who_writes_their_own_subject_makes_it_an_objective_there_and_nobody_else_does(
    client: Client, world: World
) -> None:
    gap = a_gap(world, "entitlement")
    other = a_member(world.school, "head_of_department", name="Otto Other")
    assert list(offered(world, gap, world.department)) == ["Into the plan", "As an objective"]
    path = offered(world, gap)["As an objective"]
    words = {
        "gap": f"entitlement-{gap.pk}",
        "text": "Pupils log data in each enquiry",
        "strand": str(world.strand.pk),
        "subject": str(world.subject.pk),
        "criteria-TOTAL_FORMS": "0",
        "criteria-INITIAL_FORMS": "0",
    }
    for who in (other, world.teacher, world.governor):
        assert offered(world, gap, who) == {}
        if who is other:
            answer = signed_in(client, who).post(path, words)
            assert (
                answer.status_code == 422
                and not Objective.objects.filter(text=words["text"]).exists()
            )
        else:
            assert signed_in(client, who).get(path).status_code == 403
    form = signed_in(client, world.department).get(path).context["form"]
    assert form["subject"].value() == world.subject.pk
    assert client.post(path, words).status_code == 302
    with pytest.raises(NotAllowed):
        costing.add_cost(
            world.action,
            world.department,
            costing.CostWords(world.plan.first_year, 100, "time", rationale="It has to be paid"),
            ("gap:renewal", 1),
        )


@pytest.mark.parametrize("name", ["gap_objective", "gap_cost"])
def test_what_is_not_there_is_not_found_and_a_closed_plan_is_led_away_from(
    client: Client, world: World, name: str
) -> None:
    gap = a_gap(world, "renewal")
    path = reverse(f"devplan:{name}", args=[world.school.slug, world.plan.pk])
    signed_in(client, world.coordinator)
    for text in ("", "renewal-999999", "nothing-1", "renewal-x"):
        assert client.get(path, {"gap": text}).status_code == 404
    assert client.get(path, {"gap": f"renewal-{gap.pk}"}).status_code == 200
    stranger = a_world()
    signed_in(client, stranger.coordinator)
    foreign = reverse(f"devplan:{name}", args=[stranger.school.slug, stranger.plan.pk])
    assert client.get(foreign, {"gap": f"renewal-{gap.pk}"}).status_code == 404
    Plan.objects.filter(pk=world.plan.pk).update(state=State.CLOSED)
    signed_in(client, world.coordinator)
    assert client.get(path, {"gap": f"renewal-{gap.pk}"}).status_code == 302
    gone = client.post(path, {"gap": f"renewal-{gap.pk}", "text": "x", "action": "1"})
    assert gone.status_code in (404, 422)


def test_a_cost_without_an_action_to_pay_for_leads_to_one(client: Client, world: World) -> None:
    gap = a_gap(world, "renewal")
    Action.objects.all().delete()
    page = signed_in(client, world.coordinator).get(offered(world, gap)["As a cost of an action"])
    assert "this plan has none yet that you may write" in page.text
    assert offered(world, gap)["Into the plan"].replace("&", "&amp;") in page.text


# ---- Checks, and the plan after this one


def gap_found(world: World) -> bool:
    return "gap_without_action" in {one.check.name for one in checks_of(world.plan).blocks}


def test_an_objective_takes_a_gap_up_once_something_is_done_for_it(world: World) -> None:
    gap = a_gap(world, "need")
    words = writing.ObjectiveWords("Files are found", world.strand.pk)
    made = writing.add_objective(world.plan, world.coordinator, words, origin=("gap:need", gap.pk))
    assert gap_found(world)
    doing.add_action(made, world.coordinator, doing.ActionWords("Show each other"))
    assert not gap_found(world)
    Action.objects.filter(objective=made).update(status="dropped")
    assert gap_found(world)
    cost = costing.CostWords(world.plan.first_year, 100, "time", rationale="It has to be paid")
    costing.add_cost(world.action, world.coordinator, cost, ("gap:need", gap.pk))
    assert not gap_found(world)


def test_costs_keep_where_they_came_from_when_they_are_reworded_and_in_the_next_plan(
    world: World,
) -> None:
    gap = a_gap(world, "renewal")
    cost = costing.CostWords(this_year() + 1, 100, "time", rationale="It has to be paid")
    costing.add_cost(world.action, world.coordinator, cost, ("gap:renewal", gap.pk))
    Objective.objects.update(origin_kind="gap:renewal", origin_id=gap.pk)
    action = Action.objects.get(pk=world.action.pk)
    other = costing.CostWords(this_year() + 1, 200, "time", rationale="It has to be paid for")
    costing.set_costs(action, world.coordinator, [other], action.revision)
    assert Cost.objects.get().origin_id == gap.pk
    words = writing.PlanWords("The next", this_year() + 1, 3)
    following = writing.start_plan(world.school, world.head, words, previous=world.plan)
    objective = Objective.objects.get(plan=following)
    copied = Cost.objects.get(action__objective=objective)
    assert (objective.origin_kind, objective.origin_id) == ("gap:renewal", gap.pk)
    assert (copied.origin_kind, copied.origin_id) == ("gap:renewal", gap.pk)


def test_what_came_from_no_gap_cannot_be_said_to(world: World) -> None:
    words = writing.ObjectiveWords("x", world.strand.pk)
    with pytest.raises(ValueError, match="comes from a gap"):
        writing.add_objective(world.plan, world.head, words, origin=("duty", 1))
    cost = costing.CostWords(world.plan.first_year, 100, "time", rationale="It has to be paid")
    with pytest.raises(ValueError, match="comes from a gap"):
        costing.add_cost(world.action, world.head, cost, ("", None))


# ---- Needs


def test_a_need_opens_below_three_of_four_and_only_what_three_people_finished_is_one(
    world: World,
) -> None:
    audit = a_round(world, 4)
    assert gaps(world.school) == []
    a_round(world, 1)
    (gap,) = gaps(world.school)
    assert gap.stands == "what staff can do “not yet”, 1.0 of 4"
    people = audit.asked.all()
    assert people.count() == 3
    SkillsAudit.objects.exclude(pk=audit.pk).get().asked.first().delete()  # type: ignore[union-attr]
    assert gaps(world.school) == []  # two are left, of whom nothing is said


def test_a_round_that_goes_on_is_no_gap_yet(world: World) -> None:
    audit = a_round(world, 1)
    assert len(gaps(world.school)) == 1
    SkillsAudit.objects.filter(pk=audit.pk).update(closes_on=in_days(3))
    assert gaps(world.school) == []


def test_needs_take_as_many_queries_for_many_rounds_as_for_one(
    world: World, django_assert_max_num_queries: Any
) -> None:
    for confidence in (1, 2, 1, 2):
        a_round(world, confidence)
    with django_assert_max_num_queries(6):
        (gap,) = gaps(world.school)
    assert "2.0 of 4" in gap.stands
    first = SkillsAudit.objects.order_by("pk").first()
    assert first is not None and gap.opened_on == first.ended_on


def test_the_results_offer_it_to_those_who_plan_and_to_nobody_else(
    client: Client, world: World, django_assert_max_num_queries: Any
) -> None:
    audit = a_round(world, 1)
    a_round(world, 1)
    audit = SkillsAudit.objects.exclude(pk=audit.pk).get()
    pages = [
        reverse("audits:needs", args=[world.school.slug, audit.pk]),
        reverse("audits:needs_area", args=[world.school.slug, audit.pk, AREAS[0]]),
    ]
    (gap,) = gaps(world.school)
    for page in pages:
        signed_in(client, world.coordinator)
        with django_assert_max_num_queries(15):
            read = client.get(page).text
        assert f"gap=need-{gap.pk}" in read and "As an objective" in read
        for who in (world.teacher, world.governor):
            assert "gap=need" not in signed_in(client, who).get(page).text
