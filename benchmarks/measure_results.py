"""The results of a review: queries, the page for 40 participants beside that for 10, and the arithmetic."""

from __future__ import annotations

import datetime
import random
import re
from typing import TYPE_CHECKING

import django

from benchmarks.report import median_ms, report
from benchmarks.serving import served, session_of

if TYPE_CHECKING:
    from schools.models import Member, School

DUTIES, FEW, MANY, MOST_QUERIES = 60, 10, 40, 12


def revealed(slug: str, people: int) -> tuple[str, str, str]:
    """A school with a revealed review that so many people rated in full.

    The head's e-mail address, and the paths of the results and of the balance.
    """
    from django.urls import reverse
    from django.utils import timezone
    from django_scopes import scope

    from roles.models import Area, Duty
    from schools.models import Member, Position, PositionKind, School, User

    school = School.objects.create(
        name=slug.capitalize(), slug=slug, phase=School.Phase.SECONDARY, set_up_at=timezone.now()
    )
    with scope(school=school):
        members = []
        for number in range(people):
            user = User.objects.create(email=f"{number}@{slug}.example", name=f"Person {number}")
            members.append(
                Member.objects.create(school=school, user=user, name=user.name, email=user.email)
            )
        kinds = [PositionKind.HEADTEACHER, PositionKind.COORDINATOR]
        kinds += [PositionKind.TEACHER, PositionKind.HEAD_OF_DEPARTMENT] * people
        Position.objects.bulk_create(
            Position(school=school, member=member, kind=kind)
            for member, kind in zip(members, kinds, strict=False)
        )
        Duty.objects.bulk_create(
            Duty(
                school=school,
                kind="duty",
                area=Area.values[number % 5],
                text=f"A duty that is the number {number} of those in the review",
                order=number,
            )
            for number in range(DUTIES)
        )
    at = [school.slug, rated(school, members)]
    return (
        members[0].email,
        reverse("priorities:results", args=at),
        reverse("priorities:balance", args=at),
    )


def rated(school: School, members: list[Member]) -> int:
    """A revealed review of the school that all of these rated in full. Returns its id.

    The first of them is head, the second coordinates.
    """
    from django.utils import timezone
    from django_scopes import scope

    from priorities.actions import preparing, revealing
    from priorities.models import Participant, Rating, ReviewDuty

    rolled = random.Random(len(members))
    head, coordinator = members[:2]
    with scope(school=school):
        details = preparing.Details(
            "The coordinator's duties",
            "Which matter most?",
            ["little", "", "", "", "much"],
            timezone.localdate() + datetime.timedelta(days=7),
            60,
        )
        review = preparing.start(school, head, details)
        preparing.choose_participants(
            review, head, [one.pk for one in members], {coordinator.pk: 150}
        )
        opened = preparing.open_rating(review, head)
        duties = list(ReviewDuty.objects.filter(review=review))
        Rating.objects.bulk_create(
            Rating(
                school=school,
                round=opened,
                participant=one,
                duty=duty,
                influence=rolled.randint(1, 5),
                minutes=5 * rolled.randint(1, 12) if one.coordinates else None,
            )
            for one in Participant.objects.filter(review=review)
            for duty in duties
        )
        revealing.reveal(
            review, head, [one.pk for one in Participant.objects.filter(review=review)]
        )
    return int(review.pk)


def queries_of(email: str, path: str) -> int:
    """How many queries the page makes the second time."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from schools.models import User

    client = Client()
    client.force_login(
        User.objects.get(email=email), backend="django.contrib.auth.backends.ModelBackend"
    )
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


def measure_pages() -> None:
    few_email, few, _few_balance = revealed("ten", FEW)
    email, many, balance = revealed("forty", MANY)
    for path in (many, balance):
        name = re.sub(r".*/(\w+)/$", r"\1", path)
        report(
            f"{name}: queries with {DUTIES} duties and {MANY} participants",
            queries_of(email, path),
            "queries",
            MOST_QUERIES,
        )
    with served() as server:
        cookies = {few: session_of(few_email), many: session_of(email)}
        times: dict[str, list[float]] = {few: [], many: []}
        for _turn in range(5):  # in turn, so that a busy machine weighs on both
            for path, cookie in cookies.items():
                server.cookie = cookie
                times[path] += server.server_ms(path, times=8)
        ten, forty = min(times[few]), min(times[many])
        report(f"results: {FEW} participants", ten, "ms")
        report(f"results: {MANY} participants", forty, "ms", ten)
        (empty,) = server.server_ms("/empty/", times=50)
        (page,) = server.server_ms(balance, times=20)
        report("balance: page", page, "ms", empty)


def measure_arithmetic() -> None:
    """`analyse` on tables of growing size: under a second, and linear in the ratings."""
    from priorities.analysis import analyse

    rolled = random.Random(1)

    def table(raters: int, duties: int) -> list[list[int | None]]:
        return [
            [rolled.choice([1, 2, 3, 4, 5, None]) for _duty in range(duties)]
            for _rater in range(raters)
        ]

    def timed(raters: int, duties: int) -> float:
        ratings = table(raters, duties)
        areas, minutes = ["staff"] * duties, [10] * duties
        return median_ms([lambda: analyse(ratings, areas, minutes)] * 5)

    half, whole = timed(250, 200), timed(500, 200)
    report("analyse: 200 duties × 500 participants", whole, "ms", 1000)
    report("analyse: twice the ratings, twice the time", whole, "ms", 2 * half)


def main() -> None:
    """Measure the page and the arithmetic."""
    django.setup()
    measure_arithmetic()
    measure_pages()


if __name__ == "__main__":
    main()
