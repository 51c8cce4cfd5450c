"""The doors to ratings: one's own at any time, everybody's only once revealed."""

from __future__ import annotations

from ..models import Participant, Rating, Round


def own(round_: Round, participant: Participant) -> dict[int, Rating]:
    """What `participant` said in this round, by the id of the review's duty: one query."""
    ratings = Rating.objects.filter(round=round_, participant=participant)
    return {one.duty_id: one for one in ratings}
