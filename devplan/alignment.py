"""Whether a plan hangs together: named checks on plain values, each finding with its rows. No database.

Money for equipment or content that nobody is helped to teach with, and training that changes no
curriculum, is the classic failure; so the checks look at what serves one aim together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from schools.wording import minutes_in_words

from .facts import Action, Aim, Cost, Duty, Facts, Gap, Load, Measure, Objective
from .money import pounds

__all__ = (
    "BOUGHT",
    "CHECKS",
    "CURRICULUM",
    "STAFF",
    "Action",
    "Aim",
    "Check",
    "Cost",
    "Duty",
    "Facts",
    "Found",
    "Gap",
    "Load",
    "Measure",
    "Objective",
    "run",
)

BOUGHT = frozenset({"infrastructure", "content"})
STAFF = frozenset({"staff_use", "pedagogy"})
CURRICULUM = frozenset({"capability", "subjects"})

Mend = Literal[
    "staff_action", "curriculum_action", "objective", "indicator", "cost", "load", "action", "gap"
]


@dataclass(frozen=True)
class Found:
    """A finding: the check, the thing it is about ("aim:4"), a sentence, its rows, and how to mend it.

    `target` is the id of what is mended.
    """

    check: str
    thing: str
    sentence: str
    mend: Mend
    target: int
    rows: Sequence[str] = ()


@dataclass(frozen=True)
class Check:
    """A named check: its title, why it matters, and what finds."""

    name: str
    title: str | Promise
    why: str | Promise
    find: Callable[[Facts], Iterable[Found]] = field(compare=False)


def run(facts: Facts) -> list[tuple[Check, list[Found]]]:
    """Every check in its order with what it finds."""
    return [(check, list(check.find(facts))) for check in CHECKS]


def _kinds_serving(facts: Facts) -> dict[int, set[str]]:
    """By aim, the kinds of strand in which an action serves it."""
    objectives = {one.pk: one for one in facts.objectives}
    found: dict[int, set[str]] = defaultdict(set)
    for action in facts.actions:
        objective = objectives[action.objective]
        if objective.aim is not None:
            found[objective.aim].add(objective.kind)
    return found


def _bought_for(facts: Facts) -> dict[int, list[tuple[str, int]]]:
    """By aim, what takes money for infrastructure or content: the action's words and its pence."""
    objectives = {one.pk: one for one in facts.objectives}
    actions = {one.pk: one for one in facts.actions}
    sums: dict[int, int] = defaultdict(int)
    for cost in facts.costs:
        sums[cost.action] += cost.pence
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for pk, pence in sums.items():
        if pk not in actions or not pence:
            continue
        objective = objectives[actions[pk].objective]
        if objective.aim is not None and objective.kind in BOUGHT:
            found[objective.aim].append((actions[pk].text, pence))
    return found


def _money_alone(
    facts: Facts, name: str, beside: frozenset[str], words: str, mend: Mend
) -> Iterable[Found]:
    kinds, bought = _kinds_serving(facts), _bought_for(facts)
    for aim in facts.aims:
        if aim.pk in bought and not kinds[aim.pk] & beside:
            total = sum(pence for _text, pence in bought[aim.pk])
            yield Found(
                name,
                f"aim:{aim.pk}",
                words % {"aim": aim.text, "money": pounds(total)},
                mend,
                aim.pk,
                [f"{text} · {pounds(pence)}" for text, pence in bought[aim.pk]],
            )


def _without_staff(facts: Facts) -> Iterable[Found]:
    words = _(
        "“%(aim)s” takes %(money)s for infrastructure or content, and no action of a staff strand serves it."
    )
    return _money_alone(facts, "aim_without_staff", STAFF, words, "staff_action")


def _without_curriculum(facts: Facts) -> Iterable[Found]:
    words = _(
        "“%(aim)s” takes %(money)s for infrastructure or content, and no action of a curriculum strand serves it."
    )
    return _money_alone(facts, "aim_without_curriculum", CURRICULUM, words, "curriculum_action")


def _without_objective(facts: Facts) -> Iterable[Found]:
    served = {one.aim for one in facts.objectives}
    for aim in facts.aims:
        if aim.pk not in served:
            words = _("No objective serves the aim “%(aim)s”.") % {"aim": aim.text}
            yield Found("aim_without_objective", f"aim:{aim.pk}", words, "objective", aim.pk)


def _unmeasured(facts: Facts) -> Iterable[Found]:
    for one in facts.objectives:
        if any(measure.baseline and measure.target for measure in one.measures):
            continue
        if not one.measures:
            words = _("“%(objective)s” has no indicator.")
        elif not any(measure.baseline for measure in one.measures):
            words = _("“%(objective)s” has an indicator, but nobody has said where it stands now.")
        else:
            words = _(
                "“%(objective)s” has an indicator without a target to reach from where it stood."
            )
        yield Found(
            "objective_unmeasured",
            f"objective:{one.pk}",
            words % {"objective": one.text},
            "indicator",
            one.pk,
        )


def _cost_finding(
    facts: Facts, name: str, lacks: Callable[[Cost], bool], words: Callable[[int], str]
) -> Iterable[Found]:
    actions = {one.pk: one for one in facts.actions}
    found: dict[int, list[Cost]] = defaultdict(list)
    for cost in facts.costs:
        if cost.action in actions and lacks(cost):
            found[cost.action].append(cost)
    for pk, costs in found.items():
        total = sum(one.pence for one in costs)
        yield Found(
            name,
            f"action:{pk}",
            words(len(costs)) % {"money": pounds(total), "action": actions[pk].text},
            "cost",
            pk,
        )


def _unfunded(facts: Facts) -> Iterable[Found]:
    return _cost_finding(
        facts,
        "cost_unfunded",
        lambda one: not one.funding.strip(),
        lambda n: ngettext(
            "A cost of %(money)s for “%(action)s” has no funding source.",
            "Costs of %(money)s for “%(action)s” have no funding source.",
            n,
        ),
    )


def _unexplained(facts: Facts) -> Iterable[Found]:
    return _cost_finding(
        facts,
        "cost_unexplained",
        lambda one: not one.rationale.strip(),
        lambda n: ngettext(
            "A cost of %(money)s for “%(action)s” has no rationale.",
            "Costs of %(money)s for “%(action)s” have no rationale.",
            n,
        ),
    )


def _overloaded(facts: Facts) -> Iterable[Found]:
    led: dict[int, list[str]] = defaultdict(list)
    for action in facts.actions:
        if action.lead is not None and not action.settled:
            led[action.lead].append(action.text)
    over: dict[int, list[Load]] = defaultdict(list)
    for load in facts.loads:
        if load.release and load.minutes > load.release and load.member in led:
            over[load.member].append(load)
    for member, loads in over.items():
        worst = max(loads, key=lambda one: one.minutes / (one.release or 1))
        assert worst.release
        words = ngettext(
            "%(name)s leads %(n)s action, and has %(minutes)s of duties a week in %(release)s of "
            "release time as %(role)s already.",
            "%(name)s leads %(n)s actions, and has %(minutes)s of duties a week in %(release)s of "
            "release time as %(role)s already.",
            len(led[member]),
        ) % {
            "name": worst.name,
            "n": len(led[member]),
            "minutes": minutes_in_words(worst.minutes),
            "release": minutes_in_words(worst.release),
            "role": worst.title,
        }
        yield Found("lead_overloaded", f"member:{member}", words, "load", worst.role, led[member])


def _undone(facts: Facts) -> Iterable[Found]:
    taken_up = {one.duty for one in facts.actions}
    for duty in facts.more:
        if duty.pk not in taken_up:
            words = _(
                "“%(duty)s” is to be done more, as “%(review)s” decided; no action takes it up."
            )
            yield Found(
                "duty_without_action",
                f"duty:{duty.pk}",
                words % {"duty": duty.text, "review": duty.review},
                "action",
                duty.pk,
            )


def _unmet(facts: Facts) -> Iterable[Found]:
    worked_on = {one.objective for one in facts.actions}
    alive = {one.pk for one in facts.actions}
    taken_up = {
        *(one.gap for one in facts.actions),
        *(one.gap for one in facts.objectives if one.pk in worked_on),
        *(one.gap for one in facts.costs if one.action in alive),
    }
    for gap in facts.gaps:
        if gap.ref not in taken_up:
            words = _("%(about)s: “%(text)s” is %(stands)s; no action takes it up.")
            kind, pk = gap.ref
            yield Found(
                "gap_without_action",
                f"gap:{kind}-{pk}",
                words % {"about": gap.about, "text": gap.text, "stands": gap.stands},
                "gap",
                pk,
            )


CHECKS = (
    Check(
        "aim_without_staff",
        gettext_lazy("Money without training"),
        gettext_lazy("Equipment that nobody is helped to teach with seldom reaches pupils."),
        _without_staff,
    ),
    Check(
        "aim_without_curriculum",
        gettext_lazy("Money without a change of curriculum"),
        gettext_lazy(
            "Unless something is taught otherwise, what is bought lies beside the lessons."
        ),
        _without_curriculum,
    ),
    Check(
        "aim_without_objective",
        gettext_lazy("Aims that nothing serves"),
        gettext_lazy("A vision that the plan does not work towards stays a wish."),
        _without_objective,
    ),
    Check(
        "objective_unmeasured",
        gettext_lazy("Objectives that nobody can measure"),
        gettext_lazy(
            "Without a baseline and a target, nobody can say later what the money changed."
        ),
        _unmeasured,
    ),
    Check(
        "cost_unfunded",
        gettext_lazy("Costs without a funding source"),
        gettext_lazy("Money that comes from nowhere is the first to be cut."),
        _unfunded,
    ),
    Check(
        "cost_unexplained",
        gettext_lazy("Costs without a rationale"),
        gettext_lazy("Governors should be able to read why each sum is worth it."),
        _unexplained,
    ),
    Check(
        "lead_overloaded",
        gettext_lazy("Leads with more than fits"),
        gettext_lazy("Who has no time for an action will be late with it, or with something else."),
        _overloaded,
    ),
    Check(
        "duty_without_action",
        gettext_lazy("Decisions that nobody has taken up"),
        gettext_lazy("What a review decided to do more of happens only where somebody plans it."),
        _undone,
    ),
    Check(
        "gap_without_action",
        gettext_lazy("Gaps that nobody closes"),
        gettext_lazy(
            "What was found missing for pupils or staff stays missing unless somebody plans otherwise."
        ),
        _unmet,
    ),
)
