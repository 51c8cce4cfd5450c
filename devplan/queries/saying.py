"""The rows of a plan in words, made here once, so that a page of 400 actions is set quickly."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.models import Member
from schools.permissions import may
from schools.wording import listed

from .. import money, rag
from ..differing import RowChange, span, with_unit
from ..models import Criterion, Indicator, State, Status
from .origins import Origin, Row, origins_of
from .plans import ActionRow, ObjectiveRow, PlanPage, StrandRow


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
    """Says the rows of a plan in words; what many rows share is said once."""

    def __init__(
        self, page: PlanPage, member: Member, changes: dict[tuple[str, int], RowChange]
    ) -> None:
        self.page = page
        self.member = member
        self.changes = changes
        self.origins = origins_of(
            page.plan.school,
            [
                *(row.objective for row in page.objectives),
                *(row.action for row in page.actions),
                *(cost for row in page.actions for cost in row.costs),
            ],
            member,
        )
        self.closed = page.plan.state == State.CLOSED
        self.draft = page.plan.state == State.DRAFT
        self.updates = reverse("devplan:updates", args=[page.plan.school.slug, page.plan.pk])
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
        self.span: Callable[[datetime.date | None, datetime.date | None], str] = cache(span)

    def strand(self, number: int, row: StrandRow) -> StrandLines:
        objectives = [
            self.objective(f"{number}.{place}", one) for place, one in enumerate(row.objectives, 1)
        ]
        standing = None
        if objectives and not self.draft:
            settled = all(one.standing is self.done for one in objectives)
            standing = self.done if settled else self.colours[row.rag]
        return StrandLines(
            row,
            standing,
            row.money,
            objectives,
            self.changes.get(("strand", row.strand.pk)),
        )

    def objective(self, number: str, row: ObjectiveRow) -> ObjectiveLines:
        spent = sum(one.spent for one in row.actions)
        return ObjectiveLines(
            row,
            number,
            self.reached(row),
            self.how_many(row),
            row.money,
            money.pounds(spent) if spent else "",
            [self.criterion(one) for one in row.criteria],
            [self.measured(one) for one in row.indicators],
            [self.action(one) for one in row.actions],
            not self.closed and may(self.member, "devplan.write", row.objective),
            self.changes.get(("objective", row.objective.pk)),
            self.came_from(row.objective),
        )

    def came_from(self, *rows: Row) -> list[Origin]:
        """What these rows came from, each once."""
        came = dict.fromkeys((one.origin_kind, one.origin_id or 0) for one in rows)
        return [self.origins[one] for one in came if one in self.origins]

    def reached(self, row: ObjectiveRow) -> Standing | None:
        if self.draft:
            return None
        settled = bool(row.actions) and all(one.settled for one in row.actions)
        return self.done if settled and row.rag == rag.GREEN else self.colours[row.rag]

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
        supporters = [each.name for each in one.supporters.all()]
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
        due = date_format(one.due_on, "j F Y") if one.due_on else ""
        match one.met:
            case Criterion.Met.MET:
                standing = Standing("green", "✓", _("met"))
            case Criterion.Met.PARTLY:
                standing = Standing("amber", "◐", _("partly met"))
            case Criterion.Met.NOT_MET:
                standing = Standing("red", "▲", _("not met"))
            case _ if not self.draft and one.due_on and one.due_on < self.page.today:
                standing = Standing("red", "▲", _("past its date"))
            case _:
                standing = Standing("soft", "○", _("open"))
        return CriterionLine(one.text, due, standing)

    def measured(self, one: Indicator) -> MeasuredLine:
        latest: Decimal | None = one.measured  # type: ignore[attr-defined]
        day: datetime.date | None = one.measured_on  # type: ignore[attr-defined]
        targets = list(one.targets.all())
        target = next(
            (each for each in targets if each.due_on >= self.page.today),
            targets[-1] if targets else None,
        )
        return MeasuredLine(
            one.name,
            amount(one.baseline, one.unit),
            _("%(value)s in %(month)s")
            % {"value": amount(latest, one.unit), "month": date_format(day, "F Y")}
            if latest is not None and day is not None
            else "",
            _("%(value)s by %(month)s")
            % {
                "value": amount(target.value, one.unit),
                "month": date_format(target.due_on, "F Y"),
            }
            if target
            else "",
            moved(one.baseline, latest, target.value if target else None, one.direction),
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
