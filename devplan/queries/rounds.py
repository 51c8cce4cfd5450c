"""Rounds of updates: the one that is open, who has answered and who has not, and those before."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Now
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import ngettext

from schools.models import Member

from .. import years
from ..models import Action, Plan, ProgressUpdate, State, UpdateRound
from ..rag import SETTLED
from ..rounds import LINGERS, Span, half_term_at, wants_word
from .terms import terms_of

EARLIER = 6


def is_open(today: datetime.date, at: str = "") -> Q:
    """Rounds that still ask; `at` is the way to the round, as "updateround__"."""
    return due_since(lingers_from(today), at)


def lingers_from(today: datetime.date) -> datetime.date:
    """The earliest day by which a round that still asks was to be answered."""
    return today - datetime.timedelta(days=LINGERS)


def due_since(day: datetime.date, at: str = "") -> Q:
    """Rounds that still ask, where those do that are due on that day or later."""
    return Q(**{f"{at}closed_at": None, f"{at}due_on__gte": day, f"{at}plan__state": State.AGREED})


def asked_in(rounds: Q) -> QuerySet[Any]:
    """The actions that some rounds ask about, one row each, with `owed`: no word since it began."""
    said = ProgressUpdate.objects.filter(
        action=OuterRef("action_id"), made_at__gte=OuterRef("updateround__asked_at")
    )
    return UpdateRound.actions.through.objects.filter(rounds).annotate(
        owed=~Exists(said) & ~Q(action__status__in=SETTLED)
    )


@dataclass(frozen=True)
class Standing:
    """An open round as it stands: its actions by number, and of each whether a word is owed."""

    pk: int
    due_on: datetime.date
    asked: dict[int, bool]

    @property
    def owed(self) -> int:
        return sum(self.asked.values())

    @property
    def sentence(self) -> str:
        return sentence(self.owed, len(self.asked), self.due_on, timezone.localdate())


def standing_of(plan: Plan) -> Standing | None:
    """The open round of a plan, where there is one: one query."""
    rows = list(
        asked_in(Q(updateround__plan=plan) & is_open(timezone.localdate(), "updateround__"))
        .order_by("pk")
        .values_list("updateround_id", "updateround__due_on", "action_id", "owed")
    )
    if not rows:
        return None
    pk, due_on = rows[0][:2]
    return Standing(pk, due_on, {action: owed for _round, _day, action, owed in rows})


def sentence(owed: int, total: int, due_on: datetime.date, today: datetime.date) -> str:
    """Where a round stands: "12 actions need a word by Friday 11 December"."""
    words = {"owed": owed, "total": total, "day": date_format(due_on, "l j F")}
    if not owed:
        text = ngettext(
            "The one action asked about has had its word",
            "All %(total)s actions have had their word",
            total,
        )
        return text % words
    if today > due_on:
        text = ngettext(
            "%(owed)s of %(total)s actions has had no word; it was asked for by %(day)s",
            "%(owed)s of %(total)s actions have had no word; it was asked for by %(day)s",
            owed,
        )
    elif owed == total:
        text = ngettext(
            "%(owed)s action needs a word by %(day)s",
            "%(owed)s actions need a word by %(day)s",
            owed,
        )
    else:
        text = ngettext(
            "%(owed)s of %(total)s actions still needs a word by %(day)s",
            "%(owed)s of %(total)s actions still need a word by %(day)s",
            owed,
        )
    return text % words


@dataclass
class Person:
    """Somebody who is asked (None: nobody leads these), with what they owe and what they said."""

    member: Member | None
    owed: list[Action] = field(default_factory=list)
    answered: list[Action] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.owed) + len(self.answered)


@dataclass(frozen=True)
class RoundPage:
    """The open round: by person, those who owe most first; what nobody leads comes last."""

    round: UpdateRound
    people: list[Person]

    @property
    def owed(self) -> int:
        return sum(len(one.owed) for one in self.people)

    @property
    def headline(self) -> str:
        total = sum(one.total for one in self.people)
        return sentence(self.owed, total, self.round.due_on, timezone.localdate())

    @property
    def done(self) -> list[Person]:
        return [one for one in self.people if not one.owed]

    @property
    def waiting(self) -> list[Person]:
        return [one for one in self.people if one.owed]


def open_round(plan: Plan) -> RoundPage | None:
    """The open round of a plan with its people: two queries."""
    rounds = UpdateRound.objects.filter(is_open(timezone.localdate()), plan=plan)
    found = rounds.select_related("asked_by").first()
    if found is None:
        return None
    found.plan = plan
    return RoundPage(found, people_of(found))


def people_of(one: UpdateRound) -> list[Person]:
    """Who is asked in a round, and what each owes: one query."""
    owed = asked_in(Q(updateround=one))
    actions = (
        Action.objects.filter(rounds=one)
        .annotate(is_owed=Exists(owed.filter(action=OuterRef("pk"), owed=True)))
        .select_related("lead")
        .order_by("ends_on", "order", "pk")
    )
    return by_lead((action, action.is_owed) for action in actions)


def by_lead(rows: Iterable[tuple[Action, bool]]) -> list[Person]:
    """Actions, each with whether a word of it is owed, by who leads them."""
    found: dict[int | None, Person] = {}
    for action, owed in rows:
        person = found.setdefault(action.lead_id, Person(action.lead))
        (person.owed if owed else person.answered).append(action)
    return sorted(
        found.values(),
        key=lambda one: (
            one.member is None,
            -len(one.owed),
            one.member.name if one.member else "",
        ),
    )


@dataclass(frozen=True)
class Earlier:
    """A round that is over: how many of its actions had a word while it was open."""

    asked_on: datetime.date
    due_on: datetime.date
    asked: int
    answered: int


def earlier_rounds(plan: Plan) -> list[Earlier]:
    """The last rounds of a plan that are over, the newest first: one query."""
    said = ProgressUpdate.objects.filter(
        action=OuterRef("action_id"),
        made_at__gte=OuterRef("updateround__asked_at"),
        made_at__lte=OuterRef("until"),
    )
    rows = (
        UpdateRound.actions.through.objects.filter(updateround__plan=plan)
        .exclude(is_open(timezone.localdate(), "updateround__"))
        .annotate(until=Coalesce(F("updateround__closed_at"), Now()))
        .annotate(answered=Exists(said))
        .values("updateround_id", "updateround__asked_at", "updateround__due_on")
        .annotate(asked=Count("pk"), had=Count("pk", filter=Q(answered=True)))
        .order_by("-updateround__asked_at")
    )
    return [
        Earlier(
            timezone.localdate(row["updateround__asked_at"]),
            row["updateround__due_on"],
            row["asked"],
            row["had"],
        )
        for row in rows[:EARLIER]
    ]


def half_term_of(plan: Plan, today: datetime.date) -> Span | None:
    """The half-term that a round begun today is about: one query."""
    year = years.academic_year(today)
    return half_term_at(years.half_terms(terms_of(plan.school, (year, year + 1))), today)


def to_ask(plan: Plan, until: datetime.date) -> list[Action]:
    """The actions of a plan that are under way, or begin or are due by `until`: one query."""
    actions = (
        Action.objects.filter(objective__plan=plan)
        .exclude(status__in=SETTLED)
        .select_related("lead")
        .order_by("ends_on", "order", "pk")
    )
    return [one for one in actions if wants_word(one.status, one.starts_on, one.ends_on, until)]
