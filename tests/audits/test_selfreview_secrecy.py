"""Before the reveal nobody finds another's judgement: every address of the school is tried by everybody."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django_scopes import scope
from pypdf import PdfReader

from audits.actions import selfreview as actions
from audits.models import SelfReview
from audits.queries.selfreview import seen
from documents.register import find
from schools.dates import dates_of
from schools.models import Activity
from tests.factories import signed_in
from tests.security.addresses import patterns

from .selfreview_parts import Hall, a_hall, an_agreed, an_open, judges

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
SECRETS = ("Zennorwick", "Quorndale")


@pytest.fixture
def hall() -> Iterator[Hall]:
    made = a_hall()
    with scope(school=made.school):
        yield made


def addresses(hall: Hall, review: SelfReview) -> Iterator[tuple[str, str]]:
    """The name and path of every address of the school, with each thing that could give it away."""
    values: dict[str, list[Any]] = {
        "selfreview": [review.pk],
        "part": ["pedagogy", "leadership"],
        "name": ["self-review", f"self-review-{review.pk}"],
    }
    for name, route, _pattern in patterns():
        keys = [part.split(">")[0].split(":")[-1] for part in route.split("<")[2:]]
        choices: list[dict[str, Any]] = [{}]
        for key in keys:
            choices = [{**one, key: value} for one in choices for value in values.get(key, [1])]
        for chosen in choices:
            try:
                yield name, reverse(name, kwargs={"school": hall.school.slug, **chosen})
            except NoReverseMatch:  # a value of another kind than the address takes
                continue


def said_in(answer: Any) -> str:
    """What a page, a file or a printed document says."""
    kind = answer.headers.get("Content-Type", "")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if "pdf" in kind:
        return " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return content.decode(errors="replace")


def walk(hall: Hall, review: SelfReview) -> tuple[int, set[str]]:
    """Ask for every address as who leads, who judges too and who does not: the pages shown, and who found it."""
    found = list(addresses(hall, review))
    shown, finders = 0, set()
    for member in (hall.head, hall.coordinator, hall.teacher, hall.governor, hall.guest):
        client = signed_in(Client(), member)
        for name, path in found:
            answer = client.get(path, follow=True)
            if answer.status_code != 200:
                continue
            shown += 1
            text = said_in(answer)
            if any(re.search(rf"\b{one}\b", text) for one in SECRETS):
                finders.add(f"{member.name}: {name}")
    return shown, finders


def test_no_page_export_print_or_trail_tells_what_somebody_judged_before_the_reveal(
    hall: Hall,
) -> None:
    an_agreed(hall, days=380, title="Before")
    review = an_open(hall)
    judges(review, hall.department, [5] * 7, SECRETS[0], SECRETS[1])
    judges(review, hall.head, [3] * 7)
    shown, finders = walk(hall, review)
    assert shown > 120 and finders == set()
    assert not any(one in str(list(Activity.objects.values())) for one in SECRETS)
    assert not any(one in str(dates_of(hall.head)) for one in SECRETS)


def test_what_is_revealed_is_found_by_the_same_walk_by_those_who_may(hall: Hall) -> None:
    """The walk can fail; and it finds nothing for governors and those who were not invited."""
    review = an_open(hall)
    judges(review, hall.department, [5] * 7, *SECRETS)
    judges(review, hall.head, [3] * 7)
    actions.reveal(review, hall.head, [one.pk for one in review.judges.all()])
    _shown, finders = walk(hall, review)
    assert {one.split(":")[0] for one in finders} == {
        *("Hana Head", "Cora Coordinator", "Greta Guest"),
    }


def test_the_one_read_of_others_judgements_refuses_before_the_reveal(hall: Hall) -> None:
    review = an_open(hall)
    judges(review, hall.department, [5] * 7, *SECRETS)
    with pytest.raises(ValueError, match="not revealed"):
        seen(review)


def test_nothing_is_printed_before_everything_is_agreed(hall: Hall) -> None:
    review = an_open(hall)
    judges(review, hall.department, [5] * 7, *SECRETS)
    for name in ("self-review", f"self-review-{review.pk}"):
        assert find(hall.school, hall.head, name) is None


def test_no_other_module_reads_the_table_of_judgements() -> None:
    """Only one's own page and what is revealed touch the judgements' manager."""
    found = set()
    for folder in ("audits", "devplan", "home", "priorities", "schools", "roles", "documents"):
        for path in (ROOT / folder).glob("**/*.py"):
            if "migrations" in str(path):
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Attribute) and node.attr in ("objects", "judgements"):
                    manager = (
                        isinstance(node.value, ast.Name) and node.value.id == "StrandJudgement"
                    )
                    if manager or node.attr == "judgements":
                        found.add(path.relative_to(ROOT).as_posix())
    assert found == {
        "audits/actions/judging.py",  # one's own
        "audits/queries/judging.py",  # one's own
        "audits/actions/selfreview.py",  # how many have judged
        "audits/queries/selfreview.py",  # what is revealed
    }
