"""Rating: one saved answer beside a signed-in empty view, and forty people who save at once."""

import http.client
import statistics
import threading
import time

import django

from benchmarks.report import report
from benchmarks.schools import LARGE
from benchmarks.serving import Server, head_of, served, session_of

PEOPLE, DUTIES, TIMES, EMPTY = 40, 40, 150, "/empty/"
TOKEN = "b" * 32


def opened_review() -> tuple[int, list[int], list[str]]:
    """A review that is open for rating: its id, its duties' ids, and forty people's addresses."""
    import datetime

    from django.utils import timezone
    from django_scopes import scope

    from priorities.actions import preparing
    from priorities.models import ReviewDuty
    from roles.models import Duty
    from schools.models import Member, Position, School, User

    school = School.objects.get(slug=LARGE)
    with scope(school=school):
        head = Member.objects.get(user__email=head_of(LARGE))
        for number in range(DUTIES - Duty.objects.filter(kind="duty", retired_on=None).count()):
            Duty.objects.create(school=school, kind="duty", area="staff", text=f"Duty {number}")
        people = []
        for number in range(PEOPLE):
            email = f"rater-{number}@example.org"
            user = User.objects.create(email=email, name=f"Rater {number}")
            person = Member.objects.create(school=school, user=user, name=user.name, email=email)
            Position.objects.create(school=school, member=person, kind="teacher")
            people.append(person)
        day = timezone.localdate() + datetime.timedelta(days=30)
        details = preparing.Details("Measured", "Which?", [""] * 5, day, 60)
        review = preparing.start(school, head, details)
        preparing.choose_participants(review, head, [one.pk for one in people], {})
        preparing.open_rating(review, head)
        duties = list(ReviewDuty.objects.filter(review=review).values_list("pk", flat=True))
    return review.pk, duties[:DUTIES], [one.email for one in people]


def save(server: Server, cookie: str, review: int, duty: int, points: int) -> tuple[int, float]:
    """Save one answer: what was answered, and the milliseconds it took from here."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    start = time.perf_counter()
    connection.request(
        "POST",
        f"/s/{LARGE}/priorities/{review}/rate/{duty}/",
        body=f"influence-{duty}={points}",
        headers={
            "Cookie": f"{cookie}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "HX-Request": "true",
            "Content-Type": "application/x-www-form-urlencoded",
        },
    )
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, (time.perf_counter() - start) * 1000


def p95(times: list[float]) -> float:
    """What 95 of 100 stay below, in milliseconds."""
    return statistics.quantiles(times, n=20)[-1]


def main() -> None:
    """Measure one alone, then forty at once; every answer must be taken and be there afterwards."""
    django.setup()
    from priorities.models import Rating

    review, duties, emails = opened_review()
    cookies = [session_of(email) for email in emails]
    with served() as server:
        server.cookie = cookies[0]
        path = f"/s/{LARGE}/priorities/{review}/rate/{duties[0]}/"
        alone = []
        for number in range(TIMES):  # in turn, so that what else the machine does falls on both
            server.get(EMPTY)
            alone.append(save(server, cookies[0], review, duties[0], 1 + number % 5))
        assert {status for status, _ms in alone} == {200}
        time.sleep(1)
        spent = server._timed(path)[-TIMES:]
        empty = statistics.median(server._timed(EMPTY)[-TIMES:]) / 1000
        report("rating: one saved answer", statistics.median(spent) / 1000, "ms", empty)
        said: list[tuple[int, float]] = []

        def rates(cookie: str, points: int) -> None:
            for duty in duties:
                said.append(save(server, cookie, review, duty, points))

        threads = [
            threading.Thread(target=rates, args=(cookie, 1 + place % 5))
            for place, cookie in enumerate(cookies)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        refused = sum(status != 200 for status, _ms in said)
        kept = Rating.objects.with_scopes_disabled().filter(round__review=review).count()
        report("rating: forty at once, refused", refused, "answers", 0)
        report("rating: forty at once, lost", PEOPLE * len(duties) - kept, "answers", 0)
        alone_p95 = p95([ms for _status, ms in alone])
        report("rating: p95 of forty at once", p95([ms for _status, ms in said]), "ms", alone_p95)


if __name__ == "__main__":
    main()
