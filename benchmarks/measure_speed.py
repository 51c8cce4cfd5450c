"""Four pages beside a signed-in empty view: unchanged since they were made, changed since, and made of nothing.

Unchanged, wrk counts requests a second of a gunicorn with two workers, each address in turn, several rounds over, so
that whatever else the machine does falls on all alike; what is reported is the median of the rounds. Changed, each
reader comes after somebody has written what the page shows (`CHANGES`): the worker's own time for it beside that of
an empty view. Of nothing, a worker that keeps neither pages nor parts of them is asked in the same way.
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
KEPT, CHANGED = 3, 8  # the empty view may do so many times as many requests a second
TIMES = 60
# The tables that are written before each reader comes: an action's update, a description's text, a question that is
# asked about the results (which stay as they were revealed).
UPDATE = "devplan_action+devplan_progressupdate+schools_activity"
CHANGES = {
    "front page": UPDATE,
    "role page": "roles_roledescription+roles_line+schools_activity",
    "results": "board_question+schools_activity",
    f"plan of {ACTIONS} actions": UPDATE,
}


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


def unchanged(asked: dict[str, tuple[str, str]], cookies: dict[str, str]) -> None:
    """Requests a second of pages that are kept."""
    rounds: dict[str, list[float]] = {}
    with served(workers=WORKERS, PAGES_KEPT="300") as server:
        for _round in range(ROUNDS + 1):  # the first fills what is kept, and does not count
            empty = requests_a_second(server, EMPTY, next(iter(cookies.values())))
            rounds.setdefault(EMPTY, []).append(empty)
            for name, (path, email) in asked.items():
                rounds.setdefault(name, []).append(requests_a_second(server, path, cookies[email]))
    empties = rounds[EMPTY][1:]
    report("speed: signed-in empty view", statistics.median(empties), "requests/s")
    for name in asked:
        rates = rounds[name][1:]
        report(f"speed: {name}, unchanged", statistics.median(rates), "requests/s")
        share = statistics.median(e / r for e, r in zip(empties, rates, strict=True))
        report(f"speed: empty view over {name}, unchanged", share, "times", KEPT)


def changed(asked: dict[str, tuple[str, str]], cookies: dict[str, str]) -> None:
    """The worker's time for pages of which something has changed, and for pages made of nothing."""
    with served(PAGES_KEPT="300") as keeping, served(PAGES_KEPT="0") as bare:
        for name, (path, email) in asked.items():
            keeping.cookie = bare.cookie = cookies[email]
            change = f"/changed/{path.split('/')[2]}/{CHANGES[name]}/"
            empty, _changing, page = keeping.server_ms(EMPTY, change, path, times=TIMES)
            report(f"speed: {name}, changed", page, "ms", empty)
            report(f"speed: {name} over an empty view, changed", page / empty, "times", CHANGED)
            empty, page = bare.server_ms(EMPTY, path, times=TIMES)
            report(f"speed: {name}, of nothing", page, "ms", empty)


def main() -> int:
    """Measure both."""
    if shutil.which("wrk") is None:
        note("This part needs wrk: apt-get install wrk")
        return 1
    django.setup()
    asked = pages()
    cookies = {
        email: session_of(email) + "; csrftoken=" + "b" * 32 for _path, email in asked.values()
    }
    unchanged(asked, cookies)
    changed(asked, cookies)
    return 0


if __name__ == "__main__":
    sys.exit(main())
