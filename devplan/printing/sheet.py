"""The rows of a plan as they stand on paper: objectives with their criteria, indicators and actions."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.wording import listed

from .. import money
from ..differing import RowChange
from ..models import Criterion, State, Status
from ..queries.plans import ActionRow, PlanPage
from ..queries.reading import Reading
from ..queries.saying import ActionLine, CriterionLine, ObjectiveLines, Standing, StrandLines


@dataclass(frozen=True)
class PaperAction:
    """An action as a row of a table. `small` are the quiet lines below its words."""

    pk: int
    text: str
    small: list[str]
    note: str
    who: str
    others: str
    when: str
    standing: Standing | None
    money: str
    spent: str


@dataclass(frozen=True)
class PaperObjective:
    """An objective with what is said of it in a line or two, and its tables."""

    lines: ObjectiveLines
    facts: list[str]
    actions: list[PaperAction]
    money: str

    @property
    def heading(self) -> str:
        return f"{self.lines.number} {self.lines.row.objective.text}"


@dataclass(frozen=True)
class PaperStrand:
    """A strand: how it stands in a sentence, and its objectives."""

    pk: int
    name: str
    standing: Standing | None
    said: str
    objectives: list[PaperObjective]


@dataclass(frozen=True)
class SummaryRow:
    """A strand in the table that says whether the plan is on track."""

    pk: int
    name: str
    standing: Standing | None
    objectives: int
    done: str
    met: str
    planned: str
    spent: str


@dataclass(frozen=True)
class Late:
    """An action that is late: its words, number of its objective, lead, and why."""

    text: str
    number: str
    who: str
    why: str


def strand_on_paper(strand: StrandLines, page: PlanPage) -> PaperStrand:
    """A strand with everything below it."""
    return PaperStrand(
        strand.row.strand.pk,
        strand.row.strand.name,
        strand.standing,
        _said(strand, page),
        [objective_on_paper(one) for one in strand.objectives],
    )


def objective_on_paper(lines: ObjectiveLines) -> PaperObjective:
    """An objective with its actions as rows."""
    actions = [
        action_on_paper(line, row)
        for line, row in zip(lines.actions, lines.row.actions, strict=True)
    ]
    return PaperObjective(lines, facts_of(lines), actions, sum_of(lines.money, lines.spent))


def sum_of(planned: str, spent: str) -> str:
    """Planned, and what of it is spent, in words."""
    if planned and spent:
        return _("%(planned)s planned, %(spent)s spent") % {"planned": planned, "spent": spent}
    if planned:
        return _("%(planned)s planned") % {"planned": planned}
    return _("%(spent)s spent") % {"spent": spent} if spent else ""


def facts_of(lines: ObjectiveLines) -> list[str]:
    """What an objective belongs to: its subject, aim, place in the school development plan, strategies."""
    one = lines.row.objective
    found = [one.subject.name] if one.subject else []
    if one.aim:
        found.append(_("Serves the aim “%(aim)s”") % {"aim": one.aim.text})
    if one.sdp_reference:
        found.append(_("School development plan: %(place)s") % {"place": one.sdp_reference})
    if one.strategies:
        found.append(_("Answers to: %(strategies)s") % {"strategies": one.strategies})
    return found


def action_on_paper(line: ActionLine, row: ActionRow) -> PaperAction:
    """An action as a row: who, when, how far, and its money."""
    one = row.action
    supporters = [each.name for each in one.supporters.all()]
    small = [line.why] if line.why else []
    if line.monitored:
        small.append(_("Monitored: %(how)s") % {"how": line.monitored})
    return PaperAction(
        one.pk,
        one.text,
        small,
        line.note,
        one.lead.name if one.lead else _("nobody yet"),
        _("with %(others)s") % {"others": listed(supporters)} if supporters else "",
        short_span(one.starts_on, one.ends_on),
        line.standing,
        line.money,
        line.spent,
    )


def short_span(starts: datetime.date | None, ends: datetime.date | None) -> str:
    """From when until when, short enough for a narrow column: "3 Mar – 20 Jul 2026"."""
    if starts is None:
        return _("until %(day)s") % {"day": date_format(ends, "j M Y")} if ends else ""
    if ends is None:
        return _("from %(day)s") % {"day": date_format(starts, "j M Y")}
    first = date_format(starts, "j M" if starts.year == ends.year else "j M Y")
    return f"{first} – {date_format(ends, 'j M Y')}"


def _said(strand: StrandLines, page: PlanPage) -> str:
    rows = strand.row.actions
    objectives = len(strand.objectives)
    parts = [
        ngettext("%(n)s objective", "%(n)s objectives", objectives) % {"n": objectives},
        ngettext("%(n)s action", "%(n)s actions", len(rows)) % {"n": len(rows)},
    ]
    if page.plan.state != State.DRAFT:
        done = sum(row.action.status == Status.DONE for row in rows)
        parts[-1] = _("%(done)s of %(all)s actions done") % {"done": done, "all": len(rows)}
    spent = sum(row.spent for row in rows)
    told = sum_of(strand.money, money.pounds(spent) if spent else "")
    return " · ".join([*parts, told] if told else parts)


def summary(found: Reading) -> list[SummaryRow]:
    """Each strand with objectives, in a line of figures."""
    rows = []
    for strand in found.filled:
        actions = strand.row.actions
        criteria = [one for row in strand.row.objectives for one in row.criteria]
        met = sum(one.met == Criterion.Met.MET for one in criteria)
        done = sum(row.action.status == Status.DONE for row in actions)
        spent = sum(row.spent for row in actions)
        draft = found.plan.state == State.DRAFT
        rows.append(
            SummaryRow(
                strand.row.strand.pk,
                strand.row.strand.name,
                strand.standing,
                len(strand.objectives),
                str(len(actions)) if draft else _of(done, len(actions)),
                str(len(criteria)) if draft else _of(met, len(criteria)),
                strand.money or "–",
                money.pounds(spent) if spent else "–",
            )
        )
    return rows


def _of(some: int, everything: int) -> str:
    return _("%(n)s of %(all)s") % {"n": some, "all": everything} if everything else "–"


def late_actions(found: Reading) -> list[Late]:
    """What is late while the plan is in force, in the order of the plan."""
    if found.plan.state != State.AGREED:
        return []
    return [
        Late(
            row.action.text,
            one.number,
            row.action.lead.name if row.action.lead else _("nobody yet"),
            line.note or _("Stated late."),
        )
        for strand in found.strands
        for one in strand.objectives
        for line, row in zip(one.actions, one.row.actions, strict=True)
        if not row.settled and row.rag == "red"
    ]


def changed_rows(found: Reading) -> list[tuple[str, RowChange]]:
    """What changed since the plan was agreed, row by row, each with what it is of."""
    rows: list[RowChange] = [found.own_change] if found.own_change else []
    for strand in found.strands:
        rows += _changes(strand)
    rows += [_with(one, [_("is no longer in the plan")]) for one in found.removed]
    return [(_kind(one), one) for one in rows]


def _changes(strand: StrandLines) -> Iterator[RowChange]:
    """What changed in a strand; of what is new, what it says beside its words."""
    if strand.change:
        yield _with(strand.change, [])
    for objective in strand.objectives:
        if objective.change:
            yield _with(objective.change, [_by(one) for one in objective.criteria])
        for one in objective.actions:
            if one.change:
                planned = _("%(money)s planned") % {"money": one.money} if one.money else ""
                yield _with(one.change, [line for line in (one.about, planned) if line])


def _with(change: RowChange, lines: list[str]) -> RowChange:
    """A row that came or went with these lines; one that says nothing more is new since the plan was agreed."""
    if change.kind == "changed":
        return change
    return replace(change, lines=lines or [_("is new since the plan was agreed")])


def _by(one: CriterionLine) -> str:
    said = {"criterion": one.text, "day": one.due}
    return _("%(criterion)s, by %(day)s") % said if one.due else one.text


def _kind(one: RowChange) -> str:
    what = {
        "strand": _("Strand"),
        "objective": _("Objective"),
        "action": _("Action"),
    }.get(one.row[0], _("The plan itself"))
    how = {"added": _("new"), "removed": _("taken out")}.get(one.kind, _("changed"))
    return f"{what}, {how}"
