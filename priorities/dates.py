"""The days until which somebody rates."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from schools.dates import CalendarDate
from schools.models import Member

from .models import Participant, State


def dates(member: Member) -> Iterable[CalendarDate]:
    """Deadlines of the reviews that the member rates in; one query."""
    found = Participant.objects.filter(
        member=member, review__state=State.RATING, review__deadline__isnull=False
    ).select_related("review")
    for one in found.order_by("review__deadline", "pk"):
        assert one.review.deadline
        yield CalendarDate(
            one.review.deadline,
            _("Rate “%(review)s”") % {"review": one.review.title},
            reverse("priorities:rate", args=[member.school.slug, one.review_id]),
            f"review-{one.review_id}",
        )
