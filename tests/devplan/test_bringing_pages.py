"""The pages on which a plan is brought, each by who may and who may not."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from devplan.models import Objective, Plan, PlanImport
from tests.devplan.bringing_parts import HEADINGS, a_workbook, the_template
from tests.devplan.parts import World, a_world
from tests.factories import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    found = a_world()
    with scope(school=found.school):
        Plan.objects.filter(pk=found.plan.pk).update(first_year=2026)
    return found


def url(world: World, name: str, *args: Any) -> str:
    return reverse(f"devplan:{name}", args=[world.school.slug, world.plan.pk, *args])


def sent(client: Client, world: World, data: bytes, name: str = "plan.xlsx") -> Any:
    return client.post(url(world, "bring"), {"file": SimpleUploadedFile(name, data)})


def the_import(world: World) -> PlanImport:
    with scope(school=world.school):
        return PlanImport.objects.latest("pk")


def act(client: Client, world: World, do: str, **said: Any) -> Any:
    one = the_import(world)
    data = {"do": do, "revision": one.revision, **said}
    return client.post(url(world, "bringing", one.pk), data)


def test_a_table_is_read_mended_and_saved(client: Client, world: World) -> None:
    signed_in(client, world.coordinator)
    assert sent(client, world, HEADINGS.encode(), "plan.csv").status_code == 302
    path = url(world, "bringing", the_import(world).pk)
    page = client.get(path).content.decode()
    assert "One row has to be mended" in page
    assert "T. Teacher" in page
    assert "Bring all of it" not in page
    act(client, world, "mend", row="2", **{"r2-3": "Tom Teacher"})
    mended = client.get(path)
    assert "Four rows are ready to be saved" in mended.content.decode()
    shown = mended.context["read"].fingerprint
    assert act(client, world, "save", shown=shown).url == url(world, "write")
    with scope(school=world.school):
        assert Objective.objects.filter(text="Every pupil can work at home").exists()
    assert "came into the plan on" in client.get(path).content.decode()


def test_a_name_is_said_once_for_all_rows(client: Client, world: World) -> None:
    signed_in(client, world.coordinator)
    rows = [
        ["Strand", "Objective", "Action", "Lead"],
        *(["S", "O", f"A{n}", "The ICT lead"] for n in range(3)),
    ]
    sent(client, world, a_workbook(rows))
    who = {"name-0": "The ICT lead", "who-0": str(world.coordinator.pk)}
    act(client, world, "people", **who)
    page = client.get(url(world, "bringing", the_import(world).pk))
    assert "Three rows are ready" in page.content.decode()
    act(client, world, "save", shown=page.context["read"].fingerprint)
    with scope(school=world.school):
        actions = Objective.objects.get(text="O").actions.all()
        assert {one.lead for one in actions} == {world.coordinator}


def test_columns_are_put_right_by_hand(client: Client, world: World) -> None:
    signed_in(client, world.coordinator)
    sent(client, world, a_workbook([["Alpha", "Beta"], ["Reach it", "Do it"], ["", "And that"]]))
    fields = {"field-0": "objective", "field-1": "objective", "strand": "Staff"}
    twice = act(client, world, "columns", **fields)
    assert twice.status_code == 422
    assert "Two columns are taken" in twice.content.decode()
    assert act(client, world, "columns", **fields | {"field-1": "action"}).status_code == 302
    page = client.get(url(world, "bringing", the_import(world).pk)).content.decode()
    assert "Two rows are ready" in page


def test_a_row_is_left_out_and_taken_in_again(client: Client, world: World) -> None:
    signed_in(client, world.coordinator)
    sent(
        client,
        world,
        a_workbook([["Strand", "Objective", "Action"], ["S", "O", "A"], ["S", "", "B"]]),
    )
    path = url(world, "bringing", the_import(world).pk)
    assert 'name="r3-2"' in client.get(path + "?row=3").content.decode()
    assert client.get(path + "?row=99").status_code == 200
    act(client, world, "mend", row="3", out="3")
    page = client.get(path).content.decode()
    assert "One row is ready" in page
    assert "Row 3" in page
    act(client, world, "mend", row="3")
    assert "Two rows are ready" in client.get(path).content.decode()


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"%PDF-1.4", "PDF"), (b"", "empty"), (b"PK\x03\x04nonsense", "damaged")],
)
def test_a_wrong_file_is_refused_and_nothing_is_kept(
    client: Client, world: World, data: bytes, reason: str
) -> None:
    signed_in(client, world.coordinator)
    answer = sent(client, world, data)
    assert answer.status_code == 422
    assert reason in answer.content.decode()
    with scope(school=world.school):
        assert not PlanImport.objects.exists()


def test_what_was_pasted_stays_where_it_cannot_be_read(client: Client, world: World) -> None:
    signed_in(client, world.coordinator)
    answer = client.post(url(world, "bring"), {"text": "a\n" * 3000})
    assert answer.status_code == 422
    assert "a\na\na" in answer.content.decode().replace("\r", "")


def test_the_original_is_given_back_to_be_saved(client: Client, world: World) -> None:
    signed_in(client, world.coordinator)
    data = the_template()
    sent(client, world, data, "Our plan.xlsx")
    answer = client.get(url(world, "bring_original", the_import(world).pk))
    assert b"".join(answer.streaming_content) == data  # type: ignore[attr-defined]
    assert 'attachment; filename="Our plan.xlsx"' in answer["Content-Disposition"]


def test_the_table_of_another_plan_or_school_is_not_found(client: Client, world: World) -> None:
    signed_in(client, world.coordinator)
    sent(client, world, the_template())
    pk = the_import(world).pk
    other = a_world()
    signed_in(client, other.coordinator)
    for name in ("bringing", "bring_original"):
        assert client.get(url(other, name, pk)).status_code == 404
        assert client.get(url(world, name, pk)).status_code == 404


@pytest.mark.parametrize("who", ["teacher", "department", "governor"])
def test_others_neither_bring_nor_see_what_was_brought(
    client: Client, world: World, who: str
) -> None:
    signed_in(client, world.coordinator)
    sent(client, world, the_template())
    pk = the_import(world).pk
    signed_in(client, getattr(world, who))
    for path in (
        url(world, "bring"),
        url(world, "bringing", pk),
        url(world, "bring_original", pk),
    ):
        assert client.get(path).status_code == 403
    assert client.post(url(world, "bringing", pk), {"do": "drop"}).status_code == 403


def test_the_workbook_of_a_draft_is_for_those_who_read_drafts(client: Client, world: World) -> None:
    signed_in(client, world.teacher)
    assert client.get(url(world, "workbook")).status_code == 403
    signed_in(client, world.department)
    answer = client.get(url(world, "workbook"))
    book = openpyxl.load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["Plan", "Measurements", "Spending"]
    assert "attachment" in answer["Content-Disposition"]


def test_the_page_of_a_long_table_makes_no_more_queries(
    client: Client, world: World, django_assert_max_num_queries: Any
) -> None:
    signed_in(client, world.coordinator)
    rows = [["Strand", "Objective", "Action", "Lead", "Cost"]]
    rows += [["S", f"O {n // 10}", f"A {n}", "Tom Teacher", "£5"] for n in range(300)]
    sent(client, world, a_workbook(rows))
    with django_assert_max_num_queries(20):
        page = client.get(url(world, "bringing", the_import(world).pk))
    # No form has more fields than the server takes.
    assert page.content.count(b' name="r') < 900
    assert "280 more rows" in page.content.decode()
