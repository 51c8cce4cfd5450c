"""Looks at what is done: past their day, this half-term, later, and what was found."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.labels import upper_first
from schools.models import Member
from schools.permissions import may

from .. import years
from ..finding import number
from ..models import Action, Criterion, Monitoring, Objective, Plan, Status
from .terms import around, terms_of


@dataclass(frozen=True)
class Waiting:
    """Something to be looked at: a look that is planned, or what an action says of its monitoring.

    `may_write` says whether the reader may write down what was found.
    """

    about: str
    on: datetime.date | None
    who: Member | None
    actions: list[Action]
    look: Monitoring | None
    may_write: bool

    @property
    def kind(self) -> str:
        return str(self.look.get_kind_display()) if self.look else ""

    @property
    def action(self) -> Action | None:
        """The action whose own words these are."""
        return None if self.look else self.actions[0]


@dataclass(frozen=True)
class Found:
    """A look that was had; `may_write` says whether the reader may change what is said of it."""

    look: Monitoring
    may_write: bool


@dataclass(frozen=True)
class Looks:
    """The looks of a plan as one reader sees them."""

    plan: Plan
    overdue: list[Waiting] = field(default_factory=list)
    now: list[Waiting] = field(default_factory=list)
    later: list[Waiting] = field(default_factory=list)
    undated: list[Waiting] = field(default_factory=list)
    done: list[Found] = field(default_factory=list)

    @property
    def waiting(self) -> list[tuple[str, list[Waiting]]]:
        """What is to be looked at, under its headings; empty ones left out."""
        groups = [
            (_("Past its day"), self.overdue),
            (_("This half-term"), self.now),
            (_("Later"), self.later),
            (_("Without a day"), self.undated),
        ]
        return [(title, rows) for title, rows in groups if rows]

    @property
    def headline(self) -> str:
        """What waits to be looked at, in a sentence."""
        if self.overdue:
            n = len(self.overdue)
            return ngettext(
                "%(n)s look is past its day, and what was found is not written down",
                "%(n)s looks are past their day, and what was found is not written down",
                n,
            ) % {"n": upper_first(number(n))}
        if self.now:
            n = len(self.now)
            return ngettext(
                "%(n)s thing is to be looked at this half-term",
                "%(n)s things are to be looked at this half-term",
                n,
            ) % {"n": upper_first(number(n))}
        if self.done:
            return _("What was to be looked at so far was looked at")
        return _("Monitoring: looking at what is done")


def looks_of(plan: Plan, member: Member) -> Looks:
    """The looks of a plan as `member` sees them: seven queries."""
    today = timezone.localdate()
    prefetch_related_objects([member], "subjects")
    looks = list(_looks(plan))
    covered = {action.pk for one in looks for action in one.actions.all()}
    found = Looks(plan)
    waiting = []
    for one in looks:
        actions = list(one.actions.all())
        allowed = _may_write(member, actions, one)
        if one.done_on:
            found.done.append(Found(one, allowed))
        else:
            waiting.append(Waiting(one.about, one.planned_on, one.by, actions, one, allowed))
    for action in _planned_in_actions(plan):
        if action.pk not in covered:
            waiting.append(
                Waiting(
                    action.monitored_how or action.text,
                    action.monitored_on,
                    action.monitored_by,
                    [action],
                    None,
                    _may_write(member, [action], None) or action.monitored_by_id == member.pk,
                )
            )
    ends = _half_term_ends(plan, today)
    last = datetime.date.max
    for row in sorted(waiting, key=lambda row: (row.on or last, row.about)):
        if row.on is None:
            found.undated.append(row)
        elif row.on < today:
            found.overdue.append(row)
        elif row.on <= ends:
            found.now.append(row)
        else:
            found.later.append(row)
    found.done.sort(key=lambda row: (row.look.done_on or last, row.look.pk), reverse=True)
    return found


def _looks(plan: Plan) -> QuerySet[Monitoring]:
    return (
        Monitoring.objects.filter(plan=plan)
        .select_related("by")
        .prefetch_related(
            Prefetch("actions", Action.objects.select_related("objective")), "criteria"
        )
    )


def _planned_in_actions(plan: Plan) -> QuerySet[Action]:
    """Actions that say how or when they are monitored."""
    return (
        Action.objects.filter(objective__plan=plan)
        .filter(Q(monitored_on__isnull=False) | ~Q(monitored_how=""))
        .exclude(status=Status.DROPPED)
        .select_related("monitored_by", "objective")
    )


def _may_write(member: Member, actions: Sequence[Action], look: Monitoring | None) -> bool:
    """As the action checks it (actions.monitoring): anything, what they look at, or their own."""
    if may(member, "devplan.monitor"):
        return True
    if look is not None and look.by_id == member.pk and may(member, "devplan.update"):
        return True
    return bool(actions) and all(may(member, "devplan.update", one) for one in actions)


def _half_term_ends(plan: Plan, today: datetime.date) -> datetime.date:
    """The last day of this half-term; in a holiday of the next one."""
    terms = terms_of(plan.school, [*around(today), years.academic_year(today) + 1])
    return next((last for _first, last in years.half_terms(terms) if last >= today), today)


def look_or_404(plan: Plan, pk: int) -> Monitoring:
    """A look of the plan.

    Raises:
        Http404: there is none of that id.
    """
    found = _looks(plan).filter(pk=pk).first()
    if found is None:
        raise Http404
    found.plan, found.school = plan, plan.school
    return found


@dataclass(frozen=True)
class Choices:
    """What can be looked at, objective by objective: (objective, its actions, its criteria)."""

    groups: list[tuple[str, list[Action], list[Criterion]]]


def choices_of(plan: Plan, member: Member, look: Monitoring | None = None) -> Choices:
    """The plan's actions that are not dropped, and its criteria; for most only what belongs to them.

    What `look` looks at already stays to be seen. Four queries.
    """
    prefetch_related_objects([member], "subjects")
    leads = may(member, "devplan.monitor")
    kept = {one.pk for one in look.actions.all()} if look else set()
    kept_criteria = {one.pk for one in look.criteria.all()} if look else set()
    objectives = (
        plan.objectives.select_related("strand")
        .prefetch_related("actions", "criteria")
        .order_by("strand__order", "strand_id", "order", "pk")
    )
    groups = []
    for objective in objectives:
        objective.plan = plan
        actions = [
            one
            for one in objective.actions.all()
            if one.pk in kept
            or (one.status != Status.DROPPED and (leads or _own(member, one, objective)))
        ]
        criteria = [
            one for one in objective.criteria.all() if leads or actions or one.pk in kept_criteria
        ]
        if actions or criteria:
            groups.append((objective.text, actions, criteria))
    return Choices(groups)


def _own(member: Member, action: Action, objective: Objective) -> bool:
    action.objective = objective
    return may(member, "devplan.update", action)
