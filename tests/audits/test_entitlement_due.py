"""What the entitlement asks of people, where it stands in the cycle, what somebody leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django_scopes import scope

from audits.due import entitlement_needs
from audits.leaving import answers_for
from audits.models import Statement
from audits.queries.standing import standing
from tests.audits.parts import World, a_large_school, a_world, make_last_year, say, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    world = a_world()
    with scope(school=world.school):
        yield world


def test_heads_of_department_are_asked_for_what_is_theirs(world: World) -> None:
    (due,) = entitlement_needs(world.department)
    assert due.sentence == "Science in KS1 and KS2 is to say"
    say(world.cell(world.science, "KS1"), world.department)
    sign(world.cell(world.science, "KS1"), world.department)
    (due,) = entitlement_needs(world.department)
    assert due.sentence == "Science in KS2 is to say"
    assert due.detail == "3 statements, four answers to choose from."
    assert due.url.endswith(f"/where-we-are/entitlement/{world.science.pk}/KS2/")
    say(world.cell(world.science), world.department)
    (due,) = entitlement_needs(world.department)
    assert (due.sentence, due.verb) == ("Science in KS2 is to sign", "Read and sign")
    sign(world.cell(world.science), world.department)
    assert entitlement_needs(world.department) == []


def test_a_signature_over_a_year_old_is_asked_for_again(world: World) -> None:
    for stage in ("KS1", "KS2"):
        say(world.cell(world.science, stage), world.department)
        sign(world.cell(world.science, stage), world.department)
    make_last_year(world.cell(world.science), signed_days_ago=367)
    (due,) = entitlement_needs(world.department)
    assert due.sentence == "Science in KS2 is to be said and signed again"
    assert due.detail == "1 was signed over a year ago."
    assert standing(world.head).state == "late"


def test_the_head_is_asked_for_what_nobody_leads_and_others_for_nothing(world: World) -> None:
    (due,) = entitlement_needs(world.head)
    assert due.sentence == "Music in KS1 and KS2 is to say"
    (due,) = entitlement_needs(world.coordinator)
    assert due.sentence == "ICT itself (Computing) in KS1 and KS2 is to say"
    for member in (world.smt, world.teacher, world.governor):
        assert entitlement_needs(member) == []


def test_before_anything_is_asked_nobody_is_asked(world: World) -> None:
    Statement.objects.all().delete()
    assert entitlement_needs(world.department) == []
    assert standing(world.head).line == "not known yet"


def test_the_cycle_counts_what_is_signed(world: World) -> None:
    say(world.cell(world.science), world.department)
    sign(world.cell(world.science), world.department)
    assert (standing(world.head).state, standing(world.head).line) == ("now", "1 of 8 signed")


def test_who_leaves_is_told_what_they_alone_answer_for(world: World) -> None:
    (sentence,) = answers_for(world.department, {})
    assert "They alone answer for the entitlement of Science" in sentence
    assert answers_for(world.teacher, {}) == []


def test_it_takes_one_query_whatever_there_is(
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    world = a_large_school(15, ["KS1", "KS2", "KS3"], 6)
    with scope(school=world.school):
        for member in (world.head, world.department, world.coordinator):
            assert member.kinds
            with django_assert_max_num_queries(1):
                entitlement_needs(member)
            with django_assert_max_num_queries(1):
                standing(member)
