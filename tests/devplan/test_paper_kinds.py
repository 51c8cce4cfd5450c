"""The documents of a plan beside the plan in full: who may have them, what stands in them, how they are read out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import outloud
import pytest
from django_scopes import scope
from pypdf import PdfReader

from devplan.models import Action, Cost, Criterion, Objective, Plan, ProgressUpdate
from documents.pdf import render
from documents.register import Document, everything, find
from schools.permissions import NotAllowed
from tests.devplan.parts import World, a_large_plan, a_world, agree, days
from tests.factories import a_member, a_school

pytestmark = pytest.mark.django_db
KINDS = ["plan-timeline", "plan-onepage", "plan-strands", "plan-sdp"]


@pytest.fixture
def world() -> Iterator[World]:
    """A plan in force with a late action, a criterion, and a place in the school development plan."""
    world = a_world()
    with scope(school=world.school):
        Objective.objects.update(sdp_reference="Priority 2.1")
        Action.objects.update(starts_on=days(-30), ends_on=days(-3))
        Criterion.objects.create(
            school=world.school, objective=world.objective, text="No dead corner", due_on=days(9)
        )
        world.plan = agree(world)
        yield world


def made(world: World, name: str, member: object = "head") -> Document:
    document = find(world.school, getattr(world, str(member)), name)
    assert document is not None, name
    return document


def pages(document: Document) -> list[str]:
    reader = PdfReader(io.BytesIO(render(document)))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def names(world: World, member: str) -> list[str]:
    return [one.name for one in everything(world.school, getattr(world, member))]


@pytest.mark.parametrize("name", KINDS)
def test_each_can_be_listened_to(world: World, tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.pdf"
    path.write_bytes(render(made(world, name)))
    found = outloud.check(str(path))
    assert not found.error
    assert not [str(one) for one in found.findings if one.severity == "error"]


@pytest.mark.parametrize("name", KINDS)
def test_whoever_reads_the_plan_finds_each_in_the_list(world: World, name: str) -> None:
    for who in ("head", "coordinator", "department", "teacher", "governor"):
        assert name in names(world, who)
        assert made(world, name, who).title


@pytest.mark.parametrize("name", KINDS)
def test_a_draft_is_refused_to_teachers_and_marked_as_one(world: World, name: str) -> None:
    Plan.objects.update(state="draft")
    numbered = f"{name}-{world.plan.pk}"
    with pytest.raises(NotAllowed):
        find(world.school, world.teacher, numbered)
    assert numbered not in names(world, "teacher")
    assert numbered in names(world, "department")
    assert "DRAFT" in pages(made(world, numbered, "department"))[0]


@pytest.mark.parametrize("name", KINDS)
def test_guests_and_other_schools_have_none(world: World, name: str) -> None:
    with pytest.raises(NotAllowed):
        find(world.school, a_member(world.school, "guest"), name)
    other = a_school()
    head = a_member(other, "headteacher")
    with scope(school=other):
        assert find(other, head, name) is None
        assert find(other, head, f"{name}-{world.plan.pk}") is None


def test_the_timeline_repeats_its_years_and_terms_on_every_page(world: World) -> None:
    a_large_plan(world, 8, 60, 0)
    told = pages(made(world, "plan-timeline"))
    assert len(told) > 2
    year = world.plan.first_year
    for one in told[:-1]:
        assert f"{year}/{(year + 1) % 100}" in one
        assert "Autumn" in one and "Summer" in one and "Where it is" in one


def test_the_timeline_says_in_words_what_is_late(world: World) -> None:
    told = " ".join(pages(made(world, "plan-timeline")))
    assert "▲ late" in told and "Tom Teacher" in told


def test_each_strand_begins_a_page(world: World) -> None:
    Objective.objects.create(
        school=world.school, plan=world.plan, strand=world.other, text="Everybody is sure"
    )
    told = pages(made(world, "plan-strands"))
    assert "Resources" in told[0] and "Everybody is sure" not in told[0]
    assert "Staff" in told[1] and "Everybody is sure" in told[1]


def test_one_strand_alone_is_found_by_its_number(world: World, tmp_path: Path) -> None:
    name = f"plan-strand-{world.strand.pk}"
    assert name in names(world, "teacher")
    assert f"plan-strand-{world.other.pk}" not in names(world, "teacher")
    document = made(world, name, "governor")
    told = " ".join(pages(document))
    assert "Wireless everywhere" in told and "No dead corner" in told
    path = tmp_path / "strand.pdf"
    path.write_bytes(render(document))
    assert not [one for one in outloud.check(str(path)).findings if one.severity == "error"]
    assert pages(made(world, f"plan-strand-{world.other.pk}"))


def test_a_strand_of_a_draft_is_refused_to_teachers_and_unknown_elsewhere(world: World) -> None:
    Plan.objects.update(state="draft")
    name = f"plan-strand-{world.strand.pk}"
    with pytest.raises(NotAllowed):
        find(world.school, world.teacher, name)
    other = a_school()
    head = a_member(other, "headteacher")
    with scope(school=other):
        assert find(other, head, name) is None


def test_one_persons_actions_say_what_they_lead_support_and_what_was_said(
    world: World, tmp_path: Path
) -> None:
    second = Action.objects.create(
        school=world.school, objective=world.objective, text="Draw the map", lead=world.head
    )
    second.supporters.add(world.teacher)
    ProgressUpdate.objects.create(
        school=world.school,
        action=world.action,
        member=world.teacher,
        status="under_way",
        rag="red",
        computed_rag="red",
        text="Half of the rooms",
    )
    name = f"plan-person-{world.teacher.pk}"
    assert name in names(world, "governor")
    document = made(world, name, "governor")
    told = " ".join(pages(document))
    assert "Leads one action and supports one action; one is late." in told
    assert "Half of the rooms" in told and "Draw the map" in told
    path = tmp_path / "person.pdf"
    path.write_bytes(render(document))
    assert not [one for one in outloud.check(str(path)).findings if one.severity == "error"]


def test_who_holds_nothing_has_a_page_that_says_so_and_strangers_have_none(world: World) -> None:
    told = " ".join(pages(made(world, f"plan-person-{world.governor.pk}")))
    assert "Holds nothing in this plan" in told
    stranger = a_member(a_school(), "teacher")
    assert find(world.school, world.head, f"plan-person-{stranger.pk}") is None
    Plan.objects.update(state="draft")
    assert find(world.school, world.teacher, f"plan-person-{world.teacher.pk}") is None


def test_the_extract_for_the_school_development_plan_sums_costs_by_place_and_year(
    world: World,
) -> None:
    year = world.plan.first_year
    for add, pence in ((0, 120_000), (0, 4_950), (2, 30_000)):
        Cost.objects.create(
            school=world.school, action=world.action, year=year + add, pence=pence, kind="time"
        )
    Objective.objects.create(
        school=world.school, plan=world.plan, strand=world.other, text="Tied to nothing"
    )
    told = " ".join(pages(made(world, "plan-sdp")))
    # 1,200 + 49.50 in the first year, 300 in the third: 1,549.50 in all.
    assert "£1,249.50" in told and "£300" in told and "£1,549.50" in told
    assert "Priority 2.1" in told and "Tied to nothing" not in told
    assert "1 more is tied to no place in it and is left out." in told


def test_places_stand_in_the_order_that_people_count_in(world: World) -> None:
    for place in ("10", "2", "2.1"):
        Objective.objects.create(
            school=world.school,
            plan=world.plan,
            strand=world.other,
            text=f"For {place}",
            sdp_reference=f"Priority {place}",
        )
    parts = made(world, "plan-sdp").context["sdp"].parts
    assert [one.place for one in parts] == ["Priority 2", "Priority 2.1", "Priority 10"]


@pytest.mark.parametrize("name", ["plan", "plan-sdp"])
def test_a_word_file_says_what_the_paper_says_without_formulas_or_fields(
    world: World, name: str
) -> None:
    Action.objects.update(text='=HYPERLINK("http://x","y")')
    document = made(world, name)
    assert document.word is not None
    content = document.word()
    word = docx.Document(io.BytesIO(content))
    cells = " ".join(c.text for table in word.tables for row in table.rows for c in row.cells)
    said = " ".join(one.text for one in word.paragraphs) + cells
    assert "Wireless everywhere" in said and "No dead corner" in said
    xml = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    assert not any(one in xml for one in ("fldSimple", "instrText", "fldChar", "w:hyperlink"))
    if name == "plan":
        assert '=HYPERLINK("http://x","y")' in said and "Cora Coordinator" in said


def test_what_cannot_stand_in_a_word_file_is_left_out_of_it(world: World) -> None:
    # What a workbook may bring along: no form and no database takes \x00.
    Action.objects.update(text="A bell \x07 and a \x0b tab \ufffe")
    document = made(world, "plan")
    assert document.word is not None
    assert docx.Document(io.BytesIO(document.word()))


def test_the_header_of_a_changed_plan_stands_on_one_line_and_what_is_new_says_what_it_is(
    world: World,
) -> None:
    objective = Objective.objects.create(
        school=world.school, plan=world.plan, strand=world.strand, text="Sound everywhere"
    )
    Criterion.objects.create(
        school=world.school, objective=objective, text="Every pupil hears", due_on=days(30)
    )
    for number in range(8):
        Action.objects.create(
            school=world.school,
            objective=objective,
            text=f"Wire room {number}",
            lead=world.teacher if number else None,
            ends_on=days(40),
        )
    gone = "Survey the rooms"
    Action.objects.filter(text=gone).delete()
    document = made(world, "plan")
    first = PdfReader(io.BytesIO(render(document))).pages[0].extract_text()
    assert f"{document.status}\n" in first and document.status.endswith("; 10 changes since")
    told = {one.text: one for _kind, one in document.context["changes"]}
    assert "Tom Teacher · until" in told["Wire room 1"].lines[0]
    assert "nobody leads it yet" in told["Wire room 0"].lines[0]
    assert "Every pupil hears, by" in told["Sound everywhere"].lines[0]
    assert told[gone].lines == ["is no longer in the plan"]
    changed = " ".join(pages(document)).partition("Then and now")[2]
    assert "Action, new Tom Teacher · until" in changed
    assert document.word is not None
    word = docx.Document(io.BytesIO(document.word()))
    cells = [c.text for table in word.tables for row in table.rows for c in row.cells]
    assert any(one.startswith("Tom Teacher · until") for one in cells)
