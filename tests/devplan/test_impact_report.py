"""The impact report on paper: who may have it, what stands in it, and that it can be listened to."""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import outloud
import pytest
from django_scopes import scope
from pypdf import PdfReader

from devplan.actions import costing, measured, measuring, monitoring
from devplan.models import Cost, Indicator, Plan, Spending
from documents.pdf import render
from documents.register import Document, everything, find
from schools.permissions import NotAllowed
from tests.devplan.parts import World, a_world, agree, days
from tests.factories import a_member, a_school

pytestmark = pytest.mark.django_db
WHY = "So that no lesson fails for want of it"


@pytest.fixture
def world() -> Iterator[World]:
    """A plan with money, three indicators of which one was measured, and a look."""
    world = a_world()
    with scope(school=world.school):
        for name, baseline in (("Lessons lost", 14), ("Pupils sure", 40), ("Texts made", None)):
            measuring.add_indicator(
                world.objective,
                world.coordinator,
                measuring.IndicatorWords(
                    name,
                    "lessons" if name == "Lessons lost" else "%",
                    "down" if name == "Lessons lost" else "up",
                    None if baseline is None else Decimal(baseline),
                    None if baseline is None else days(-200),
                    "Office book",
                    [(Decimal(5), days(200))],
                ),
            )
        cost = costing.CostWords(world.plan.first_year, 120_000, "equipment", rationale=WHY)
        costing.set_costs(world.action, world.coordinator, [cost], world.action.revision)
        world.plan = agree(world)
        yield world


def show(world: World) -> None:
    """Measure, spend, look."""
    indicator = Indicator.objects.get(name="Lessons lost")
    words = measured.MeasuredWords(Decimal(7), days(-3), "Office book")
    measured.record_measurement(indicator, world.coordinator, words)
    Spending.objects.create(
        school=world.school, cost=Cost.objects.get(), pence=110_000, spent_on=days(-2)
    )
    look = monitoring.LookWords(
        "visit",
        "Ten lessons",
        world.head.pk,
        None,
        days(-1),
        "Six of ten had what they needed.",
        [world.action.pk],
    )
    monitoring.plan_look(world.plan, world.head, look)


def text_of(document: Document | None) -> str:
    assert document is not None
    reader = PdfReader(io.BytesIO(render(document)))
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


def test_the_report_says_what_moved_what_it_cost_and_what_is_not_known(world: World) -> None:
    show(world)
    told = text_of(find(world.school, world.governor, "impact"))
    assert "One of three indicators moved the way it should; for two nobody can say" in told
    assert "£1,100 of £1,200 is spent, 0 of 1 actions are done" in told
    assert "one was not measured since its baseline and one has no baseline" in told
    assert "Six of ten had what they needed." in told
    assert "These have no baseline" in told and "Texts made" in told
    assert "other things changed too" in told


def test_the_report_can_be_listened_to(world: World, tmp_path: Path) -> None:
    show(world)
    path = tmp_path / "impact.pdf"
    document = find(world.school, None, "impact")
    assert document is not None
    path.write_bytes(render(document))
    found = outloud.check(str(path))
    assert not found.error
    assert not [str(one) for one in found.findings if one.severity == "error"]


def test_a_plan_of_which_nothing_is_measured_has_a_report_too(world: World) -> None:
    told = text_of(find(world.school, world.head, "impact"))
    assert "so nobody can say what changed" in told
    assert "Money is planned for these, and nothing is recorded as spent." in told


def test_the_report_of_a_closed_plan_is_found_by_its_number(world: World) -> None:
    Plan.objects.filter(pk=world.plan.pk).update(state="closed")
    assert find(world.school, world.head, "impact") is None
    name = f"impact-{world.plan.pk}"
    assert name in [one.name for one in everything(world.school, world.governor)]
    assert find(world.school, world.head, name) is not None


def test_a_draft_has_no_report_and_guests_have_none(world: World) -> None:
    guest = a_member(world.school, "guest")
    assert "impact" in [one.name for one in everything(world.school, world.teacher)]
    with pytest.raises(NotAllowed):
        find(world.school, guest, "impact")
    assert "impact" not in [one.name for one in everything(world.school, guest)]
    Plan.objects.filter(pk=world.plan.pk).update(state="draft")
    assert find(world.school, world.head, "impact") is None
    assert find(world.school, world.head, f"impact-{world.plan.pk}") is None


def test_another_schools_report_is_not_there(world: World) -> None:
    other = a_school()
    head = a_member(other, "headteacher")
    with scope(school=other):
        assert find(other, head, f"impact-{world.plan.pk}") is None
        assert find(other, head, "impact") is None
