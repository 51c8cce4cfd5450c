"""What a table on its way in is shown as: what each row would become, and the cells that want mending."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.labels import upper_first
from schools.wording import listed

from .. import money, years
from ..bringing import matching
from ..bringing.columns import FIELDS, LEAVE
from ..bringing.matching import ActionDraft, CostDraft, Line, ObjectiveDraft
from ..differing import span
from ..finding import number
from ..models import CostKind
from .bringing import Read, unique_name

# So many rows are mended at a time: no form has more fields than a server takes.
AT_ONCE = 20
NAMES = {
    "text": "action",
    "lead_id": "lead",
    "monitored_by_id": "monitored_by",
    "aim_id": "aim",
    "subject_id": "subject",
    "pence": "cost",
}


@dataclass(frozen=True)
class Cell:
    """A cell to be mended: its column, what it is taken for, what it says, and what is wrong with it."""

    column: int
    label: str
    text: str
    problem: str

    @property
    def long(self) -> bool:
        return len(self.text) > 40 or "\n" in self.text


@dataclass(frozen=True)
class ToMend:
    """A row that cannot be saved yet: its line in the file, what is wrong with the whole, its cells."""

    line: int
    problem: str
    cells: list[Cell]

    @property
    def open(self) -> bool:
        """Whether all its cells are shown: what is wrong is not with one of them."""
        return not any(one.problem for one in self.cells)


@dataclass(frozen=True)
class ShownLine:
    """A row that can be saved: the action, who and when, the money, and what becomes of it."""

    line: int
    text: str
    who: str
    when: str
    money: str
    becomes: str
    changes: list[str]


@dataclass(frozen=True)
class ShownObjective:
    """An objective and the rows below it."""

    strand: str
    text: str
    becomes: str
    details: list[str]
    lines: list[ShownLine]


@dataclass(frozen=True)
class Shown:
    """The page of a table on its way in."""

    headline: str
    to_mend: list[ToMend]
    more_to_mend: int
    objectives: list[ShownObjective]
    left_out: list[tuple[int, str]]
    summary: str


def shown(
    read: Read,
    people: Mapping[int, str],
    ties: Mapping[str, Mapping[int, str]],
    opened: int | None = None,
) -> Shown:
    """A read table as its page says it. `people` are names by id; `ties` those of aims and subjects.

    The row of line `opened` can be mended too, though nothing is wrong with it.
    """
    words = _Words(people, ties)
    wrong = {one.line for one in read.wrong}
    lines = [one.line for one in read.wrong[:AT_ONCE]]
    rows = {one.line for one in read.parts if not one.heading}
    if opened is not None and opened in rows and opened not in lines:
        lines.insert(0, opened)
    out = [(one.line, _glance(one.cells)) for one in read.given if one.left_out]
    return Shown(
        _headline(read),
        [_to_mend(read, line) for line in lines],
        max(0, len(read.wrong) - AT_ONCE),
        _objectives(read, words, wrong),
        out,
        _summary(read),
    )


def names_of(people: list[Any]) -> dict[int, str]:
    """Names by id, for what is shown; those that are shared with what tells them apart."""
    counted = Counter(matching.tidy(one.name) for one in people)
    return {one.pk: unique_name(one, counted) for one in people}


def _glance(cells: Any) -> str:
    return " · ".join(one for one in cells if one)[:120]


def _headline(read: Read) -> str:
    n = len(read.wrong)
    if n:
        return ngettext(
            "%(n)s row has to be mended before the plan can be saved",
            "%(n)s rows have to be mended before the plan can be saved",
            n,
        ) % {"n": upper_first(number(n))}
    if not read.whole.changes:
        return _("The plan says all of this already")
    return ngettext(
        "%(n)s row is ready to be saved", "%(n)s rows are ready to be saved", len(read.whole.lines)
    ) % {"n": upper_first(number(len(read.whole.lines)))}


def _summary(read: Read) -> str:
    """What saving would do, in a line."""
    whole = read.whole
    actions = [action for one in whole.objectives for action in one.actions]
    new_actions = sum(one.is_new for one in actions)
    said = []
    for count, single, many in (
        (len(whole.new_strands), _("%(n)s new strand"), _("%(n)s new strands")),
        (
            sum(one.is_new for one in whole.objectives),
            _("%(n)s new objective"),
            _("%(n)s new objectives"),
        ),
        (
            sum(each.is_new for one in whole.objectives for each in one.criteria),
            _("%(n)s new success criterion"),
            _("%(n)s new success criteria"),
        ),
        (new_actions, _("%(n)s new action"), _("%(n)s new actions")),
        (
            sum(bool(one.changed) for one in whole.drafts() if not one.is_new),
            _("%(n)s change to what is there"),
            _("%(n)s changes to what is there"),
        ),
    ):
        if count:
            said.append((single if count == 1 else many) % {"n": count})
    pence = sum(cost.says["pence"] for action in actions for cost in action.costs if cost.is_new)
    if pence:
        said.append(_("%(money)s of new costs") % {"money": money.pounds(pence)})
    return " · ".join(said)


def _to_mend(read: Read, line: int) -> ToMend:
    part = next(one for one in read.parts if one.line == line)
    row = next(one for one in read.given if one.line == line)
    cells = [
        Cell(
            column,
            str(FIELDS[name]),
            row.cells[column] if column < len(row.cells) else "",
            part.problems.get(column, ""),
        )
        for column, name in enumerate(read.setting.fields)
        if name != LEAVE and column < len(row.cells)
    ]
    return ToMend(line, part.problems.get(None, ""), cells)


def _objectives(read: Read, words: _Words, wrong: set[int]) -> list[ShownObjective]:
    found: list[ShownObjective] = []
    last: ObjectiveDraft | None = None
    said: set[int] = set()
    for line in read.whole.lines:
        if line.objective is not last:
            last = line.objective
            found.append(
                ShownObjective(
                    last.strand,
                    last.says["text"],
                    "" if id(last) in said else _becomes(last.is_new, bool(last.changed)),
                    [] if id(last) in said else words.of_objective(last),
                    [],
                )
            )
            said.add(id(last))
        if line.action is None:
            found[-1].details.extend(line.part.notes)
        if line.action is not None and line.part.line not in wrong:
            found[-1].lines.append(_line(line, words, said))
    return found


def _line(line: Line, words: _Words, said: set[int]) -> ShownLine:
    action = line.action
    assert action is not None
    first = id(action) not in said
    said.add(id(action))
    changes = words.of_action(action) if first else []
    notes = list(line.part.notes)
    cost = line.cost
    if cost is not None and cost.changed:
        changes += words.changes(cost)
    new = line.new_action or bool(cost and cost.is_new)
    return ShownLine(
        line.part.line,
        action.says["text"],
        words.people.get(action.says.get("lead_id") or 0, "") if first else "",
        span(action.says.get("starts_on"), action.says.get("ends_on")) if first else "",
        _money(cost) if cost is not None else "",
        _("further cost")
        if new and not line.new_action and not first
        else _becomes(new, bool(changes)),
        [*changes, *notes],
    )


def _money(cost: CostDraft) -> str:
    kind = CostKind(cost.says["kind"]).label if cost.says["kind"] else ""
    return f"{money.pounds(cost.says['pence'])} · {kind} · {years.name(cost.says['year'])}"


def _becomes(new: bool, changed: bool) -> str:
    return _("new") if new else _("changes") if changed else _("as it is")


@dataclass(frozen=True)
class _Words:
    people: Mapping[int, str]
    ties: Mapping[str, Mapping[int, str]]

    def of_objective(self, objective: ObjectiveDraft) -> list[str]:
        new = [one.says["text"] for one in objective.criteria if one.is_new]
        found = [_("We shall know by: %(text)s") % {"text": one} for one in new]
        for one in objective.criteria:
            found += self.changes(one)
        return [*found, *self.changes(objective)]

    def of_action(self, action: ActionDraft) -> list[str]:
        more = sorted(self.people.get(pk, "") for pk in matching.more_help(action))
        found = [_("with %(names)s") % {"names": listed(more)}] if more else []
        return [*found, *self.changes(action)]

    def changes(self, draft: matching.Draft) -> list[str]:
        """What would become another: "finish: 3 May 2026 → 20 July 2026"."""
        found = []
        for name, (old, new) in draft.changed.items():
            label = (
                _("by")
                if name == "due_on"
                else _("wording")
                if name == "text"
                else str(FIELDS.get(NAMES.get(name, name), name))
            )
            found.append(f"{label}: {self._value(name, old)} → {self._value(name, new)}")
        return found

    def _value(self, name: str, value: Any) -> str:
        if value in (None, ""):
            return "–"
        if isinstance(value, datetime.date):
            return str(date_format(value, "j F Y"))
        if name == "pence":
            return money.pounds(value)
        if name == "year":
            return years.name(value)
        if name == "kind":
            return str(CostKind(value).label)
        if name == "capital":
            return _("capital") if value else _("revenue")
        if name in ("lead_id", "monitored_by_id"):
            return self.people.get(value, _("somebody who has left"))
        if name in self.ties:
            return self.ties[name].get(value, "–")
        return str(value)
