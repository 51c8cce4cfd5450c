"""Five pages beside a signed-in empty view: unchanged since they were made, changed since, and made of nothing.

Unchanged, wrk counts requests a second of a gunicorn with two workers, each address in turn, several rounds over, so
that whatever else the machine does falls on all alike; what is reported is the median of the rounds. Changed, each
reader comes after somebody has written what the page shows (`changing`). Of nothing, neither pages nor parts of
them are kept. Both are the processor's time in this process, beside that of an empty view in the same turns.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# Before the settings are read: this process keeps pages as a worker does.
os.environ.setdefault("PAGES_KEPT", "300")

import django

from benchmarks import changing, plans
from benchmarks.report import note, report
from benchmarks.schools import LARGE
from benchmarks.serving import Server, head_of, served, session_of

EMPTY, ACTIONS = "/empty/", 60
WORKERS, PEOPLE = 2, 4
ROUNDS, SECONDS = int(os.environ.get("ROUNDS", "5")), 2
UNCHANGED, CHANGED = 3, 8  # so many times an empty view's
TIMES = int(os.environ.get("TIMES", "60"))


@dataclass(frozen=True)
class Page:
    """A page that is measured: its address, who asks for it, and what makes it another one."""

    path: str
    email: str
    change: changing.Change


def pages() -> dict[str, Page]:
    """What is measured, by its name."""
    from django.urls import reverse
    from django_scopes import scope

    from benchmarks.measure_pages import role_page
    from priorities.models import Review
    from schools.models import Member, School

    def page(slug: str, path: str, made: Callable[..., changing.Change], *more: Any) -> Page:
        school, email = School.objects.get(slug=slug), head_of(slug)
        with scope(school=school):
            head = Member.objects.select_related("school").get(user__email=email)
            change = made(school, head, *more)

        def within() -> None:
            with scope(school=school):
                change()

        return Page(path, email, within)

    sample = School.objects.get(sample=True).slug
    reviews = Review.objects.with_scopes_disabled().filter(school__slug=sample)
    revealed = reviews.filter(state__in=["revealed", "agreed", "closed"]).order_by("pk").first()
    assert revealed
    slug = f"plan{time.time_ns()}"
    plan = plans.make(slug, objectives=15, actions=ACTIONS, costs=90, updates=120)
    roles = {one: role_page(one) for one in (sample, LARGE)}
    results = reverse("priorities:results", args=[sample, revealed.pk])
    return {
        "front page": page(sample, reverse("front", args=[sample]), changing.updating),
        "role page": page(sample, roles[sample], changing.rewording, roles[sample]),
        "role page, 400 duties and 60 roles": page(
            LARGE, roles[LARGE], changing.rewording, roles[LARGE]
        ),
        "results": page(sample, results, changing.asking, revealed.pk),
        f"plan of {ACTIONS} actions": page(
            slug, reverse("devplan:plan", args=[slug, plan]), changing.updating
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


def unchanged(asked: dict[str, Page], cookies: dict[str, str]) -> None:
    """Requests a second of pages that are kept."""
    rounds: dict[str, list[float]] = {}
    with served(workers=WORKERS, PAGES_KEPT="300") as server:
        for _round in range(ROUNDS + 1):  # the first fills what is kept, and does not count
            empty = requests_a_second(server, EMPTY, next(iter(cookies.values())))
            rounds.setdefault(EMPTY, []).append(empty)
            for name, page in asked.items():
                found = requests_a_second(server, page.path, cookies[page.email])
                rounds.setdefault(name, []).append(found)
    empties = rounds[EMPTY][1:]
    report("speed: signed-in empty view", statistics.median(empties), "requests/s")
    for name in asked:
        rates = rounds[name][1:]
        report(f"speed: {name}, unchanged", statistics.median(rates), "requests/s")
        share = statistics.median(e / r for e, r in zip(empties, rates, strict=True))
        report(f"speed: empty view over {name}, unchanged", share, "times", UNCHANGED)


def processor_ms(path: str, cookie: str) -> float:
    """The processor's time for an answer of the application as gunicorn would ask for it, in milliseconds.

    Raises:
        RuntimeError: the answer is not 200.
    """
    from django.test import RequestFactory

    from ictlead.wsgi import application

    environ = RequestFactory(SERVER_NAME="127.0.0.1").get(path, HTTP_COOKIE=cookie).environ
    said: list[str] = []

    def begin(status: str, _headers: Any, _wrong: Any = None, /) -> Callable[[bytes], object]:
        said.append(status)
        return lambda written: None

    start = time.process_time()
    answer: Any = application(environ, begin)
    b"".join(answer)
    answer.close()
    took = time.process_time() - start
    if not said[0].startswith("200"):
        raise RuntimeError(f"{path} answered {said[0]}.")
    return took * 1000


def beside_empty(page: Page, cookie: str, change: changing.Change) -> tuple[float, float]:
    """The median times of a page after each change, and of an empty view in the same turns, in milliseconds."""
    taken, empty = [], []
    for turn in range(TIMES + 3):  # what a worker does once is done in the first
        change()
        empties = [processor_ms(EMPTY, cookie) for _again in range(3)]
        found = processor_ms(page.path, cookie)
        if turn >= 3:
            empty += empties
            taken.append(found)
    return statistics.median(taken), statistics.median(empty)


def changed(asked: dict[str, Page], cookies: dict[str, str]) -> None:
    """Pages as they are kept, pages of which something has changed, and pages made of nothing."""
    from django.test import override_settings

    for name, page in asked.items():
        cookie = cookies[page.email]
        took, empty = beside_empty(page, cookie, lambda: None)
        report(f"speed: {name} over an empty view, kept", took / empty, "times", UNCHANGED)
        took, empty = beside_empty(page, cookie, page.change)
        report(f"speed: {name}, changed", took, "ms", empty)
        report(f"speed: {name} over an empty view, changed", took / empty, "times", CHANGED)
        with override_settings(PAGES_KEPT=0):
            took, empty = beside_empty(page, cookie, page.change)
        report(f"speed: {name}, of nothing", took, "ms", empty)


def main() -> int:
    """Measure both; without wrk only the processor's time."""
    django.setup()
    asked = pages()
    cookies = {
        page.email: session_of(page.email) + "; csrftoken=" + "b" * 32 for page in asked.values()
    }
    changed(asked, cookies)
    if shutil.which("wrk") is None:
        note("Requests a second need wrk: apt-get install wrk")
        return 1
    unchanged(asked, cookies)
    return 0


if __name__ == "__main__":
    sys.exit(main())
