"""What the plan offers on the pages below it: to make a decision of a review, or a gap, an action."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from audits.gaps import Gap
from priorities.following import PLAN_WORK, Decided
from priorities.models import Decision
from priorities.models import State as ReviewState
from schools.models import Member
from schools.offers import Offer
from schools.permissions import may

from .models import Action, Plan, State, Status
from .origins import PREFIX, Ref, gap_in, in_address
from .queries.plans import current


@dataclass(frozen=True)
class _Known:
    """The plan that decisions can go into, the decisions by the review's duty, and by the school's
    duties and by gap the actions that take them up already, and the subjects that the reader leads.
    """

    plan: Plan | None
    decisions: dict[int, int]
    actions: dict[int, int]
    gaps: dict[Ref, int]
    subjects: frozenset[int]


def offers(thing: Any, member: Member) -> list[Offer]:
    """For a duty that is to be done more, or made simpler, and for a gap: to make it an action, or the
    one it is.

    Four queries for the first of a page, none for the others: what is known is kept with `member`.
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
    if action := known.gaps.get(gap.ref):
        url = reverse("devplan:plan", args=args)
        return [Offer(_("See its action in the plan"), f"{url}#action-{action}")]
    if not (may(member, "devplan.write_plan") or gap.subject_id in known.subjects):
        return []
    url = reverse("devplan:new_action", args=args)
    return [Offer(_("Into the plan"), f"{url}?gap={in_address(gap.ref)}")]


def _known(member: Member) -> _Known:
    if "_plan_offers" not in member.__dict__:
        member.__dict__["_plan_offers"] = _read(member)
    found: _Known = member.__dict__["_plan_offers"]
    return found


def _read(member: Member) -> _Known:
    plan = current(member)
    if plan is None:
        return _Known(None, {}, {}, {}, frozenset())
    decisions = Decision.objects.filter(
        kind__in=PLAN_WORK, review__state__in=(ReviewState.AGREED, ReviewState.CLOSED)
    )
    actions = list(
        Action.objects.filter(objective__plan=plan)
        .filter(Q(duty__isnull=False) | Q(origin_kind__startswith=PREFIX))
        .exclude(status=Status.DROPPED)
        .values_list("pk", "duty_id", "origin_kind", "origin_id")
    )
    led = () if may(member, "devplan.write_plan") else member.subjects.values_list("pk", flat=True)
    return _Known(
        plan,
        dict(decisions.values_list("duty_id", "pk")),
        {duty: pk for pk, duty, _kind, _id in actions if duty is not None},
        {ref: pk for pk, _duty, kind, about in actions if (ref := gap_in(kind, about))},
        frozenset(led),
    )
