"""Signing and agreeing a plan, and what differs from it afterwards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django_scopes import scope

from devplan.actions import agreeing, doing, writing
from devplan.actions.agreeing import Capacity, fingerprint
from devplan.due import needs
from devplan.models import Action, Plan, State
from devplan.queries.plans import current, plans_for, read_plan
from devplan.text import differences, plain_text
from schools.permissions import NotAllowed
from schools.refusals import Refused
from tests.devplan.parts import World, a_world, agree, days, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    world = a_world()
    with scope(school=world.school):
        yield world


def seen(world: World) -> str:
    return fingerprint(plain_text(world.plan))


def test_a_plan_is_in_force_once_its_author_and_the_head_have_signed(world: World) -> None:
    plan = agreeing.sign(world.plan, world.coordinator, Capacity.AUTHOR, seen(world))
    assert plan.state == State.DRAFT
    plan = agreeing.sign(world.plan, world.head, Capacity.HEAD, seen(world))
    assert plan.state == State.AGREED
    assert plan.agreed_at is not None
    version = plan.versions.get()
    assert version.text["strands"][0]["objectives"][0]["text"] == "Wireless everywhere"


def test_the_order_of_the_two_does_not_matter(world: World) -> None:
    agreeing.sign(world.plan, world.head, Capacity.HEAD, seen(world))
    plan = agreeing.sign(world.plan, world.coordinator, Capacity.AUTHOR, seen(world))
    assert plan.state == State.AGREED


def test_nobody_signs_as_another(world: World) -> None:
    for member, capacity in (
        (world.head, Capacity.AUTHOR),
        (world.coordinator, Capacity.HEAD),
        (world.teacher, Capacity.AUTHOR),
        (world.governor, Capacity.HEAD),
    ):
        with pytest.raises(NotAllowed):
            agreeing.sign(world.plan, member, capacity, seen(world))


def test_who_signs_signs_what_they_have_read(world: World) -> None:
    before = seen(world)
    doing.add_action(world.objective, world.head, doing.ActionWords("One more"))
    with pytest.raises(Refused, match="has changed since you opened"):
        agreeing.sign(world.plan, world.coordinator, Capacity.AUTHOR, before)


def test_a_change_takes_signatures_back_and_writing_the_same_does_not(world: World) -> None:
    agreeing.sign(world.plan, world.coordinator, Capacity.AUTHOR, seen(world))
    same = doing.ActionWords.of(world.action)
    doing.change_action(world.action, world.head, same, 1)
    assert world.plan.signatures.count() == 1
    doing.change_action(world.action, world.head, doing.ActionWords("Other"), 1)
    assert world.plan.signatures.count() == 0


def test_an_empty_plan_cannot_be_signed(world: World) -> None:
    doing.remove_action(world.action, world.head)
    with pytest.raises(Refused, match="at least one action"):
        agreeing.sign(world.plan, world.coordinator, Capacity.AUTHOR, seen(world))
    writing.remove_objective(world.objective, world.head)
    with pytest.raises(Refused, match="at least one objective"):
        agreeing.sign(world.plan, world.coordinator, Capacity.AUTHOR, seen(world))


def test_an_agreed_plan_is_closed_when_another_is_agreed(world: World) -> None:
    first = agree(world)
    words = writing.PlanWords("Next", today().year + 1)
    second = agree(
        world, writing.start_plan(world.school, world.coordinator, words, previous=first)
    )
    assert Plan.objects.get(pk=first.pk).state == State.CLOSED
    assert second.state == State.AGREED
    assert current(world.teacher) == second


def test_signing_twice_or_what_is_agreed_is_refused(world: World) -> None:
    agreeing.sign(world.plan, world.coordinator, Capacity.AUTHOR, seen(world))
    with pytest.raises(Refused, match="signed so already"):
        agreeing.sign(world.plan, world.coordinator, Capacity.AUTHOR, seen(world))
    agreeing.sign(world.plan, world.head, Capacity.HEAD, seen(world))
    with pytest.raises(Refused, match="agreed as it stands"):
        agreeing.sign(world.plan, world.head, Capacity.HEAD, seen(world))


def test_governors_note_an_agreed_plan_from_the_day_it_was_agreed(world: World) -> None:
    with pytest.raises(Refused, match="once it is agreed"):
        agreeing.governors_noted(world.plan, world.head, today())
    plan = agree(world)
    for day in (days(1), days(-1)):
        with pytest.raises(Refused, match="until today"):
            agreeing.governors_noted(plan, world.head, day)
    assert agreeing.governors_noted(plan, world.head, today()).governors_noted_on == today()


def test_a_draft_is_read_by_those_who_write_and_an_agreed_plan_by_all_insiders(
    world: World,
) -> None:
    assert current(world.governor) is None
    assert current(world.teacher) is None
    assert plans_for(world.department) == [world.plan]
    agree(world)
    assert current(world.governor) == world.plan


def test_what_changed_since_it_was_agreed_is_told_row_by_row(world: World) -> None:
    gone = doing.add_action(world.objective, world.head, doing.ActionWords("Gone later"))
    plan = agree(world)
    assert read_plan(plan).changes == []
    action = Action.objects.get(pk=world.action.pk)
    doing.change_action(action, world.head, doing.ActionWords("Survey it all"), 1)
    doing.remove_action(gone, world.head)
    new = doing.add_action(world.objective, world.head, doing.ActionWords("New"))
    page = read_plan(plan)
    assert [(one.row, one.kind) for one in page.changes] == [
        (("action", action.pk), "changed"),
        (("action", new.pk), "added"),
        (("action", gone.pk), "removed"),
    ]
    assert page.changes[0].fields["text"] == ("Survey the rooms", "Survey it all")
    assert page.changes[0].fields["lead"] == (world.teacher.pk, None)
    assert [one.text for one in page.removed] == ["Gone later"]
    assert page.actions[0].changed == page.changes[0]


def test_progress_is_no_change_of_the_text(world: World) -> None:
    before = plain_text(world.plan)
    Action.objects.update(status="done", rag="red")
    assert differences(before, plain_text(world.plan)) == []


def test_no_name_of_a_person_is_kept_in_a_version(world: World) -> None:
    plan = agree(world)
    assert "Tom Teacher" not in str(plan.versions.get().text)


def test_a_draft_that_one_has_signed_waits_for_the_other(world: World) -> None:
    assert needs(world.head) == []
    agreeing.sign(world.plan, world.coordinator, Capacity.AUTHOR, seen(world))
    assert [one.verb for one in needs(world.head)] == ["Read and sign"]
    assert needs(world.coordinator) == []
    agreeing.sign(world.plan, world.head, Capacity.HEAD, seen(world))
    assert needs(world.head) == []


def test_changes_of_a_plan_in_force_are_agreed_by_both_and_become_its_next_version(
    world: World,
) -> None:
    plan = agree(world)
    with pytest.raises(Refused, match="agreed as it stands"):
        agreeing.sign(plan, world.coordinator, Capacity.AUTHOR, seen(world))
    action = Action.objects.get(pk=world.action.pk)
    doing.change_action(action, world.head, doing.ActionWords("Survey it all"), 1)
    agreeing.sign(plan, world.coordinator, Capacity.AUTHOR, seen(world))
    assert [one.sentence for one in needs(world.head)] == [
        "Changes of the plan “ICT development plan” wait for your signature"
    ]
    assert plan.versions.count() == 1
    agreeing.sign(plan, world.head, Capacity.HEAD, seen(world))
    second, first = plan.versions.all()
    assert (first.number, second.number) == (1, 2)
    assert [one.signatures.count() for one in (first, second)] == [2, 2]
    assert read_plan(plan).changes == []
    assert Plan.objects.get(pk=plan.pk).state == State.AGREED


def test_a_further_change_takes_back_only_the_signature_that_waits(world: World) -> None:
    plan = agree(world)
    doing.add_action(world.objective, world.head, doing.ActionWords("One more"))
    agreeing.sign(plan, world.coordinator, Capacity.AUTHOR, seen(world))
    doing.add_action(world.objective, world.head, doing.ActionWords("And another"))
    assert plan.signatures.filter(version=None).count() == 0
    assert plan.versions.get().signatures.count() == 2


def test_a_closed_plan_is_signed_no_more(world: World) -> None:
    plan = agree(world)
    doing.add_action(world.objective, world.head, doing.ActionWords("One more"))
    agreeing.sign(plan, world.coordinator, Capacity.AUTHOR, seen(world))
    agreeing.close(plan, world.head)
    assert plan.signatures.filter(version=None).count() == 0
    with pytest.raises(Refused, match="closed"):
        agreeing.sign(plan, world.head, Capacity.HEAD, seen(world))
