"""What somebody who leaves has judged: it stays and counts without their name; nobody waits for the rest."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from schools.json_rows import Asked, Rows
from schools.models import Member

from .models import SelfReview, SelfReviewJudge


def asks(member: Member) -> Asked:
    """The self-review in which they have not finished."""
    return {"judges": (_open(member), ["review__title"])}


def judges(member: Member, rows: Rows) -> list[str]:
    """What becomes of what they have judged."""
    return [
        _(
            "They are asked to judge in “%(review)s” and have not finished: what they have judged "
            "counts, and nobody waits for the rest."
        )
        % {"review": title}
        for (title,) in rows["judges"]
    ]


def let_go(member: Member, by: Member | None) -> None:
    """Take back an invitation of which nothing has come; what was judged stays."""
    _open(member).filter(judgements=None).delete()


def _open(member: Member) -> QuerySet[SelfReviewJudge]:
    return SelfReviewJudge.objects.filter(
        member=member, finished_at=None, review__state=SelfReview.State.JUDGING
    )
