"""Schools with a plan in force of a given size; the head signs in as `head@<slug>.example`."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schools.models import Member, School

ACTIONS, COSTS, UPDATES = 400, 1200, 2000


def make(slug: str, *, objectives: int, actions: int, costs: int, updates: int) -> int:
    """Such a school. Returns its plan's id."""
    from django.utils import timezone
    from django_scopes import scope

    from schools.models import Member, Position, PositionKind, School, User

    school = School.objects.create(
        name=slug.capitalize(), slug=slug, phase=School.Phase.SECONDARY, set_up_at=timezone.now()
    )
    with scope(school=school):
        kinds = [PositionKind.HEADTEACHER, PositionKind.COORDINATOR, *[PositionKind.TEACHER] * 18]
        people = []
        for number, kind in enumerate(kinds):
            name = "head" if not number else f"person{number}"
            user = User.objects.create(email=f"{name}@{slug}.example", name=f"{name} {slug}")
            member = Member.objects.create(
                school=school, user=user, name=user.name, email=user.email
            )
            Position.objects.create(school=school, member=member, kind=kind)
            people.append(member)
    return write(
        school, people, objectives=objectives, actions=actions, costs=costs, updates=updates
    )


def write(
    school: School,
    people: list[Member],
    *,
    objectives: int,
    actions: int,
    costs: int,
    updates: int,
) -> int:
    """A vision and such a plan in a school; the first of its people is head. Returns the plan's id."""
    from django.utils import timezone
    from django_scopes import scope

    from devplan.models import (
        Action,
        Cost,
        Criterion,
        Indicator,
        Measurement,
        Objective,
        Plan,
        PlanVersion,
        ProgressUpdate,
        Strand,
        Target,
    )
    from devplan.text import plain_text
    from devplan.years import academic_year
    from schools.actions import vision
    from schools.models import Aim

    today = timezone.localdate()
    first = academic_year(today)

    def day(number: int) -> datetime.date:
        return today + datetime.timedelta(days=number)

    with scope(school=school):
        vision.write(
            school,
            people[0],
            base=0,
            text="Every child makes and questions with technology.",
            aims=[f"Aim {number}" for number in range(5)],
            horizon=None,
            review_on=day(200),
        )
        aims = list(Aim.objects.all())
        plan = Plan.objects.create(
            school=school, title="Development plan", first_year=first, written_by=people[1]
        )
        strands = Strand.objects.bulk_create(
            Strand(school=school, plan=plan, name=f"Strand {n}", kind=kind, order=n)
            for n, kind in enumerate(
                ["infrastructure", "content", "staff_use", "pedagogy", "capability", "subjects"]
            )
        )
        made = Objective.objects.bulk_create(
            Objective(
                school=school,
                plan=plan,
                strand=strands[n % len(strands)],
                text=f"Objective {n}: what shall be so when this has been reached",
                aim=aims[n % len(aims)],
                sdp_reference=f"{n % 5}.1",
                order=n,
            )
            for n in range(objectives)
        )
        Criterion.objects.bulk_create(
            Criterion(school=school, objective=one, text=f"It is so, {n}", due_on=day(100 * n))
            for one in made
            for n in range(1, 3)
        )
        for n, one in enumerate(made):
            indicator = Indicator.objects.create(
                school=school,
                plan=plan,
                name=f"What is counted, {n}",
                unit="%",
                baseline=20,
                baseline_on=day(-300),
            )
            indicator.objectives.add(one)
            Target.objects.create(school=school, indicator=indicator, value=80, due_on=day(300))
            Measurement.objects.bulk_create(
                Measurement(
                    school=school, indicator=indicator, value=20 + 5 * m, measured_on=day(-60 * m)
                )
                for m in range(1, 4)
            )
        rows = Action.objects.bulk_create(
            Action(
                school=school,
                objective=made[n % objectives],
                text=f"Action {n}: something that somebody does for the objective above",
                lead=people[n % len(people)],
                starts_on=day(n % 300 - 150),
                ends_on=day(n % 300 - 40),
                status=["not_started", "under_way", "under_way", "done"][n % 4],
                rag=["", "green", "amber", ""][n % 4],
                order=n,
            )
            for n in range(actions)
        )
        Cost.objects.bulk_create(
            Cost(
                school=school,
                action=rows[n % actions],
                year=first + n // actions % 3,
                pence=1_000 + 100 * n,
                kind=["equipment", "training", "service"][n % 3],
                funding=f"Source {n % 4}",
                rationale="It is worth the money because of what it changes.",
            )
            for n in range(costs)
        )
        ProgressUpdate.objects.bulk_create(
            ProgressUpdate(
                school=school,
                action=rows[n % actions],
                member=people[n % len(people)],
                made_at=timezone.now() - datetime.timedelta(days=n % 200),
                status="under_way",
                rag="green",
                computed_rag="green",
                text=f"How far it is, said for the time {n}",
            )
            for n in range(updates)
        )
        plan.school = school
        plan.agree()
        plan.agreed_at = timezone.now()
        plan.save()
        PlanVersion.objects.create(school=school, plan=plan, number=1, text=plain_text(plan))
    return int(plan.pk)
