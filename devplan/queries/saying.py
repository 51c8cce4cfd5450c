"""The rows of a plan in words, made here once, so that a page of 400 actions is set quickly."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from schools.addresses import address
from schools.json_rows import hung
from schools.wording import listed

from .. import money, rag
from ..differing import RowChange, span, with_unit
from ..models import Action, Cost, Criterion, Indicator, Objective, State, Status
from ..sums import Sums
from .origins import Came, Origin
from .plans import ActionRow, ObjectiveRow, StrandRow, judge


@dataclass(frozen=True)
class Standing:
    """A state: its colour, sign and word."""

    colour: str
    sign: str
    word: str


@dataclass(frozen=True)
class ActionLine:
    """An action in two lines. `note` says where what people state differs from the dates.

    In a draft nothing has a standing yet but what goes on from the plan before.
    """

    pk: int
    text: str
    url: str
    about: str
    monitored: str
    why: str
    money: str
    spent: str
    standing: Standing | None
    note: str
    change: RowChange | None
    origins: list[Origin]


@dataclass(frozen=True)
class MeasuredLine:
    """An indicator in a line: where it began, where it is, where it shall be."""

    name: str
    baseline: str
    latest: str
    target: str
    standing: Standing


@dataclass(frozen=True)
class CriterionLine:
    """A success criterion with its day and state."""

    text: str
    due: str
    standing: Standing


@dataclass(frozen=True)
class ObjectiveLines:
    """An objective with all that is said of it; `done` is how many of its actions are, in words."""

    row: ObjectiveRow
    number: str
    standing: Standing | None
    done: str
    money: str
    spent: str
    criteria: list[CriterionLine]
    measured: list[MeasuredLine]
    actions: list[ActionLine]
    may_write: bool
    change: RowChange | None
    origins: list[Origin]

    @property
    def plain(self) -> dict[str, Any]:
        """All of it by name, as plain values: the objective's own words instead of its row."""
        one = self.row.objective
        return {
            **{key: value for key, value in vars(self).items() if key != "row"},
            "pk": one.pk,
            "text": one.text,
            "subject": one.subject.name if one.subject else "",
            "aim": one.aim.text if one.aim else "",
            "sdp_reference": one.sdp_reference,
            "strategies": one.strategies,
        }


@dataclass(frozen=True)
class StrandLines:
    """A strand with its objectives, and its standing where it has any."""

    row: StrandRow
    standing: Standing | None
    money: str
    objectives: list[ObjectiveLines]
    change: RowChange | None


class Sayer:
    """Says the rows of a plan in words; what many rows share is said once.

    It asks no table: all that it says comes from the rows and from what it is given here.
    """

    def __init__(
        self,
        slug: str,
        plan: int,
        state: str,
        today: datetime.date,
        changes: Mapping[tuple[str, int], RowChange],
        origins: Mapping[Came, Origin],
    ) -> None:
        self.today = today
        self.changes = changes
        self.origins = origins
        self.closed = state == State.CLOSED
        self.draft = state == State.DRAFT
        self.updates = address("devplan:updates", slug, plan)
        self.colours = {
            rag.RED: Standing("red", "▲", _("late")),
            rag.AMBER: Standing("amber", "◆", _("needs a word")),
            rag.GREEN: Standing("green", "●", _("on track")),
        }
        self.unfinished = Standing("soft", "–", _("unfinished"))
        if self.closed:
            self.colours = {
                rag.RED: Standing("red", "▲", _("not reached")),
                rag.AMBER: self.unfinished,
                rag.GREEN: self.unfinished,
            }
        self.done = Standing("green", "✓", _("done"))
        self.under_way = Standing("soft", "◐", _("under way"))
        self.dropped = Standing("soft", "–", _("dropped"))
        self.otherwise = {
            rag.RED: _("Stated otherwise than its dates say: late."),
            rag.AMBER: _("Stated otherwise than its dates say: needs a word."),
            rag.GREEN: _("Stated otherwise than its dates say: on track."),
        }
        self.nobody = _("nobody leads it yet")
        self.span = partial(_span, get_language())
        self.day = partial(_day, get_language())

    def strand(
        self, number: int, row: StrandRow, may_write: Callable[[Objective], bool]
    ) -> StrandLines:
        objectives = [
            self.objective(f"{number}.{place}", one, may_write(one.objective))
            for place, one in enumerate(row.objectives, 1)
        ]
        reached = all(one.reached for one in row.objectives)
        return StrandLines(
            row,
            self.stands(reached, row.rag) if objectives else None,
            row.money,
            objectives,
            self.changes.get(("strand", row.strand.pk)),
        )

    def stands(self, reached: bool, colour: str) -> Standing | None:
        """Where an objective, or a strand of some, stands."""
        if self.draft:
            return None
        return self.done if reached else self.colours[colour]

    def objective(self, number: str, row: ObjectiveRow, may_write: bool) -> ObjectiveLines:
        spent = sum(one.spent for one in row.actions)
        return ObjectiveLines(
            row,
            number,
            self.stands(row.reached, row.rag),
            self.how_many(row),
            row.money,
            money.pounds(spent) if spent else "",
            [self.criterion(one) for one in row.criteria],
            [self.measured(one) for one in row.indicators],
            [self.action(one) for one in row.actions],
            may_write and not self.closed,
            self.changes.get(("objective", row.objective.pk)),
            self.came_from(row.objective),
        )

    def came_from(self, *rows: Objective | Action | Cost) -> list[Origin]:
        """What these rows came from, each once."""
        came = dict.fromkeys((one.origin_kind, one.origin_id or 0) for one in rows)
        return [self.origins[one] for one in came if one in self.origins]

    def how_many(self, row: ObjectiveRow) -> str:
        number = sum(not one.dropped for one in row.actions)
        if not row.actions:
            return ""
        if self.draft:
            return ngettext("%(n)s action", "%(n)s actions", number) % {"n": number}
        if not number:
            return str(self.dropped.word)
        done = sum(one.action.status == Status.DONE for one in row.actions)
        return _("%(done)s of %(all)s done") % {"done": done, "all": number}

    def action(self, row: ActionRow) -> ActionLine:
        one = row.action
        about = one.lead.name if one.lead else self.nobody
        supporters = [each.name for each in hung(one, "supporters")]
        if supporters:
            about = _("%(lead)s, with %(others)s") % {"lead": about, "others": listed(supporters)}
        when = self.span(one.starts_on, one.ends_on)
        return ActionLine(
            one.pk,
            one.text,
            f"{self.updates}{one.pk}/",
            f"{about} · {when}" if when else about,
            self.monitored(row) if one.monitored_how or one.monitored_by_id else "",
            " ".join(dict.fromkeys(each.rationale for each in row.costs if each.rationale)),
            row.money,
            money.pounds(row.spent) if row.spent else "",
            self.standing(row),
            self.note(row),
            self.changes.get(("action", one.pk)),
            self.came_from(one, *row.costs),
        )

    def standing(self, row: ActionRow) -> Standing | None:
        if self.draft:
            return self.under_way if row.action.status == Status.UNDER_WAY else None
        match row.action.status:
            case Status.DONE:
                return self.done
            case Status.DROPPED:
                return self.dropped
        return self.unfinished if self.closed else self.colours[row.rag]

    def monitored(self, row: ActionRow) -> str:
        one = row.action
        parts = [
            one.monitored_how,
            one.monitored_by.name if one.monitored_by else "",
            self.span(one.monitored_on, one.monitored_on) if one.monitored_on else "",
        ]
        return ", ".join(part for part in parts if part)

    def note(self, row: ActionRow) -> str:
        if self.closed or self.draft or row.settled:
            return ""
        if row.differs:
            return f"{self.otherwise[row.colour.rag]} {row.reason}".strip()
        return row.action.rag_reason or row.reason if row.rag != rag.GREEN else ""

    def criterion(self, one: Criterion) -> CriterionLine:
        due = self.day(one.due_on, "j F Y") if one.due_on else ""
        match one.met:
            case Criterion.Met.MET:
                standing = Standing("green", "✓", _("met"))
            case Criterion.Met.PARTLY:
                standing = Standing("amber", "◐", _("partly met"))
            case Criterion.Met.NOT_MET:
                standing = Standing("red", "▲", _("not met"))
            case _ if not self.draft and one.due_on and one.due_on < self.today:
                standing = Standing("red", "▲", _("past its date"))
            case _:
                standing = Standing("soft", "○", _("open"))
        return CriterionLine(one.text, due, standing)

    def measured(self, one: Indicator) -> MeasuredLine:
        latest: Decimal | None = one.measured  # type: ignore[attr-defined]
        day: datetime.date | None = one.measured_on  # type: ignore[attr-defined]
        targets = list(hung(one, "targets"))
        target = next(
            (each for each in targets if each.due_on >= self.today),
            targets[-1] if targets else None,
        )
        return MeasuredLine(
            one.name,
            amount(one.baseline, one.unit),
            _("%(value)s in %(month)s")
            % {"value": amount(latest, one.unit), "month": self.day(day, "F Y")}
            if latest is not None and day is not None
            else "",
            _("%(value)s by %(month)s")
            % {
                "value": amount(target.value, one.unit),
                "month": self.day(target.due_on, "F Y"),
            }
            if target
            else "",
            moved(one.baseline, latest, target.value if target else None, one.direction),
        )


@lru_cache(maxsize=5_000)
def _span(language: str, starts: datetime.date | None, ends: datetime.date | None) -> str:
    """`span` in a language, in which the days of a plan are said again and again."""
    return span(starts, ends)


@lru_cache(maxsize=5_000)
def _day(language: str, day: datetime.date, pattern: str) -> str:
    return str(date_format(day, pattern))


def sums_of(one: ObjectiveLines, today: datetime.date) -> Sums:
    """What an objective adds to the sums of its plan."""
    row = one.row
    open_ones = [each for each in row.actions if not each.settled]
    changes = [one.change, *(each.change for each in one.actions)]
    return Sums(
        objectives=1,
        actions=len(row.actions),
        dropped=sum(each.dropped for each in row.actions),
        done=sum(each.action.status == Status.DONE for each in row.actions),
        late=tuple(each.action.text for each in open_ones if each.rag == rag.RED),
        past=sum(each.past for each in open_ones),
        need_a_word=sum(each.rag == rag.AMBER for each in open_ones),
        criteria=len(row.criteria),
        met=sum(each.met == Criterion.Met.MET for each in row.criteria),
        missed=sum(rag.missed([each], today) for each in judge(row.criteria)),
        measured=len(one.measured),
        nearer=sum(each.standing.colour == "green" for each in one.measured),
        pence=row.pence,
        spent=sum(each.spent for each in row.actions),
        changes=sum(each is not None for each in changes),
        leading=frozenset(each.action.lead_id for each in open_ones if each.action.lead_id),
        reached=row.reached,
        rag=row.rag,
    )


def moved(
    baseline: Decimal | None, latest: Decimal | None, target: Decimal | None, direction: str
) -> Standing:
    """Where an indicator has gone since its baseline, in a word."""
    if latest is None:
        return Standing("soft", "○", _("not measured yet"))
    sign = 1 if direction == Indicator.Direction.UP else -1
    if target is not None and sign * (latest - target) >= 0:
        return Standing("green", "✓", _("target reached"))
    if baseline is None:
        return Standing("soft", "○", _("no baseline to compare with"))
    if sign * (latest - baseline) > 0:
        return Standing("green", "↗" if sign > 0 else "↘", _("nearer to its target"))
    if latest == baseline:
        return Standing("amber", "→", _("where it was"))
    return Standing("red", "↘" if sign > 0 else "↗", _("further from its target"))


def amount(value: Decimal | None, unit: str) -> str:
    """A measured value with its unit: "58 %"."""
    if value is None:
        return ""
    return with_unit(format(value.normalize(), "f"), unit)
