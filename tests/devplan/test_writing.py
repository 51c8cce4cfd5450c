"""What people write into a plan, and what is refused."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from django_scopes import scope

from devplan.actions import costing, doing, measuring, writing
from devplan.actions.checking import Changed, NotSo
from devplan.actions.costing import CostNotSo, CostWords
from devplan.actions.doing import ActionWords
from devplan.actions.writing import CriterionWords, ObjectiveWords, PlanWords
from devplan.library import library
from devplan.models import Action, Cost, Criterion, Objective, ProgressUpdate, Status, Strand
from schools.models import Activity
from schools.permissions import NotAllowed
from schools.refusals import Refused
from schools.trail import read
from tests.devplan.parts import World, a_world, agree, days, today
from tests.factories import a_member, a_school

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    world = a_world()
    with scope(school=world.school):
        yield world


def test_a_plan_begins_with_the_strands_of_a_preset(world: World) -> None:
    words = PlanWords("New plan", 2027, 4, "Where we are", "The national one")
    plan = writing.start_plan(world.school, world.head, words, preset="aligned")
    assert plan.span == "2027–31"
    kinds = list(plan.strands.values_list("kind", flat=True))
    assert kinds == [
        "infrastructure",
        "content",
        "staff_use",
        "pedagogy",
        "capability",
        "subjects",
        "administration",
    ]


def test_strands_of_ones_own_are_taken_once_each(world: World) -> None:
    plan = writing.start_plan(
        world.school, world.head, PlanWords("New", 2027), strands=["One", " one ", "", "Two"]
    )
    assert list(plan.strands.values_list("name", flat=True)) == ["One", "Two"]


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (PlanWords(" ", 2027), "title"),
        (PlanWords("x" * 121, 2027), "title"),
        (PlanWords("Plan", 27), "first_year"),
        (PlanWords("Plan", 2027, 2), "years"),
        (PlanWords("Plan", 2027, 11), "years"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_at_its_field(
    world: World, words: PlanWords, field: str
) -> None:
    with pytest.raises(NotSo) as refused:
        writing.start_plan(world.school, world.head, words)
    assert refused.value.field == field


def test_only_those_who_lead_ict_start_plans_and_change_strands(world: World) -> None:
    for member in (world.teacher, world.department, world.governor):
        with pytest.raises(NotAllowed):
            writing.start_plan(world.school, member, PlanWords("Plan", 2027))
        with pytest.raises(NotAllowed):
            writing.add_strand(world.plan, member, "New")
        with pytest.raises(NotAllowed):
            writing.remove_strand(world.other, member)


def test_two_people_at_one_plan_lose_nothing(world: World) -> None:
    mine = PlanWords("Mine", world.plan.first_year)
    writing.change_plan(world.plan, world.head, mine, 1)
    with pytest.raises(Changed) as refused:
        writing.change_plan(world.plan, world.coordinator, PlanWords("Theirs", 2026), 1)
    assert refused.value.now == mine
    assert refused.value.revision == 2
    assert writing.change_plan(world.plan, world.coordinator, mine, 1).revision == 2


def test_years_that_hold_costs_cannot_be_cut_off(world: World) -> None:
    last = world.plan.first_year + 2
    cost = CostWords(last, 100, "time", rationale="Cover for a day")
    costing.set_costs(world.action, world.coordinator, [cost], 1)
    with pytest.raises(NotSo, match="1 cost would fall outside"):
        writing.change_plan(world.plan, world.head, PlanWords("Plan", world.plan.first_year - 1), 1)


def test_strands_are_added_renamed_moved_and_removed(world: World) -> None:
    new = writing.add_strand(world.plan, world.head, "Curriculum", "capability")
    writing.move_strand(new, world.head, up=True)
    writing.rename_strand(new, world.head, "Curriculum development", "subjects")
    names = list(world.plan.strands.values_list("name", flat=True))
    assert names == ["Resources", "Curriculum development", "Staff"]
    writing.remove_strand(new, world.head)
    assert not Strand.objects.filter(pk=new.pk).exists()


def test_a_strand_with_objectives_stays_and_the_sentence_says_why(world: World) -> None:
    with pytest.raises(Refused, match=r"“Resources” has 1 objective\. Move it"):
        writing.remove_strand(world.strand, world.head)


def test_a_name_is_given_once_a_plan(world: World) -> None:
    with pytest.raises(NotSo, match="has a strand “staff” already"):
        writing.add_strand(world.plan, world.head, "staff")


def test_an_objective_keeps_its_criteria_by_their_id(world: World) -> None:
    words = ObjectiveWords(
        "Wireless",
        world.strand.pk,
        criteria=[CriterionWords("One", days(9)), CriterionWords("Two")],
    )
    objective = writing.change_objective(world.objective, world.coordinator, words, 1)
    one, two = objective.criteria.all()
    writing.change_objective(
        objective,
        world.coordinator,
        ObjectiveWords(
            "Wireless",
            world.other.pk,
            criteria=[
                CriterionWords("Two, reworded", met="met", pk=two.pk),
                CriterionWords("  "),
                CriterionWords("Three"),
            ],
        ),
        2,
    )
    found = list(objective.criteria.values_list("text", "met"))
    assert found == [("Two, reworded", "met"), ("Three", "open")]
    assert Criterion.objects.filter(pk=two.pk).exists()
    assert not Criterion.objects.filter(pk=one.pk).exists()
    assert Objective.objects.get(pk=objective.pk).strand_id == world.other.pk


def test_two_people_at_one_objective_lose_nothing(world: World) -> None:
    writing.change_objective(
        world.objective, world.head, ObjectiveWords("Theirs", world.strand.pk), 1
    )
    with pytest.raises(Changed) as refused:
        writing.change_objective(
            world.objective, world.coordinator, ObjectiveWords("Mine", world.strand.pk), 1
        )
    assert refused.value.now.text == "Theirs"
    assert Objective.objects.get(pk=world.objective.pk).text == "Theirs"


def test_what_belongs_to_another_plan_or_school_is_no_choice(world: World) -> None:
    other = a_world()
    with pytest.raises(NotSo) as refused:
        writing.add_objective(world.plan, world.head, ObjectiveWords("New", other.strand.pk))
    assert refused.value.field == "strand"
    with pytest.raises(NotSo) as refused:
        writing.add_objective(
            world.plan, world.head, ObjectiveWords("New", world.strand.pk, subject=other.subject.pk)
        )
    assert refused.value.field == "subject"
    with pytest.raises(NotSo) as refused:
        doing.add_action(world.objective, world.head, ActionWords("New", lead=other.teacher.pk))
    assert refused.value.field == "lead"


def test_heads_of_department_write_objectives_of_the_subjects_they_lead(world: World) -> None:
    own = ObjectiveWords("Sensors in science", world.strand.pk, subject=world.subject.pk)
    objective = writing.add_objective(world.plan, world.department, own)
    doing.add_action(objective, world.department, ActionWords("Borrow sensors"))
    with pytest.raises(NotAllowed, match="own subjects"):
        writing.add_objective(world.plan, world.department, ObjectiveWords("Any", world.strand.pk))
    with pytest.raises(NotAllowed):
        writing.change_objective(
            objective, world.department, ObjectiveWords("Not mine", world.strand.pk), 1
        )
    with pytest.raises(NotAllowed):
        doing.add_action(world.objective, world.department, ActionWords("Any"))
    assert Objective.objects.get(pk=objective.pk).subject_id == world.subject.pk


def test_an_objective_from_the_library_comes_with_criteria_and_actions(world: World) -> None:
    template = library().objectives[0]
    objective = writing.add_from_template(world.strand, world.head, template.key)
    assert objective.criteria.count() == len(template.criteria)
    assert [one.text for one in objective.actions.all()] == [one.text for one in template.actions]
    with pytest.raises(Refused, match="no longer on offer"):
        writing.add_from_template(world.strand, world.head, "nothing")


def test_an_action_says_who_when_and_how_it_is_monitored(world: World) -> None:
    words = ActionWords(
        "Survey all rooms",
        lead=world.coordinator.pk,
        supporters=[world.teacher.pk, world.coordinator.pk],
        starts_on=days(1),
        ends_on=days(30),
        monitored_how="A visit",
        monitored_by=world.head.pk,
        monitored_on=days(40),
    )
    action = doing.change_action(world.action, world.head, words, 1)
    assert action.lead == world.coordinator
    assert list(action.supporters.all()) == [world.teacher]
    assert action.revision == 2


@pytest.mark.parametrize(
    ("words", "field", "said"),
    [
        (ActionWords("  "), "text", "Say what"),
        (ActionWords("x" * 301), "text", "300 characters; it has 301"),
        (
            ActionWords(
                "x", starts_on=datetime.date(2027, 2, 2), ends_on=datetime.date(2027, 2, 1)
            ),
            "ends_on",
            "ends before it starts",
        ),
        (ActionWords("x", starts_on=datetime.date(27, 2, 2)), "starts_on", "year once more"),
    ],
)
def test_an_action_that_cannot_be_is_refused_at_its_field(
    world: World, words: ActionWords, field: str, said: str
) -> None:
    with pytest.raises(NotSo, match=said) as refused:
        doing.add_action(world.objective, world.head, words)
    assert refused.value.field == field
    assert Action.objects.count() == 1


def test_a_lead_who_has_left_or_only_reads_is_refused_with_their_name(world: World) -> None:
    gone = a_member(world.school, "teacher", name="Lena Left", left_on=today())
    with pytest.raises(NotSo, match="Lena Left has left the school") as refused:
        doing.add_action(world.objective, world.head, ActionWords("New", lead=gone.pk))
    assert refused.value.field == "lead"
    with pytest.raises(NotSo, match="Gus Governor is not among the staff") as refused:
        doing.add_action(
            world.objective, world.head, ActionWords("New", supporters=[world.governor.pk])
        )
    assert refused.value.field == "supporters"


def test_two_people_at_one_action_lose_nothing(world: World) -> None:
    doing.change_action(world.action, world.head, ActionWords("Theirs"), 1)
    with pytest.raises(Changed) as refused:
        doing.change_action(world.action, world.coordinator, ActionWords("Mine"), 1)
    assert refused.value.now == ActionWords("Theirs")
    saved = doing.change_action(
        world.action, world.coordinator, ActionWords("Mine"), refused.value.revision
    )
    assert saved.text == "Mine"


def test_actions_are_moved_and_removed(world: World) -> None:
    new = doing.add_action(world.objective, world.head, ActionWords("Second"))
    doing.move_action(new, world.head, up=True)
    assert [one.text for one in world.objective.actions.all()] == ["Second", "Survey the rooms"]
    doing.remove_action(new, world.head)
    assert world.objective.actions.count() == 1


def test_what_has_a_story_is_dropped_rather_than_removed(world: World) -> None:
    ProgressUpdate.objects.create(
        school=world.school,
        action=world.action,
        status="under_way",
        rag="green",
        computed_rag="green",
    )
    with pytest.raises(Refused, match="Say “dropped”"):
        doing.remove_action(world.action, world.head)
    with pytest.raises(Refused, match="which would be lost"):
        writing.remove_objective(world.objective, world.head)


GOOD = CostWords(0, 120000, "equipment", True, "capital grant", "So that no lesson fails for it")


def a_cost(world: World, **fields: object) -> CostWords:
    return CostWords(**{**GOOD.__dict__, "year": world.plan.first_year, **fields})


def test_costs_are_set_as_a_list_and_those_that_stay_keep_their_rows(world: World) -> None:
    one, two = a_cost(world), a_cost(world, year=world.plan.first_year + 1, kind="training")
    first = costing.set_costs(world.action, world.head, [one, two], 1)
    again = costing.set_costs(world.action, world.head, [a_cost(world, pence=5), two], 2)
    assert {cost.pk for cost in again} == {cost.pk for cost in first}
    assert [cost.pence for cost in again] == [5, 120000]
    costing.set_costs(world.action, world.head, [], 3)
    assert not Cost.objects.exists()


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"rationale": " why? "}, "rationale", "a governor should be able to read it"),
        ({"pence": 0}, "pence", "above £0"),
        ({"pence": -1}, "pence", "above £0"),
        ({"pence": 100_000_000_01}, "pence", "£100 million"),
        ({"year": 1999}, "year", "1999/00 is not one of the plan’s years"),
        ({"kind": "fun"}, "kind", "what the money is for"),
        ({"funding": "x" * 81}, "funding", "80 characters"),
    ],
)
def test_a_cost_that_cannot_be_is_refused_in_its_row(
    world: World, fields: dict[str, object], field: str, said: str
) -> None:
    with pytest.raises(CostNotSo, match=said) as refused:
        costing.set_costs(world.action, world.head, [a_cost(world), a_cost(world, **fields)], 1)
    assert (refused.value.row, refused.value.field) == (1, field)
    assert not Cost.objects.exists()


def test_two_people_at_the_costs_of_an_action_lose_nothing(world: World) -> None:
    costing.set_costs(world.action, world.head, [a_cost(world)], 1)
    with pytest.raises(Changed) as refused:
        costing.set_costs(world.action, world.coordinator, [a_cost(world, pence=1)], 1)
    assert refused.value.now == [a_cost(world)]


def test_what_is_measured_has_a_baseline_and_targets(world: World) -> None:
    from decimal import Decimal

    words = measuring.IndicatorWords(
        "Rooms with a signal", "%", baseline=Decimal(40), targets=[(Decimal(90), days(300))]
    )
    one = measuring.add_indicator(world.objective, world.head, words)
    assert one.targets.get().value == 90
    with pytest.raises(NotSo, match="same day"):
        measuring.change_indicator(
            one,
            world.objective,
            world.head,
            measuring.IndicatorWords("x", targets=[(Decimal(1), days(1)), (Decimal(2), days(1))]),
        )
    assert one.targets.get().value == 90
    measuring.remove_indicator(one, world.objective, world.head)
    assert not world.plan.indicators.exists()


def test_a_new_plan_takes_over_what_is_unfinished(world: World) -> None:
    writing.change_objective(
        world.objective,
        world.head,
        ObjectiveWords(
            "Wireless everywhere",
            world.strand.pk,
            criteria=[CriterionWords("Reached", met="met"), CriterionWords("To be reached")],
        ),
        1,
    )
    done = doing.add_action(world.objective, world.head, ActionWords("Done already"))
    Action.objects.filter(pk=done.pk).update(status=Status.DONE)
    first, last = a_cost(world), a_cost(world, year=world.plan.first_year + 2)
    costing.set_costs(world.action, world.head, [first, last], 1)
    finished = writing.add_objective(
        world.plan,
        world.head,
        ObjectiveWords("All reached", world.other.pk, criteria=[CriterionWords("x", met="met")]),
    )
    world.teacher.left_on = today()
    world.teacher.save()

    plan = writing.start_plan(
        world.school,
        world.head,
        PlanWords("Next", world.plan.first_year + 2),
        previous=world.plan,
    )

    assert plan.previous == world.plan
    assert [one.name for one in plan.strands.all()] == ["Resources", "Staff"]
    objective = plan.objectives.get()
    assert objective.text == "Wireless everywhere" != finished.text
    assert [one.text for one in objective.criteria.all()] == ["To be reached"]
    action = objective.actions.get()
    assert (action.text, action.lead) == ("Survey the rooms", None)
    assert [one.year for one in action.costs.all()] == [world.plan.first_year + 2]
    assert world.plan.objectives.count() == 2


def test_a_closed_plan_stays_as_it_is(world: World) -> None:
    from devplan.actions import agreeing

    plan = agree(world)
    agreeing.close(plan, world.head)
    for write in (
        lambda: writing.add_strand(plan, world.head, "New"),
        lambda: doing.add_action(world.objective, world.head, ActionWords("New")),
        lambda: costing.set_costs(world.action, world.head, [a_cost(world)], 1),
    ):
        with pytest.raises(Refused, match="closed and stays as it is"):
            write()


def test_what_was_done_reads_as_a_sentence(world: World) -> None:
    newest = Activity.objects.first()
    assert newest is not None
    assert read(newest, "somebody") == "Cora Coordinator added the action “Survey the rooms”"


def test_another_school_is_out_of_reach(world: World) -> None:
    other = a_member(a_school(), "headteacher")
    with pytest.raises(NotSo):
        doing.add_action(world.objective, world.head, ActionWords("New", lead=other.pk))
