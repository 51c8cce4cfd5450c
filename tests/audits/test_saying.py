"""Saying where a subject stands, signing it, and what that keeps as gaps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from django_scopes import scope

from audits.actions import entitlement
from audits.actions.entitlement import Word
from audits.cells import this_year
from audits.models import Answer, EntitlementGap, Judgement, Signature, Statement
from audits.queries.cell import cell_page
from audits.queries.cells import cell_or_404, in_short, statements_of
from audits.queries.gaps import gap_or_none, gaps
from audits.reckoning import State
from schools.models import Activity, School
from schools.permissions import NotAllowed
from schools.refusals import Refused
from tests.audits.parts import World, a_world, make_last_year, say, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    world = a_world()
    with scope(school=world.school):
        yield world


def first(world: World) -> Statement:
    found = statements_of(world.cell(world.science)).first()
    assert found is not None
    return found


def test_a_head_of_department_says_and_signs_their_own_subject(world: World) -> None:
    cell = world.cell(world.science)
    assert say(cell, world.department).changed == 3
    made = sign(cell, world.department)
    assert (made.year, made.subject, made.key_stage, made.capacity) == (
        this_year(),
        world.science,
        "KS2",
        "department",
    )
    page = cell_page(cell, world.department)
    assert page.state is State.SIGNED and page.headline == "Science, KS2: everything is met"
    assert list(Activity.objects.order_by("pk").values_list("verb", flat=True))[-2:] == [
        "audits.said",
        "audits.signed",
    ]


@pytest.mark.parametrize("who", ["teacher", "governor", "other"])
def test_others_may_not_say_it(world: World, who: str) -> None:
    with pytest.raises(NotAllowed, match="heads of department where their own does"):
        say(world.cell(world.science), getattr(world, who))
    assert not Judgement.objects.exists()


@pytest.mark.parametrize("who", ["head", "smt", "coordinator"])
def test_leaders_may_say_it_but_not_sign_for_the_head_of_department(world: World, who: str) -> None:
    cell = world.cell(world.science)
    assert say(cell, getattr(world, who)).changed == 3
    with pytest.raises(NotAllowed, match="signed by its head of department"):
        sign(cell, getattr(world, who))


@pytest.mark.parametrize("who", ["smt", "coordinator", "department", "teacher", "governor"])
def test_only_the_head_signs_a_subject_that_nobody_leads(world: World, who: str) -> None:
    cell = world.cell(world.music)
    say(cell, world.smt)
    with pytest.raises(NotAllowed, match="by the headteacher only where it has none"):
        sign(cell, getattr(world, who))
    assert sign(cell, world.head).capacity == "head"


def test_ict_itself_is_signed_by_the_coordinator(world: World) -> None:
    say(world.cell(), world.smt)
    for who in (world.head, world.smt, world.department):
        with pytest.raises(NotAllowed):
            sign(world.cell(), who)
    assert sign(world.cell(), world.coordinator).capacity == "coordinator"


def test_who_leads_computing_answers_for_ict_itself_and_computing_has_no_row_of_its_own(
    world: World,
) -> None:
    world.other.subjects.add(world.computing)
    assert {one.name for one in world.cell().leaders} == {"Cora Coordinator", "Otto Other"}
    assert world.cell().title == "ICT itself (Computing)"
    say(world.cell(), world.other)
    assert sign(world.cell(), world.other).capacity == "department"
    with pytest.raises(Http404):
        cell_or_404(world.school, world.computing.pk, "KS2")


def test_without_a_coordinator_the_head_signs_ict_itself(world: World) -> None:
    world.coordinator.positions.all().delete()
    say(world.cell(), world.smt)
    assert sign(world.cell(), world.head).capacity == "head"


def test_a_head_of_department_who_leaves_no_longer_answers(world: World) -> None:
    type(world.department).objects.filter(pk=world.department.pk).update(left_on="2026-01-01")
    assert world.cell(world.science).leaders == ()
    say(world.cell(world.science), world.head)
    assert sign(world.cell(world.science), world.head)


def test_what_is_not_all_said_is_not_signed(world: World) -> None:
    cell = world.cell(world.science)
    entitlement.say(cell, world.department, [Word(first(world).pk, Answer.MET)])
    with pytest.raises(Refused, match="2 statements have no answer yet"):
        sign(cell, world.department)


def test_what_changed_since_it_was_read_is_not_signed(world: World) -> None:
    cell = world.cell(world.science)
    say(cell, world.department)
    seen = cell_page(cell, world.department).seen
    entitlement.say(cell, world.coordinator, [Word(first(world).pk, Answer.PARTLY)])
    with pytest.raises(Refused, match="changed while you were reading"):
        entitlement.sign(cell, world.department, seen)
    assert not Signature.objects.exists()


def test_signing_twice_is_signing_once(world: World) -> None:
    cell = world.cell(world.science)
    say(cell, world.department)
    assert sign(cell, world.department) == sign(cell, world.department)


@pytest.mark.parametrize("word", [{"answer": "partly"}, {"evidence": "Seen in June."}])
def test_a_change_takes_the_signature_away_and_says_so(world: World, word: dict[str, Any]) -> None:
    cell = world.cell(world.science)
    say(cell, world.department)
    sign(cell, world.department)
    said = entitlement.say(cell, world.coordinator, [Word(first(world).pk, **word)])
    assert said.took is not None and said.took.member == world.department
    assert not Signature.objects.exists()
    newest = Activity.objects.order_by("-pk").first()
    assert newest is not None and newest.verb == "audits.signature_taken"


def test_saying_the_same_again_takes_nothing_away(world: World) -> None:
    cell = world.cell(world.science)
    say(cell, world.department)
    sign(cell, world.department)
    assert say(cell, world.department) == entitlement.Said(0)
    assert Signature.objects.count() == 1


def test_the_trail_says_once_a_day_that_somebody_said_something(world: World) -> None:
    cell = world.cell(world.science)
    for one in statements_of(cell):
        entitlement.say(cell, world.department, [Word(one.pk, Answer.MET)])
    assert Activity.objects.filter(verb="audits.said").count() == 1
    assert "Seen" not in str(list(Activity.objects.values_list("about", flat=True)))


def test_a_statement_of_another_cell_and_an_unknown_answer_are_refused(world: World) -> None:
    cell = world.cell(world.science)
    other = statements_of(world.cell(world.science, "KS1")).first()
    assert other is not None
    with pytest.raises(entitlement.NotSo, match="not asked here"):
        entitlement.say(cell, world.department, [Word(other.pk, Answer.MET)])
    with pytest.raises(entitlement.NotSo, match="one of the four"):
        entitlement.say(cell, world.department, [Word(first(world).pk, "perhaps")])
    with pytest.raises(entitlement.NotSo, match="2000 characters; it has 2001"):
        entitlement.say(cell, world.department, [Word(first(world).pk, None, "x" * 2001)])
    assert not Judgement.objects.exists()


def test_evidence_that_somebody_else_wrote_meanwhile_is_not_lost(world: World) -> None:
    cell, pk = world.cell(world.science), first(world).pk
    entitlement.say(cell, world.department, [Word(pk, None, "Mine.", 0)])
    with pytest.raises(entitlement.Changed, match="“Mine") as refused:
        entitlement.say(cell, world.coordinator, [Word(pk, None, "Yours.", 0)])
    assert refused.value.revision == 1
    entitlement.say(cell, world.coordinator, [Word(pk, None, "Yours.", 1)])
    assert Judgement.objects.get().evidence == "Yours."


def test_last_years_answers_are_taken_for_what_is_open(world: World) -> None:
    cell = world.cell(world.science)
    with pytest.raises(Refused, match="nothing to take over"):
        entitlement.say_as_last_year(cell, world.department)
    say(cell, world.department, Answer.PARTLY, "Six loggers.")
    make_last_year(cell)
    entitlement.say(cell, world.department, [Word(first(world).pk, Answer.MET)])
    assert entitlement.say_as_last_year(cell, world.department).changed == 2
    now = Judgement.objects.filter(year=this_year())
    assert sorted(now.values_list("answer", flat=True)) == ["met", "partly", "partly"]
    assert now.filter(evidence="Six loggers.").count() == 2
    with pytest.raises(NotAllowed):
        entitlement.say_as_last_year(cell, world.teacher)


def test_a_subject_that_is_not_taught_is_said_in_one_go(world: World) -> None:
    cell = world.cell(world.music, "KS1")
    entitlement.say_not_taught(cell, world.head)
    assert cell_page(cell, world.head).headline == "Music is not taught in KS1"
    with pytest.raises(Refused, match="has an answer already"):
        entitlement.say_not_taught(cell, world.head)


# Gaps ------------------------------------------------------------------------------------------


def test_a_signed_gap_has_one_number_for_as_long_as_it_is_open_and_after(world: World) -> None:
    cell = world.cell(world.science)
    say(cell, world.department)
    pk = first(world).pk
    entitlement.say(cell, world.department, [Word(pk, Answer.NOT_YET)])
    assert gaps(world.school) == []  # nobody has signed it
    sign(cell, world.department)
    (gap,) = gaps(world.school)
    assert (gap.kind, gap.text, gap.subject, gap.key_stage, gap.answer) == (
        "entitlement",
        first(world).text,
        "Science",
        "KS2",
        "not yet",
    )
    make_last_year(cell, signed_days_ago=200)
    say(cell, world.department, Answer.PARTLY)
    sign(cell, world.department)
    assert gap.ref in [one.ref for one in gaps(world.school)] and len(gaps(world.school)) == 3
    entitlement.say(cell, world.department, [Word(pk, Answer.MET)])
    assert len(gaps(world.school)) == 3  # until it is signed
    sign(cell, world.department)
    assert len(gaps(world.school)) == 2
    closed = gap_or_none(world.school, *gap.ref)
    assert closed is not None and not closed.is_open
    entitlement.say(cell, world.department, [Word(pk, Answer.NOT_YET)])
    sign(cell, world.department)
    again = gap_or_none(world.school, *gap.ref)
    assert again is not None and again.is_open


def test_a_gap_of_every_subject_is_one_of_each(world: World) -> None:
    for subject, who in ((world.science, world.department), (world.music, world.head)):
        say(world.cell(subject), who, Answer.PARTLY)
        sign(world.cell(subject), who)
    found = gaps(world.school)
    assert len(found) == 5 and len({one.ref for one in found}) == 5
    assert [one.subject for one in found] == ["Science"] * 3 + ["Music"] * 2


def test_gaps_of_another_school_are_not_there(world: World) -> None:
    say(world.cell(world.science), world.department, Answer.PARTLY)
    sign(world.cell(world.science), world.department)
    ref = gaps(world.school)[0].ref
    stranger = a_world()
    with scope(school=stranger.school):
        assert gaps(stranger.school) == [] and gap_or_none(stranger.school, *ref) is None
    assert gap_or_none(world.school, "no such kind", 1) is None


# What the database holds -----------------------------------------------------------------------


@pytest.mark.parametrize("with_subject", [True, False])
def test_the_database_keeps_one_judgement_and_one_signature(
    world: World, with_subject: bool
) -> None:
    subject = world.science if with_subject else None
    cell = world.cell(subject)
    say(cell, world.coordinator)
    made = Judgement.objects.order_by("pk").first()
    assert made is not None
    for copy in (
        Judgement(
            school=world.school,
            year=made.year,
            subject=subject,
            key_stage="KS2",
            statement=made.statement,
            answer="met",
        ),
        EntitlementGap(
            school=world.school,
            statement=made.statement,
            subject=subject,
            answer="met",
            opened_on="2026-01-01",
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save()
    fields = {"school": world.school, "year": 2026, "subject": subject, "key_stage": "KS2"}
    Signature.objects.create(**fields, capacity="head")
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.create(**fields, capacity="head")
    with pytest.raises(IntegrityError), transaction.atomic():
        Judgement.objects.filter(pk=made.pk).update(answer="perhaps")


def test_two_schools_sign_ict_itself_in_the_same_year(world: World) -> None:
    say(world.cell(), world.coordinator)
    sign(world.cell(), world.coordinator)
    stranger = a_world()
    with scope(school=stranger.school):
        say(stranger.cell(), stranger.coordinator)
        assert sign(stranger.cell(), stranger.coordinator).school == stranger.school


def test_what_is_in_short_says_the_same_as_the_pages(world: World) -> None:
    say(world.cell(world.science), world.department)
    sign(world.cell(world.science), world.department)
    say(world.cell(world.music), world.head)
    make_last_year(world.cell(world.music))
    shorts = in_short(world.school)
    assert len(shorts) == 8  # ICT itself, Science, Music and Art, two key stages each
    for one in shorts:
        page = cell_page(one.cell, world.head)
        assert (one.state, one.statements, one.said) == (
            page.state,
            page.counts.total,
            page.counts.said,
        )
    assert School.objects.count() == 1
