"""Writing what is done for an objective: its actions, who leads them, when, and what they cost."""

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

from .. import money, years
from ..models import Action, Cost, CostKind, Objective, Plan
from ..origins import gap_in, is_origin
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
sentence("devplan.costs_set", gettext_lazy("%(who)s set the costs of “%(action)s”"))

# Shorter than this, nobody can read from it why the money is worth it.
SHORTEST_RATIONALE = 10
LONGEST_LIFE = 40


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


@dataclass(frozen=True)
class CostWords:
    """A cost: `pence` in the academic year that starts in `year`, what for, from where, and why.

    `lasts` says after how many years it has to be bought again, where it has.
    """

    year: int
    pence: int
    kind: str
    capital: bool = False
    funding: str = ""
    rationale: str = ""
    lasts: int | None = None

    @property
    def money(self) -> str:
        return money.pounds(self.pence)

    @classmethod
    def of(cls, cost: Cost) -> CostWords:
        """What a cost says now."""
        return cls(
            cost.year,
            cost.pence,
            cost.kind,
            cost.capital,
            cost.funding,
            cost.rationale,
            cost.lasts,
        )


class CostNotSo(NotSo):
    """One cost is refused: `row` is its place in what was given, from 0, `field` names what."""

    def __init__(self, row: int, field: str, sentence: str) -> None:
        super().__init__(field, sentence)
        self.row = row


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
    _record(plan, member, "devplan.action_added", action)
    return action


@transaction.atomic
def add_priced_action(
    objective: Objective,
    member: Member,
    words: ActionWords,
    origin: tuple[str, int | None],
    cost: CostWords,
) -> Action:
    """Add an action together with what it costs: both, or neither.

    Raises:
        NotAllowed, NotSo, Refused: as for `add_action`.
        CostNotSo: the cost is of a year outside the plan, or cannot be.
    """
    action = add_action(objective, member, words, origin)
    set_costs(action, member, [cost], action.revision)
    return action


@transaction.atomic
def add_cost(
    action: Action, member: Member, words: CostWords, origin: tuple[str, int | None]
) -> Cost:
    """Add a cost to those that an action has. `origin` says which gap it came from, kind and id.

    Raises:
        NotAllowed: `member` may not write the action's objective.
        CostNotSo: a year outside the plan, an amount or a kind that cannot be, no rationale.
        Refused: the plan is closed.
    """
    if gap_in(*origin) is None:
        raise ValueError("A cost by itself comes from a gap.")
    now, plan = _held(action, member)
    cost = Cost(school=plan.school, action=now, **_checked(0, words, plan).__dict__)
    cost.origin_kind, cost.origin_id = origin
    cost.save()
    now.revision += 1
    now.save(update_fields=["revision"])
    _record(plan, member, "devplan.costs_set", now)
    return cost


@transaction.atomic
def change_action(action: Action, member: Member, words: ActionWords, revision: int) -> Action:
    """Change an action. `revision` is the one that the writer has read.

    Raises:
        NotAllowed: `member` may not write its objective.
        NotSo: the words, the dates, a person or the duty cannot be.
        Changed: somebody else changed it since; `now` is an `ActionWords`.
        Refused: the plan is closed.
    """
    now, plan = _held(action, member)
    said = ActionWords.of(now)
    wanted = ActionWords(**{**words.__dict__, "supporters": tuple(sorted(words.supporters))})
    if said == wanted:
        return now
    if now.revision != revision:
        raise Changed(said, now.revision)
    now.revision += 1
    _set(now, words, said.supporters)
    _record(plan, member, "devplan.action_changed", now)
    return now


@transaction.atomic
def move_action(action: Action, member: Member, up: bool) -> None:
    """Put an action one place up or down within its objective.

    Raises:
        NotAllowed: `member` may not write its objective.
        Refused: the plan is closed.
    """
    now, _plan = _held(action, member)
    moved(list(Action.objects.filter(objective=now.objective_id)), now, up)


@transaction.atomic
def place_action(action: Action, member: Member, objective: Objective) -> Action:
    """Put an action below another objective of its plan, at its end.

    Raises:
        NotAllowed: `member` may not write one of the two objectives.
        Refused: the plan is closed, or the objective is another plan's.
    """
    now, plan = _held(action, member)
    if now.objective_id == objective.pk:
        return now
    check(member, "devplan.write", objective)
    if objective.plan_id != plan.pk:
        raise Refused(_("That objective is in another plan. Choose one of this plan’s."))
    now.order = next_order(objective.actions)
    now.objective = objective
    now.save(update_fields=["objective", "order"])
    _record(plan, member, "devplan.action_changed", now)
    return now


@transaction.atomic
def remove_action(action: Action, member: Member) -> None:
    """Take out an action with its costs.

    Raises:
        NotAllowed: `member` may not write its objective.
        Refused: progress was said of it, or the plan is closed.
    """
    now, plan = _held(action, member)
    if now.updates.exists():
        raise Refused(
            _(
                "Progress was said of this action, which would be lost. Say “dropped” of it instead: "
                "it then stays in the plan with its story."
            )
        )
    _record(plan, member, "devplan.action_removed", now)
    now.delete()


@transaction.atomic
def set_costs(
    action: Action, member: Member, costs: Sequence[CostWords], revision: int
) -> list[Cost]:
    """Let an action have these costs and no others. `revision` is the action's that the writer read.

    A cost that says what one there says stays as it is, so that its spending stays with it.

    Raises:
        NotAllowed: `member` may not write its objective.
        CostNotSo: a year outside the plan, an amount or a kind that cannot be, no rationale.
        Changed: somebody else changed the action since; `now` is a list of `CostWords`.
        Refused: the plan is closed, or money was spent for a cost that would go.
    """
    now, plan = _held(action, member)
    wanted = [_checked(row, one, plan) for row, one in enumerate(costs)]
    there = list(now.costs.all())
    said = [CostWords.of(one) for one in there]
    if sorted(said, key=repr) == sorted(wanted, key=repr):
        return there
    if now.revision != revision:
        raise Changed(said, now.revision)
    left = list(there)
    new: list[CostWords] = []
    for one in wanted:
        same = next((cost for cost in left if CostWords.of(cost) == one), None)
        if same is None:
            new.append(one)
        else:
            left.remove(same)
    for one in new:
        # A cost that was reworded keeps its row: the one of its year and kind, else any that is left.
        cost = next(
            (old for old in left if (old.year, old.kind) == (one.year, one.kind)),
            next((old for old in left if old.year == one.year), None),
        )
        if cost is None:
            cost = Cost(school=plan.school, action=now)
        else:
            left.remove(cost)
        for name, value in one.__dict__.items():
            setattr(cost, name, value)
        cost.save()
    if Cost.objects.filter(pk__in=[one.pk for one in left], spending__isnull=False).exists():
        raise Refused(_("Money was spent for a cost that you took out. Keep it, so that it shows."))
    Cost.objects.filter(pk__in=[one.pk for one in left]).delete()
    now.revision += 1
    now.save(update_fields=["revision"])
    action.revision = now.revision
    _record(plan, member, "devplan.costs_set", now)
    return list(now.costs.all())


def _held(action: Action, member: Member) -> tuple[Action, Plan]:
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


def _checked(row: int, words: CostWords, plan: Plan) -> CostWords:
    if words.year not in years.of_plan(plan.first_year, plan.years):
        raise CostNotSo(
            row,
            "year",
            _("%(year)s is not one of the plan’s years, %(first)s to %(last)s.")
            % {
                "year": years.name(words.year),
                "first": years.name(plan.first_year),
                "last": years.name(plan.first_year + plan.years - 1),
            },
        )
    if not 0 < words.pence <= money.MOST:
        raise CostNotSo(
            row,
            "pence",
            _("Give an amount above £0 and up to £100 million, or leave the cost out."),
        )
    if words.kind not in CostKind.values:
        raise CostNotSo(row, "kind", _("Choose what the money is for."))
    try:
        funding = text_in("funding", words.funding, 80)
        rationale = text_in("rationale", words.rationale, 300)
    except NotSo as refused:
        raise CostNotSo(row, refused.field, refused.sentence) from refused
    if len(rationale) < SHORTEST_RATIONALE:
        raise CostNotSo(
            row,
            "rationale",
            _("Say in a sentence why it is worth the money: a governor should be able to read it."),
        )
    if words.lasts is not None and not 1 <= words.lasts <= LONGEST_LIFE:
        raise CostNotSo(
            row, "lasts", _("Say after how many years it is to be bought again, from 1 to 40.")
        )
    return CostWords(
        words.year, words.pence, words.kind, words.capital, funding, rationale, words.lasts
    )


def _record(plan: Plan, member: Member, verb: str, action: Action) -> None:
    void_signatures(plan)
    path = plan.get_absolute_url()
    record(plan.school, member, verb, path=path, plan=plan.title, action=action.text)
