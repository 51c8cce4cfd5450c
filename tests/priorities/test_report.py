"""The report of a review on paper: who may have it, what stands in it, and that it can be listened to."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import outloud
import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from documents.pdf import render
from documents.register import Document, everything, find
from priorities.actions import agreeing, deciding, rating
from priorities.actions.deciding import Choice
from priorities.models import Participant, Review, ReviewDuty
from priorities.queries import decisions as queries
from priorities.queries.consequences import seen
from priorities.queries.reviews import review_or_404
from schools.permissions import NotAllowed
from tests.factories import a_member, signed_in

from .making import Field, a_revealed, an_open, rates


def text_of(document: Document | None) -> list[str]:
    """The document's text, page by page, each on one line."""
    assert document is not None
    reader = PdfReader(io.BytesIO(render(document)))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def decide_all(where: Field, review: Review) -> None:
    me = Participant.objects.get(review=review, coordinates=True)
    for place, duty in enumerate(ReviewDuty.objects.filter(review=review)):
        kind = ["more", "stop", "keep"][place % 3]
        reason = "" if kind == "keep" else f"Reason {place}"
        minutes = {me.pk: 25} if kind == "more" else {}
        deciding.decide(duty, where.head, Choice(kind, reason, None, minutes), 0)


def agree(where: Field, review: Review) -> None:
    one = review_or_404(where.school, review.pk)
    agreeing.agree(one, where.head, seen(queries.decisions(one, where.head)))


def name_of(review: Review) -> str:
    return f"review-{review.pk}"


def test_the_report_says_in_two_pages_what_a_governor_needs(where: Field) -> None:
    review = a_revealed(where)
    decide_all(where, review)
    agree(where, review)
    document = find(where.school, where.governor, name_of(review))
    pages = text_of(document)
    assert "Which duties will do most for our vision?" in pages[0]
    assert "Every child makes with technology." in pages[0]
    assert "headteacher 1" in pages[0] and "governor 1" in pages[0]
    assert "Time against influence" in pages[0] and "5 of 5 people" in pages[0]
    first_two = " ".join(pages[:2])
    assert "What was decided" in first_two and "Do more" in first_two and "Stop" in first_two
    assert "Load: Priya Shah" in first_two and "2 duties are kept as they are." in first_two
    detail = " ".join(pages[1:])
    assert "Duty by duty" in detail and all(duty.text in detail for duty in where.duties)
    assert "Reason 0" in detail and "median" in detail.lower()
    assert document is not None and document.mark == "" and "Agreed on" in document.status


def test_before_the_agreement_every_page_says_so(where: Field) -> None:
    review = a_revealed(where)
    document = find(where.school, where.head, name_of(review))
    assert all("NOT AGREED YET" in page for page in text_of(document))
    agree_after = find(where.school, where.teacher, name_of(review))
    assert agree_after is not None and agree_after.mark == "Open"


def test_a_comment_stands_under_a_name_only_by_consent(where: Field) -> None:
    opened = an_open(where)
    for member in where.everybody:
        rates(opened, member, [3] * 6, comment=f"Said by {member.pk}")
    owen = Participant.objects.get(member=where.department)
    rating.consent(owen, where.department, True)
    from priorities.actions import revealing

    revealing.reveal(opened.review, where.head)
    detail = " ".join(text_of(find(where.school, where.head, name_of(opened.review))))
    assert f"Said by {where.department.pk} Owen Hughes" in detail
    assert f"Said by {where.teacher.pk}" in detail and "Tom Teacher" not in detail


def test_who_may_not_see_the_results_gets_no_report(client: Client, where: Field) -> None:
    opened = an_open(where)
    with pytest.raises(NotAllowed):
        find(where.school, where.head, name_of(opened.review))
    review = a_revealed_again(where, opened.review)
    outsider = a_member(where.school, "teacher")
    with pytest.raises(NotAllowed):
        find(where.school, outsider, name_of(review))
    assert name_of(review) not in [one.name for one in everything(where.school, outsider)]
    assert name_of(review) in [one.name for one in everything(where.school, where.teacher)]
    signed_in(client, outsider)
    url = reverse("documents:pdf", args=[where.school.slug, name_of(review)])
    assert client.get(url).status_code == 403
    signed_in(client, where.teacher)
    answer = client.get(url)
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    assert find(where.school, where.head, "review-999999") is None


def a_revealed_again(where: Field, review: Review) -> Review:
    from priorities.actions import revealing

    missing = [one.pk for one in review.participants.all()]
    revealing.reveal(review, where.head, missing)
    return Review.objects.get(pk=review.pk)


def test_a_review_that_nobody_rated_has_a_report_too(where: Field) -> None:
    opened = an_open(where)
    review = a_revealed_again(where, opened.review)
    assert "0 of 5 people" in text_of(find(where.school, where.head, name_of(review)))[0]


@pytest.mark.parametrize("decided", [False, True])
def test_the_report_has_no_errors_for_who_listens_to_it(
    where: Field, tmp_path: Path, decided: bool
) -> None:
    opened = an_open(where)
    for place, member in enumerate(where.everybody):
        rates(opened, member, [1 + (place + n) % 5 for n in range(6)], comment="<b>متن</b> 🎈 text")
    review = a_revealed_again(where, opened.review)
    if decided:
        decide_all(where, review)
        agree(where, review)
    document = find(where.school, None, name_of(review))
    assert document is not None
    path = tmp_path / "report.pdf"
    path.write_bytes(render(document))
    result = outloud.check(str(path))
    assert result.errors == 0, result.findings


def test_the_report_stays_as_it_was_agreed(where: Field) -> None:
    review = a_revealed(where)
    decide_all(where, review)
    agree(where, review)
    before = text_of(find(where.school, where.head, name_of(review)))
    ReviewDuty.objects.update(text="Reworded")
    Participant.objects.update(capacity=1)
    assert text_of(find(where.school, where.head, name_of(review))) == before


def test_many_duties_take_no_more_queries(where: Field, django_assert_max_num_queries: Any) -> None:
    review = a_revealed(where)
    decide_all(where, review)
    with django_assert_max_num_queries(14):
        assert find(where.school, where.head, name_of(review)) is not None
