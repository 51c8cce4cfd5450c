"""What people may ask about: a plan, one of its objectives, one of its actions."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from board.askable import Kind, number
from board.queries.questions import with_position
from schools.models import Member, PositionKind, School
from schools.permissions import may

from .models import Action, Objective, Plan, State

COORDINATOR = PositionKind.COORDINATOR


def _plan(school: School, key: str) -> Plan | None:
    return Plan.objects.filter(school=school, pk=number(key)).select_related("school").first()


def _objective(school: School, key: str) -> Objective | None:
    found = Objective.objects.filter(school=school, pk=number(key))
    return found.select_related("school", "plan", "subject").first()


def _action(school: School, key: str) -> Action | None:
    found = Action.objects.filter(school=school, pk=number(key))
    return (
        found.select_related("school", "objective__plan", "objective__subject", "lead__school")
        .prefetch_related("lead__positions")
        .first()
    )


def _who_answers_for(one: Objective) -> list[Member | None]:
    """Who leads its subject; of one without a subject, the coordinators."""
    leaders = []
    if one.subject is not None:
        here = one.subject.leaders.filter(left_on=None).prefetch_related("positions")
        leaders = list(here.select_related("school"))
    return [*(leaders or with_position(one.school, COORDINATOR))]


def _who_leads(action: Action) -> list[Member | None]:
    if action.lead is not None and not action.lead.left_on:
        return [action.lead]
    return _who_answers_for(action.objective)


def _is_no_draft(plan: Plan) -> bool:
    """Whether it has been agreed: it is a draft never again."""
    return plan.state != State.DRAFT


def _may_read(member: Member, thing: Plan | Objective | Action) -> bool:
    return may(member, "devplan.read", thing)


PLAN = Kind(
    key="plan",
    model="devplan.plan",
    read_by_all=lambda plan: _is_no_draft(plan),
    words=_("the plan"),
    find=_plan,
    readable=_may_read,
    title=lambda plan: plan.title,
    url=lambda plan: reverse("devplan:plan", args=[plan.school.slug, plan.pk]),
    answers=lambda plan: with_position(plan.school, COORDINATOR),
)
OBJECTIVE = Kind(
    key="objective",
    model="devplan.objective",
    read_by_all=lambda one: _is_no_draft(one.plan),
    words=_("an objective of the plan"),
    find=_objective,
    readable=_may_read,
    title=lambda one: one.text,
    url=lambda one: reverse("devplan:plan", args=[one.school.slug, one.plan_id]),
    answers=_who_answers_for,
)
ACTION = Kind(
    key="action",
    model="devplan.action",
    read_by_all=lambda one: _is_no_draft(one.objective.plan),
    words=_("an action of the plan"),
    find=_action,
    readable=_may_read,
    title=lambda one: one.text,
    url=lambda one: reverse(
        "devplan:update", args=[one.school.slug, one.objective.plan_id, one.pk]
    ),
    answers=_who_leads,
)
