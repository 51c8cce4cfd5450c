"""A plan as its page says it: a headline from the figures, then each row in words (saying.py)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from schools.addresses import address
from schools.models import Member
from schools.permissions import may

from .. import money, years
from ..actions.agreeing import Capacity
from ..differing import RowChange
from ..finding import Figures, done_words, headline
from ..models import Objective, Plan, PlanSignature, PlanVersion, State
from ..sums import Sums, summed
from .agreeing import capacities_of
from .loading import known_in
from .origins import origins_of
from .plans import PlanPage, read_plan
from .saying import Sayer, StrandLines, sums_of
from .versions import Signed, newest_signatures, readable

Signature = TypeVar("Signature", PlanSignature, Signed)

FOLDED_FROM = 60


@dataclass(frozen=True)
class Figure:
    """A number that leads to a page, and the key of its definition."""

    number: str
    words: str
    url: str
    means: str


@dataclass(frozen=True)
class Head(Generic[Signature]):
    """What a plan's page says before its rows, and beside them: all that is summed up of these.

    `changes` are the rows that differ from the text agreed, `own_change` is that of its title, years and introduction.
    """

    plan: Plan
    sums: Sums
    headline: str
    figures: list[Figure]
    removed: list[RowChange]
    own_change: RowChange | None
    changes: int
    signatures: list[Signature]
    waiting: list[Signature]
    capacities: list[Capacity]
    leads: bool

    @property
    def has_objectives(self) -> bool:
        return bool(self.sums.objectives)

    @property
    def large(self) -> bool:
        """Whether its actions are folded away until they are asked for."""
        return is_large(self.sums.actions)


@dataclass(frozen=True)
class Reading(Head[PlanSignature]):
    """A plan with every row in words, for what shows them otherwise than its page does."""

    page: PlanPage
    strands: list[StrandLines]

    @property
    def version(self) -> PlanVersion | None:
        return self.page.version

    @property
    def filled(self) -> list[StrandLines]:
        """The strands that have objectives."""
        return [one for one in self.strands if one.objectives]

    @property
    def empty(self) -> list[StrandLines]:
        """The strands that have none yet."""
        return [one for one in self.strands if not one.objectives]


def is_large(actions: int) -> bool:
    """Whether so many actions are folded away until they are asked for."""
    return actions > FOLDED_FROM


def reading(plan: Plan, member: Member, *, changed: bool = True) -> Reading:
    """A plan as `member` reads it, in as many queries as `read_plan` and one; one more where a change since
    it was agreed is about people who stand in it no longer.

    Without `changed` it is read without what changed since it was agreed, for pages that do not show it.
    """
    signed = newest_signatures(plan)
    page = read_plan(plan, member, next((one.version for one in signed if one.version), None))
    known = known_in(row.strand for row in page.strands)
    changes = readable(page.changes, known) if changed else []
    origins = origins_of(
        plan.school,
        [
            *(row.objective for row in page.objectives),
            *(row.action for row in page.actions),
            *(cost for row in page.actions for cost in row.costs),
        ],
        member,
    )
    by_row = {one.row: one for one in changes}
    say = Sayer(plan.school.slug, plan.pk, plan.state, page.today, by_row, origins)

    def may_write(objective: Objective) -> bool:
        return may(member, "devplan.write", objective)

    strands = [say.strand(number, row, may_write) for number, row in enumerate(page.strands, 1)]
    sums = summed(sums_of(each, page.today) for one in strands for each in one.objectives)
    others = [one for one in changes if one.row[0] in ("plan", "strand") or one.kind == "removed"]
    head = head_of(plan, member, sums, signed, others, differs=bool(page.changes))
    return Reading(**vars(head), page=page, strands=strands)


def head_of(
    plan: Plan,
    member: Member,
    sums: Sums,
    signed: Sequence[Signature],
    changes: Sequence[RowChange],
    *,
    differs: bool,
) -> Head[Signature]:
    """What a plan's page says of these sums. `changes` are those that no objective counts: of the plan itself, of
    strands, and what was removed; `differs` says whether anything differs from the text agreed.
    """
    waiting = [one for one in signed if one.version_id is None]
    return Head(
        plan,
        sums,
        headline(_figures(plan, sums, waiting)),
        _numbers(plan, sums),
        [one for one in changes if one.kind == "removed"],
        next((one for one in changes if one.row == ("plan", 0)), None),
        len(changes) + sums.changes,
        [one for one in signed if one.version_id is not None],
        waiting,
        _capacities(plan, member, sums, waiting, differs),
        member.pk in sums.leading,
    )


def _capacities(
    plan: Plan, member: Member, sums: Sums, waiting: list[Signature], differs: bool
) -> list[Capacity]:
    """In which capacities the reader can sign the plan, or its changes, now."""
    nothing_new = plan.state == State.AGREED and not differs
    if plan.state == State.CLOSED or nothing_new or not sums.actions:
        return []
    return capacities_of(member, plan, {one.capacity for one in waiting})


def _figures(plan: Plan, sums: Sums, waiting: list[Signature]) -> Figures:
    today = timezone.localdate()
    covered = enumerate(years.of_plan(plan.first_year, plan.years), 1)
    year = next((n for n, one in covered if _in_year(one, today)), 0)
    return Figures(
        plan.state,
        sums.kept,
        sums.objectives,
        list(sums.late),
        sums.need_a_word,
        sums.past,
        sums.missed,
        sums.done,
        sums.dropped,
        sums.pence,
        sums.spent,
        year,
        frozenset(one.capacity for one in waiting),
    )


def _in_year(starts_in: int, day: datetime.date) -> bool:
    return datetime.date(starts_in, 8, 1) <= day < datetime.date(starts_in + 1, 8, 1)


def _numbers(plan: Plan, sums: Sums) -> list[Figure]:
    """How far the plan is, in four numbers."""
    args = (plan.school.slug, plan.pk)
    planned = money.pounds(sums.pence)
    found = []
    if sums.actions:
        found.append(
            Figure(
                _("%(n)s of %(all)s") % {"n": sums.done, "all": sums.kept},
                done_words(sums.dropped),
                address("devplan:updates", *args),
                "done",
            )
        )
    if sums.pence:
        found.append(
            Figure(
                money.pounds(sums.spent) if sums.spent else planned,
                _("spent of %(planned)s planned") % {"planned": planned}
                if sums.spent
                else _("planned, nothing spent yet"),
                address("devplan:money", *args),
                "money",
            )
        )
    if sums.criteria:
        found.append(
            Figure(
                _("%(n)s of %(all)s") % {"n": sums.met, "all": sums.criteria},
                _("success criteria are met"),
                "#criteria",
                "criteria",
            )
        )
    if sums.measured:
        found.append(
            Figure(
                _("%(n)s of %(all)s") % {"n": sums.nearer, "all": sums.measured},
                _("measures have moved towards their target"),
                address("devplan:impact", *args),
                "moved",
            )
        )
    return found
