"""Saying how far an action is, and who owes a word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django_scopes import scope

from devplan.actions import updating
from devplan.actions.checking import NotSo
from devplan.actions.updating import Word
from devplan.due import needs
from devplan.models import Action, Criterion, Objective, ProgressUpdate
from devplan.queries.updates import updates_of
from schools.permissions import NotAllowed
from schools.refusals import Refused
from tests.devplan.parts import World, a_world, agree, days, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    world = a_world()
    with scope(school=world.school):
        world.plan = agree(world)
        yield world


def test_a_word_is_kept_and_stands_on_the_action(world: World) -> None:
    Action.objects.update(ends_on=days(-3))
    made = updating.update(world.action, world.teacher, Word("under_way", "green", "Nearly there"))
    assert (made.rag, made.computed_rag) == ("green", "red")
    action = Action.objects.get()
    assert (action.status, action.rag, action.rag_reason, action.updated_on) == (
        "under_way",
        "green",
        "Nearly there",
        today(),
    )
    row = updates_of(world.plan, world.teacher).mine[0].row
    assert row.differs and row.rag == "green" and row.colour.rag == "red"


@pytest.mark.parametrize(
    ("word", "field"),
    [
        (Word("", "green"), "status"),
        (Word("fine", "green"), "status"),
        (Word("under_way"), "rag"),
        (Word("under_way", "red"), "text"),
        (Word("under_way", "amber", "  "), "text"),
        (Word("dropped"), "text"),
        (Word("under_way", "green", "x" * 501), "text"),
    ],
)
def test_a_word_that_says_too_little_or_too_much_is_refused(
    world: World, word: Word, field: str
) -> None:
    with pytest.raises(NotSo) as refused:
        updating.update(world.action, world.teacher, word)
    assert refused.value.field == field
    assert not ProgressUpdate.objects.exists()


def test_done_needs_neither_colour_nor_sentence(world: World) -> None:
    made = updating.update(world.action, world.teacher, Word("done"))
    assert (made.rag, made.computed_rag) == ("green", "green")


def test_a_second_tap_says_nothing_twice(world: World) -> None:
    first = updating.update(world.action, world.teacher, Word("under_way", "green"))
    again = updating.update(world.action, world.teacher, Word("under_way", "green"))
    assert first.pk == again.pk
    updating.update(world.action, world.head, Word("under_way", "green"))
    assert ProgressUpdate.objects.count() == 2


def test_only_who_leads_it_or_its_subject_or_ict_says_how_far_it_is(world: World) -> None:
    word = Word("under_way", "green")
    for member in (world.department, world.governor):
        with pytest.raises(NotAllowed):
            updating.update(world.action, member, word)
    Objective.objects.update(subject=world.subject)
    updating.update(world.action, world.department, word)
    updating.update(world.action, world.head, word)


def test_nothing_is_said_of_a_draft() -> None:
    other = a_world()
    with scope(school=other.school), pytest.raises(Refused, match="not agreed yet"):
        updating.update(other.action, other.head, Word("under_way", "green"))


def test_a_criterion_is_judged_by_who_may_update_the_objective(world: World) -> None:
    criterion = Criterion.objects.create(
        school=world.school, objective=world.objective, text="Reached"
    )
    updating.judge_criterion(criterion, world.coordinator, "met")
    assert Criterion.objects.get().met == "met"
    with pytest.raises(NotAllowed):
        updating.judge_criterion(criterion, world.teacher, "open")
    with pytest.raises(NotSo):
        updating.judge_criterion(criterion, world.head, "perhaps")


@pytest.mark.parametrize(
    ("fields", "waits"),
    [
        ({"ends_on": -1}, True),
        ({"ends_on": 3}, True),
        ({"ends_on": 20}, False),
        ({"starts_on": -1}, True),
        ({"starts_on": -1, "status": "under_way"}, False),
        ({"ends_on": -1, "status": "done"}, False),
        ({"ends_on": 3, "updated_on": 0}, False),
    ],
)
def test_who_leads_an_action_hears_when_it_needs_a_word(
    world: World, fields: dict[str, Any], waits: bool
) -> None:
    Action.objects.update(
        **{name: days(one) if isinstance(one, int) else one for name, one in fields.items()}
    )
    found = needs(world.teacher)
    assert bool(found) == waits
    assert needs(world.department) == []
    if found:
        assert found[0].sentence == "“Survey the rooms” needs a word from you"


def test_the_readers_actions_come_first_and_the_headline_counts_them(world: World) -> None:
    Action.objects.update(ends_on=days(-1))
    mine = updates_of(world.plan, world.teacher)
    assert mine.headline == "1 of your actions needs a word"
    others = updates_of(world.plan, world.head)
    assert others.headline == "1 action needs a word"
    own = Action.objects.create(
        school=world.school, objective=world.objective, text="Coach", lead=world.coordinator
    )
    beside = updates_of(world.plan, world.coordinator)
    assert [one.action for one in beside.mine] == [own]
    assert beside.headline == "1 action of others needs a word"
    assert others.others[0].may_update
    assert not updates_of(world.plan, world.governor).others[0].may_update
