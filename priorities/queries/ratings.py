"""The doors to ratings: one's own at any time, everybody's only once revealed."""

from __future__ import annotations

from typing import NamedTuple

from schools.models import Member
from schools.permissions import check

from ..models import Participant, Rating, Review, Round


def own(round_: Round, participant: Participant) -> dict[int, Rating]:
    """What `participant` said in this round, by the id of the review's duty: one query."""
    ratings = Rating.objects.filter(round=round_, participant=participant)
    return {one.duty_id: one for one in ratings}


class Revealed(NamedTuple):
    """What one participant said of one duty (`duty` the review's, `school_duty` the school's)."""

    round: int
    participant: int
    duty: int
    school_duty: int
    influence: int | None
    cannot_say: bool
    carrier: str
    minutes: int | None
    comment: str
    typed_in: bool


def revealed(review: Review, member: Member | None) -> list[Revealed]:
    """Everybody's ratings in the rounds that are revealed: one query.

    This is the only read of other people's ratings. `review` has its participants prefetched. A `member` of None is
    who carries the results of these rounds away, without names: a round that is open is not among them.

    Raises:
        NotAllowed: `member` may not see the results, or a round is open.
    """
    if member is not None:
        check(member, "priorities.see_results", review)
    rows = Rating.objects.filter(round__review=review, round__revealed_at__isnull=False)
    return [
        Revealed(*row[:-1], row[-1] is not None)
        for row in rows.order_by("round__number", "participant", "duty").values_list(
            "round__number",
            "participant_id",
            "duty_id",
            "duty__duty_id",
            "influence",
            "cannot_say",
            "carrier",
            "minutes",
            "comment",
            "typed_in_by_id",
        )
    ]
