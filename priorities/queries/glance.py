"""All reviews of a school in short: what the front page asks of them, in one query."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from roles.models import OPEN_STATES
from schools.models import Member
from schools.once import once
from schools.prepared import prepared

from ..models import Completion, Decision, FollowUp, Participant, Review, ReviewDuty


def reviews_for(member: Member) -> list[Review]:
    """Every review, the newest first: one query, once a page.

    Each carries `waits` (the member has not finished rating), `asked` and `finished` (people who are
    still here), `duties_asked`, `decided` and `open_drafts` (that came of it). Long texts are left out.
    """
    return once(("priorities.reviews", member.pk), lambda: _read(member.school, member=member.pk))


@prepared
def _read(*, school: int, member: int) -> QuerySet[Review]:
    review = OuterRef("pk")
    done = Exists(Completion.objects.filter(participant=OuterRef("pk"), round__revealed_at=None))
    people = Participant.objects.filter(review=review)
    here = people.filter(member__isnull=False, member__left_on=None)
    drafts = FollowUp.objects.filter(review=review, description__state__in=OPEN_STATES)
    return Review.objects.only("school", "title", "deadline", "state", "agreed_at").annotate(
        waits=Exists(people.filter(member=member).exclude(done)),
        asked=_many(here),
        finished=_many(here.filter(done)),
        duties_asked=_many(ReviewDuty.objects.filter(review=review)),
        decided=_many(Decision.objects.filter(review=review)),
        open_drafts=_many(drafts),
    )


def _many(rows: QuerySet[Any]) -> Coalesce:
    """How many rows there are of each review."""
    counted = rows.order_by().values("review").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)
