"""What of the reviews can be found: each review, and what was decided once that is agreed. Never a rating."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from schools.findable import INSIDERS, LEADERS, Findable, Found, person, register
from schools.labels import upper_first

from .models import Decision, Participant, Review, ReviewDuty, State


def _reviews() -> QuerySet[Any]:
    return Review.objects.select_related("school").prefetch_related("participants", "duties")


def _taking_part(review: Review) -> set[str]:
    return {person(one.member_id) for one in review.participants.all() if one.member_id}


def _is_agreed(review: Review) -> bool:
    return review.state in (State.AGREED, State.CLOSED)


def _review(row: Review) -> Found:
    everybody = {INSIDERS} if _is_agreed(row) else set()
    return Found(
        row.title,
        "\n".join([row.key_question, *(one.text for one in row.duties.all())]),
        row.get_absolute_url(),
        frozenset({LEADERS, *_taking_part(row), *everybody}),
    )


def _decisions() -> QuerySet[Any]:
    return Decision.objects.select_related("school", "duty", "review").prefetch_related(
        "review__participants"
    )


def _decision(row: Decision) -> Found | None:
    if not _is_agreed(row.review):
        return None
    kind = str(row.get_kind_display())
    return Found(
        row.duty.text,
        "\n".join(part for part in (row.review.title, upper_first(kind), row.reason) if part),
        reverse("priorities:decisions", args=[row.school.slug, row.review_id]),
        frozenset({INSIDERS, *_taking_part(row.review)}),
    )


register(
    Findable(
        "review",
        _("Priority review"),
        30,
        Review,
        _reviews,
        _review,
        "priorities.see",
        watches=((Participant, "participants"), (ReviewDuty, "duties")),
    )
)
register(
    Findable(
        "decision",
        _("Decision"),
        30,
        Decision,
        _decisions,
        _decision,
        "priorities.see_results",
        watches=(
            (Review, "review"),
            (Participant, "review__participants"),
            (ReviewDuty, "duty"),
        ),
        about=lambda row: row.review,
    )
)
