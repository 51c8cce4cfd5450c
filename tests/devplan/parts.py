"""A school with a plan, as short as it can be said; its scope is not open."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django_scopes import scope

from devplan.actions import agreeing, doing, writing
from devplan.models import Action, Cost, Objective, Plan, PlanSignature, Strand
from devplan.text import plain_text
from schools.models import Member, School, Subject
from tests.factories import a_member, a_school


@dataclass
class World:
    """A school, its people and a draft with two strands, an objective and an action."""

    school: School
    head: Member
    coordinator: Member
    teacher: Member
    department: Member
    governor: Member
    subject: Subject
    plan: Plan
    strand: Strand
    other: Strand
    objective: Objective
    action: Action


def today() -> datetime.date:
    return timezone.localdate()


def days(number: int) -> datetime.date:
    return today() + datetime.timedelta(days=number)


def a_world(**fields: Any) -> World:
    school = a_school()
    head = a_member(school, "headteacher", name="Hana Head")
    coordinator = a_member(school, "coordinator", name="Cora Coordinator")
    teacher = a_member(school, "teacher", name="Tom Teacher")
    department = a_member(school, "head_of_department", name="Dora Department")
    governor = a_member(school, "governor", name="Gus Governor")
    with scope(school=school):
        subject = Subject.objects.create(school=school, name="Science")
        department.subjects.add(subject)
        words = writing.PlanWords("ICT development plan", today().year, 3)
        plan = writing.start_plan(school, coordinator, words, strands=["Resources", "Staff"])
        strand, other = plan.strands.all()
        objective = writing.add_objective(
            plan,
            coordinator,
            writing.ObjectiveWords("Wireless everywhere", strand.pk, **fields),
        )
        action = doing.add_action(
            objective, coordinator, doing.ActionWords("Survey the rooms", lead=teacher.pk)
        )
    return World(
        school,
        head,
        coordinator,
        teacher,
        department,
        governor,
        subject,
        plan,
        strand,
        other,
        objective,
        action,
    )


def agree(world: World, plan: Plan | None = None) -> Plan:
    """Have a plan signed by both; within the school's scope."""
    plan = plan or world.plan
    for member, capacity in (
        (world.coordinator, PlanSignature.Capacity.AUTHOR),
        (world.head, PlanSignature.Capacity.HEAD),
    ):
        agreeing.sign(plan, member, capacity, agreeing.fingerprint(plain_text(plan)))
    return Plan.objects.select_related("school").get(pk=plan.pk)


def a_large_plan(world: World, objectives: int, actions: int, costs: int) -> None:
    """Fill the plan: so many objectives, actions and costs altogether."""
    school, plan = world.school, world.plan
    made = Objective.objects.bulk_create(
        Objective(
            school=school,
            plan=plan,
            strand=world.strand,
            text=f"Objective {n}",
            subject=world.subject,
        )
        for n in range(objectives)
    )
    rows = Action.objects.bulk_create(
        Action(
            school=school,
            objective=made[n % objectives],
            text=f"Action {n}",
            lead=world.teacher,
            starts_on=days(-30),
            ends_on=days(n % 60 - 20),
        )
        for n in range(actions)
    )
    Cost.objects.bulk_create(
        Cost(
            school=school,
            action=rows[n % actions],
            year=plan.first_year + n % 3,
            pence=100 * n,
            kind="equipment",
            funding=f"Source {n % 4}",
            rationale="Because it is needed.",
        )
        for n in range(costs)
    )
