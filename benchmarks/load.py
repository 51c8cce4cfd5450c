"""What many schools and many people at once do to the pages: `script/load 24000`.

Two databases stand in one cluster, one with a single school and one with all. First the pages of both are held
beside one another, as each is made anew; then people of the many schools come, by locust, 1, 10 and 50 at once without
a pause between their requests, to gunicorn with two workers as it serves in earnest: pages are kept. Last, two of
them print.
"""

from __future__ import annotations

import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.report import note, report
from benchmarks.serving import Server, served

ASKED = 200  # schools whose people come
PAGES = ("front", "role", "matrix", "plan", "results")
# People at once → seconds; SHORTLY tries the script itself.
CROWDS = {1: 4, 5: 6} if os.environ.get("SHORTLY") else {1: 30, 10: 60, 50: 120}
TICKS = os.sysconf("SC_CLK_TCK")


def database(name: str, schools: int) -> str:
    """Make a database of that name beside the one that the settings name, with so many schools; its address."""
    import psycopg

    base = os.environ["DATABASE_URL"]
    with psycopg.connect(base.replace("postgres://", "postgresql://"), autocommit=True) as there:
        there.execute(f'CREATE DATABASE "{name}"')
    address = f"{base.rpartition('/')[0]}/{name}"
    environment = {**os.environ, "DATABASE_URL": address}
    for words in (
        ["manage.py", "migrate", "--verbosity", "0"],
        ["-m", "benchmarks.many", str(schools), "--bare"][: 4 if schools > 1 else 3],
    ):
        subprocess.run([sys.executable, *words], env=environment, check=True)
    return address


def size_of(address: str) -> int:
    """How many bytes a database takes, indexes and all."""
    import psycopg

    with psycopg.connect(address.replace("postgres://", "postgresql://")) as there:
        found = there.execute("SELECT pg_database_size(current_database())").fetchone()
    assert found
    return int(found[0])


def people(address: str, most: int) -> list[dict[str, Any]]:
    """Heads of up to so many schools of that database: their cookie, and the addresses of their pages."""
    said = subprocess.run(
        [sys.executable, "-m", "benchmarks.load", "people", str(most)],
        env={**os.environ, "DATABASE_URL": address},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [json.loads(line) for line in said.splitlines()]


def say_people(most: int) -> None:
    """Print who may ask, a line each: the heads of schools with a review, spread over all."""
    import django

    django.setup()
    from django.urls import reverse
    from django_scopes import scope

    from benchmarks.serving import head_of, session_of
    from devplan.models import Action, Plan
    from priorities.models import Review
    from roles.models import RoleDescription
    from schools.models import School

    reviewed = list(
        Review.objects.with_scopes_disabled()
        .order_by("school_id")
        .values_list("school_id", flat=True)
    )
    step = max(1, len(reviewed) // most)
    for school in School.objects.filter(pk__in=reviewed[::step][:most]).order_by("pk"):
        with scope(school=school):
            plan, review = Plan.objects.get(), Review.objects.get()
            role = RoleDescription.objects.filter(state="agreed").order_by("pk").first()
            assert role
            actions = Action.objects.filter(objective__plan=plan, status="under_way").order_by("pk")
            one = {
                "cookie": session_of(head_of(school.slug)),
                "pages": {
                    "front": reverse("front", args=[school.slug]),
                    "role": reverse("roles:role", args=[school.slug, role.role_id]),
                    "matrix": reverse("roles:matrix", args=[school.slug]),
                    "people": reverse("schools:people", args=[school.slug]),
                    "plan": reverse("devplan:plan", args=[school.slug, plan.pk]),
                    "timeline": reverse("devplan:timeline", args=[school.slug, plan.pk]),
                    "updates": reverse("devplan:updates", args=[school.slug, plan.pk]),
                    "results": reverse("priorities:results", args=[school.slug, review.pk]),
                },
                "updates": [
                    reverse("devplan:update", args=[school.slug, plan.pk, action.pk])
                    for action in actions
                ],
                "paper": reverse("documents:pdf", args=[school.slug, f"role-{role.role_id}"]),
            }
        print(json.dumps(one))


def pages_beside(one: str, many: str) -> None:
    """Each page with all schools over the same with one, made anew, asked in turn."""
    few, crowd = people(one, 1), people(many, 10)
    with (
        served(DATABASE_URL=one, PAGES_KEPT="0") as small,
        served(DATABASE_URL=many, PAGES_KEPT="0") as large,
    ):
        for name in PAGES:
            times: dict[str, list[float]] = {"small": [], "large": []}
            for who in crowd:
                small.cookie = few[0]["cookie"]
                large.cookie = who["cookie"]
                times["small"] += small.server_ms(few[0]["pages"][name], times=6)
                times["large"] += large.server_ms(who["pages"][name], times=6)
            report(
                f"load: {name}, all schools beside one",
                statistics.median(times["large"]),
                "ms",
                statistics.median(times["small"]),
            )


def seconds_of(process: int) -> float:
    """The processor's seconds that a process and its children have used so far."""
    total = 0.0
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        total = (int(fields[11]) + int(fields[12])) / TICKS
        below = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return total
    return total + sum(seconds_of(int(child)) for child in below)


def postgres() -> int:
    """The number of the cluster's first process, which this one's parent started."""
    name = os.environ["DATABASE_URL"].rpartition(":")[2].partition("/")[0]
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        words = path.read_bytes().decode(errors="replace").split("\0")
        if "postgres" in words[0] and "-p" in words and words[words.index("-p") + 1] == name:
            return int(path.parent.name)
    raise RuntimeError("The cluster's process was not found.")


@dataclass
class Crowd:
    """What locust counted."""

    rate: float
    failures: int
    p50: float
    p95: float
    p99: float


def crowd(server: Server, who: Path, kind: str, number: int, seconds: int) -> Crowd:
    """So many people of that kind at once for so long."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [
                *(
                    ".venv-load/bin/locust",
                    "--headless",
                    "--locustfile",
                    "benchmarks/locustfile.py",
                ),
                *("--host", server.at(""), "--users", str(number), "--spawn-rate", str(number)),
                *("--run-time", f"{seconds}s", "--csv", f"{folder}/said", "--only-summary"),
                *("--exit-code-on-error", "0", kind),
            ],
            env={**os.environ, "PEOPLE": str(who)},
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        with Path(f"{folder}/said_stats.csv").open() as file:
            rows = {row["Name"]: row for row in csv.DictReader(file)}
    total = rows["Aggregated"]
    return Crowd(
        float(total["Requests/s"]),
        int(total["Failure Count"]),
        *(float(total[part]) for part in ("50%", "95%", "99%")),
    )


def crowds(many: str) -> None:
    """What 1, 10 and 50 people at once get, what it takes, and what is used up first."""
    asking = people(many, ASKED)
    with tempfile.TemporaryDirectory() as folder:
        who = Path(folder) / "people"
        who.write_text("\n".join(json.dumps(one) for one in asking))
        with served(workers=2, DATABASE_URL=many, PAGES_KEPT="300") as server:
            cluster = postgres()
            for number, seconds in CROWDS.items():
                before = seconds_of(server.process), seconds_of(cluster)
                found = crowd(server, who, "Somebody", number, seconds)
                after = seconds_of(server.process), seconds_of(cluster)
                name = f"load: {number} at once"
                report(f"{name}, requests a second", found.rate, "requests/s")
                report(f"{name}, failed", found.failures, "requests", 0)
                report(f"{name}, p50", found.p50, "ms")
                report(f"{name}, p95", found.p95, "ms", found.p50)
                report(f"{name}, p99", found.p99, "ms", found.p50)
                report(f"{name}, gunicorn", (after[0] - before[0]) / seconds, "processors")
                report(f"{name}, PostgreSQL", (after[1] - before[1]) / seconds, "processors")
                report(f"{name}, a worker", server.worker_mb(), "MB")
            printed = crowd(server, who, "Printer", 2, 60)
            report("load: two who print, descriptions a second", printed.rate, "PDFs/s")
            report("load: two who print, failed", printed.failures, "PDFs", 0)


def main() -> int:
    """All of it, for as many schools as asked."""
    if sys.argv[1] == "people":
        say_people(int(sys.argv[2]))
        return 0
    schools = int(sys.argv[1])
    note("One school, then all of them.")
    one, many = database("one", 1), database("many", schools)
    report("load: the database of all schools", size_of(many) / 1e6, "MB")
    note("Pages beside one another.")
    pages_beside(one, many)
    note("People at once.")
    crowds(many)
    return 0


if __name__ == "__main__":
    sys.exit(main())
