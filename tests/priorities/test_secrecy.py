"""Until a round is revealed nobody finds another's ratings: every address of the school is tried."""

from __future__ import annotations

import ast
import datetime
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from pypdf import PdfReader

from priorities.actions import revealing
from priorities.models import Participant, Review, ReviewDuty, Round
from priorities.queries.ratings import revealed
from priorities.queries.results import results
from priorities.queries.reviews import review_or_404
from roles.models import Role
from schools.models import Activity, Member
from schools.permissions import NotAllowed
from tests.factories import a_member, a_school, signed_in
from tests.security.addresses import patterns

from .making import Field, an_open, rates

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ("priorities:results", "priorities:balance", "priorities:ratings_xlsx")
FIRST, SECOND = "Zennorwick is on my mind", "Quorndale came to mind"


def addresses(opened: Round, author: Participant) -> Iterator[tuple[str, str]]:
    """The name and path of every address of the school, with each thing that could give it away."""
    review = opened.review
    duty = ReviewDuty.objects.filter(review=review).first()
    role = Role.objects.create(school=review.school, title="A role", position="coordinator")
    assert duty
    values: dict[str, list[Any]] = {
        "review": [review.pk],
        "participant": [author.pk],
        "duty": [duty.pk, duty.duty_id],
        "role": [role.pk],
        "number": [1],
        "name": [f"review-{review.pk}", f"review-{review.pk}-form"],
    }
    for name, route, _pattern in patterns():
        keys = [part.split(">")[0].split(":")[-1] for part in route.split("<")[2:]]
        choices: list[dict[str, Any]] = [{}]
        for key in keys:
            choices = [{**one, key: value} for one in choices for value in values.get(key, [1])]
        for chosen in choices:
            try:
                yield name, reverse(name, kwargs={"school": review.school.slug, **chosen})
            except NoReverseMatch:  # a value of another kind than the address takes
                continue


def said_in(answer: Any) -> str:
    """What a page or a printed document says."""
    kind = answer.headers.get("Content-Type", "")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if "pdf" in kind:
        reader = PdfReader(BytesIO(content))
        fields = str(reader.get_fields() or {})
        return fields + " ".join(page.extract_text() for page in reader.pages)
    return content.decode(errors="replace")


def viewers(where: Field) -> list[Member]:
    """Everybody but who said it: the head, another coordinator, who takes part, and who does not."""
    other = a_member(where.school, "coordinator", name="Joel Other")
    outsider = a_member(where.school, "teacher", name="Una Outside")
    return [where.head, other, where.teacher, outsider]


def walk(where: Field, opened: Round, author: Participant, secrets: list[str]) -> int:
    """Ask everybody's browser for every address; the number of pages that opened."""
    found = list(addresses(opened, author))
    shown = 0
    for member in viewers(where):
        client = signed_in(Client(), member)
        for name, path in found:
            answer = client.get(path, follow=True)
            if name in RESULTS:
                assert answer.status_code == 403, (name, str(member))
            if answer.status_code == 200:
                shown += 1
                text = said_in(answer)
                for secret in secrets:
                    assert not re.search(rf"\b{secret}\b", text), (path, str(member), secret)
    return shown


def test_no_page_export_print_or_trail_tells_what_somebody_said_before_the_reveal(
    where: Field,
) -> None:
    opened = an_open(where)
    author = rates(
        opened, where.coordinator, [5, 1, 5, 1, 5, 1], comment=FIRST, minutes=173, carrier="nobody"
    )
    rates(opened, where.teacher, [3] * 6, finish=False)
    assert walk(where, opened, author, ["Zennorwick", "173", "2 hours 53 minutes"]) > 100
    assert "Zennorwick" not in str(list(Activity.objects.values()))
    assert "173" not in str(list(Activity.objects.values_list("about", flat=True)))


def test_a_second_round_is_as_secret_as_the_first_until_it_is_revealed(where: Field) -> None:
    opened = an_open(where)
    for member in where.everybody:
        rates(opened, member, [3] * 6)
    revealing.reveal(opened.review, where.head)
    review = Review.objects.get(pk=opened.review_id)
    second = revealing.open_next_round(
        review, where.head, timezone.localdate() + datetime.timedelta(days=3)
    )
    author = rates(second, where.coordinator, [5] * 6, comment=SECOND, minutes=187)
    assert walk(where, second, author, ["Quorndale", "187"]) > 100
    assert "Quorndale" not in str(list(Activity.objects.values()))


def test_what_is_revealed_is_found_by_the_same_walk(where: Field, client: Client) -> None:
    """The walk can fail: once revealed, the page tells what it looks for."""
    opened = an_open(where)
    rates(opened, where.coordinator, [5] * 6, comment=FIRST, minutes=173)
    revealing.reveal(opened.review, where.head, [p.pk for p in opened.review.participants.all()])
    page = signed_in(client, where.head).get(
        reverse("priorities:results", args=[where.school.slug, opened.review_id])
    )
    assert re.search(r"\bZennorwick\b", said_in(page)) and re.search(r"\b173\b", said_in(page))


def test_the_one_read_of_others_ratings_refuses_before_the_reveal_and_leaves_out_what_is_open(
    where: Field,
) -> None:
    opened = an_open(where)
    rates(opened, where.coordinator, [5] * 6, comment=FIRST)
    review = review_or_404(where.school, opened.review_id)
    for member in (*where.everybody, a_member(where.school, "smt")):
        with pytest.raises(NotAllowed):
            revealed(review, member)
        with pytest.raises(NotAllowed):
            results(review, member)
    Review.objects.filter(pk=review.pk).update(state="revealed")  # whatever the state says…
    review = review_or_404(where.school, opened.review_id)
    assert revealed(review, where.head) == []  # …an open round is not read


def test_after_the_reveal_who_took_no_part_is_refused_until_the_outcome_is_agreed(
    where: Field, client: Client
) -> None:
    opened = an_open(where, [where.head, where.coordinator])
    rates(opened, where.coordinator, [5] * 6)
    rates(opened, where.head, [4] * 6)
    revealing.reveal(opened.review, where.head)
    outsider = signed_in(client, where.teacher)
    for name in RESULTS:
        path = reverse(name, args=[where.school.slug, opened.review_id])
        assert outsider.get(path).status_code == 403
    Review.objects.filter(pk=opened.review_id).update(state="agreed")
    for name in RESULTS:
        path = reverse(name, args=[where.school.slug, opened.review_id])
        assert outsider.get(path).status_code == 200


def test_another_school_and_who_is_signed_out_find_nothing(where: Field, client: Client) -> None:
    opened = an_open(where)
    path = reverse("priorities:results", args=[where.school.slug, opened.review_id])
    answer = client.get(path)
    assert answer.status_code == 302 and "login" in answer["Location"]
    stranger = a_member(a_school(), "headteacher")
    assert signed_in(client, stranger).get(path).status_code == 404


def test_no_other_module_reads_the_table_of_ratings() -> None:
    """Only the two doors, and what writes or reads one's own, touch the ratings' manager."""
    found = set()
    for path in [*ROOT.glob("priorities/**/*.py"), *ROOT.glob("home/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ("objects", "ratings"):
                manager = isinstance(node.value, ast.Name) and node.value.id == "Rating"
                if manager or (node.attr == "ratings" and "migrations" not in str(path)):
                    found.add(path.relative_to(ROOT).as_posix())
    assert found <= {
        "priorities/queries/ratings.py",  # the doors
        "priorities/queries/rating.py",  # one's own progress
        "priorities/actions/rating.py",  # one's own answers, and the paper form of one person
    }
