"""The newest self-review, and how many purchases wait for a member: read together, for the front page asks both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, IntegerField, QuerySet, Subquery
from django.db.models.functions import Coalesce

from schools.models import Member, PositionKind, School
from schools.once import once
from schools.permissions import may
from schools.prepared import prepared

from ..models import AgreedLevel, Purchase, PurchaseState, SelfReview, SelfReviewJudge

FIELDS = ("id", "title", "state", "opened_on", "closes_on", "agreed_on", "strands")


@dataclass(frozen=True)
class Newest:
    """The newest self-review: how many of those here are asked and have finished, how many levels are agreed,
    and whether it `waits` for the member to judge.
    """

    review: SelfReview
    asked: int
    finished: int
    agreed: int
    waits: bool


@dataclass(frozen=True)
class Waiting:
    """The newest self-review, and how many purchases are the member's to decide and to order."""

    newest: Newest | None
    to_decide: int
    to_order: int


def waiting(member: Member) -> Waiting:
    """What waits for `member` in both: one query, shared by what asks on one page."""
    return once(("audits.waiting", member.pk), lambda: _read(member))


def _read(member: Member) -> Waiting:
    [row] = _figures(
        member.school,
        member=member.pk,
        approves=may(member, "audits.approve_purchase"),
        heads=member.acts_as_head,
        orders=PositionKind.BUSINESS_MANAGER in member.kinds,
    )
    found = None
    if row["review_id"] is not None:
        review = SelfReview(**{name: row[f"review_{name}"] for name in FIELDS})
        review.school = member.school
        found = Newest(review, row["asked"], row["finished"], row["agreed"], bool(row["waits"]))
    return Waiting(found, row["to_decide"], row["to_order"])


@prepared
def _figures(
    *, school: int, member: int, approves: bool, heads: bool, orders: bool
) -> QuerySet[Any, Any]:
    """The newest self-review, and the purchases that the member decides on and orders."""
    newest = SelfReview.objects.filter(school=school).order_by("-opened_on", "-pk")
    first = newest.values("pk")[:1]
    judges = SelfReviewJudge.objects.filter(review__in=first)
    here = judges.filter(member__left_on=None)
    wishes = Purchase.objects.filter(school=school, state=PurchaseState.ASKED)
    if not heads:
        wishes = wishes.exclude(asked_by=member)
    approved = Purchase.objects.filter(school=school, state=PurchaseState.APPROVED)
    return (
        School.objects.filter(pk=school)
        .annotate(
            **{f"review_{name}": Subquery(newest.values(name)[:1]) for name in FIELDS},
            asked=_many(here),
            finished=_many(here.filter(finished_at__isnull=False)),
            agreed=_many(AgreedLevel.objects.filter(review__in=first)),
            waits=Exists(judges.filter(member=member, finished_at=None)),
            to_decide=_many(wishes if approves else wishes.none()),
            to_order=_many(approved if orders else approved.none()),
        )
        .values()
    )


def _many(rows: QuerySet[Any]) -> Coalesce:
    """How many rows there are, as part of another query."""
    count = rows.order_by().values("school").annotate(many=Count("pk")).values("many")
    return Coalesce(Subquery(count, output_field=IntegerField()), 0)
