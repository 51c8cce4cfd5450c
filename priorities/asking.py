"""What people may ask about: the results of a priority review."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from board.askable import Kind, number
from board.queries.questions import with_position
from schools.models import Member, PositionKind, School
from schools.permissions import may

from .models import Review


def _find(school: School, key: str) -> Review | None:
    found = Review.objects.filter(school=school, pk=number(key)).select_related(
        "school", "facilitator__school"
    )
    return found.prefetch_related("participants", "facilitator__positions").first()


def _answers(review: Review) -> list[Member | None]:
    if review.facilitator is not None and not review.facilitator.left_on:
        return [review.facilitator]
    return [*with_position(review.school, PositionKind.COORDINATOR)]


RESULTS = Kind(
    key="results",
    model="priorities.review",
    words=_("the results of a priority review"),
    find=_find,
    readable=lambda member, review: may(member, "priorities.see_results", review),
    title=lambda review: review.title,
    url=lambda review: reverse("priorities:results", args=[review.school.slug, review.pk]),
    answers=_answers,
)
