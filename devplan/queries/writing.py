"""What the pages on which a plan is written need to know: a row, and what it can be tied to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import (
    Aggregate,
    Count,
    Model,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    prefetch_related_objects,
)
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from audits.gaps import Gap, Price
from audits.queries.gaps import gap_or_none
from priorities.models import Decision
from priorities.models import State as ReviewState
from roles.models import Duty, DutyKind
from roles.queries.people import staff_of
from schools.models import Aim, Member, School, Subject, Vision
from schools.permissions import check, may
from schools.prepared import prepared

from .. import money
from ..models import (
    Action,
    Cost,
    Criterion,
    Indicator,
    Objective,
    Plan,
    Status,
    Strand,
    StrandKind,
)
from ..origins import from_address, gap_in, of_gap
from ..years import TermSpan, name, of_plan
from .terms import terms_of


def objective_or_404(plan: Plan, pk: int, member: Member) -> Objective:
    """An objective of the plan that the member may write.

    Raises:
        Http404: the plan has none of that id.
        NotAllowed: the member may not write it.
    """
    found = (
        Objective.objects.filter(plan=plan, pk=pk)
        .select_related("strand", "aim", "subject")
        .first()
    )
    if found is None:
        raise Http404
    found.plan, found.school = plan, plan.school
    check(member, "devplan.write", found)
    return found


def action_or_404(school: School, plan: int, pk: int, member: Member) -> Action:
    """An action of a plan that the member may write, its objective and its plan with it; one query.

    Raises:
        Http404: there is no such plan here, or it has no such action.
        NotAllowed: the plan is a draft that the member may not read, or its objective not theirs to write.
    """
    rows = _actions(school, plan=plan, action=pk)
    if not rows:
        raise Http404
    found: Action = rows[0]
    found.school = found.objective.school = found.objective.plan.school = school
    check(member, "devplan.read", found.objective.plan)
    check(member, "devplan.write", found)
    return found


@prepared
def _actions(*, school: int, plan: int, action: int) -> QuerySet[Action]:
    rows = Action.objects.filter(objective__plan=plan, pk=action)
    return rows.select_related("objective__plan").order_by()


@prepared
def pence_of(*, school: int, action: int) -> QuerySet[Cost, int]:
    """What each cost of an action comes to."""
    return Cost.objects.filter(action=action).order_by().values_list("pence", flat=True)


def indicator_or_404(objective: Objective, pk: int) -> Indicator:
    """What measures the objective, its targets known.

    Raises:
        Http404: nothing of that id does.
    """
    found = objective.indicators.filter(pk=pk).prefetch_related("targets", "objectives").first()
    if found is None:
        raise Http404
    found.school, found.plan = objective.school, objective.plan
    return found


@dataclass(frozen=True)
class ActionToWrite:
    """An action in its row, with the sum of its costs in pence."""

    action: Action
    pence: int = 0

    @property
    def money(self) -> str:
        return money.pounds(self.pence) if self.pence else ""


@dataclass(frozen=True)
class ObjectiveToWrite:
    """An objective in its row: how many criteria and indicators it has, and its actions."""

    objective: Objective
    criteria: int
    indicators: int
    actions: list[ActionToWrite]
    may_write: bool


@dataclass(frozen=True)
class StrandToWrite:
    """A strand with its objectives."""

    strand: Strand
    objectives: list[ObjectiveToWrite]


def strands_to_write(plan: Plan, member: Member) -> list[StrandToWrite]:
    """The rows of a plan as they are written, whatever their number in three queries or four."""
    actions: dict[int, list[ActionToWrite]] = defaultdict(list)
    rows = Action.objects.filter(objective__plan=plan).select_related("lead")
    for action in rows.annotate(pence=_sum(Cost, "action", Sum("pence"))):
        actions[action.objective_id].append(ActionToWrite(action, action.pence or 0))
    found: dict[int, list[ObjectiveToWrite]] = defaultdict(list)
    for one in _objectives(plan, member):
        found[one.strand_id].append(
            ObjectiveToWrite(
                one,
                one.criteria_count or 0,  # type: ignore[attr-defined]
                one.indicator_count or 0,  # type: ignore[attr-defined]
                actions[one.pk],
                may(member, "devplan.write", one),
            )
        )
    return [StrandToWrite(one, found[one.pk]) for one in plan.strands.all()]


def _objectives(plan: Plan, member: Member) -> Iterator[Objective]:
    """The plan's objectives, of each of which can be asked without a query whether `member` writes it."""
    if not may(member, "devplan.write_plan"):
        prefetch_related_objects([member], "subjects")
    rows = Objective.objects.filter(plan=plan).select_related("aim", "subject")
    links = Indicator.objectives.through
    for one in rows.annotate(
        criteria_count=_sum(Criterion, "objective", Count("pk")),
        indicator_count=_sum(links, "objective", Count("pk")),
    ):
        one.plan, one.school = plan, plan.school
        yield one


def _sum(model: type[Model], above: str, what: Aggregate) -> Subquery:
    """A sum or number of the rows below each row, None where there are none."""
    rows = model._default_manager.filter(**{above: OuterRef("pk")}).order_by().values(above)
    return Subquery(rows.annotate(found=what).values("found"))


class Around:
    """What an action can be tied to: people, duties, terms, objectives; each read when asked for."""

    def __init__(self, plan: Plan, member: Member) -> None:
        self._plan, self._member = plan, member

    @cached_property
    def people(self) -> list[Member]:
        """The staff."""
        return staff_of(self._plan.school)

    @cached_property
    def duties(self) -> list[Duty]:
        """The school's duties."""
        kept = Duty.objects.filter(retired_on=None, kind=DutyKind.DUTY)
        return list(kept.filter(school=self._plan.school))

    @cached_property
    def terms(self) -> list[TermSpan]:
        """The terms of the plan's years."""
        return terms_of(self._plan.school, of_plan(self._plan.first_year, self._plan.years))

    @cached_property
    def objectives(self) -> list[Objective]:
        """The plan's objectives that the member may write."""
        return writable_objectives(self._plan, self._member)

    def term(self, key: str) -> TermSpan | None:
        """A term by its year and name, "2026-autumn"; None for none."""
        if not key:
            return None
        return next((one for one in self.terms if f"{one.year}-{one.name}" == key), None)

    def term_of(self, action: Action) -> TermSpan | None:
        """The term that an action takes, where it takes one from its first day to its last."""
        if action.starts_on is None or action.ends_on is None:
            return None
        days = (action.starts_on, action.ends_on)
        return next((one for one in self.terms if (one.starts_on, one.ends_on) == days), None)


def writable_objectives(plan: Plan, member: Member) -> list[Objective]:
    """The plan's objectives that the member may write, strand by strand."""
    found = Objective.objects.filter(plan=plan).select_related("strand")
    rows = list(found.order_by("strand__order", "strand_id", "order", "pk"))
    if not may(member, "devplan.write_plan"):
        prefetch_related_objects([member], "subjects")
    for one in rows:
        one.plan = plan
    return [one for one in rows if may(member, "devplan.write", one)]


def aims_of(plan: Plan) -> list[Aim]:
    """The aims of the newest vision."""
    newest = Vision.objects.filter(school=plan.school).order_by("-number").values("pk")[:1]
    return list(Aim.objects.filter(vision__in=newest))


def subjects_for(plan: Plan, member: Member) -> list[Subject]:
    """The subjects an objective can be of; for a head of department their own."""
    if may(member, "devplan.write_plan"):
        return list(Subject.objects.filter(school=plan.school))
    return list(member.subjects.all())


def funding_sources(plan: Plan) -> list[str]:
    """Where the school's plans take their money from, as typed so far."""
    found = Cost.objects.filter(school=plan.school).exclude(funding="")
    return list(found.order_by("funding").values_list("funding", flat=True).distinct())


@dataclass(frozen=True)
class Beginning:
    """What a new action begins from: its words, and where they came from."""

    text: str = ""
    duty: int | None = None
    origin: tuple[str, int | None] = ("", None)
    sentence: str = ""
    gap: Gap | None = None
    price: Price | None = None

    @property
    def price_words(self) -> str:
        """What closing the gap costs, and in which year: "£2,160 in 2026/27"."""
        if self.price is None:
            return ""
        return _("%(money)s in %(year)s") % {
            "money": money.pounds(self.price.pence),
            "year": name(self.price.year),
        }


def beginning(plan: Plan, decision: int | None, duty: int | None, gap: str = "") -> Beginning:
    """An action that a decision of an agreed review, a duty, or a gap ("entitlement-4") asks for.

    Raises:
        Http404: there is no such decision, duty or gap in the school.
    """
    if gap:
        missing = gap_or_404(plan, gap)
        origin = of_gap(missing.ref)
        price = price_in(missing, plan)
        return Beginning(missing.text[:300], None, origin, missing.about, missing, price)
    if decision is not None:
        made = (
            Decision.objects.filter(
                school=plan.school,
                pk=decision,
                review__state__in=(ReviewState.AGREED, ReviewState.CLOSED),
            )
            .select_related("duty", "review")
            .first()
        )
        if made is None:
            raise Http404
        words = made.duty.text
        return Beginning(words[:300], made.duty.duty_id, ("decision", made.pk), made.review.title)
    if duty is not None:
        found = Duty.objects.filter(school=plan.school, pk=duty).first()
        if found is None:
            raise Http404
        return Beginning(found.text[:300], found.pk, ("duty", found.pk), found.text)
    return Beginning()


def gap_or_404(plan: Plan, address: str) -> Gap:
    """The gap that an address names ("entitlement-4").

    Raises:
        Http404: there is no such gap in the school.
    """
    ref = from_address(address)
    found = gap_or_none(plan.school, *ref) if ref else None
    if found is None:
        raise Http404
    return found


def fitting_strand(gap: Gap, strands: Sequence[Strand]) -> int | None:
    """The first strand of the gap's kind, or of subjects where it is of one; None where there is none."""
    kind = StrandKind.SUBJECTS if gap.subject_id else gap.strand
    return next((one.pk for one in strands if one.kind == kind), None)


def actions_to_pay(plan: Plan, member: Member) -> list[Action]:
    """The actions to which the member may add a cost, in the plan's order: two queries."""
    objectives = {one.pk: one for one in writable_objectives(plan, member)}
    rows = Action.objects.filter(objective__in=objectives).exclude(status=Status.DROPPED)
    places = {pk: place for place, pk in enumerate(objectives)}
    found = sorted(rows, key=lambda one: (places[one.objective_id], one.order, one.pk))
    for one in found:
        one.objective = objectives[one.objective_id]
    return found


def price_in(gap: Gap, plan: Plan) -> Price | None:
    """What closing a gap costs; None where that is not known, or of no year of the plan."""
    price = gap.price
    covered = of_plan(plan.first_year, plan.years)
    return price if price is not None and price.year in covered else None


def fitting_objective(gap: Gap, objectives: Sequence[Objective]) -> int | None:
    """The objective that came of the gap; else the one of its subject, or of a strand of its kind, where
    there is one and no other.
    """
    for one in objectives:
        if gap_in(one.origin_kind, one.origin_id) == gap.ref:
            return one.pk
    fitting = [
        one.pk
        for one in objectives
        if (gap.subject_id and one.subject_id == gap.subject_id)
        or (gap.strand and one.strand.kind == gap.strand)
    ]
    return fitting[0] if len(fitting) == 1 else None
