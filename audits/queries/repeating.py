"""The last round of an audit, with what another one like it would ask, and of how many."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from schools.models import Member

from ..grouping import STAFF
from ..models import SelfReview, SelfReviewJudge, Skill, SkillsAudit


def last_audit() -> SkillsAudit | None:
    """The newest round about training needs: `people` who would be asked now, `statements` there are. One query."""
    staff = Member.objects.filter(
        school=OuterRef("school"), left_on=None, positions__kind__in=STAFF
    )
    skills = Skill.objects.filter(school=OuterRef("school"), retired_on=None)
    return (
        SkillsAudit.objects.annotate(people=_number(staff), statements=_number(skills))
        .order_by("-opened_on", "-pk")
        .first()
    )


def last_selfreview() -> SelfReview | None:
    """The newest self-review: `people` who judged in it and are still here. One query."""
    judges = SelfReviewJudge.objects.filter(review=OuterRef("pk"), member__left_on=None)
    return SelfReview.objects.annotate(people=_number(judges)).order_by("-opened_on", "-pk").first()


def judges_of(review: SelfReview) -> list[Member]:
    """Who was asked in a self-review and is still here."""
    asked = SelfReviewJudge.objects.filter(review=review).values("member")
    rows = Member.objects.filter(school=review.school_id, pk__in=asked, left_on=None)
    return list(rows.prefetch_related("positions"))


def _number(rows: QuerySet[Any]) -> Coalesce:
    """How many of these rows there are, each counted once."""
    counted = (
        rows.order_by()
        .annotate(all_of_them=F("school"))
        .values("all_of_them")
        .annotate(number=Count("pk", distinct=True))
        .values("number")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
