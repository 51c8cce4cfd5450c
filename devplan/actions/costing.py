"""Writing what an action costs: how much, in which year, for what, from where, and why it is worth it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.models import Member
from schools.refusals import Refused
from schools.trail import sentence

from .. import money, years
from ..models import Action, Cost, CostKind, Objective, Plan
from ..origins import gap_in
from .checking import Changed, NotSo, text_in
from .doing import ActionWords, add_action, held, record_of

sentence("devplan.costs_set", gettext_lazy("%(who)s set the costs of “%(action)s”"))

# Shorter than this, nobody can read from it why the money is worth it.
SHORTEST_RATIONALE = 10
LONGEST_LIFE = 40


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
    now, plan = held(action, member)
    cost = Cost(school=plan.school, action=now, **_checked(0, words, plan).__dict__)
    cost.origin_kind, cost.origin_id = origin
    cost.save()
    now.revision += 1
    now.save(update_fields=["revision"])
    record_of(plan, member, "devplan.costs_set", now)
    return cost


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
    now, plan = held(action, member)
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
    record_of(plan, member, "devplan.costs_set", now)
    return list(now.costs.all())


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
