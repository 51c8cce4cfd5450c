"""The agreed levels on paper: readable, tagged, the finding first, for governors as for everybody."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import outloud
import pytest
from django_scopes import scope
from pypdf import PdfReader

from documents import pdf
from documents.register import Document, find, grouped
from schools.permissions import NotAllowed
from tests.factories import a_member, a_school

from .selfreview_parts import Hall, a_hall, a_revealed, an_agreed

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> Iterator[Hall]:
    made = a_hall()
    with scope(school=made.school):
        yield made


def printed(found: Document | None) -> bytes:
    assert found is not None
    return pdf.draw(pdf.to_html(found).encode())


def words(content: bytes) -> str:
    reader = PdfReader(io.BytesIO(content))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def complaints(content: bytes, folder: Path) -> list[str]:
    path = folder / "self-review.pdf"
    path.write_bytes(content)
    result = outloud.check(str(path))
    assert not result.error
    return [str(one) for one in result.findings if one.severity == "error"]


def test_it_has_the_finding_the_levels_and_what_comes_next(hall: Hall, tmp_path: Path) -> None:
    an_agreed(hall, (2, 2, 2, 2, 2, 2, 2), days=400, title="Before")
    an_agreed(hall, (3, 2, 1, 5, 2, 2, 2), title="Now")
    content = printed(find(hall.school, None, "self-review"))
    read = words(content)
    assert "Up in infrastructure and pedagogy, down in use of ICT by staff" in read
    assert "3 · In place, up from 2" in read and "1 · Not in hand, down from 2" in read
    assert "Seen in leadership." in read and "Mend leadership." in read
    assert "Hana Head" not in read and "Cora Coordinator" not in read
    assert complaints(content, tmp_path) == []


def test_the_first_and_the_longest_are_accessible_too(hall: Hall, tmp_path: Path) -> None:
    review = an_agreed(hall, (5,) * 7)
    assert complaints(printed(find(hall.school, None, "self-review")), tmp_path) == []
    review.levels.update(evidence="Long words. " * 160, what_next="Even longer. " * 150)
    assert complaints(printed(find(hall.school, None, "self-review")), tmp_path) == []


def test_an_older_one_says_what_has_been_done_since(hall: Hall) -> None:
    first = an_agreed(hall, (2,) * 7, days=400, title="Before")
    an_agreed(hall, (3, 2, 2, 2, 2, 2, 2), title="Now")
    read = words(printed(find(hall.school, None, f"self-review-{first.pk}")))
    assert read.count("Done since: level 3 agreed on") == 1


def test_who_reads_it_may_print_it_and_who_was_not_there_may_not(hall: Hall) -> None:
    assert find(hall.school, hall.head, "self-review") is None
    a_revealed(hall).delete()
    an_agreed(hall)
    for member in (hall.governor, hall.teacher, hall.head):
        names = [one.name for _group, many in grouped(hall.school, member) for one in many]
        assert "self-review" in names
        assert find(hall.school, member, "self-review") is not None
    stranger = a_member(hall.school, "guest")
    names = [one.name for _group, many in grouped(hall.school, stranger) for one in many]
    assert "self-review" not in names
    with pytest.raises(NotAllowed):
        find(hall.school, stranger, "self-review")


@pytest.mark.parametrize("name", ["self-review-x", "self-review-999999999999999", "self-reviews"])
def test_what_is_not_there_is_not_found(hall: Hall, name: str) -> None:
    an_agreed(hall)
    assert find(hall.school, hall.head, name) is None


def test_another_school_s_is_not_found(hall: Hall) -> None:
    review = an_agreed(hall)
    school = a_school()
    stranger = a_member(school, "headteacher")
    with scope(school=school):
        assert find(school, stranger, f"self-review-{review.pk}") is None
