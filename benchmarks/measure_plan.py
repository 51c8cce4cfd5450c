"""A plan of 40 objectives, 400 actions, 1,200 costs and 2,000 updates beside one with 40 actions.

What runs in this process alone is measured in the processor's time, so that others on the machine do not count.
"""

import time
from urllib.parse import urlencode

import django

from benchmarks.measure_results import queries_of
from benchmarks.plans import ACTIONS, COSTS, UPDATES, make
from benchmarks.report import report
from benchmarks.serving import served, session_of

MOST_QUERIES, EMPTY = 15, "/empty/"
# As a browser sends a form without files.
FORM = "application/x-www-form-urlencoded"
PAGES = ("plan", "timeline", "money", "updates", "checks", "impact", "write")


def measure_pages(large: int, small: int) -> None:
    """The pages of the plan: queries, and the time beside that of a tenth of the actions."""
    from django.urls import reverse

    heads = {slug: f"head@{slug}.example" for slug in ("plan400", "plan40")}
    paths = {
        name: [
            reverse(f"devplan:{name}", args=["plan400", large]),
            reverse(f"devplan:{name}", args=["plan40", small]),
        ]
        for name in PAGES
    }
    for name, (path, _small) in paths.items():
        queries = queries_of(heads["plan400"], path)
        report(f"{name}: queries with {ACTIONS} actions", queries, "queries", MOST_QUERIES)
    with served() as server:
        cookies = [session_of(one) for one in heads.values()]
        for name, both in paths.items():
            times: list[list[float]] = [[], []]
            for _turn in range(3):  # in turn, so that a busy machine weighs on both
                for path, cookie, found in zip(both, cookies, times, strict=True):
                    server.cookie = cookie
                    found += server.server_ms(path, times=4)
            report(f"{name}: {ACTIONS} actions beside 40", min(times[0]), "ms", min(times[1]))


def measure_saving(plan: int) -> None:
    """One saved row of the plan beside a signed-in empty view, both without a server."""
    from django.test import Client
    from django.urls import reverse
    from django_scopes import scope

    from devplan.models import Action
    from schools.models import School, User

    client = Client()
    client.force_login(
        User.objects.get(email="head@plan400.example"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    with scope(school=School.objects.get(slug="plan400")):
        action = Action.objects.filter(objective__plan=plan).order_by("pk")[7]
    path = reverse("devplan:edit_action", args=["plan400", plan, action.pk])
    headers = {"HX-Request": "true"}

    def fields() -> dict[str, list[str]]:
        """What the row's form holds, as a browser would send it."""
        from lxml import html  # type: ignore[import-untyped]

        form = html.fromstring(client.get(path, headers=headers).content.decode())
        found: dict[str, list[str]] = {}
        forms = form.xpath("descendant-or-self::form[.//*[@name='text']]")
        for name, value in forms[0].form_values():
            found.setdefault(name, []).append(value)
        return found

    saved, empty = [], []
    for number in range(30):
        data = fields() | {"text": [f"Action seven, reworded for the time {number}"]}
        start = time.process_time()
        answer = client.post(path, urlencode(data, doseq=True), content_type=FORM, headers=headers)
        saved.append((time.process_time() - start) * 1000)
        if answer.status_code not in (200, 204, 302):
            raise RuntimeError(f"Saving a row answered {answer.status_code}.")
        start = time.process_time()
        client.get(EMPTY)
        empty.append((time.process_time() - start) * 1000)
    report("one saved row", sorted(saved)[15], "ms", sorted(empty)[15])


def measure_bringing(plan: int) -> None:
    """A workbook of 400 rows: sent, read and shown with every problem; seconds of the processor."""
    from io import BytesIO

    import openpyxl
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client
    from django.urls import reverse

    from schools.models import User

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Strand", "Objective", "Action", "Lead", "Start", "Finish", "Cost", "Reason"])
    for number in range(ACTIONS):
        sheet.append(
            [
                *("Equipment", f"Objective {number // 10}", f"Action {number}, as it was written"),
                *("person1 plan40", "1/9/2026", "Spring 2027"),
                *(
                    "£1,200" if number % 7 else "£1,2OO",
                    "It is worth it because of what it changes.",
                ),
            ]
        )
    held = BytesIO()
    book.save(held)
    client = Client()
    client.force_login(
        User.objects.get(email="head@plan40.example"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    path = reverse("devplan:bring", args=["plan40", plan])
    taken = []
    for _turn in range(2):
        file = SimpleUploadedFile("plan.xlsx", held.getvalue())
        start = time.process_time()
        answer = client.post(path, {"file": file}, follow=True)
        taken.append(time.process_time() - start)
        if b"have to be mended" not in answer.content:
            raise RuntimeError("The preview does not say what has to be mended.")
    report(f"{ACTIONS} rows brought, with preview", min(taken), "s", 3)


def measure_printing(plan: int, small: int) -> None:
    """The full plan's PDF: time a page, that it grows with the pages only, and the memory it takes."""
    from io import BytesIO

    from django_scopes import scope
    from pypdf import PdfReader

    from documents import pdf, register
    from schools.models import School

    found: list[float] = []
    for slug, pk in (("plan40", small), ("plan400", plan)):
        school = School.objects.get(slug=slug)
        with scope(school=school):
            document = register.find(school, None, f"plan-{pk}")
            assert document
            html = pdf.to_html(document).encode()
        if not found:
            pdf.draw(html)  # fonts are unpacked once
        start = time.process_time()
        drawn = pdf.draw(html)
        took = (time.process_time() - start) * 1000
        pages = len(PdfReader(BytesIO(drawn)).pages)
        found.append(took / pages)
        report(f"full plan, {pages} pages: a page", took / pages, "ms", 70)
    report("full plan: a page of 400 actions beside one of 40", found[1], "ms", found[0])
    report("full plan: memory at most", memory_of(html), "MB", 300)


def memory_of(html: bytes) -> float:
    """What the process that draws a long document for a school takes at most, in megabytes (RSS)."""
    import subprocess
    import sys
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        state, target = Path(folder) / "state", Path(folder) / "plan.pdf"
        state.touch()
        command = [
            sys.executable,
            "-m",
            "documents.drawing",
            str(state),
            str(target),
            "1024",
            "180",
        ]
        # By a process between, whose only child it is: this one has served pages as well.
        between = (
            "import resource, subprocess, sys;"
            "subprocess.run(sys.argv[1:], stdin=sys.stdin, check=True);"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
        )
        done = subprocess.run(
            [sys.executable, "-c", between, *command], input=html, capture_output=True, check=True
        )
        assert target.stat().st_size > 10_000
    return int(done.stdout.split()[-1]) / 1024


def main() -> None:
    """Make both schools and measure them."""
    django.setup()
    small = make("plan40", objectives=40, actions=40, costs=120, updates=200)
    large = make("plan400", objectives=40, actions=ACTIONS, costs=COSTS, updates=UPDATES)
    measure_pages(large, small)
    measure_saving(large)
    measure_bringing(small)
    measure_printing(large, small)


if __name__ == "__main__":
    main()
