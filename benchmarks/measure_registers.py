"""A register of 3,000 entries beside one of 300: its pages, and bringing it in; one of 1,000 as PDF."""

from __future__ import annotations

import datetime
import io
import re
import sys
import time

import django

from benchmarks.drawing import ms_a_page
from benchmarks.measure_audits import a_school
from benchmarks.measure_results import queries_of
from benchmarks.report import note, report
from benchmarks.serving import served, session_of

ENTRIES, PRINTED = 3_000, 1_000
MOST_QUERIES, MOST_TIMES = 15, 4
MOST_SECONDS, MOST_MS_A_PAGE = 5.0, 60.0
PAGES = ("registers", "entries", "falling", "forecast", "purchases")


def a_register(slug: str, many: int) -> list[str]:
    """So many entries of every kind, with renewals, a log and wishes: the paths of the pages."""
    from django.urls import reverse
    from django.utils import timezone
    from django_scopes import scope

    from audits.actions.registers import follow_all
    from audits.falling import notice_day
    from audits.models import Maintenance, Period, Purchase, RegisterEntry, RegisterKind
    from schools.models import Member, School

    school, today = School.objects.get(slug=slug), timezone.localdate()
    with scope(school=school):
        people = list(Member.objects.order_by("pk"))
        rows = []
        for n in range(many):
            renews = today + datetime.timedelta(days=(n * 7) % 1_100 - 60) if n % 3 else None
            rows.append(
                RegisterEntry(
                    school=school,
                    kind=RegisterKind.values[n % len(RegisterKind.values)],
                    name=f"Thing number {n}, with a name of some length",
                    tag=f"QP-{n:05}",
                    supplier=f"Supplier {n % 40}",
                    owner=people[n % len(people)],
                    quantity=n % 60 + 1,
                    in_use=n % 61 if n % 4 == 0 else None,
                    place=f"Room {n % 70}",
                    pence=(n % 90) * 1_150 if n % 9 else None,
                    period=Period.values[n % len(Period.values)],
                    bought_on=today - datetime.timedelta(days=n % 2_000),
                    renews_on=renews,
                    notice_days=30 if renews else None,
                    notice_on=notice_day(renews, 30),
                    replaced_in=today.year + n % 6 if n % 3 == 0 else None,
                )
            )
        RegisterEntry.objects.bulk_create(rows, batch_size=500)
        follow_all(rows, people[0])
        Maintenance.objects.bulk_create(
            Maintenance(
                school=school, entry=one, happened_on=today, state="serviced", text="Cleaned"
            )
            for one in rows
        )
        Purchase.objects.bulk_create(
            Purchase(school=school, what=f"Wish {n}", why="Science", asked_by=people[0])
            for n in range(many // 10)
        )
        entry = rows[1].pk
    return [
        *(reverse(f"audits:{name}", args=[slug]) for name in PAGES),
        reverse("audits:entry", args=[slug, entry]),
    ]


def a_workbook(many: int) -> bytes:
    """A register as a school might have it, so many rows long."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    heads = "Type,Item,Serial number,Supplier,Owner,Room,Qty,Cost,Renewal date,Notice period"
    sheet.append([*heads.split(","), "Purchase date", "Replace in", "Notes"])
    kinds = ("Laptop", "Software licence", "Contract", "Web filter", "Broadband")
    for n in range(many):
        sheet.append(
            [
                *(kinds[n % 5], f"Thing number {n}", f"QP-{n:05}", f"Supplier {n % 40}"),
                *(f"Person {n % 20}", f"Room {n % 70}", n % 60 + 1, "£1,200 a year"),
                *(datetime.date(2029, n % 12 + 1, n % 28 + 1), "30 days", "4 Sept 2024"),
                *("2030/31", "Kept in the cupboard beside the door"),
            ]
        )
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


def bring(slug: str, email: str) -> None:
    """Time a file from being chosen to its rows being shown, and their being saved."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client
    from django.urls import reverse

    from schools.models import User

    client = Client()
    user = User.objects.get(email=email)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    file = SimpleUploadedFile("register.xlsx", a_workbook(ENTRIES))
    start = time.perf_counter()
    answer = client.post(reverse("audits:register_bring", args=[slug]), {"file": file})
    page = client.get(answer["Location"])
    report(
        f"registers: {ENTRIES} rows read and shown", time.perf_counter() - start, "s", MOST_SECONDS
    )
    shown = re.search(r'name="shown" value="(\w+)"', page.content.decode())
    if shown is None or f"{ENTRIES} rows can be saved" not in page.content.decode():
        raise RuntimeError("Not all rows can be saved.")
    words = {"do": "save", "shown": shown[1], "revision": "1"}
    start = time.perf_counter()
    client.post(answer["Location"], words)
    report(f"registers: {ENTRIES} rows saved", time.perf_counter() - start, "s")


def print_it(slug: str) -> None:
    """The PDF of a register by the page, in the processor's time: others may be at work on the machine."""
    from django_scopes import scope

    from documents import pdf
    from documents.register import find
    from schools.models import School

    school = School.objects.get(slug=slug)
    with scope(school=school):
        document = find(school, None, "registers")
        assert document is not None
        html = pdf.to_html(document).encode()
    pages, ours, bare = ms_a_page(html)
    note(f"The register of {PRINTED} entries has {pages} pages, {ours * pages / 1000:.1f} s.")
    report("registers: a page of the PDF", ours, "ms", MOST_MS_A_PAGE)
    report("registers: a page of the PDF beside bare WeasyPrint", ours, "ms", bare)


def main() -> int:
    """Measure the large register beside the small one."""
    django.setup()
    paths: dict[str, list[str]] = {}
    for slug, many in (("few", ENTRIES // 10), ("many", ENTRIES)):
        a_school(slug, 20, ["KS1", "KS2"], 3)
        paths[slug] = a_register(slug, many)
    names = [*PAGES, "one entry"]
    for name, path in zip(names, paths["many"], strict=True):
        queries = queries_of("0@many.example", path)
        report(f"registers: queries of {name}", queries, "queries", MOST_QUERIES)
    with served() as server:
        cookies = {slug: session_of(f"0@{slug}.example") for slug in paths}
        for name, small, large in zip(names, paths["few"], paths["many"], strict=True):
            times: dict[str, list[float]] = {"few": [], "many": []}
            for _turn in range(3):  # in turn, so that a busy machine weighs on both
                for slug, path in (("few", small), ("many", large)):
                    server.cookie = cookies[slug]
                    times[slug] += server.server_ms(path, times=8)
            report(
                f"registers: {name}, {MOST_TIMES} times at most",
                min(times["many"]),
                "ms",
                min(times["few"]),
            )
    a_school("bringing", 20, ["KS1", "KS2"], 3)
    bring("bringing", "0@bringing.example")
    a_school("printing", 20, ["KS1", "KS2"], 3)
    a_register("printing", PRINTED)
    print_it("printing")
    return 0


if __name__ == "__main__":
    sys.exit(main())
