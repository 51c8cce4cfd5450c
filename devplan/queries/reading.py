"""A plan as its page says it: a headline from the figures, then each row in words (saying.py)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from schools.models import Member
from schools.permissions import may

from .. import money
from ..actions.agreeing import Capacity
from ..differing import RowChange
from ..finding import Figures, done_words, headline
from ..models import Criterion, Plan, PlanSignature, PlanVersion, State
from .agreeing import capacities_of
from .loading import known_in
from .plans import PlanPage, read_plan
from .saying import Sayer, StrandLines
from .versions import newest_signatures, readable

FOLDED_FROM = 60


@dataclass(frozen=True)
class Figure:
    """A number that leads to a page, and the key of its definition."""

    number: str
    words: str
    url: str
    means: str


@dataclass(frozen=True)
class Reading:
    """A plan as its page says it. `own_changes` are those of its title, years and introduction."""

    page: PlanPage
    headline: str
    figures: list[Figure]
    strands: list[StrandLines]
    removed: list[RowChange]
    own_change: RowChange | None
    changes: int
    signatures: list[PlanSignature]
    waiting: list[PlanSignature]
    capacities: list[Capacity]
    may_write: bool
    leads: bool

    @property
    def plan(self) -> Plan:
        return self.page.plan

    @property
    def version(self) -> PlanVersion | None:
        return self.page.version

    @property
    def has_objectives(self) -> bool:
        return any(one.objectives for one in self.strands)

    @property
    def filled(self) -> list[StrandLines]:
        """The strands that have objectives."""
        return [one for one in self.strands if one.objectives]

    @property
    def empty(self) -> list[StrandLines]:
        """The strands that have none yet."""
        return [one for one in self.strands if not one.objectives]

    @property
    def large(self) -> bool:
        """Whether its actions are folded away until they are asked for."""
        return len(self.page.actions) > FOLDED_FROM


def reading(plan: Plan, member: Member, *, changed: bool = True) -> Reading:
    """A plan as `member` reads it, in as many queries as `read_plan`; one more where a change since
    it was agreed is about people who stand in it no longer.

    Without `changed` it is read without what changed since it was agreed, for pages that do not show it.
    """
    signed = newest_signatures(plan)
    page = read_plan(plan, member, next((one.version for one in signed if one.version), None))
    waiting = [one for one in signed if one.version_id is None]
    known = known_in(row.strand for row in page.strands)
    changes = {one.row: one for one in readable(page.changes, known)} if changed else {}
    say = Sayer(page, member, changes)
    strands = [say.strand(number, row) for number, row in enumerate(page.strands, 1)]
    return Reading(
        page,
        headline(_figures(page, waiting)),
        _numbers(page, strands),
        strands,
        [one for one in changes.values() if one.kind == "removed"],
        changes.get(("plan", 0)),
        len(changes),
        [one for one in signed if one.version_id is not None],
        waiting,
        _capacities(page, member, waiting),
        plan.state != State.CLOSED and may(member, "devplan.write"),
        any(one.action.lead_id == member.pk and not one.settled for one in page.actions),
    )


def _capacities(page: PlanPage, member: Member, waiting: list[PlanSignature]) -> list[Capacity]:
    """In which capacities the reader can sign the plan, or its changes, now."""
    nothing_new = page.plan.state == State.AGREED and not page.changes
    if page.plan.state == State.CLOSED or nothing_new or not page.actions:
        return []
    return capacities_of(member, page.plan, {one.capacity for one in waiting})


def _figures(page: PlanPage, waiting: list[PlanSignature]) -> Figures:
    plan = page.plan
    year = next((n for n, one in enumerate(page.years, 1) if _in_year(one, page.today)), 0)
    return Figures(
        plan.state,
        page.kept,
        len(page.objectives),
        [row.action.text for row in page.late],
        len(page.need_a_word),
        len(_missed(page)),
        len(page.done),
        page.dropped,
        page.pence,
        sum(row.spent for row in page.actions),
        year,
        frozenset(one.capacity for one in waiting),
    )


def _in_year(starts_in: int, day: datetime.date) -> bool:
    return datetime.date(starts_in, 8, 1) <= day < datetime.date(starts_in + 1, 8, 1)


def _missed(page: PlanPage) -> list[Criterion]:
    return [
        one
        for objective in page.objectives
        for one in objective.criteria
        if one.due_on and one.due_on < page.today and one.met != Criterion.Met.MET
    ]


def _numbers(page: PlanPage, strands: list[StrandLines]) -> list[Figure]:
    """How far the plan is, in four numbers."""
    args = [page.plan.school.slug, page.plan.pk]
    criteria = [one for row in page.objectives for one in row.criteria]
    met = sum(one.met == Criterion.Met.MET for one in criteria)
    measured = [line for one in strands for below in one.objectives for line in below.measured]
    spent = sum(row.spent for row in page.actions)
    found = []
    if page.actions:
        found.append(
            Figure(
                _("%(n)s of %(all)s") % {"n": len(page.done), "all": page.kept},
                done_words(page.dropped),
                reverse("devplan:updates", args=args),
                "done",
            )
        )
    if page.pence:
        found.append(
            Figure(
                money.pounds(spent) if spent else page.money,
                _("spent of %(planned)s planned") % {"planned": page.money}
                if spent
                else _("planned, nothing spent yet"),
                reverse("devplan:money", args=args),
                "money",
            )
        )
    if criteria:
        found.append(
            Figure(
                _("%(n)s of %(all)s") % {"n": met, "all": len(criteria)},
                _("success criteria are met"),
                "#criteria",
                "criteria",
            )
        )
    if measured:
        nearer = sum(one.standing.colour == "green" for one in measured)
        found.append(
            Figure(
                _("%(n)s of %(all)s") % {"n": nearer, "all": len(measured)},
                _("measures have moved towards their target"),
                reverse("devplan:impact", args=args),
                "moved",
            )
        )
    return found
