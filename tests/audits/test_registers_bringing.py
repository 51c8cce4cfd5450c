"""Bringing a register and taking it out again: rows by line with reasons, all of them or none."""

from __future__ import annotations

import datetime
import io
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from audits.actions import register_imports as acts
from audits.actions import registers as actions
from audits.bringing.columns import columns
from audits.bringing.rows import Given, Known, Line, There, day_from, key_of, lines_of
from audits.bringing.workbook import registers_workbook
from audits.entries import Details
from audits.models import RegisterEntry, RegisterImport, Renewal
from audits.queries.register_imports import read_import
from schools.models import Activity
from schools.permissions import NotAllowed
from schools.refusals import Refused
from tests.audits.register_parts import (
    KEEPERS,
    Keepers,
    a_large_register,
    an_entry,
    day,
    keepers,
)
from tests.factories import signed_in

pytestmark = pytest.mark.django_db
D = datetime.date
TODAY = D(2026, 11, 28)
HEADS = "Type,Item,Serial number,Supplier,Owner,Room,Qty,Cost,Renewal date,Notice period,Replace in"


@pytest.fixture
def there() -> Iterator[Keepers]:
    there = keepers()
    with scope(school=there.school):
        yield there


def brought(there: Keepers, *rows: str, heads: str = HEADS) -> RegisterImport:
    text = "\n".join([heads, *rows])
    file = SimpleUploadedFile("register.csv", text.encode())
    return acts.bring_file(there.school, there.technician, file)


def save(there: Keepers, found: RegisterImport) -> None:
    acts.save_import(found, there.technician, read_import(found).fingerprint)


# ---- Rows, without a database ----------------------------------------------------------------------


def test_heads_of_real_registers_are_understood() -> None:
    guess = columns().guess
    for head, field in {
        "Asset Tag": "tag",
        "Description": "name",
        "Asset Type": "kind",
        "Manufacturer": "supplier",
        "Location": "place",
        "Purchase Date": "bought_on",
        "Purchase price (£)": "pence",
        "Expiry date": "renews_on",
        "Licences in use": "in_use",
        "No. of licences": "quantity",
        "Notice period": "notice_days",
        "End of life": "replaced_in",
        "Payment frequency": "period",
        "Comments": "note",
        "How it stands": "leave",
        "Barometer": "leave",
    }.items():
        assert guess(head) == field, head


FIELDS = ["key", "kind", "name", "supplier", "quantity", "pence", "period", "renews_on"]
FIELDS += ["notice_days", "replaced_in", "bought_on", "starts_on", "tag"]


def read(*rows: dict[str, str], there: dict[int, There] | None = None) -> list[Line]:
    known = Known({}, there or {}, TODAY)
    base = {"kind": "licence", "name": "Tern"}
    given = [
        Given(number, [{**base, **row}.get(name, "") for name in FIELDS])
        for number, row in enumerate(rows, start=2)
    ]
    return lines_of(given, FIELDS, known)


def test_an_amount_in_a_merged_cell_is_refused_and_words_in_one_are_not() -> None:
    cells = [
        {"name": "Tern", "supplier": "Wren", "pence": "£900", "kind": "licence"}.get(one, "")
        for one in FIELDS
    ]
    merged = {FIELDS.index(one): "It is merged." for one in ("supplier", "pence")}
    (line,) = lines_of([Given(3, cells, merged)], FIELDS, Known({}, {}, TODAY))
    assert line.problems == {FIELDS.index("pence"): "It is merged."}
    assert line.details.supplier == "Wren"


def reason(**cells: str) -> str:
    (line,) = read(cells)
    return " ".join(line.problems.values())


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"name": ""}, "There is no name"),
        ({"kind": ""}, "does not say what it is"),
        ({"kind": "toaster"}, "is no kind"),
        ({"quantity": "many"}, "no whole number"),
        ({"quantity": "-3"}, "no whole number"),
        ({"quantity": "2.5"}, "no whole number"),
        ({"quantity": "99999999"}, "from 0 to 1,000,000"),
        ({"pence": "cheap"}, "not an amount"),
        ({"pence": "-40"}, "below zero"),
        ({"pence": "£40 a fortnight"}, "not how something is paid"),
        ({"pence": "£40 a month", "period": "yearly"}, "say different things"),
        ({"period": "daily"}, "not how something is paid"),
        ({"renews_on": "soon"}, "is no day"),
        ({"renews_on": "31/02/2027"}, "is no day"),
        ({"renews_on": "3 May 1927"}, "Look at the year"),
        ({"renews_on": "27/11/2025"}, "more than a year ago"),
        ({"notice_days": "some"}, "no number of days"),
        ({"notice_days": "30"}, "give that too"),
        ({"replaced_in": "later"}, "is no year"),
        ({"replaced_in": "1889"}, "Give the year"),
        ({"bought_on": "2027-01-01"}, "still to come"),
        ({"starts_on": "2027-05-01", "renews_on": "2027-04-30"}, "before it starts"),
        ({"key": "R99"}, "the key of no entry of this school"),
        ({"key": "99"}, "the key of no entry of this school"),
        ({"name": "x" * 161}, "160 characters"),
    ],
)
def test_a_row_that_cannot_be_says_why(cells: dict[str, str], words: str) -> None:
    assert words in reason(**cells)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"kind": "Web filter"}, {"kind": "filtering"}),
        ({"kind": "Anti-virus software"}, {"kind": "protection"}),
        ({"kind": "Laptop"}, {"kind": "equipment"}),
        ({"quantity": "1,200"}, {"quantity": 1200}),
        ({"quantity": "30.0"}, {"quantity": 30}),
        ({"pence": "£1,200.50"}, {"pence": 120_050}),
        ({"pence": "28 per month"}, {"pence": 2_800, "period": "monthly"}),
        ({"pence": "£28/month"}, {"pence": 2_800, "period": "monthly"}),
        ({"pence": "690", "period": "annually"}, {"pence": 69_000, "period": "yearly"}),
        ({"renews_on": "4 Sept 2027"}, {"renews_on": D(2027, 9, 4)}),
        ({"renews_on": "4/9/27"}, {"renews_on": D(2027, 9, 4)}),
        ({"renews_on": "2027-09-04 00:00:00"}, {"renews_on": D(2027, 9, 4)}),
        ({"renews_on": "2027-09-04", "notice_days": "3 months"}, {"notice_days": 90}),
        ({"replaced_in": "2028/29"}, {"replaced_in": 2028}),
        ({"replaced_in": "2029-03-01"}, {"replaced_in": 2028}),
    ],
)
def test_what_people_write_is_understood(cells: dict[str, str], said: dict[str, Any]) -> None:
    (line,) = read(cells)
    assert line.problems == {} and line.is_new
    assert {name: getattr(line.details, name) for name in said} == said


def test_a_row_that_is_there_twice_is_told_by_its_line() -> None:
    first, second, third = read({}, {}, {"tag": "B"})
    assert first.problems == {} and third.problems == {}
    assert "Row 2 says the same" in " ".join(second.problems.values())
    here = {7: There(7, Details("licence", "TERN "), 1)}
    (line,) = read({}, there=here)
    assert "in the registers already, as R7" in " ".join(line.problems.values())
    one, two = read({"key": "R7", "quantity": "3"}, {"key": "R7"}, there=here)
    assert one.changed == ("name", "quantity") and "Row 2 has the same key" in str(two.problems)
    gone = {7: There(7, Details("licence", "Tern"), 1, retired=True)}
    assert "is retired" in " ".join(read({"key": "R7"}, there=gone)[0].problems.values())


def test_an_empty_cell_of_an_entry_changes_nothing() -> None:
    old = Details("licence", "Tern", supplier="Keystep", pence=100, period="yearly", quantity=4)
    (line,) = read({"key": "r7"}, there={7: There(7, old, 1)})
    assert line.changed == () and line.details == old


def test_days_are_read_as_they_are_written_here() -> None:
    assert day_from("1st March 2027") == D(2027, 3, 1)
    assert day_from("03-04-2027") == D(2027, 4, 3)
    with pytest.raises(ValueError, match="is no day"):
        day_from("March")


# ---- In and out ------------------------------------------------------------------------------------


def test_it_works(there: Keepers) -> None:
    found = brought(
        there,
        "Filtering,Gatehouse,,Lantern,Theo Technician,Server room,460,£2160 a year,1/9/2029,30,",
        "Laptop,Year 5 trolley,QP-1,Merrow,The caretaker,Trolley A,30,9870,,,2028/29",
    )
    assert not RegisterEntry.objects.exists()
    read_now = read_import(found)
    assert (len(read_now.new), read_now.wrong, read_now.left_out) == (2, [], [])
    save(there, found)
    filter_, laptops = RegisterEntry.objects.order_by("pk")
    assert (filter_.owner, filter_.pence, filter_.period) == (there.technician, 216_000, "yearly")
    assert filter_.notice_on == D(2029, 8, 2)
    assert (laptops.owner_words, laptops.replaced_in) == ("The caretaker", 2028)
    assert Renewal.objects.count() == 2
    assert Activity.objects.get().about == {"rows": "2"}


@pytest.mark.parametrize("who", KEEPERS)
def test_those_who_keep_registers_bring_them(there: Keepers, who: str) -> None:
    file = SimpleUploadedFile("a.csv", f"{HEADS}\nLaptop,A,,,,,1,,,,".encode())
    found = acts.bring_file(there.school, getattr(there, who), file)
    acts.save_import(found, getattr(there, who), read_import(found).fingerprint)
    assert RegisterEntry.objects.get().made_by == getattr(there, who)


@pytest.mark.parametrize("who", ["department", "teacher", "governor", "guest"])
def test_others_do_not(there: Keepers, who: str) -> None:
    member = getattr(there, who)
    found = brought(there, "Laptop,A,,,,,1,,,,")
    file = SimpleUploadedFile("a.csv", f"{HEADS}\nLaptop,A,,,,,1,,,,".encode())
    for attempt in (
        lambda: acts.bring_file(there.school, member, file),
        lambda: acts.mend(found, member, {}, {}, 1),
        lambda: acts.set_columns(found, member, ["name"], "", 1),
        lambda: acts.save_import(found, member, read_import(found).fingerprint),
        lambda: acts.drop_import(found, member),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert not RegisterEntry.objects.exists()


def test_nothing_is_saved_while_a_row_cannot_be(there: Keepers) -> None:
    found = brought(there, "Laptop,A,,,,,1,,,,", "Laptop,,,,,,lots,,,,", "Laptop,C,,,,,1,soon,,,")
    with pytest.raises(Refused, match="cannot be saved yet"):
        save(there, found)
    assert not RegisterEntry.objects.exists()
    assert [one.line for one in read_import(found).wrong] == [3, 4]
    found = acts.mend(found, there.technician, {3: {1: "B", 6: "2"}}, {}, 1)
    assert [one.line for one in read_import(found).wrong] == [4]
    found = acts.leave_out_wrong(found, there.technician, 2)
    save(there, found)
    assert [one.name for one in RegisterEntry.objects.order_by("pk")] == ["A", "B"]


def test_what_is_saved_is_what_was_shown(there: Keepers) -> None:
    entry = an_entry(there, name="Tern")
    found = brought(there, f"{key_of(entry.pk)},Licence,Tern,9", heads="key,type,item,qty")
    seen = read_import(found).fingerprint
    actions.change(entry, there.head, replace(Details.of(entry), place="Hall"), 1)
    with pytest.raises(Refused, match="have changed since"):
        acts.save_import(found, there.technician, seen)
    save(there, found)
    entry.refresh_from_db()
    assert (entry.quantity, entry.place, entry.revision) == (9, "Hall", 3)
    with pytest.raises(Refused, match="already"):
        save(there, found)
    with pytest.raises(Refused, match="already"):
        acts.drop_import(found, there.technician)


def test_two_who_mend_the_same_table_do_not_overwrite_each_other(there: Keepers) -> None:
    found = brought(there, "Laptop,,,,,,1,,,,")
    acts.mend(found, there.head, {2: {1: "A"}}, {}, 1)
    with pytest.raises(acts.ImportChanged):
        acts.mend(found, there.technician, {2: {1: "B"}}, {}, 1)


def test_columns_are_put_right_by_hand(there: Keepers) -> None:
    found = brought(there, "Laptops,30", heads="Barometer,Altimeter")
    assert read_import(found).wrong
    with pytest.raises(Refused, match="Two columns"):
        acts.set_columns(found, there.head, ["name", "name"], "", 1)
    with pytest.raises(Refused, match="from the list"):
        acts.set_columns(found, there.head, ["name", "password"], "", 1)
    with pytest.raises(Refused, match="from the list"):
        acts.set_columns(found, there.head, ["name", "leave"], "toaster", 1)
    found = acts.set_columns(found, there.head, ["name", "quantity"], "equipment", 1)
    save(there, found)
    assert RegisterEntry.objects.get().quantity == 30


def test_a_key_of_another_school_is_no_key(there: Keepers) -> None:
    other = keepers()
    with scope(school=other.school):
        theirs = an_entry(other, name="Theirs")
    found = brought(there, f"{key_of(theirs.pk)},Licence,Ours", heads="key,type,item")
    (wrong,) = read_import(found).wrong
    assert "of no entry of this school" in " ".join(wrong.problems.values())


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0rest", "old kind"),
        (b"PK\x03\x04broken", "damaged"),
        (b"\x00\x01\x02", "no text"),
    ],
)
def test_a_file_that_is_no_table_is_refused(there: Keepers, content: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        acts.bring_file(there.school, there.head, SimpleUploadedFile("a.xlsx", content))
    assert not RegisterImport.objects.exists()


def test_a_cell_with_a_formula_is_not_reckoned(there: Keepers) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Type", "Item", "Qty"])
    book.active.append(["Laptop", "A", "=1+1"])
    into = io.BytesIO()
    book.save(into)
    found = acts.bring_file(there.school, there.head, SimpleUploadedFile("a.xlsx", into.getvalue()))
    (wrong,) = read_import(found).wrong
    assert "holds a formula" in " ".join(wrong.problems.values())


def test_what_is_taken_out_comes_back_unchanged(there: Keepers) -> None:
    a_large_register(there, 60)
    an_entry(there, name="=HYPERLINK(1)", note="+44 1234\n-x\n@y", renews_on=day(40))
    gone = an_entry(there, name="Gone")
    actions.retire(gone, there.head, "Sold")
    content = registers_workbook(there.school)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert [one.title for one in book.worksheets] == ["Registers", "Retired"]
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    found = acts.bring_file(there.school, there.head, SimpleUploadedFile("r.xlsx", content))
    seen = read_import(found)
    assert [(one.line, one.problems) for one in seen.wrong] == []
    assert (len(seen.new), len(seen.changed), seen.same) == (0, 0, 61)
    before = Activity.objects.count()
    save(there, found)
    assert Activity.objects.count() == before
    # The same, from a spreadsheet program that saves as CSV.
    sheet = book.worksheets[0]
    rows = [[str(c) if c is not None else "" for c in row] for row in sheet.values]
    text = "\n".join(",".join('"' + c.replace('"', '""') + '"' for c in row) for row in rows)
    found = acts.bring_file(there.school, there.head, SimpleUploadedFile("r.csv", text.encode()))
    seen = read_import(found)
    assert (seen.wrong, len(seen.new), len(seen.changed)) == ([], 0, 0)


def test_a_changed_cell_changes_that_entry_and_renews_it(there: Keepers) -> None:
    entry = an_entry(there, name="Tern", renews_on=day(10), notice_days=5, pence=100)
    content = registers_workbook(there.school)
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    sheet.cell(2, heads.index("Renewal date") + 1).value = day(375)
    into = io.BytesIO()
    book.save(into)
    found = acts.bring_file(there.school, there.head, SimpleUploadedFile("r.xlsx", into.getvalue()))
    (line,) = read_import(found).changed
    assert line.changed == ("renews_on",)
    save(there, found)
    entry.refresh_from_db()
    assert (entry.renews_on, entry.notice_on, entry.pence) == (day(375), day(370), 100)
    assert Renewal.objects.get(entry=entry, closed_on=day(0)).how == "renewed"


def test_three_thousand_rows_are_read_and_shown_within_five_seconds(
    client: Client, there: Keepers
) -> None:
    a_large_register(there, 3_000)
    content = registers_workbook(there.school)
    RegisterEntry.objects.all().delete()
    signed_in(client, there.technician)
    start = time.perf_counter()
    response = client.post(
        reverse("audits:register_bring", args=[there.school.slug]),
        {"file": SimpleUploadedFile("r.xlsx", content)},
        follow=True,
    )
    took = time.perf_counter() - start
    # Without their entries the keys are of none: every row is told, and none is saved.
    assert "3000 rows cannot be saved yet" in response.content.decode()
    assert took < 15, (
        took
    )  # five on a machine that does nothing else: benchmarks/measure_registers.py


# ---- Pages -----------------------------------------------------------------------------------------


def test_it_is_brought_mended_and_saved_on_its_pages(client: Client, there: Keepers) -> None:
    signed_in(client, there.manager)
    start = reverse("audits:register_bring", args=[there.school.slug])
    assert client.post(start).status_code == 422
    bad = client.post(start, {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")})
    assert bad.status_code == 422 and "PDF" in bad.content.decode()
    text = f"{HEADS}\nLaptop,A,,,,,1,,,,\nLaptop,B,,,,,lots,,,,"
    response = client.post(start, {"text": text}, follow=True)
    read_now = response.content.decode()
    assert "1 row cannot be saved yet" in read_now and "“lots” is no whole number." in read_now
    found = RegisterImport.objects.get()
    page = reverse("audits:register_bringing", args=[there.school.slug, found.pk])
    client.post(page, {"do": "mend", "revision": "1", "row": "3", "r3-6": "4"})
    read_now = client.get(page).content.decode()
    assert "2 rows can be saved" in read_now and "2 new" in read_now
    stale = client.post(page, {"do": "mend", "revision": "1", "r3-6": "9"})
    assert stale.status_code == 409
    found.refresh_from_db()
    shown = read_import(found).fingerprint
    response = client.post(page, {"do": "save", "revision": "2", "shown": shown}, follow=True)
    assert "2 rows are in the registers." in response.content.decode()
    assert "came into the registers" in client.get(page).content.decode()
    original = reverse("audits:register_original", args=[there.school.slug, found.pk])
    assert client.get(original).status_code == 200
    other = keepers()
    assert signed_in(client, other.head).get(page).status_code == 404
    assert client.get(original).status_code == 404


def test_the_spreadsheet_is_for_the_staff(client: Client, there: Keepers) -> None:
    address = reverse("audits:register_workbook", args=[there.school.slug])
    assert signed_in(client, there.teacher).get(address).status_code == 200
    assert signed_in(client, there.governor).get(address).status_code == 403
    bring = reverse("audits:register_bring", args=[there.school.slug])
    assert signed_in(client, there.teacher).get(bring).status_code == 403


def test_reading_and_saving_take_as_many_queries_for_many_rows_as_for_few(
    there: Keepers,
) -> None:
    counts: list[int] = []
    for many in (3, 400):
        rows = [f"Laptop,{many}-{n},,,,,1,,1/9/2029,30," for n in range(many)]
        found = brought(there, *rows)
        with CaptureQueriesContext(connection) as asked:
            save(there, found)
        # Rows go in by the batch: how many those are is the database's business.
        told = [one["sql"] for one in asked.captured_queries]
        counts.append(sum(not one.startswith("INSERT") for one in told))
    assert counts[0] == counts[1] <= 12
