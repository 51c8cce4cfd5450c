"""Actions as people say how far they are: theirs first, those that need a word before the others."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import apnumber
from django.db.models import Prefetch
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.labels import upper_first
from schools.models import Member
from schools.permissions import may

from .. import rag, rounds, years
from ..models import Action, Criterion, Plan, ProgressUpdate, State
from .plans import ActionRow, colour_of, judge
from .rounds import Standing, standing_of
from .terms import around, half_term_of, terms_of

RECENT = 20


@dataclass(frozen=True)
class ToUpdate:
    """An action on the page of updates: `may_update` says whether the reader may."""

    row: ActionRow
    may_update: bool
    mine: bool
    said: bool
    asked: bool = False

    @property
    def action(self) -> Action:
        return self.row.action

    @property
    def needs_a_word(self) -> bool:
        """An open round waits for it; or it is open, not on track by its dates, and nothing was said of
        it this half-term.
        """
        return self.asked or (
            not self.row.settled and not self.said and self.row.colour.rag != rag.GREEN
        )


@dataclass(frozen=True)
class Updates:
    """The actions of a plan as one reader updates them, and what was said last."""

    plan: Plan
    mine: list[ToUpdate]
    others: list[ToUpdate]
    recent: list[ProgressUpdate]
    round: Standing | None = None
    may_ask: bool = False
    offer: Offer | None = None

    @property
    def waiting(self) -> list[ToUpdate]:
        """What of the reader's own needs a word."""
        return [one for one in self.mine if one.needs_a_word]

    @property
    def rest(self) -> list[ToUpdate]:
        """The reader's own that stand in the list: while the plan is in force those that wait have
        their form above it.
        """
        if self.plan.state != State.AGREED:
            return self.mine
        return [one for one in self.mine if not one.needs_a_word]

    @property
    def headline(self) -> str:
        """How many of the reader's actions need a word; else how many in all."""
        if self.plan.state != State.AGREED:
            return _("How far the actions are")
        owed = sum(one.asked for one in self.mine)
        if self.round and owed:
            return asked_of_you(owed, self.round.due_on)
        if self.round and self.may_ask and not self.waiting:
            return self.round.sentence
        if self.waiting:
            return ngettext(
                "%(n)s of your actions needs a word",
                "%(n)s of your actions need a word",
                len(self.waiting),
            ) % {"n": len(self.waiting)}
        others = sum(one.needs_a_word for one in self.others)
        if others and not self.mine:
            return ngettext("%(n)s action needs a word", "%(n)s actions need a word", others) % {
                "n": others
            }
        if others:
            return ngettext(
                "%(n)s action of others needs a word", "%(n)s actions of others need a word", others
            ) % {"n": others}
        return _("No action needs a word")


def asked_of_you(number: int, due_on: datetime.date) -> str:
    """What a round asks of one reader: "Three of your actions need a word by Friday 11 December"."""
    text = ngettext(
        "%(n)s of your actions needs a word by %(day)s",
        "%(n)s of your actions need a word by %(day)s",
        number,
    )
    words = {"n": upper_first(str(apnumber(number))), "day": date_format(due_on, "l j F")}
    return text % words


@dataclass(frozen=True)
class Offer:
    """A round that could be begun: the half-term’s end, and how many actions it would ask about."""

    ends_on: datetime.date
    number: int


def updates_of(plan: Plan, member: Member) -> Updates:
    """The actions of a plan, those that need a word first: six queries, seven with subjects."""
    today = timezone.localdate()
    terms = terms_of(plan.school, around(today))
    began = years.half_term_began(terms, today)
    standing = standing_of(plan) if plan.state == State.AGREED else None
    asked = standing.asked if standing else {}
    member_subjects = set(member.subjects.values_list("pk", flat=True))
    criteria: dict[int, list[rag.Judged]] = {}
    for one in Criterion.objects.filter(objective__plan=plan):
        criteria.setdefault(one.objective_id, []).extend(judge([one]))
    leads = may(member, "devplan.write_plan")
    found = []
    for action in (
        Action.objects.filter(objective__plan=plan)
        .select_related("lead", "objective")
        .order_by("ends_on", "order", "pk")
    ):
        action.school = plan.school
        colour = colour_of(action, today, began, criteria.get(action.objective_id, []))
        mine = action.lead_id == member.pk
        allowed = leads or mine or action.objective.subject_id in member_subjects
        said = action.updated_on is not None and (began is None or action.updated_on >= began)
        row = ActionRow(action, colour, [])
        found.append(ToUpdate(row, allowed, mine, said, asked.get(action.pk, False)))
    found.sort(key=_urgency)
    recent = ProgressUpdate.objects.filter(action__objective__plan=plan).select_related(
        "member", "action", "evidence"
    )[:RECENT]
    may_ask = plan.state == State.AGREED and may(member, "devplan.ask_round", plan)
    return Updates(
        plan,
        [one for one in found if one.mine],
        [one for one in found if not one.mine],
        list(recent),
        standing,
        may_ask,
        _offer(terms, found, today) if may_ask and standing is None else None,
    )


def _offer(
    terms: Sequence[years.TermSpan], found: Sequence[ToUpdate], today: datetime.date
) -> Offer | None:
    """A round is offered in the last fortnight of a half-term, where something had no word in it."""
    span = rounds.half_term_at(years.half_terms(terms), today)
    if span is None or not rounds.in_last_fortnight(span, today):
        return None
    wanted = [
        one
        for one in found
        if not one.said
        and rounds.wants_word(one.action.status, one.action.starts_on, one.action.ends_on, span[1])
    ]
    return Offer(span[1], len(wanted)) if wanted else None


def _urgency(one: ToUpdate) -> tuple[bool, int, datetime.date]:
    """Open ones first, red before amber before green, the soonest due first."""
    order = {rag.RED: 0, rag.AMBER: 1, rag.GREEN: 2}
    last = datetime.date.max
    return one.row.settled, order[one.row.colour.rag], one.action.ends_on or last


@dataclass(frozen=True)
class Story:
    """One action with its colour, its criteria, and all that was said of it."""

    row: ActionRow
    criteria: list[Criterion]
    updates: Sequence[ProgressUpdate]

    @property
    def action(self) -> Action:
        return self.row.action


def story_or_404(plan: Plan, pk: int) -> Story:
    """An action of the plan with what was said of it, the newest first.

    Raises:
        Http404: the plan has no such action.
    """
    action = (
        Action.objects.filter(objective__plan=plan, pk=pk)
        .select_related("lead", "objective__subject")
        .prefetch_related(
            "objective__criteria",
            Prefetch("updates", ProgressUpdate.objects.select_related("member", "evidence")),
        )
        .first()
    )
    if action is None:
        raise Http404
    action.school = action.objective.school = plan.school
    action.objective.plan = plan
    today = timezone.localdate()
    began = half_term_of(plan.school, today)
    criteria = list(action.objective.criteria.all())
    colour = colour_of(action, today, began, judge(criteria))
    return Story(ActionRow(action, colour, []), criteria, list(action.updates.all()))
