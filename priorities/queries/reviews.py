"""Reviews as lists and heads of pages show them; of ratings only who has finished."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404

from roles.groups import group_titles
from schools.json_rows import JSONRows, hang, prefetched
from schools.labels import LABELS, Labels
from schools.models import Member, School, Vision
from schools.once import once
from schools.permissions import may
from schools.prepared import prepared

from ..models import Completion, Participant, Review, ReviewDuty, Round, State

_T = TypeVar("_T")


@dataclass(frozen=True)
class VisionWords:
    """The vision and its aims as the head of a review's pages says them."""

    text: str
    aims: Sequence[str]


def vision_of(review: Review | None) -> VisionWords | None:
    """The vision with which the review was opened; before that, and while there is none yet (None),
    the school's newest, in two queries.
    """
    if review is not None and review.words:
        text = str(review.words.get("vision", ""))
        return VisionWords(text, list(review.words.get("aims", []))) if text else None
    newest = Vision.objects.order_by("-number").prefetch_related("aims").first()
    return VisionWords(newest.text, [one.text for one in newest.aims.all()]) if newest else None


def with_participants() -> list[Review]:
    """Every review of the school with the members who are asked in it, which the permissions look at: one query,
    once a page.
    """
    return once("priorities.participants", _with_participants)


def _with_participants() -> list[Review]:
    people = Participant.objects.filter(review=OuterRef("pk"))
    found: list[Review] = []
    for one in Review.objects.annotate(asked_of=JSONRows(people, "pk", "member_id")):
        asked = [Participant(pk=pk, member_id=of) for pk, of in one.asked_of]
        hang(one, "participants", asked)
        found.append(one)
    return found


def labels_of(review: Review, school: School) -> Labels:
    """The school's labels as they were when the review was opened, or as they are."""
    kept = review.words.get("labels")
    return Labels({**LABELS, **kept}) if kept else school.labels


@dataclass(frozen=True)
class Standing:
    """Who has finished a round, and who has not; those who have left the school stand apart."""

    finished: list[Participant]
    missing: list[Participant]
    left: list[Participant]

    @property
    def asked(self) -> int:
        """How many are in the school who were asked."""
        return len(self.finished) + len(self.missing)


def standing_of(review: Review, opened: Round) -> Standing:
    """Who has finished the round: one query, which reads no rating."""
    done = Completion.objects.filter(round=opened, participant=OuterRef("pk"))
    people = (
        Participant.objects.filter(review=review)
        .select_related("member")
        .annotate(has_finished=Exists(done))
        .order_by("member__name")
    )
    found = Standing([], [], [])
    for one in people:
        gone = one.member is None or one.member.left_on is not None
        if one.has_finished:
            found.finished.append(one)
        elif gone:
            found.left.append(one)
        else:
            found.missing.append(one)
    return found


@dataclass(frozen=True)
class Listed:
    """A review in the list, with what the reader can do there."""

    review: Review
    duties: int
    people: int
    finished: int
    takes_part: bool
    has_finished: bool

    @property
    def to_rate(self) -> bool:
        """Whether it waits for the reader's ratings."""
        return (
            self.review.state == State.RATING
            and self.takes_part
            and not self.has_finished
            and not self.review.deadline_has_passed
        )

    @property
    def all_finished(self) -> bool:
        return (
            self.review.state == State.RATING and self.people > 0 and self.people == self.finished
        )


def reviews_for(member: Member) -> list[Listed]:
    """The reviews that `member` may see, the newest first: three queries."""
    mine = Participant.objects.filter(review=OuterRef("pk"), member=member)
    here = Q(participants__member__isnull=False, participants__member__left_on=None)
    reviews = Review.objects.annotate(
        people=Count("participants", filter=here, distinct=True),
        takes_part=Exists(mine),
    ).prefetch_related("participants")
    reviews = reviews.order_by("-created_at", "-pk")  # a query with groups has no usual order
    duties = dict(ReviewDuty.objects.order_by().values_list("review").annotate(Count("pk")))
    done: dict[int, int] = {}
    done_by_me = set()
    open_ones = Completion.objects.filter(
        round__revealed_at=None, participant__member__left_on=None
    ).values_list("round__review_id", "participant__member_id")
    for review_id, member_id in open_ones:
        done[review_id] = done.get(review_id, 0) + 1
        if member_id == member.pk:
            done_by_me.add(review_id)
    found = []
    for review in reviews:
        review.school = member.school
        if may(member, "priorities.see", review):
            found.append(
                Listed(
                    review,
                    duties.get(review.pk, 0),
                    review.people,
                    done.get(review.pk, 0),
                    review.takes_part,
                    review.pk in done_by_me,
                )
            )
    return found


def with_names() -> Prefetch:
    """Who takes part in a review, each with the member they are, for one query."""
    return Prefetch("participants", queryset=Participant.objects.select_related("member"))


def review_or_404(school: School, pk: int) -> Review:
    """The review, with its participants and their names, read for permissions too: two queries.

    Raises:
        Http404: there is none in this school.
    """
    found: list[Review] = _reviews(school, pk=pk)
    if not found:
        raise Http404
    (review,) = found
    review.school = school
    prefetched(review, "participants", _participants(school, review=pk), "review")
    return review


@prepared
def _reviews(*, school: int, pk: int) -> QuerySet[Review]:
    return Review.objects.select_related("facilitator", "previous").filter(pk=pk)


@prepared
def _participants(*, school: int, review: int) -> QuerySet[Participant]:
    return Participant.objects.filter(review=review).select_related("member")


def newest_round(review: Review) -> Round | None:
    """The round that is open, or was last revealed; None while the review is prepared."""
    return review.rounds.order_by("-number").first()


def by_area(items: Iterable[tuple[str, _T]], labels: Labels) -> list[tuple[str, str, list[_T]]]:
    """Items with their areas as (key, title, items), in the areas' order, those without any left out."""
    found: dict[str, list[_T]] = {}
    for area, item in items:
        found.setdefault(area, []).append(item)
    titles = group_titles(labels)
    return [(key, titles[key], found[key]) for key in titles if key in found]
