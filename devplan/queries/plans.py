"""Plans as lists and pages show them: everything below a plan in a constant number of queries."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet, prefetch_related_objects
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from schools.json_rows import hung
from schools.models import Member, School
from schools.once import once
from schools.permissions import check, may
from schools.prepared import prepared

from .. import money, rag
from .. import years as school_years
from ..models import (
    Action,
    Cost,
    Criterion,
    Indicator,
    Objective,
    Plan,
    PlanVersion,
    State,
    Status,
    Strand,
)
from ..text import Difference, differences, plain_text
from .loading import loaded
from .terms import around, half_term_of, terms_of


@dataclass(frozen=True)
class ActionRow:
    """An action with its colour as it follows (`colour`) and as people state it (`stated`, or "")."""

    action: Action
    colour: rag.Colour
    costs: list[Cost]
    changed: Difference | None = None

    @property
    def stated(self) -> str:
        return self.action.rag

    @property
    def settled(self) -> bool:
        """Done or dropped."""
        return self.action.status in rag.SETTLED

    @property
    def rag(self) -> str:
        """The colour that is shown: as stated, else as it follows."""
        return self.colour.rag if self.settled or not self.stated else self.stated

    @property
    def differs(self) -> bool:
        """Whether the stated colour is another than the one that follows from the dates."""
        return bool(self.stated) and not self.settled and self.stated != self.colour.rag

    @property
    def past(self) -> bool:
        """Whether it is past its finish, and people state otherwise than that it is late."""
        return not self.settled and self.colour.reason == "late" and self.rag != rag.RED

    @property
    def reason(self) -> str:
        """What the computed colour comes from, as a sentence; "" where it is green."""
        return why(self.action, self.colour)

    @property
    def dropped(self) -> bool:
        return self.action.status == Status.DROPPED

    @property
    def pence(self) -> int:
        """What is planned for it, in pence; nothing where it was dropped."""
        return 0 if self.dropped else sum(one.pence for one in self.costs)

    @property
    def spent(self) -> int:
        """What was spent of its costs, in pence."""
        return sum(one.spent for one in self.costs)  # type: ignore[attr-defined]

    @property
    def money(self) -> str:
        return money.pounds(self.pence) if self.pence else ""


@dataclass(frozen=True)
class ObjectiveRow:
    """An objective with its criteria, indicators and actions, and the worst of their colours."""

    objective: Objective
    criteria: list[Criterion]
    indicators: list[Indicator]
    actions: list[ActionRow]
    rag: str
    changed: Difference | None = None

    @property
    def reached(self) -> bool:
        """Whether all that is done for it is settled, and nothing of it is late."""
        return (
            bool(self.actions)
            and all(one.settled for one in self.actions)
            and self.rag == rag.GREEN
        )

    @property
    def pence(self) -> int:
        return sum(one.pence for one in self.actions)

    @property
    def money(self) -> str:
        return money.pounds(self.pence) if self.pence else ""


@dataclass(frozen=True)
class StrandRow:
    """A strand with its objectives."""

    strand: Strand
    objectives: list[ObjectiveRow]
    changed: Difference | None = None

    @property
    def actions(self) -> list[ActionRow]:
        return [row for one in self.objectives for row in one.actions]

    @property
    def pence(self) -> int:
        return sum(one.pence for one in self.objectives)

    @property
    def money(self) -> str:
        return money.pounds(self.pence) if self.pence else ""

    @property
    def rag(self) -> str:
        return rag.worst(one.rag for one in self.objectives)


@dataclass(frozen=True)
class PlanPage:
    """A plan with everything below it; `changes` is what differs from the text as agreed."""

    plan: Plan
    today: datetime.date
    strands: list[StrandRow]
    terms: list[school_years.TermSpan]
    version: PlanVersion | None = None
    changes: list[Difference] = field(default_factory=list)

    @property
    def years(self) -> list[int]:
        return school_years.of_plan(self.plan.first_year, self.plan.years)

    @property
    def objectives(self) -> list[ObjectiveRow]:
        return [row for strand in self.strands for row in strand.objectives]

    @property
    def actions(self) -> list[ActionRow]:
        return [row for strand in self.strands for row in strand.actions]

    @property
    def removed(self) -> list[Difference]:
        """Rows of the agreed text that are no longer there."""
        return [one for one in self.changes if one.kind == "removed"]

    @property
    def late(self) -> list[ActionRow]:
        return [row for row in self.actions if not row.settled and row.rag == rag.RED]

    @property
    def past(self) -> int:
        """How many actions are past their finish, and stated otherwise than late."""
        return sum(row.past for row in self.actions)

    @property
    def need_a_word(self) -> list[ActionRow]:
        return [row for row in self.actions if not row.settled and row.rag == rag.AMBER]

    @property
    def done(self) -> list[ActionRow]:
        return [row for row in self.actions if row.action.status == Status.DONE]

    @property
    def dropped(self) -> int:
        """How many actions were dropped."""
        return sum(row.dropped for row in self.actions)

    @property
    def kept(self) -> int:
        """How many actions were not dropped: those of which one says how many are done."""
        return len(self.actions) - self.dropped

    @property
    def pence(self) -> int:
        return sum(one.pence for one in self.strands)

    @property
    def money(self) -> str:
        return money.pounds(self.pence)

    @property
    def grid(self) -> school_years.Grid:
        """The terms of the plan side by side."""
        return school_years.Grid([one for one in self.terms if one.year in self.years])


def why(action: Action, colour: rag.Colour) -> str:
    """What a computed colour comes from, as a sentence; "" where it is green."""
    starts = date_format(action.starts_on) if action.starts_on else ""
    ends = date_format(action.ends_on) if action.ends_on else ""
    match colour.reason:
        case "late":
            return _("Was to be finished by %(day)s.") % {"day": ends}
        case "criterion":
            return _("A success criterion of its objective is past its date and not met.")
        case "not_started":
            return _("Was to start on %(day)s.") % {"day": starts}
        case "word":
            return _("Due by %(day)s, and nothing was said this half-term.") % {"day": ends}
    return ""


def plan_or_404(school: School, pk: int, member: Member) -> Plan:
    """A plan of the school that the member may read.

    Raises:
        Http404: there is no such plan here.
        NotAllowed: it is a draft, and the member may not read drafts.
    """
    found = _plans(school, pk=pk)
    if not found:
        raise Http404
    plan: Plan = found[0]
    plan.school = school
    check(member, "devplan.read", plan)
    return plan


@prepared
def _plans(*, school: int, pk: int) -> QuerySet[Plan]:
    return Plan.objects.filter(school=school, pk=pk)


def current(member: Member) -> Plan | None:
    """The plan in force; else the newest draft, for those who may read drafts."""
    return in_force_of(plans_for(member))


def in_force_of(plans: Sequence[Plan]) -> Plan | None:
    """Of plans that somebody may read the one in force, else the newest draft."""
    for state in (State.AGREED, State.DRAFT):
        found = next((one for one in plans if one.state == state), None)
        if found is not None:
            return found
    return None


def plans_for(member: Member) -> list[Plan]:
    """Every plan that the member may read, the newest first, with `objectives_count`; one query, once a page."""
    return once(("devplan.plans", member.pk), lambda: _plans_for(member))


def _plans_for(member: Member) -> list[Plan]:
    found: list[Plan] = []
    plans = Plan.objects.filter(school=member.school)
    for plan in plans.annotate(objectives_count=Count("objectives")):
        plan.school = member.school
        if may(member, "devplan.read", plan):
            found.append(plan)
    return found


def read_plan(
    plan: Plan, member: Member | None = None, version: PlanVersion | None = None
) -> PlanPage:
    """A plan with everything below it, in four queries at most.

    With `member`, what they may write can be asked of each row without a query more. `version` is
    the text as it was agreed last, where it is at hand.
    """
    today = timezone.localdate()
    know_subjects(member)
    strands = loaded(plan)
    terms = terms_of(
        plan.school, [*school_years.of_plan(plan.first_year, plan.years), *around(today)]
    )
    version = version or agreed_text(plan)
    changes = differences(version.text, plain_text(plan, strands)) if version else []
    rows = _rows(plan, strands, today, school_years.half_term_began(terms, today), changes)
    return PlanPage(plan, today, rows, terms, version, changes)


def action_rows(plan: Plan) -> list[ActionRow]:
    """A plan's actions as they stand, without what has changed since it was agreed: two queries."""
    today = timezone.localdate()
    half_term = half_term_of(plan.school, today)
    strands = _rows(plan, loaded(plan), today, half_term, [])
    return [row for strand in strands for one in strand.objectives for row in one.actions]


def know_subjects(member: Member | None) -> None:
    """Let what they may write be asked of each objective without a query: one now, if it depends on their subjects."""
    writes_some = may(member, "devplan.write") and not may(member, "devplan.write_plan")
    if member is not None and writes_some:
        prefetch_related_objects([member], "subjects")


def agreed_text(plan: Plan) -> PlanVersion | None:
    """The text of a plan as it was agreed last: one query, none for a draft."""
    found = _versions(plan.school, plan=plan.pk) if plan.state != State.DRAFT else []
    return found[0] if found else None


@prepared
def _versions(*, school: int, plan: int) -> QuerySet[PlanVersion]:
    return PlanVersion.objects.filter(plan=plan).order_by("-number")[:1]


def _rows(
    plan: Plan,
    strands: Sequence[Strand],
    today: datetime.date,
    half_term: datetime.date | None,
    changes: Sequence[Difference],
) -> list[StrandRow]:
    changed = {one.row: one for one in changes}
    found = []
    for strand in strands:
        strand.plan, strand.school = plan, plan.school
        objectives = []
        for objective in hung(strand, "objectives"):
            objective.plan, objective.school = plan, plan.school
            for action in hung(objective, "actions"):
                action.school = plan.school
            objectives.append(objective_row(objective, today, half_term, changed))
        found.append(StrandRow(strand, objectives, changed.get(("strand", strand.pk))))
    return found


def objective_row(
    objective: Objective,
    today: datetime.date,
    half_term: datetime.date | None,
    changed: Mapping[tuple[str, int], Difference],
) -> ObjectiveRow:
    """An objective as it was loaded, with the colours that follow; `changed` is what differs, row by row."""
    criteria = list(hung(objective, "criteria"))
    judged = judge(criteria)
    actions = [
        ActionRow(
            action,
            colour_of(action, today, half_term, judged),
            list(hung(action, "costs")),
            changed.get(("action", action.pk)),
        )
        for action in hung(objective, "actions")
    ]
    return ObjectiveRow(
        objective,
        criteria,
        list(hung(objective, "indicators")),
        actions,
        rag.of_objective((row.rag for row in actions if not row.settled), judged, today),
        changed.get(("objective", objective.pk)),
    )


def judge(criteria: Iterable[Criterion]) -> list[rag.Judged]:
    """Criteria as the colours see them."""
    return [rag.Judged(one.due_on, one.met == Criterion.Met.MET) for one in criteria]


def colour_of(
    action: Action,
    today: datetime.date,
    half_term: datetime.date | None,
    criteria: Sequence[rag.Judged],
) -> rag.Colour:
    """The computed colour of an action."""
    timed = rag.Timed(action.status, action.starts_on, action.ends_on, action.updated_on)
    return rag.computed(timed, today, half_term, criteria)
