"""Recording money that was spent for a cost of the plan: one payment or a table; correcting, taking out."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.models import Member
from schools.permissions import check
from schools.refusals import Refused
from schools.trail import record, sentence

from .. import money
from ..models import Cost, Plan, Spending, State
from .checking import NotSo, text_in

sentence("devplan.spent", gettext_lazy("%(who)s recorded %(money)s spent for “%(action)s”"))
sentence(
    "devplan.spending_corrected",
    gettext_lazy("%(who)s corrected what was spent for “%(action)s”: %(before)s is now %(money)s"),
)
sentence(
    "devplan.spending_removed",
    gettext_lazy("%(who)s took out a record of %(money)s spent for “%(action)s”"),
)
sentence(
    "devplan.spending_brought",
    gettext_lazy("%(who)s brought %(number)s payments into “%(plan)s”: %(money)s"),
)


@dataclass(frozen=True)
class SpentWords:
    """Money spent as it is given, in pence; below zero for what came back."""

    pence: int | None
    spent_on: datetime.date | None
    note: str = ""


@transaction.atomic
def spend(cost: Cost, member: Member, words: SpentWords) -> Spending:
    """Record money that was spent for a cost, or that came back.

    Raises:
        NotAllowed: `member` may not record spending.
        NotSo: the amount or the day cannot be, or what came back has no note.
        Refused: the plan is not in force.
    """
    check(member, "devplan.record_spending")
    plan = cost.action.objective.plan
    _in_force(plan)
    made = Spending(school=plan.school, cost=cost, recorded_by=member)
    _set(made, plan, words)
    made.save()
    _record(made, plan, member, "devplan.spent")
    return made


@transaction.atomic
def correct_spending(spending: Spending, member: Member, words: SpentWords) -> Spending:
    """Correct a record; the trail keeps what it said.

    Raises:
        NotAllowed: `member` may not record spending.
        NotSo: the amount or the day cannot be, or what came back has no note.
        Refused: the plan is not in force.
    """
    check(member, "devplan.record_spending")
    plan = spending.cost.action.objective.plan
    _in_force(plan)
    now = Spending.objects.select_for_update().get(pk=spending.pk)
    now.cost = spending.cost
    before = money.pounds(now.pence)
    _set(now, plan, words)
    now.recorded_by = member
    now.save()
    _record(now, plan, member, "devplan.spending_corrected", before=before)
    return now


@transaction.atomic
def remove_spending(spending: Spending, member: Member) -> None:
    """Take out a record that is wrong; the trail keeps what it said.

    Raises:
        NotAllowed: `member` may not record spending.
        Refused: the plan is not in force.
    """
    check(member, "devplan.record_spending")
    plan = spending.cost.action.objective.plan
    _in_force(plan)
    _record(spending, plan, member, "devplan.spending_removed")
    spending.delete()


def problems_of(plan: Plan, member: Member, given: Sequence[tuple[Cost, SpentWords]]) -> list[str]:
    """What keeps each of these from being recorded, "" where nothing does; no query."""
    check(member, "devplan.record_spending")
    found = []
    for _cost, words in given:
        try:
            _in_force(plan)
            checked(plan, words)
        except Refused as refused:
            found.append(refused.sentence)
        else:
            found.append("")
    return found


@transaction.atomic
def spend_all(
    plan: Plan, member: Member, given: Sequence[tuple[Cost, SpentWords]]
) -> list[Spending]:
    """Record a table of spending, all of it or nothing.

    Raises:
        NotAllowed: `member` may not record spending.
        Refused: one of them cannot be, or the plan is not in force; then none is made.
    """
    check(member, "devplan.record_spending")
    now = Plan.objects.select_for_update().get(pk=plan.pk)
    _in_force(now)
    made = []
    for cost, words in given:
        one = Spending(school=plan.school, cost=cost, recorded_by=member)
        _set(one, plan, words)
        made.append(one)
    Spending.objects.bulk_create(made)
    record(
        plan.school,
        member,
        "devplan.spending_brought",
        path=plan.get_absolute_url(),
        number=len(made),
        plan=plan.title,
        money=money.pounds(sum(one.pence for one in made)),
    )
    return made


def checked(plan: Plan, words: SpentWords) -> SpentWords:
    """What was given, where it can be.

    Raises:
        NotSo: the amount or the day cannot be, or what came back has no note.
    """
    if not words.pence:
        raise NotSo("pence", _("Give what was spent, as an amount in pounds."))
    if abs(words.pence) > money.MOST:
        raise NotSo("pence", _("That is more than £100 million. Look at the number once more."))
    note = text_in("note", words.note, 200)
    if words.pence < 0 and not note:
        raise NotSo("note", _("Say in a few words why money came back."))
    if words.spent_on is None:
        raise NotSo("spent_on", _("Say on which day it was paid."))
    if words.spent_on > timezone.localdate():
        raise NotSo("spent_on", _("That day is still to come. Give the day on which it was paid."))
    # What is bought for the first September is often paid in the summer before.
    if words.spent_on < datetime.date(plan.first_year - 1, 8, 1):
        raise NotSo(
            "spent_on", _("That is long before the plan begins. Look at the year once more.")
        )
    return replace(words, note=note)


def _set(spending: Spending, plan: Plan, words: SpentWords) -> None:
    given = checked(plan, words)
    assert given.pence is not None and given.spent_on is not None
    spending.pence, spending.spent_on, spending.note = given.pence, given.spent_on, given.note


def _in_force(plan: Plan) -> None:
    if plan.state == State.DRAFT:
        raise Refused(_("This plan is not agreed yet. Spending is recorded once it is in force."))
    if plan.state == State.CLOSED:
        raise Refused(_("This plan is closed and stays as it is."))


def _record(spending: Spending, plan: Plan, member: Member, verb: str, **more: Any) -> None:
    record(
        plan.school,
        member,
        verb,
        path=plan.get_absolute_url(),
        action=spending.cost.action.text,
        money=money.pounds(spending.pence),
        **more,
    )
