"""What the plan offers on the pages below it: to make a decision of a review, or a gap, an action."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from audits.gaps import Gap
from priorities.following import PLAN_WORK, Decided
from priorities.models import Decision
from priorities.models import State as ReviewState
from schools.models import Member
from schools.offers import Offer
from schools.permissions import may

from .models import Action, Cost, Objective, Plan, State, Status
from .origins import PREFIX, Ref, gap_in, in_address
from .queries.plans import current
from .queries.writing import price_in


@dataclass
class _Known:
    """The plan that something can go into, and what is asked of it; each is read when it is first asked for."""

    member: Member
    plan: Plan | None

    @cached_property
    def decisions(self) -> dict[int, int]:
        """The decisions that ask for work, by the review's duty: one query."""
        rows = Decision.objects.filter(
            kind__in=PLAN_WORK, review__state__in=(ReviewState.AGREED, ReviewState.CLOSED)
        )
        return dict(rows.values_list("duty_id", "pk"))

    @cached_property
    def actions(self) -> dict[int, int]:
        """By the school's duty, the action that takes it up already: one query."""
        rows = Action.objects.filter(objective__plan=self.plan, duty__isnull=False)
        alive = rows.exclude(status=Status.DROPPED)
        return {duty: pk for duty, pk in alive.values_list("duty_id", "pk") if duty is not None}

    @cached_property
    def gaps(self) -> dict[Ref, list[Offer]]:
        """By gap, where the plan takes it up: one query."""
        return _taken_up(self.plan) if self.plan else {}

    @cached_property
    def subjects(self) -> frozenset[int]:
        """The subjects that the reader leads: one query."""
        return frozenset(self.member.subjects.values_list("pk", flat=True))


def offers(thing: Any, member: Member) -> list[Offer]:
    """For a duty that is to be done more, or made simpler: to make it an action, or the one it is. For a gap:
    to make it an action, an objective or, where it has a price, a cost; or what it is.

    Three queries at most for the first of a page, none for the others: what is known is kept with `member`.
    """
    if isinstance(thing, Gap):
        return _for_gap(thing, member)
    if not isinstance(thing, Decided) or thing.kind not in PLAN_WORK:
        return []
    if not may(member, "devplan.write"):
        return []
    known = _known(member)
    if known.plan is None:
        return []
    args = [member.school.slug, known.plan.pk]
    if action := known.actions.get(thing.school_duty):
        url = reverse("devplan:plan", args=args)
        return [Offer(_("See its action in the plan"), f"{url}#action-{action}")]
    url = reverse("devplan:new_action", args=args)
    decision = known.decisions.get(thing.duty)
    query = f"decision={decision}" if decision else f"from_duty={thing.school_duty}"
    return [Offer(_("Make it an action of the plan"), f"{url}?{query}")]


def _for_gap(gap: Gap, member: Member) -> list[Offer]:
    if not may(member, "devplan.write"):
        return []
    known = _known(member)
    if known.plan is None or known.plan.state == State.CLOSED:
        return []
    args = [member.school.slug, known.plan.pk]
    if there := known.gaps.get(gap.ref):
        return there
    if not (may(member, "devplan.write_plan") or gap.subject_id in known.subjects):
        return []
    ways = [
        ("devplan:new_action", _("Into the plan")),
        ("devplan:gap_objective", _("As an objective")),
    ]
    if price_in(gap, known.plan) is not None:
        ways.append(("devplan:gap_cost", _("As a cost of an action")))
    query = f"?gap={in_address(gap.ref)}"
    return [Offer(title, reverse(name, args=args) + query) for name, title in ways]


def _known(member: Member) -> _Known:
    if "_plan_offers" not in member.__dict__:
        member.__dict__["_plan_offers"] = _Known(member, current(member))
    found: _Known = member.__dict__["_plan_offers"]
    return found


def _taken_up(plan: Plan) -> dict[Ref, list[Offer]]:
    """By gap, where the plan takes it up: one query."""
    alive = Action.objects.filter(objective__plan=plan).exclude(status=Status.DROPPED)
    objectives = Objective.objects.filter(plan=plan, origin_kind__startswith=PREFIX)
    costs = Cost.objects.filter(action__in=alive, origin_kind__startswith=PREFIX)
    rows = alive.filter(origin_kind__startswith=PREFIX)
    page = reverse("devplan:plan", args=[plan.school.slug, plan.pk])
    words = {
        "action": _("See its action in the plan"),
        "objective": _("See its objective in the plan"),
        "cost": _("See its cost in the plan"),
    }
    found: dict[Ref, list[Offer]] = {}
    for what, pk, kind, about in _told(rows, "action", "pk").union(
        _told(objectives, "objective", "pk"), _told(costs, "cost", "action_id"), all=True
    ):
        if (ref := gap_in(kind, about)) is not None:
            anchor = "objective" if what == "objective" else "action"
            found.setdefault(ref, []).append(Offer(words[what], f"{page}#{anchor}-{pk}"))
    return found


def _told(rows: QuerySet[Any], what: str, pk: str) -> QuerySet[Any]:
    """Rows of a plan with where each is seen, as rows of one kind."""
    told = rows.order_by().annotate(what=Value(what, output_field=CharField()))
    return told.values_list("what", pk, "origin_kind", "origin_id")
