"""Rounds of updates: asking for a word on every action under way, and closing the round."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.models import Member
from schools.permissions import check
from schools.refusals import Refused
from schools.trail import record, sentence

from ..models import Plan, State, UpdateRound
from ..queries.rounds import asked_in, half_term_of, is_open, to_ask
from .checking import NotSo

sentence(
    "devplan.round_begun",
    gettext_lazy("%(who)s asked for a word on %(number)s actions of “%(plan)s” by %(day)s"),
)
sentence(
    "devplan.round_closed",
    gettext_lazy("%(who)s closed the round of updates of “%(plan)s”; %(owed)s had no word"),
)
sentence(
    "devplan.round_answered",
    gettext_lazy("With what %(who)s said, the round of updates of “%(plan)s” is answered"),
)

LONGEST = 60


@transaction.atomic
def begin(plan: Plan, member: Member, due_on: datetime.date | None) -> UpdateRound:
    """Ask for a word on the actions of this half-term until a day. Nobody is told by this.

    Raises:
        NotAllowed: `member` may not ask everybody.
        NotSo: the day is missing, past or too far.
        Refused: the plan is not in force, a round is open, or no action wants a word.
    """
    check(member, "devplan.ask_round", plan)
    now = Plan.objects.select_for_update().select_related("school").get(pk=plan.pk)
    if now.state != State.AGREED:
        raise Refused(_("A round of updates is of a plan that is in force."))
    today = timezone.localdate()
    day = _day(due_on, today)
    rounds = UpdateRound.objects.filter(plan=now, closed_at=None)
    rounds.exclude(is_open(today)).update(closed_at=timezone.now())
    if other := rounds.first():
        raise Refused(
            _("There is a round already, until %(day)s. Close it before you begin another.")
            % {"day": date_format(other.due_on, "l j F")}
        )
    span = half_term_of(now, today)
    actions = to_ask(now, span[1] if span else day)
    if not actions:
        raise Refused(_("No action is under way, begins or is due this half-term."))
    made = UpdateRound.objects.create(school=now.school, plan=now, asked_by=member, due_on=day)
    made.actions.set(actions)
    record(
        now.school,
        member,
        "devplan.round_begun",
        path=now.get_absolute_url(),
        number=len(actions),
        plan=now.title,
        day=date_format(day, "l j F"),
    )
    return made


def _day(day: datetime.date | None, today: datetime.date) -> datetime.date:
    if day is None:
        raise NotSo("due_on", _("Say until which day."))
    if day <= today:
        raise NotSo("due_on", _("That leaves nobody a day. Choose one that is still to come."))
    if (day - today).days > LONGEST:
        raise NotSo("due_on", _("That is over two months away. Choose a day of this half-term."))
    return day


@transaction.atomic
def close(plan: Plan, member: Member) -> UpdateRound:
    """End the open round of a plan; nobody is asked any more.

    Raises:
        NotAllowed: `member` may not ask everybody.
        Refused: none is open.
    """
    check(member, "devplan.ask_round", plan)
    rounds = UpdateRound.objects.select_for_update(of=("self",))
    found = rounds.filter(plan=plan, closed_at=None).first()
    if found is None:
        raise Refused(_("No round is open: it was closed, or everything has had its word."))
    owed = asked_in(Q(updateround=found)).filter(owed=True).count()
    found.closed_at = timezone.now()
    found.save(update_fields=["closed_at"])
    path = plan.get_absolute_url()
    record(plan.school, member, "devplan.round_closed", path=path, plan=plan.title, owed=owed)
    return found


def close_if_answered(plan: Plan, member: Member, action: int) -> None:
    """End the round that asked about this action, where it was the last to have its word.

    Runs in the transaction in which the word is kept; three queries at most.
    """
    found = UpdateRound.objects.filter(plan=plan, closed_at=None, actions=action).first()
    if found is None or asked_in(Q(updateround=found)).filter(owed=True).exists():
        return
    found.closed_at = timezone.now()
    found.save(update_fields=["closed_at"])
    path = plan.get_absolute_url()
    record(plan.school, member, "devplan.round_answered", path=path, plan=plan.title)
