"""Requests a second of four pages beside a signed-in empty view: unchanged since they were made, and made anew.

Two gunicorns of two workers stand side by side, one that keeps pages and one that keeps none, so that each of its
answers is what the first reader after a change gets. wrk asks each address in turn, several rounds over, so
that whatever else the machine does falls on all alike; what is reported is the median of the rounds.
"""

import os
import re
import shutil
import statistics
import subprocess
import sys

import django

from benchmarks import plans
from benchmarks.report import note, report
from benchmarks.serving import Server, head_of, served, session_of

EMPTY, ACTIONS = "/empty/", 60
WORKERS, PEOPLE = 2, 4
ROUNDS, SECONDS = int(os.environ.get("ROUNDS", "5")), 2
KEPT, ANEW = 3, 8  # the empty view may do so many times as many requests a second


def pages() -> dict[str, tuple[str, str]]:
    """What is measured: name → (address, the e-mail address of who asks)."""
    from django.urls import reverse

    from benchmarks.measure_pages import role_page
    from priorities.models import Review
    from schools.models import School

    school = School.objects.get(sample=True)
    head = head_of(school.slug)
    reviews = Review.objects.with_scopes_disabled().filter(school=school)
    revealed = reviews.filter(state__in=["revealed", "agreed", "closed"]).order_by("pk").first()
    assert revealed
    plan = plans.make("plan60", objectives=15, actions=ACTIONS, costs=90, updates=120)
    return {
        "front page": (reverse("front", args=[school.slug]), head),
        "role page": (role_page(school.slug), head),
        "results": (reverse("priorities:results", args=[school.slug, revealed.pk]), head),
        f"plan of {ACTIONS} actions": (
            reverse("devplan:plan", args=["plan60", plan]),
            "head@plan60.example",
        ),
    }


def requests_a_second(server: Server, path: str, cookie: str) -> float:
    """What wrk counts; each answer must be a 200.

    Raises:
        RuntimeError: wrk met an error.
    """
    said = subprocess.run(
        [
            "wrk",
            "-t1",
            f"-c{PEOPLE}",
            f"-d{SECONDS}s",
            "--timeout",
            "60s",
            "-H",
            f"Cookie: {cookie}",
            server.at(path),
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert found
    return float(found[1])


def main() -> int:
    """Measure both servers in turn."""
    if shutil.which("wrk") is None:
        note("This part needs wrk: apt-get install wrk")
        return 1
    django.setup()
    asked = pages()
    cookies = {
        email: session_of(email) + "; csrftoken=" + "b" * 32 for _path, email in asked.values()
    }
    with (
        served(workers=WORKERS, PAGES_KEPT="300") as keeping,
        served(workers=WORKERS, PAGES_KEPT="0") as anew,
    ):
        rounds: dict[tuple[str, str], list[float]] = {}
        for _round in range(ROUNDS + 1):  # the first fills what is kept, and does not count
            for kind, server in (("unchanged", keeping), ("made anew", anew)):
                empty = requests_a_second(server, EMPTY, next(iter(cookies.values())))
                rounds.setdefault((kind, EMPTY), []).append(empty)
                for name, (path, email) in asked.items():
                    rate = requests_a_second(server, path, cookies[email])
                    rounds.setdefault((kind, name), []).append(rate)
    for kind, goal in (("unchanged", KEPT), ("made anew", ANEW)):
        empties = rounds[kind, EMPTY][1:]
        report(f"speed: signed-in empty view, {kind}", statistics.median(empties), "requests/s")
        for name in asked:
            rates = rounds[kind, name][1:]
            report(f"speed: {name}, {kind}", statistics.median(rates), "requests/s")
            share = statistics.median(e / r for e, r in zip(empties, rates, strict=True))
            report(f"speed: empty view over {name}, {kind}", share, "times", goal)
    return 0


if __name__ == "__main__":
    sys.exit(main())
