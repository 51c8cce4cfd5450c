"""What a table would change in a plan: rows are found by key or by their words; nothing is taken away.

Plain values, no database. An empty cell says nothing: what is there stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .rows import CostRow, Part

OBJECTIVE = ("text", "aim_id", "subject_id", "sdp_reference", "strategies")
ACTION = (
    "text",
    "lead_id",
    "starts_on",
    "ends_on",
    "monitored_how",
    "monitored_by_id",
    "monitored_on",
)
COST = ("year", "pence", "kind", "capital", "funding", "rationale", "lasts")
_KEY = re.compile(r"O(\d{1,18})(?:-A(\d{1,18}))?(?:-C(\d{1,18}))?")


@dataclass
class Draft:
    """A row of the plan as it would be; `pk` is the one there, None for a new one.

    `changed` holds each field that would become another: what it is, what it would be.
    """

    pk: int | None = None
    says: dict[str, Any] = field(default_factory=dict)
    changed: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    revision: int = 1

    @property
    def is_new(self) -> bool:
        return self.pk is None

    def say(self, name: str, value: Any) -> None:
        """Let a field say this; of an existing row it is told apart what it said."""
        old = self.says.get(name)
        if old == value or (
            isinstance(old, str) and isinstance(value, str) and tidy(old) == tidy(value)
        ):
            return
        if not self.is_new:
            first = self.changed[name][0] if name in self.changed else old
            self.changed[name] = (first, value)
        self.says[name] = value


@dataclass
class CostDraft(Draft):
    """A cost of an action. `claimed` once a row of the table stands for it."""

    claimed: bool = False


@dataclass
class ActionDraft(Draft):
    """An action with its supporters and costs, and its place in its objective."""

    order: int = 0
    supporters: set[int] = field(default_factory=set)
    helped: frozenset[int] = frozenset()
    costs: list[CostDraft] = field(default_factory=list)


@dataclass
class CriterionDraft(Draft):
    """A success criterion: `text`, `due_on`."""


@dataclass
class ObjectiveDraft(Draft):
    """An objective with its criteria and actions; `strand` is the name of its strand in the plan."""

    strand: str = ""
    criteria: list[CriterionDraft] = field(default_factory=list)
    actions: list[ActionDraft] = field(default_factory=list)


@dataclass(frozen=True)
class Line:
    """What a row of the table comes to: the drafts that it stands for."""

    part: Part
    objective: ObjectiveDraft
    action: ActionDraft | None
    cost: CostDraft | None
    new_objective: bool
    new_action: bool


@dataclass
class Whole:
    """The plan as it would be: names of strands there and to come, objectives, and each row's line."""

    strands: list[str]
    new_strands: list[str]
    objectives: list[ObjectiveDraft]
    lines: list[Line]

    def drafts(self) -> Iterable[Draft]:
        """All rows of the plan as it would be."""
        for objective in self.objectives:
            yield objective
            yield from objective.criteria
            for action in objective.actions:
                yield action
                yield from action.costs

    @property
    def changes(self) -> bool:
        """Whether anything at all would become another."""
        return bool(self.new_strands) or any(
            one.is_new or one.changed or (isinstance(one, ActionDraft) and more_help(one))
            for one in self.drafts()
        )


def more_help(action: ActionDraft) -> set[int]:
    """The supporters that would be added."""
    return action.supporters - action.helped


def tidy(text: str) -> str:
    """Words as they are looked up: small letters, single blanks."""
    return " ".join(text.casefold().split())


def key_of(objective: int, action: int | None = None, cost: int | None = None) -> str:
    """The key by which a row that was taken out is known when it comes back: "O12-A31-C7"."""
    key = f"O{objective}"
    if action is not None:
        key += f"-A{action}"
        if cost is not None:
            key += f"-C{cost}"
    return key


def whole_of(
    parts: Sequence[Part], strands: Sequence[str], objectives: list[ObjectiveDraft]
) -> Whole:
    """The plan with these parts brought into it. `objectives` are those there, and are changed."""
    return _Matching(strands, objectives).bring(parts)


class _Matching:
    def __init__(self, strands: Sequence[str], objectives: list[ObjectiveDraft]) -> None:
        self.whole = Whole(list(strands), [], objectives, [])
        self.strands = {tidy(one): one for one in strands}
        self.objectives: dict[tuple[str, str], ObjectiveDraft] = {}
        self.objective_of: dict[int, ObjectiveDraft] = {}
        self.action_of: dict[int, tuple[ObjectiveDraft, ActionDraft]] = {}
        self.actions: dict[tuple[int, str], ActionDraft] = {}
        self.worded: set[int] = set()
        for one in objectives:
            self._know(one)

    def _know(self, one: ObjectiveDraft) -> None:
        self.objectives.setdefault((tidy(one.strand), tidy(one.says["text"])), one)
        if one.pk is not None:
            self.objective_of[one.pk] = one
        for action in one.actions:
            self.actions.setdefault((id(one), tidy(action.says["text"])), action)
            if action.pk is not None:
                self.action_of[action.pk] = (one, action)

    def bring(self, parts: Sequence[Part]) -> Whole:
        for part in parts:
            if not part.heading and part.objective:
                self._bring(part)
        return self.whole

    def _bring(self, part: Part) -> None:
        keys = _keys(part.key)
        objective, new_objective = self._objective(part, keys[0])
        self._criteria(objective, part)
        action, new_action, cost = None, False, None
        if part.action:
            action, new_action = self._action(objective, part, keys[1])
            if part.cost is not None:
                cost = _cost(action, part.cost, keys[2])
        self.whole.lines.append(Line(part, objective, action, cost, new_objective, new_action))

    def _strand(self, name: str) -> str:
        there = self.strands.get(tidy(name))
        if there is None:
            there = self.strands[tidy(name)] = " ".join(name.split())
            self.whole.new_strands.append(there)
        return there

    def _objective(self, part: Part, pk: int | None) -> tuple[ObjectiveDraft, bool]:
        known = self.objective_of.get(pk) if pk is not None else None
        strand = self._strand(part.strand) if part.strand else (known.strand if known else "")
        found = known or self.objectives.get((tidy(strand), tidy(part.objective)))
        new = found is None
        if found is None:
            found = ObjectiveDraft(strand=strand, says={"text": part.objective})
            self.whole.objectives.append(found)
            self._know(found)
        elif known is not None and tidy(strand) != tidy(found.strand):
            found.changed.setdefault("strand", (found.strand, strand))
            found.strand = strand
        said = (part.objective, part.aim, part.subject, part.sdp_reference, part.strategies)
        self._say(found, OBJECTIVE, said)
        return found, new

    def _say(self, draft: Draft, names: Sequence[str], said: Sequence[Any]) -> None:
        """Let a draft say what a row says; a row further down says its words only to be found by them."""
        further = id(draft) in self.worded
        self.worded.add(id(draft))
        for name, value in zip(names, said, strict=True):
            if value not in (None, "") and not (further and name == "text"):
                draft.say(name, value)

    def _criteria(self, objective: ObjectiveDraft, part: Part) -> None:
        there = {tidy(one.says["text"]): one for one in objective.criteria}
        for text, due in part.criteria:
            one = there.get(tidy(text))
            if one is None:
                one = there[tidy(text)] = CriterionDraft(says={"text": text, "due_on": due})
                objective.criteria.append(one)
            elif due is not None:
                one.say("due_on", due)

    def _action(
        self, objective: ObjectiveDraft, part: Part, pk: int | None
    ) -> tuple[ActionDraft, bool]:
        owner, found = self.action_of.get(pk, (None, None)) if pk is not None else (None, None)
        if owner is not objective:
            found = self.actions.get((id(objective), tidy(part.action)))
        new = found is None
        if found is None:
            found = ActionDraft(says={"text": part.action})
            objective.actions.append(found)
            self.actions[id(objective), tidy(part.action)] = found
        said = (
            part.action,
            part.lead,
            part.starts_on,
            part.ends_on,
            part.monitored_how,
            part.monitored_by,
            part.monitored_on,
        )
        self._say(found, ACTION, said)
        found.supporters |= set(part.supporters)
        found.supporters.discard(found.says.get("lead_id") or 0)
        return found, new


def _cost(action: ActionDraft, row: CostRow, pk: int | None) -> CostDraft:
    """The cost that a row stands for: by key, the same one, one of its year and kind, else a new one."""
    free = [one for one in action.costs if not one.claimed]
    wanted = {name: getattr(row, name) for name in COST}
    there = [one for one in free if not one.is_new]
    found = (
        next((one for one in there if pk is not None and one.pk == pk), None)
        or next((one for one in there if all(one.says[n] == wanted[n] for n in row.said)), None)
        or next((one for one in there if _alike(one, row)), None)
    )
    if found is None:
        found = CostDraft(says=wanted)
        action.costs.append(found)
    else:
        for name in row.said:
            found.say(name, wanted[name])
    found.claimed = True
    return found


def _alike(cost: CostDraft, row: CostRow) -> bool:
    return (cost.says["year"], cost.says["kind"]) == (row.year, row.kind)


def _keys(key: str) -> tuple[int | None, int | None, int | None]:
    found = _KEY.fullmatch(key.strip())
    if not found:
        return None, None, None
    return tuple(int(one) if one else None for one in found.groups())  # type: ignore[return-value]


def ends_before(objectives: Iterable[ObjectiveDraft]) -> list[ActionDraft]:
    """Actions that would end before they start: their days come from the table and from the plan."""
    return [
        action
        for objective in objectives
        for action in objective.actions
        if isinstance(starts := action.says.get("starts_on"), date)
        and isinstance(ends := action.says.get("ends_on"), date)
        and ends < starts
    ]


def gone(whole: Whole) -> Iterator[tuple[Part, str, int]]:
    """Rows that come in as new although their key names what was there: "objective" or "action", and its id."""
    for line in whole.lines:
        objective, action, _cost = _keys(line.part.key)
        if line.new_objective and objective is not None:
            yield line.part, "objective", objective
        elif line.new_action and action is not None:
            yield line.part, "action", action


def at_odds(whole: Whole) -> Iterator[tuple[Part, Part | None]]:
    """Rows whose key contradicts the table or the plan.

    With the row further up that words the same objective or action otherwise, where what it says
    would be lost: a row may well say still what the plan says now. With None where the key is that
    of an action of another objective.
    """
    owners = {
        action.pk: objective
        for objective in whole.objectives
        for action in objective.actions
        if action.pk is not None
    }
    first: dict[int, Part] = {}
    for line in whole.lines:
        keys = _keys(line.part.key)
        if keys[1] in owners and owners[keys[1]] is not line.objective:
            yield line.part, None
            continue
        for draft, key, word in (
            (line.objective, keys[0], "objective"),
            (line.action, keys[1], "action"),
        ):
            if draft is None or key is None or draft.pk != key:
                continue
            earlier = first.setdefault(id(draft), line.part)
            before = draft.changed.get("text", (draft.says["text"],))[0]
            kept = {tidy(getattr(earlier, word)), tidy(str(before))}
            if tidy(getattr(line.part, word)) not in kept:
                yield line.part, earlier
                break
