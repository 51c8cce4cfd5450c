"""Taking down what is decided for a duty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roles.models import Role
from schools.models import Member
from schools.permissions import check
from schools.refusals import Refused
from schools.trail import record, sentence

from ..following import HAND_ON, NEEDS_REASON, SHARE, TAKES_AWAY
from ..models import DecidedMinutes, Decision, Participant, Review, ReviewDuty, State

sentence("priorities.decided", gettext_lazy("%(who)s took down a decision on “%(duty)s”"))

LONGEST_REASON = 2000
MOST_MINUTES = 3000


@dataclass(frozen=True)
class Choice:
    """What is decided: `minutes` a week by participation of a coordinator, where they are said."""

    kind: str
    reason: str = ""
    to_role: int | None = None
    minutes: Mapping[int, int] = field(default_factory=dict)


class NotSo(Refused):
    """One thing that was said is refused: `field` names it ("kind", "reason", "to_role", "minutes")."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class DecidedMeanwhile(Refused):
    """Somebody else has taken down a decision since the page was read; nothing is overwritten."""


@transaction.atomic
def decide(duty: ReviewDuty, member: Member, choice: Choice, revision: int) -> Decision:
    """Take down what is decided for a duty. `revision` is the decision's that the writer has read,
    0 where there was none.

    Raises:
        NotAllowed: `member` may not take down decisions.
        Refused: the ratings are not revealed, or the outcome is agreed.
        NotSo: something is missing or cannot be.
        DecidedMeanwhile: somebody else has decided otherwise since.
    """
    check(member, "priorities.decide")
    review = Review.objects.select_for_update().select_related("school").get(pk=duty.review_id)
    refuse_unless_revealed(review)
    choice = _checked(review, choice)
    decision = Decision.objects.filter(duty=duty).prefetch_related("minutes").first()
    if decision is None:
        decision = Decision(school=review.school, review=review, duty=duty, revision=0)
    elif said_by(decision) == choice:
        return decision
    if decision.revision != revision:
        raise DecidedMeanwhile(
            _("Somebody else has taken down a decision meanwhile. Nothing is overwritten.")
        )
    decision.kind, decision.reason = choice.kind, choice.reason
    decision.to_role_id = choice.to_role
    decision.decided_by = member
    decision.revision += 1
    decision.save()
    decision.minutes.all().delete()
    DecidedMinutes.objects.bulk_create(
        DecidedMinutes(school=review.school, decision=decision, participant_id=pk, minutes=spent)
        for pk, spent in choice.minutes.items()
    )
    path = review.get_absolute_url()
    record(review.school, member, "priorities.decided", path=path, duty=duty.text)
    return decision


def said_by(decision: Decision) -> Choice:
    """A decision as what was said (prefetch `minutes`)."""
    return Choice(
        decision.kind,
        decision.reason,
        decision.to_role_id,
        {one.participant_id: one.minutes for one in decision.minutes.all()},
    )


def refuse_unless_revealed(review: Review) -> None:
    """Let a review pass that waits for its decisions.

    Raises:
        Refused: it is not revealed, another round is open, or its outcome is agreed.
    """
    if review.state == State.REVEALED:
        return
    if review.state in (State.AGREED, State.CLOSED):
        raise Refused(
            _("The outcome is agreed and cannot be changed. Start a new review to decide anew.")
        )
    raise Refused(_("Nothing can be decided before the ratings are revealed."))


def _checked(review: Review, choice: Choice) -> Choice:
    """The choice tidied up; refuse what is missing or cannot be."""
    if choice.kind not in Decision.Kind.values:
        raise NotSo("kind", _("Choose what is decided."))
    reason = choice.reason.strip()
    if len(reason) > LONGEST_REASON:
        raise NotSo(
            "reason",
            _("The reason can have %(most)s characters; this has %(has)s.")
            % {"most": LONGEST_REASON, "has": len(reason)},
        )
    if choice.kind in NEEDS_REASON and not reason:
        raise NotSo(
            "reason", _("Say why: whoever loses the duty, or does less of it, will want to know.")
        )
    coordinators = dict(
        Participant.objects.filter(review=review, coordinates=True).values_list("pk", "role_id")
    )
    to_role = choice.to_role if choice.kind in (HAND_ON, SHARE) else None
    _check_role(choice.kind, to_role, coordinators)
    minutes = {pk: spent for pk, spent in choice.minutes.items() if pk in coordinators}
    if any(not 0 <= spent <= MOST_MINUTES for spent in minutes.values()):
        raise NotSo(
            "minutes", _("Give minutes a week between 0 and %(most)s.") % {"most": MOST_MINUTES}
        )
    if choice.kind in TAKES_AWAY:
        # Only a coordinator whose role gains it has time for it.
        minutes = {
            pk: spent for pk, spent in minutes.items() if to_role and coordinators[pk] == to_role
        }
    return Choice(choice.kind, reason, to_role, minutes)


def _check_role(kind: str, to_role: int | None, coordinators: Mapping[int, int | None]) -> None:
    if to_role is None:
        if kind == HAND_ON:
            raise NotSo("to_role", _("Say to which role it is handed on."))
        if kind == SHARE and len(coordinators) < 2:
            raise NotSo("to_role", _("Say with which role it is shared."))
        return
    if not Role.objects.filter(pk=to_role, retired_on=None).exists():
        raise NotSo("to_role", _("That role is no longer the school’s. Choose another."))
    if len(coordinators) == 1 and to_role in coordinators.values():
        raise NotSo(
            "to_role", _("That is the role that has the duty now. Choose another, or “keep”.")
        )
