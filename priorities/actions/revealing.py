"""Revealing a round, and opening the next one."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.models import Member
from schools.refusals import Refused
from schools.trail import record, sentence
from schools.wording import listed

from ..models import Participant, Review, Round, State
from ..queries.reviews import Standing, standing_of
from .preparing import locked

sentence(
    "priorities.revealed",
    gettext_lazy(
        "%(who)s revealed round %(number)s of “%(review)s” (finished: %(finished)s of %(asked)s)"
    ),
)
sentence(
    "priorities.next_round",
    gettext_lazy("%(who)s opened round %(number)s of “%(review)s”, until %(day)s"),
)


class SomeAreMissing(Refused):
    """Not everybody has finished: `standing` says who, and revealing has to be confirmed."""

    def __init__(self, standing: Standing) -> None:
        names = listed([str(one) for one in standing.missing])
        super().__init__(
            _("%(names)s: not finished yet. Nothing is revealed so far.") % {"names": names}
        )
        self.standing = standing


@transaction.atomic
def reveal(review: Review, member: Member, without: Collection[int] = ()) -> Round:
    """Let everybody who took part see the ratings of the open round.

    `without` are the ids of participants of whom `member` knows that they have not finished.

    Raises:
        NotAllowed: `member` may not reveal.
        SomeAreMissing: somebody else has not finished either.
        Refused: no round is open.
    """
    review = locked(review, member)
    if review.state != State.RATING:
        raise Refused(
            _(
                "No round is open, so there is nothing to reveal. Reload the page to see where it is."
            )
        )
    # Who is saving an answer holds their row: what was accepted is in, what comes later is refused.
    list(Participant.objects.select_for_update().filter(review=review))
    opened = Round.objects.select_for_update().get(review=review, revealed_at=None)
    standing = standing_of(review, opened)
    if not {one.pk for one in standing.missing} <= set(without):
        raise SomeAreMissing(standing)
    opened.revealed_at = timezone.now()
    opened.save(update_fields=["revealed_at"])
    review.reveal()
    review.save(update_fields=["state"])
    record(
        review.school,
        member,
        "priorities.revealed",
        path=review.get_absolute_url(),
        review=review.title,
        number=opened.number,
        finished=len(standing.finished),
        asked=len(standing.finished) + len(standing.missing) + len(standing.left),
    )
    return opened


@transaction.atomic
def open_next_round(review: Review, member: Member, deadline: datetime.date) -> Round:
    """Let people rate again after they have seen the results.

    Nothing is filled in from the last round; each sees beside a duty what they said of it then.

    Raises:
        NotAllowed: `member` may not open rounds.
        Refused: the last round is not revealed, the outcome is agreed, or the day has passed.
    """
    review = locked(review, member)
    if review.state != State.REVEALED:
        raise Refused(
            _(
                "Another round can be opened once the last is revealed and before the outcome is agreed."
            )
        )
    if deadline < timezone.localdate():
        raise Refused(_("That day has passed. Choose today or a day to come."))
    last = review.rounds.order_by("-number").first()
    number = last.number + 1 if last else 1
    review.deadline = deadline
    review.open_rating()
    review.save(update_fields=["state", "deadline"])
    review.participants.update(reminded_on=None)
    opened = Round.objects.create(school=review.school, review=review, number=number)
    record(
        review.school,
        member,
        "priorities.next_round",
        path=review.get_absolute_url(),
        review=review.title,
        number=number,
        day=date_format(deadline),
    )
    return opened
