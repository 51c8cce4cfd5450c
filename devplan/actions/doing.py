"""Writing what is done for an objective: its actions, who leads them, and when."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roles.models import Duty
from roles.queries.people import staff_of
from schools.models import Member
from schools.permissions import check
from schools.prepared import prepared
from schools.refusals import Refused
from schools.trail import record, sentence

from ..models import Action, Objective, Plan
from ..origins import is_origin
from .checking import (
    Changed,
    NotSo,
    day_in,
    moved,
    next_order,
    open_plan,
    people_in,
    person_in,
    refuse_closed,
    text_in,
    void_signatures,
)

sentence("devplan.action_added", gettext_lazy("%(who)s added the action “%(action)s”"))
sentence("devplan.action_changed", gettext_lazy("%(who)s changed the action “%(action)s”"))
sentence("devplan.action_removed", gettext_lazy("%(who)s took out the action “%(action)s”"))


@dataclass(frozen=True)
class ActionWords:
    """What an action says: people and the duty by id."""

    text: str
    lead: int | None = None
    supporters: Sequence[int] = ()
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    monitored_how: str = ""
    monitored_by: int | None = None
    monitored_on: datetime.date | None = None
    duty: int | None = None

    @classmethod
    def of(cls, action: Action) -> ActionWords:
        """What an action says now."""
        return cls(
            action.text,
            action.lead_id,
            tuple(sorted(_supporters_of(action))),
            action.starts_on,
            action.ends_on,
            action.monitored_how,
            action.monitored_by_id,
            action.monitored_on,
            action.duty_id,
        )


def _supporters_of(action: Action) -> Iterable[int]:
    """The ids of those who help."""
    return _supporters(action=action.pk)


@prepared
def _supporters(*, action: int) -> QuerySet[Any, int]:
    rows = Action.supporters.through._default_manager.filter(action_id=action)
    return rows.values_list("member_id", flat=True)


@transaction.atomic
def add_action(
    objective: Objective,
    member: Member,
    words: ActionWords,
    origin: tuple[str, int | None] = ("", None),
) -> Action:
    """Add an action at the end of its objective. `origin` says what it came from, kind and id.

    Raises:
        NotAllowed: `member` may not write this objective.
        NotSo: the words, the dates, a person or the duty cannot be.
        Refused: the plan is closed.
    """
    check(member, "devplan.write", objective)
    plan = open_plan(objective.plan_id)
    action = Action(school=plan.school, objective=objective)
    if not is_origin(origin[0]):
        raise ValueError("An action comes from a duty, a decision, a gap or a discussion.")
    action.origin_kind, action.origin_id = origin
    action.order = next_order(objective.actions)
    _set(action, words)
    record_of(plan, member, "devplan.action_added", action)
    return action


@transaction.atomic
def change_action(action: Action, member: Member, words: ActionWords, revision: int) -> Action:
    """Change an action. `revision` is the one that the writer has read.

    Raises:
        NotAllowed: `member` may not write its objective.
        NotSo: the words, the dates, a person or the duty cannot be.
        Changed: somebody else changed it since; `now` is an `ActionWords`.
        Refused: the plan is closed.
    """
    now, plan = held(action, member)
    said = ActionWords.of(now)
    wanted = ActionWords(**{**words.__dict__, "supporters": tuple(sorted(words.supporters))})
    if said == wanted:
        return now
    if now.revision != revision:
        raise Changed(said, now.revision)
    now.revision += 1
    _set(now, words, said.supporters)
    record_of(plan, member, "devplan.action_changed", now)
    return now


@transaction.atomic
def move_action(action: Action, member: Member, up: bool) -> None:
    """Put an action one place up or down within its objective.

    Raises:
        NotAllowed: `member` may not write its objective.
        Refused: the plan is closed.
    """
    now, _plan = held(action, member)
    moved(list(Action.objects.filter(objective=now.objective_id)), now, up)


@transaction.atomic
def place_action(action: Action, member: Member, objective: Objective) -> Action:
    """Put an action below another objective of its plan, at its end.

    Raises:
        NotAllowed: `member` may not write one of the two objectives.
        Refused: the plan is closed, or the objective is another plan's.
    """
    now, plan = held(action, member)
    if now.objective_id == objective.pk:
        return now
    check(member, "devplan.write", objective)
    if objective.plan_id != plan.pk:
        raise Refused(_("That objective is in another plan. Choose one of this plan’s."))
    now.order = next_order(objective.actions)
    now.objective = objective
    now.save(update_fields=["objective", "order"])
    record_of(plan, member, "devplan.action_changed", now)
    return now


@transaction.atomic
def remove_action(action: Action, member: Member) -> None:
    """Take out an action with its costs.

    Raises:
        NotAllowed: `member` may not write its objective.
        Refused: progress was said of it, or the plan is closed.
    """
    now, plan = held(action, member)
    if now.updates.exists():
        raise Refused(
            _(
                "Progress was said of this action, which would be lost. Say “dropped” of it instead: "
                "it then stays in the plan with its story."
            )
        )
    record_of(plan, member, "devplan.action_removed", now)
    now.delete()


def held(action: Action, member: Member) -> tuple[Action, Plan]:
    """The action as it is now, held until the end of the transaction, and its plan."""
    rows = _locked(member.school, action=action.pk)
    if not rows:
        raise Action.DoesNotExist
    now: Action = rows[0]
    plan = now.objective.plan
    now.school = now.objective.school = plan.school = member.school
    check(member, "devplan.write", now)
    refuse_closed(plan)
    return now, plan


@prepared
def _locked(*, school: int, action: int) -> QuerySet[Action]:
    rows = Action.objects.select_for_update(of=("self", "objective__plan"))
    return rows.select_related("objective__plan", "lead").filter(pk=action).order_by()


def _set(action: Action, words: ActionWords, helped: Sequence[int] = ()) -> None:
    """Let the action say this; `helped` are the ids of its supporters so far.

    Only people who are named anew are looked up, and a lead who has left: whoever leaves the school
    is taken out of its plan by that.
    """
    school = action.school
    gone = action.lead is not None and action.lead.left_on is not None
    leads, looks = (
        words.lead != action.lead_id or gone,
        words.monitored_by != action.monitored_by_id,
    )
    joining = set(words.supporters) - set(helped)
    asked = (words.lead if leads else None, words.monitored_by if looks else None)
    named = joining | {one for one in asked if one is not None}
    staff = {one.pk: one for one in staff_of(school, named)} if named else {}
    action.text = text_in("text", words.text, 300, _("Say what shall be done."))
    action.starts_on = day_in("starts_on", words.starts_on)
    action.ends_on = day_in("ends_on", words.ends_on)
    if action.starts_on and action.ends_on and action.ends_on < action.starts_on:
        raise NotSo(
            "ends_on", _("It ends before it starts. Give a later finish or an earlier start.")
        )
    if leads:
        action.lead = person_in("lead", words.lead, school, staff)
    people_in("supporters", joining, school, staff)
    action.monitored_how = text_in("monitored_how", words.monitored_how, 200)
    if looks:
        action.monitored_by = person_in("monitored_by", words.monitored_by, school, staff)
    action.monitored_on = day_in("monitored_on", words.monitored_on)
    if words.duty != action.duty_id:
        if words.duty is not None and not Duty.objects.filter(pk=words.duty).exists():
            raise NotSo("duty", _("That duty is no longer the school’s. Choose another."))
        action.duty_id = words.duty
    action.save()
    supporters = set(words.supporters) - {action.lead_id}
    if supporters != set(helped):
        action.supporters.set(supporters)


def record_of(plan: Plan, member: Member, verb: str, action: Action) -> None:
    """Say in the trail what was done to an action; who signs the plan has to read it anew."""
    void_signatures(plan)
    path = plan.get_absolute_url()
    record(plan.school, member, verb, path=path, plan=plan.title, action=action.text)
