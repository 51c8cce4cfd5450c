"""The plan that a school has comes in: three real layouts, and the plan's own workbook unchanged."""

from __future__ import annotations

import datetime
from dataclasses import replace
from io import BytesIO
from typing import Any

import docx
import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from devplan.actions import bringing, costing, doing, writing
from devplan.actions.checking import Changed
from devplan.exports.workbook import plan_workbook
from devplan.models import Action, Cost, Criterion, Objective, Plan, PlanImport, Strand
from devplan.queries.bringing import Read, Setting, read_import
from devplan.text import plain_text
from schools.models import Member
from schools.permissions import NotAllowed
from schools.refusals import Refused
from tests.devplan.bringing_parts import (
    HEADINGS,
    a_file,
    a_word_table,
    a_workbook,
    the_template,
)
from tests.devplan.parts import World, a_world, agree
from tests.factories import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    found = a_world()
    with scope(school=found.school):
        found.plan.first_year = 2026
        found.plan.save()
    return found


def brought(world: World, data: bytes, name: str = "plan.xlsx") -> PlanImport:
    return bringing.bring_file(world.plan, world.coordinator, a_file(data, name))


def with_setting(world: World, found: PlanImport, **said: Any) -> PlanImport:
    setting = replace(Setting.of(found), **said)
    now = bringing.set_columns(found, world.coordinator, setting, found.revision)
    return now


def saved(world: World, found: PlanImport) -> Read:
    read = read_import(found)
    assert not read.wrong, [one.problems for one in read.wrong]
    return bringing.save_import(found, world.coordinator, read.fingerprint)


def test_a_published_template_comes_in_with_its_headings_as_strands(world: World) -> None:
    with scope(school=world.school):
        found = brought(world, the_template())
        fields = Setting.of(found).fields
        assert fields == [
            "objective",
            "action",
            "span",
            "criteria",
            "cost",
            "funding",
            "monitored_by",
            "monitored_on",
        ]
        read = read_import(found)
        # Each cost wants its kind and a reason: said once for all.
        assert len(read.wrong) == 3
        now = with_setting(
            world, found, kind="training", rationale="So that it reaches classrooms."
        )
        saved(world, now)
        strand = Strand.objects.get(name="Professional development")
        objective = strand.objectives.get()
        assert [one.text for one in objective.criteria.all()] == [
            "All planning is in the shared space",
            "Every department adds three units",
        ]
        first, second = objective.actions.all()
        assert (first.text, first.lead) == ("Two training afternoons", world.teacher)
        assert first.starts_on and first.ends_on
        assert (first.starts_on.month, first.ends_on.month) == (9, 12)
        assert first.monitored_by == world.head
        assert first.monitored_on == datetime.date(2027, 2, 12)
        assert (second.text, second.lead) == ("Visits between departments", world.coordinator)
        costs = Cost.objects.order_by("pk").values_list("pence", "year", "funding")
        assert list(costs) == [
            (1200_00, 2026, "Standards fund"),
            (600_00, 2026, "School budget"),
            (9500_00, 2026, "Capital"),
        ]
        other = Strand.objects.get(name__startswith="Equipment provision")
        assert other.objectives.get().actions.get().ends_on == datetime.date(2026, 12, 31)


def test_a_table_with_an_authoritys_headings_comes_in_from_csv(world: World) -> None:
    with scope(school=world.school):
        found = brought(world, HEADINGS.encode("cp1252"), "plan.csv")
        read = read_import(found)
        assert [one.line for one in read.wrong] == [2]
        assert read.unknown == [("T. Teacher", 1)]
        now = with_setting(world, found, people={"T. Teacher": world.teacher.pk})
        saved(world, now)
        standards = Objective.objects.get(strand__name="Raising standards")
        assert standards.actions.count() == 2
        assert Strand.objects.filter(name__in=["Community use", "Inclusion"]).count() == 2
        laptops = Cost.objects.get(pence=12000_00)
        assert (laptops.year, laptops.kind, laptops.action.text) == (
            2027,
            "equipment",
            "Lend laptops",
        )


def test_a_word_table_with_merged_heads_and_cells_comes_in(world: World) -> None:
    with scope(school=world.school):
        found = brought(world, a_word_table(), "plan.docx")
        assert Setting.of(found).fields == [
            "objective",
            "action",
            "lead",
            "starts_on",
            "ends_on",
            "criteria",
        ]
        saved(world, found)
        strand = Strand.objects.get(name="Staff development")
        training, units = strand.objectives.all()
        assert training.text == "Training follows need"
        assert [one.text for one in training.criteria.all()] == ["Nine in ten teachers say so"]
        survey, plan = training.actions.all()
        assert (survey.lead, survey.ends_on) == (world.coordinator, datetime.date(2026, 10, 31))
        assert (plan.lead, list(plan.supporters.all())) == (world.coordinator, [world.teacher])
        assert units.actions.get().lead == world.department


def a_table_with_a_merged_cost(kind: str) -> bytes:
    """One objective over three actions, and one cost over the same three."""
    heads = ["Objective", "Action", "Cost", "Academic year", "Kind", "Rationale"]
    why = "So that every class can use them."
    said = [["Reach", one, "£900", "2026/27", "equipment", why] for one in ("Buy", "Install")]
    said.append(["Reach", "Teach", "£900", "2026/27", "training", why])
    if kind == "xlsx":
        return a_workbook([heads, *said], ["A2:A4", "C2:C4"])
    document = docx.Document()
    table = document.add_table(rows=4, cols=6)
    for row, texts in enumerate([heads, *said]):
        for column, text in enumerate(texts):
            if row < 2 or column not in (0, 2):
                table.cell(row, column).text = text
    for column in (0, 2):
        table.cell(1, column).merge(table.cell(3, column))
    into = BytesIO()
    document.save(into)
    return into.getvalue()


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_a_cost_in_a_merged_cell_is_refused_by_row_and_counts_once_when_mended(
    world: World, kind: str
) -> None:
    with scope(school=world.school):
        found = brought(world, a_table_with_a_merged_cost(kind), f"plan.{kind}")
        found = with_setting(world, found, strand="Resources")
        read = read_import(found)
        assert [one.line for one in read.wrong] == [3, 4]
        for one in read.wrong:
            assert "merged with that of row 2" in one.problems[2]
        cells = {3: {2: ""}, 4: {2: "£100"}}
        found = bringing.mend(found, world.coordinator, cells, {}, found.revision)
        saved(world, found)
        objective = Objective.objects.get(text="Reach")
        assert [one.text for one in objective.actions.all()] == ["Buy", "Install", "Teach"]
        costs = Cost.objects.order_by("pk").values_list("action__text", "pence")
        assert list(costs) == [("Buy", 900_00), ("Teach", 100_00)]


def a_full_plan(world: World) -> None:
    """A plan that uses every field, with words that look like formulas, lists and days."""
    words = writing.ObjectiveWords(
        "=1+1 is not a formula; “said” – so",
        world.other.pk,
        None,
        world.subject.pk,
        "SDP 4.2",
        "National; local",
        [
            writing.CriterionWords("1. Ready; all of it", datetime.date(2027, 7, 20)),
            writing.CriterionWords("• Known [by heart]"),
        ],
    )
    one = writing.add_objective(world.plan, world.coordinator, words)
    action = doing.add_action(
        one,
        world.coordinator,
        doing.ActionWords(
            "-2 days, (Tom Teacher)",
            world.head.pk,
            (world.teacher.pk, world.department.pk),
            datetime.date(2026, 9, 3),
            datetime.date(2027, 1, 4),
            "By looking, and asking",
            world.coordinator.pk,
            datetime.date(2027, 1, 11),
        ),
    )
    costing.set_costs(
        action,
        world.coordinator,
        [
            costing.CostWords(2026, 1234_56, "equipment", True, "Capital", "It wears out now.", 5),
            costing.CostWords(2026, 1234_56, "equipment", True, "Capital", "It wears out now.", 5),
            costing.CostWords(2027, 99, "service", False, "", "So that it goes on."),
        ],
        action.revision,
    )
    writing.add_objective(
        world.plan, world.coordinator, writing.ObjectiveWords("Nothing done yet", world.other.pk)
    )


def without_ids(text: Any) -> Any:
    """A plan's plain text without what names its rows."""
    if isinstance(text, dict):
        return {
            key: without_ids(value)
            for key, value in text.items()
            if key not in ("pk", "id", "plan")
        }
    if isinstance(text, list):
        return [without_ids(one) for one in text]
    return text


def test_the_plans_own_workbook_comes_back_unchanged(world: World) -> None:
    with scope(school=world.school):
        a_full_plan(world)
        before = plain_text(world.plan)
        found = brought(world, plan_workbook(world.plan))
        read = read_import(found)
        assert not read.wrong
        assert not read.whole.changes
        bringing.save_import(found, world.coordinator, read.fingerprint)
        assert plain_text(Plan.objects.get()) == before


def test_the_workbook_makes_the_same_plan_where_there_is_none(world: World) -> None:
    with scope(school=world.school):
        a_full_plan(world)
        data = plan_workbook(world.plan)
        words = writing.PlanWords("Another", 2026, 3)
        other = writing.start_plan(
            world.school, world.coordinator, words, strands=["Resources", "Staff"]
        )
        found = bringing.bring_file(other, world.coordinator, a_file(data, "plan.xlsx"))
        saved(world, found)
        old, new = (_plain(one) for one in (world.plan, other))
        assert old == new


def _plain(plan: Plan) -> list[Any]:
    """What a plan says, without ids."""
    return [
        (
            one.strand.name,
            one.text,
            one.subject_id,
            one.sdp_reference,
            one.strategies,
            [(each.text, each.due_on) for each in one.criteria.all()],
            [
                (
                    doing.ActionWords.of(each),
                    sorted(map(repr, map(costing.CostWords.of, each.costs.all()))),
                )
                for each in one.actions.all()
            ],
        )
        for one in plan.objectives.order_by("strand__order", "order", "pk")
    ]


def test_what_was_changed_in_the_workbook_is_changed_in_the_plan(world: World) -> None:
    with scope(school=world.school):
        a_full_plan(world)
        book = openpyxl.load_workbook(BytesIO(plan_workbook(world.plan)))
        sheet = book.active
        heads = {cell.value: cell.column for cell in sheet[1]}
        row = next(
            each[0].row
            for each in sheet.iter_rows(min_row=2)
            if each[heads["Action"] - 1].value == "-2 days, (Tom Teacher)"
        )
        sheet.cell(row, heads["Action"]).value = "Two days with Tom"
        sheet.cell(row, heads["Finish"]).value = datetime.date(2027, 3, 26)
        sheet.cell(row, heads["Cost"]).value = 2000
        into = BytesIO()
        book.save(into)
        found = brought(world, into.getvalue())
        read = read_import(found)
        assert not read.wrong
        action = Action.objects.get(text="-2 days, (Tom Teacher)")
        bringing.save_import(found, world.coordinator, read.fingerprint)
        now = Action.objects.get(pk=action.pk)
        assert (now.text, now.ends_on) == ("Two days with Tom", datetime.date(2027, 3, 26))
        assert now.revision == action.revision + 1
        assert sorted(now.costs.values_list("pence", flat=True)) == [99, 1234_56, 2000_00]
        assert set(now.supporters.all()) == {world.teacher, world.department}
        assert Action.objects.count() == 2


def test_nothing_of_a_table_is_saved_while_one_row_cannot_be(world: World) -> None:
    with scope(school=world.school):
        found = brought(
            world,
            a_workbook(
                [
                    ["Objective", "Action", "Lead", "Start", "Finish"],
                    ["A", "One", "Tom Teacher", "1/9/2026", "1/12/2026"],
                    ["A", "Two", "Nobody Known", "1/9/2026", "1/12/2026"],
                    ["A", "Three", "Tom Teacher", "1/12/2026", "1/9/2026"],
                    ["A", "Four", "Tom Teacher", "soon", ""],
                ]
            ),
        )
        now = with_setting(world, found, strand="Resources")
        read = read_import(now)
        assert [one.line for one in read.wrong] == [3, 4, 5]
        with pytest.raises(Refused, match="Mend them"):
            bringing.save_import(now, world.coordinator, read.fingerprint)
        assert Action.objects.count() == 1
        cells = {3: {2: "Tom Teacher"}, 4: {4: "4/12/2026"}}
        now = bringing.mend(now, world.coordinator, cells, {5: True}, now.revision)
        saved(world, now)
        assert Objective.objects.get(text="A").actions.count() == 3


def test_a_row_that_ends_before_what_the_plan_says_is_refused(world: World) -> None:
    with scope(school=world.school):
        doing.change_action(
            world.action,
            world.coordinator,
            doing.ActionWords(
                "Survey the rooms",
                starts_on=datetime.date(2027, 1, 4),
                ends_on=datetime.date(2027, 2, 1),
            ),
            world.action.revision,
        )
        rows = [
            ["Strand", "Objective", "Action", "Finish"],
            ["Resources", "Wireless everywhere", "Survey the rooms", "1/12/2026"],
        ]
        read = read_import(brought(world, a_workbook(rows)))
        assert "before it starts" in str(read.wrong[0].problems)


def test_a_key_of_what_is_no_longer_in_the_plan_is_said_and_its_row_comes_in_as_new(
    client: Client, world: World
) -> None:
    with scope(school=world.school):
        o, a = world.objective.pk, world.action.pk
        rows = [
            ["Key", "Strand", "Objective", "Action"],
            ["O987", "Resources", "Reach every room", "Survey the hall"],
            [f"O{o}-A986", "Resources", "Wireless everywhere", "Move the points"],
            [f"O{o}-A{a}", "Resources", "Wireless everywhere", "Survey the rooms"],
            ["O985", "Staff", "Known by heart", ""],
            ["", "Resources", "Wireless everywhere", "Something new"],
        ]
        found = brought(world, a_workbook(rows))
        read = read_import(found)
        assert not read.wrong
        assert {one.line: one.notes for one in read.parts if one.notes} == {
            2: ["By its key it was objective 987, which is not in this plan: it comes in as new."],
            3: ["By its key it was action 986, which is not in this plan: it comes in as new."],
            5: ["By its key it was objective 985, which is not in this plan: it comes in as new."],
        }
        signed_in(client, world.coordinator)
        page = client.get(
            reverse("devplan:bringing", args=[world.school.slug, world.plan.pk, found.pk])
        ).content.decode()
        for said in ("objective 987", "action 986", "objective 985"):
            assert f"By its key it was {said}" in page


def test_a_key_that_contradicts_the_table_or_the_plan_is_refused_with_its_row(
    world: World,
) -> None:
    with scope(school=world.school):
        other = writing.add_objective(
            world.plan,
            world.coordinator,
            writing.ObjectiveWords("Everybody is trained", world.other.pk),
        )
        objective, action = world.objective.pk, world.action.pk
        rows = [
            ["Key", "Strand", "Objective", "Action"],
            [f"O{objective}-A{action}", "Resources", "Wireless everywhere", "Survey the rooms"],
            [f"O{objective}", "Resources", "Wireless in most rooms", "Buy access points"],
            [f"O{objective}-A{action}", "Resources", "Wireless everywhere", "Survey the hall"],
            [f"O{other.pk}-A{action}", "Staff", "Everybody is trained", "Survey the rooms"],
            ["O999999-A999999", "Staff", "From another plan", "Is added as new"],
        ]
        read = read_import(brought(world, a_workbook(rows)))
        told = {one.line: str(one.problems.get(None)) for one in read.wrong}
        assert list(told) == [3, 4, 5]
        assert "same as row 2" in told[3]
        assert "same as row 2" in told[4]
        assert "another objective" in told[5]
        new = read.whole.lines[-1]
        assert (new.new_objective, new.new_action) == (True, True)


def test_what_was_shown_is_saved_or_nothing(world: World) -> None:
    with scope(school=world.school):
        rows = [["Strand", "Objective", "Action"], ["Staff", "B", "Do it"]]
        found = brought(world, a_workbook(rows))
        shown = read_import(found).fingerprint
        writing.add_objective(
            world.plan, world.coordinator, writing.ObjectiveWords("B", world.other.pk)
        )
        with pytest.raises(Refused, match="changed since"):
            bringing.save_import(found, world.coordinator, shown)


def test_a_draft_that_was_signed_wants_its_signature_again(world: World) -> None:
    from devplan.actions import agreeing
    from devplan.models import PlanSignature

    with scope(school=world.school):
        agreeing.sign(
            world.plan,
            world.coordinator,
            PlanSignature.Capacity.AUTHOR,
            agreeing.fingerprint(plain_text(world.plan)),
        )
        rows = [["Strand", "Objective", "Action"], ["Staff", "B", "Do it"]]
        saved(world, brought(world, a_workbook(rows)))
        assert not world.plan.signatures.exists()


def test_a_closed_plan_takes_nothing_in(world: World) -> None:
    from devplan.actions import agreeing

    with scope(school=world.school):
        found = brought(world, a_workbook([["Strand", "Objective", "Action"], ["Staff", "B", "C"]]))
        plan = agree(world)
        agreeing.close(plan, world.head)
        with pytest.raises(Refused, match="closed"):
            bringing.save_import(found, world.coordinator, read_import(found).fingerprint)


def test_a_table_is_saved_once(world: World) -> None:
    with scope(school=world.school):
        found = brought(world, a_workbook([["Strand", "Objective", "Action"], ["Staff", "B", "C"]]))
        read = saved(world, found)
        with pytest.raises(Refused, match="already"):
            bringing.save_import(found, world.coordinator, read.fingerprint)
        with pytest.raises(Refused, match="already"):
            bringing.drop_import(found, world.coordinator)
        assert Objective.objects.filter(text="B").count() == 1


def test_of_two_people_at_one_table_neither_undoes_the_other(world: World) -> None:
    with scope(school=world.school):
        found = brought(world, a_workbook([["Strand", "Objective", "Action"], ["Staff", "B", "C"]]))
        first = found.revision
        bringing.mend(found, world.coordinator, {2: {2: "Mine"}}, {}, first)
        with pytest.raises(Changed):
            bringing.mend(found, world.head, {2: {2: "Yours"}}, {}, first)
        assert PlanImport.objects.get().rows[0]["cells"][2] == "Mine"


@pytest.mark.parametrize("who", ["teacher", "department", "governor"])
def test_only_who_writes_the_whole_plan_brings_one(world: World, who: str) -> None:
    member: Member = getattr(world, who)
    with scope(school=world.school):
        found = brought(world, a_workbook([["Strand", "Objective", "Action"], ["Staff", "B", "C"]]))
        data = a_workbook([["Objective", "Action"], ["B", "C"]])
        with pytest.raises(NotAllowed):
            bringing.bring_file(world.plan, member, a_file(data, "plan.xlsx"))
        with pytest.raises(NotAllowed):
            bringing.mend(found, member, {}, {}, found.revision)
        with pytest.raises(NotAllowed):
            bringing.save_import(found, member, read_import(found).fingerprint)
        with pytest.raises(NotAllowed):
            bringing.drop_import(found, member)


def test_a_table_given_up_takes_its_file_with_it(world: World) -> None:
    from files.models import Upload

    with scope(school=world.school):
        found = brought(world, a_workbook([["Strand", "Objective", "Action"], ["Staff", "B", "C"]]))
        bringing.drop_import(found, world.coordinator)
        assert not PlanImport.objects.exists()
        assert not Upload.objects.exists()


def test_no_cell_of_the_workbook_is_a_formula(world: World) -> None:
    with scope(school=world.school):
        words = doing.ActionWords('=HYPERLINK("http://example.org","here")')
        doing.add_action(world.objective, world.coordinator, words)
        book = openpyxl.load_workbook(BytesIO(plan_workbook(world.plan)))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    cell = next(
        cell
        for row in book.active.iter_rows()
        for cell in row
        if str(cell.value).startswith("=HYPERLINK")
    )
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_a_table_of_400_rows_is_read_in_as_many_queries_as_one_of_four(
    world: World, django_assert_max_num_queries: Any
) -> None:
    def rows(n: int) -> list[list[str]]:
        return [
            ["Strand", "Objective", "Action", "Lead", "Start", "Finish"],
            *(
                ["Staff", f"Objective {k // 10}", f"Action {k}", "Tom", "1/9/2026", "1/2/2027"]
                for k in range(n)
            ),
        ]

    with scope(school=world.school):
        for n in (4, 400):
            found = brought(world, a_workbook(rows(n)))
            with django_assert_max_num_queries(12):
                read = read_import(found)
            assert len(read.whole.lines) == n
            with django_assert_max_num_queries(32):
                bringing.save_import(found, world.coordinator, read.fingerprint)
        assert Criterion.objects.count() == 0
