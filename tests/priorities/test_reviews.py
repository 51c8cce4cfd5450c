"""The list of a school's reviews."""

import datetime

import pytest
from django.utils import timezone
from django_scopes import scope

from priorities.models import Review
from priorities.queries.reviews import reviews_for
from tests.factories import a_member, a_school


@pytest.mark.django_db
def test_the_newest_review_stands_first() -> None:
    school = a_school()
    head = a_member(school, "headteacher")
    with scope(school=school):
        for title, days in (("old", 300), ("newest", 1), ("middle", 100)):
            Review.objects.create(
                school=school,
                title=title,
                created_at=timezone.now() - datetime.timedelta(days=days),
            )
        assert [one.review.title for one in reviews_for(head)] == ["newest", "middle", "old"]
