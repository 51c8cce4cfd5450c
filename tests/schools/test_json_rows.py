"""Rows that come as JSON are the rows that the ORM reads, field by field."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Model
from django_scopes import scope

from devplan.models import Action, Cost, Criterion, Indicator, Objective, Strand, Target
from devplan.queries import loading
from schools.json_rows import Columns, prefetched, together
from tests.devplan.parts import a_world, days

pytestmark = pytest.mark.django_db

COLUMNS: list[tuple[type[Model], Columns[Any]]] = [
    (Strand, loading.STRAND),
    (Objective, loading.OBJECTIVE),
    (Criterion, loading.CRITERION),
    (Indicator, loading.INDICATOR),
    (Target, loading.TARGET),
    (Action, loading.ACTION),
    (Cost, loading.COST),
]


@pytest.mark.parametrize(("model", "columns"), COLUMNS)
def test_a_row_is_what_it_was_whatever_is_in_it(model: Any, columns: Columns[Any]) -> None:
    world = a_world()
    school, plan = world.school, world.plan
    odd = "“Ünusual” \\ 'text'\n\N{PILE OF POO}, [1, null]"
    with scope(school=school):
        Action.objects.update(
            starts_on=days(-3), ends_on=days(3), updated_on=days(0), text=odd, rag="red"
        )
        for pence, capital in ((1, True), (987_654_321_012, False)):
            Cost.objects.create(
                school=school, action=world.action, year=2026, pence=pence, capital=capital
            )
        Criterion.objects.create(school=school, objective=world.objective, text=odd)
        Criterion.objects.create(
            school=school, objective=world.objective, due_on=datetime.date(1, 1, 1)
        )
        for number, baseline in enumerate((None, Decimal("-0.10"), Decimal("9999999999.99"))):
            indicator = Indicator.objects.create(
                school=school, plan=plan, name=f"{number}", baseline=baseline
            )
            Target.objects.create(
                school=school, indicator=indicator, value=Decimal("0.00"), due_on=days(number)
            )
        rows = together(school, {"rows": (model.objects.order_by("pk"), columns.asked)})["rows"]
        expected = list(model.objects.order_by("pk"))
        assert len(rows) == len(expected) > 0
        for row, one in zip(rows, expected, strict=True):
            made = columns.of([*row, "more than its columns"])
            for name in columns.names:
                found, wanted = made.__dict__[name], getattr(one, name)
                assert (type(found), found) == (type(wanted), wanted), name
                assert row[columns.place(name)] is None or wanted is not None


def test_all_that_is_below_a_plan_is_what_django_prefetches() -> None:
    """In the sample school and its like: `loaded` beside the ORM, row by row and in its order."""
    world = a_world()
    with scope(school=world.school):
        world.action.supporters.add(world.head, world.governor)
        (strand, other) = loading.loaded(world.plan)
        assert [strand.pk, other.pk] == [world.strand.pk, world.other.pk]
        (objective,) = strand.objectives.all()
        (action,) = objective.actions.all()
        assert action.lead == world.teacher and action.lead.name == "Tom Teacher"
        assert [one.name for one in action.supporters.all()] == [
            one.name for one in world.action.supporters.all()
        ]
        assert objective.aim is None and not list(other.objectives.all())


def test_what_is_held_as_prefetched_can_still_be_asked_for_otherwise() -> None:
    world = a_world()
    with scope(school=world.school):
        rows = list(Objective.objects.all())
        prefetched(world.strand, "objectives", rows, "strand")
        assert [one.pk for one in world.strand.objectives.all()] == [world.objective.pk]
        assert rows[0].strand is world.strand
        assert world.strand.objectives.filter(text="Nothing").count() == 0
        assert world.strand.objectives.count() == 1
