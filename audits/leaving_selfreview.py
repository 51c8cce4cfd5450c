"""What somebody who leaves has judged: it stays and counts without their name; nobody waits for the rest."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from schools.models import Member

from .models import SelfReview, SelfReviewJudge


def judges(member: Member) -> list[str]:
    """The self-review in which they have not finished: one query."""
    rows = _open(member).select_related("review")
    return [
        _(
            "They are asked to judge in “%(review)s” and have not finished: what they have judged "
            "counts, and nobody waits for the rest."
        )
        % {"review": one.review.title}
        for one in rows
    ]


def let_go(member: Member, by: Member | None) -> None:
    """Take back an invitation of which nothing has come; what was judged stays."""
    _open(member).filter(judgements=None).delete()


def _open(member: Member) -> QuerySet[SelfReviewJudge]:
    return SelfReviewJudge.objects.filter(
        member=member, finished_at=None, review__state=SelfReview.State.JUDGING
    )
