"""Who may do what with the development plan."""

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from schools.models import Member, PositionKind
from schools.permissions import permission
from schools.rules import (
    acts_as_head,
    holds,
    is_insider,
    is_smt,
    is_staff,
    leads_ict,
    leads_subject,
)

from .models import Action, Direction, Discussion, Objective, Plan, Series, State

K = PositionKind


def plan_of(thing: Any) -> Plan | None:
    """The plan that a permission is asked about."""
    if isinstance(thing, Action):
        return thing.objective.plan
    if isinstance(thing, Objective):
        return thing.plan
    return thing if isinstance(thing, Plan) else None


@rules.predicate
def leads_its_subject(member: Member, thing: Any = None) -> bool:
    """The objective in question is of a subject that the member leads."""
    objective = thing.objective if isinstance(thing, Action) else thing
    return isinstance(objective, Objective) and leads_subject(member, objective.subject_id)


@rules.predicate
def leads_the_action(member: Member, thing: Any = None) -> bool:
    """The action in question is led by the member."""
    return isinstance(thing, Action) and thing.lead_id == member.pk


@rules.predicate
def leads_an_action_of(member: Member, thing: Any = None) -> bool:
    """The member leads one of the actions of the objective in question."""
    return isinstance(thing, Objective) and any(
        one.lead_id == member.pk for one in thing.actions.all()
    )


def series_of(thing: Any) -> Series | None:
    """The discussion that a permission is asked about."""
    if isinstance(thing, Discussion):
        return thing.series
    return thing if isinstance(thing, Series) else None


@rules.predicate
def takes_part(member: Member, thing: Any = None) -> bool:
    """The discussion in question is one of the member's: they take part in it, or lead its subject."""
    series = series_of(thing)
    if series is None:
        return False
    if any(one.pk == member.pk for one in series.people.all()):
        return True
    return series.direction == Direction.DOWN and leads_subject(member, series.subject_id)


@rules.predicate
def goes_upwards(member: Member, thing: Any = None) -> bool:
    """The discussion in question is one with senior managers."""
    series = series_of(thing)
    return series is not None and series.direction == Direction.UP


@rules.predicate
def minutes_agreed(member: Member, thing: Any = None) -> bool:
    """The minutes in question are agreed."""
    return isinstance(thing, Discussion) and thing.state == Discussion.State.AGREED


@rules.predicate
def is_agreed(member: Member, thing: Any = None) -> bool:
    """The plan in question is, or was, agreed."""
    plan = plan_of(thing)
    return plan is not None and plan.state in (State.AGREED, State.CLOSED)


@rules.predicate
def about_nothing(member: Member, thing: Any = None) -> bool:
    """Asked without a thing: whether there is any that the member may."""
    return thing is None


reads_drafts = leads_ict | holds(K.HEAD_OF_DEPARTMENT)

permission(
    "devplan.enter", is_insider, _("Only people with a position in the school may read its plan.")
)
permission(
    "devplan.read",
    reads_drafts | (is_insider & (is_agreed | about_nothing)),
    _(
        "This plan is not agreed yet. Until it is, only senior managers, the coordinator and heads "
        "of department may read it."
    ),
)
permission(
    "devplan.write",
    leads_ict | (holds(K.HEAD_OF_DEPARTMENT) & (leads_its_subject | about_nothing)),
    _(
        "Senior managers and the coordinator write the plan; heads of department write the "
        "objectives of their own subjects."
    ),
)
permission(
    "devplan.write_plan",
    leads_ict,
    _("Only senior managers and the coordinator may start a plan and change its strands."),
)
permission(
    "devplan.sign_as_author",
    holds(K.COORDINATOR),
    _("Only the coordinator signs the plan as its author."),
)
permission(
    "devplan.agree",
    acts_as_head,
    _("Only the headteacher, or the deputy, may agree the plan."),
)
permission(
    "devplan.update",
    leads_ict | (is_staff & (leads_its_subject | leads_the_action | about_nothing)),
    _("You may say how far actions are that you lead, or that belong to a subject you lead."),
)
permission(
    "devplan.ask_round",
    leads_ict,
    _("Only senior managers and the coordinator ask everybody for a word on their actions."),
)
permission(
    "devplan.record_spending",
    leads_ict | holds(K.BUSINESS_MANAGER),
    _("Only senior managers, the coordinator and the business manager may record spending."),
)
permission(
    "devplan.measure",
    leads_ict | (is_staff & (leads_its_subject | leads_an_action_of | about_nothing)),
    _(
        "Senior managers and the coordinator record measurements; others those of objectives that are of "
        "a subject they lead or that they lead an action for."
    ),
)
permission(
    "devplan.monitor",
    leads_ict,
    _(
        "Senior managers and the coordinator monitor the plan; others the actions that they lead or that "
        "are of a subject they lead."
    ),
)
permission(
    "devplan.set_up_discussions",
    leads_ict,
    _("Senior managers and the coordinator set up the discussions of progress."),
)
permission(
    "devplan.discuss",
    is_smt | (holds(K.COORDINATOR) & goes_upwards) | (is_staff & (takes_part | about_nothing)),
    _("This discussion is held by those who take part in it, and by senior managers."),
)
permission(
    "devplan.read_minutes",
    is_smt | (is_staff & takes_part) | (holds(K.GOVERNOR) & goes_upwards & minutes_agreed),
    _(
        "These minutes are for those who take part. Governors read the agreed minutes of what is discussed "
        "with senior managers."
    ),
)
