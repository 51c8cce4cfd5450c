"""Actions as people say how far they are: theirs first, those that need a word before the others."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.models import Member
from schools.permissions import may

from .. import rag, years
from ..models import Action, Criterion, Plan, ProgressUpdate, State
from .plans import ActionRow, around, colour_of, judge, terms_of

RECENT = 20


@dataclass(frozen=True)
class ToUpdate:
    """An action on the page of updates: `may_update` says whether the reader may."""

    row: ActionRow
    may_update: bool
    mine: bool
    said: bool

    @property
    def action(self) -> Action:
        return self.row.action

    @property
    def needs_a_word(self) -> bool:
        """Open, not on track by its dates, and nothing was said of it this half-term."""
        return not self.row.settled and not self.said and self.row.colour.rag != rag.GREEN


@dataclass(frozen=True)
class Updates:
    """The actions of a plan as one reader updates them, and what was said last."""

    plan: Plan
    mine: list[ToUpdate]
    others: list[ToUpdate]
    recent: list[ProgressUpdate]

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
        if self.waiting:
            return ngettext(
                "%(n)s of your actions needs a word",
                "%(n)s of your actions need a word",
                len(self.waiting),
            ) % {"n": len(self.waiting)}
        others = sum(one.needs_a_word for one in self.others)
        if others:
            return ngettext(
                "%(n)s action of others needs a word", "%(n)s actions of others need a word", others
            ) % {"n": others}
        return _("No action needs a word")


def updates_of(plan: Plan, member: Member) -> Updates:
    """The actions of a plan, those that need a word first: five queries, six with subjects."""
    today = timezone.localdate()
    began = years.half_term_began(terms_of(plan.school, around(today)), today)
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
        found.append(ToUpdate(ActionRow(action, colour, []), allowed, mine, said))
    found.sort(key=_urgency)
    recent = ProgressUpdate.objects.filter(action__objective__plan=plan).select_related(
        "member", "action"
    )[:RECENT]
    return Updates(
        plan,
        [one for one in found if one.mine],
        [one for one in found if not one.mine],
        list(recent),
    )


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
            Prefetch("updates", ProgressUpdate.objects.select_related("member")),
        )
        .first()
    )
    if action is None:
        raise Http404
    action.school = action.objective.school = plan.school
    action.objective.plan = plan
    today = timezone.localdate()
    began = years.half_term_began(terms_of(plan.school, around(today)), today)
    criteria = list(action.objective.criteria.all())
    colour = colour_of(action, today, began, judge(criteria))
    return Story(ActionRow(action, colour, []), criteria, list(action.updates.all()))
