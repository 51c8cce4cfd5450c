"""Days of a self-review in the calendar: until when somebody who is asked can judge."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from schools.dates import CalendarDate
from schools.models import Member

from .models import SelfReview, SelfReviewJudge


def selfreview_days(member: Member) -> Iterable[CalendarDate]:
    """The last day of a self-review in which the member has not finished: one query."""
    asked = SelfReviewJudge.objects.filter(
        member=member, finished_at=None, review__state=SelfReview.State.JUDGING
    )
    for one in asked.select_related("review"):
        yield CalendarDate(
            one.review.closes_on,
            _("Last day to judge: %(review)s") % {"review": one.review.title},
            reverse("audits:selfreview_judge", args=[member.school.slug, one.review_id]),
            f"self-review-{one.review_id}",
        )
