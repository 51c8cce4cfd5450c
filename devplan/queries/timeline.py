"""A plan over its terms: a lane for each objective with its milestones, and one for each action."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from charts import timeline
from charts.timeline import Bar, Frame, Mark
from schools.labels import upper_first
from schools.models import Member, Term
from schools.wording import listed

from .. import rag, years
from ..finding import number, past_words
from ..models import Criterion, Plan, State, Status
from .plans import ActionRow, PlanPage
from .reading import Reading, reading
from .saying import ActionLine, ObjectiveLines, Standing, amount


@dataclass(frozen=True)
class Milestone:
    """Something that shall be so on a day: a success criterion, or an indicator at its target."""

    on: datetime.date
    day: str
    text: str
    standing: Standing
    kind: str


@dataclass(frozen=True)
class ActionLane:
    """An action: its words, its bar (None where it has no dates in the picture), where it is."""

    line: ActionLine
    bar: Bar | None
    dated: bool
    standing: Standing | None


@dataclass(frozen=True)
class ObjectiveLane:
    """An objective with its milestones, and its actions below it."""

    pk: int
    number: str
    text: str
    standing: Standing | None
    marks: tuple[Mark, ...]
    milestones: list[Milestone]
    actions: list[ActionLane]
    rows: list[ActionRow]


@dataclass(frozen=True)
class StrandLanes:
    """A strand with its objectives."""

    pk: int
    name: str
    standing: Standing | None
    objectives: list[ObjectiveLane]


@dataclass(frozen=True)
class TimelinePage:
    """A plan over its terms, or over those of one year; `elsewhere` is how many actions that leaves out."""

    plan: Plan
    found: Reading
    frame: Frame
    year: int | None
    years: list[tuple[int, str]]
    strands: list[StrandLanes]
    headline: str
    sentence: str
    elsewhere: int
    ahead: list[Milestone]

    @property
    def lanes(self) -> int:
        """How many actions are shown."""
        return sum(len(one.actions) for strand in self.strands for one in strand.objectives)


def timeline_of(plan: Plan, member: Member, year: int | None = None) -> TimelinePage:
    """A plan over its terms in as many queries as `reading`; `year` is the year to show alone.

    A year that is none of the plan's shows all.
    """
    found = reading(plan, member, changed=False)
    page = found.page
    wanted = [year] if year in page.years else page.years
    grid = years.Grid([one for one in page.terms if one.year in wanted])
    span = Span(grid, page.today)
    strands = [
        StrandLanes(
            one.row.strand.pk,
            one.row.strand.name,
            one.standing,
            [lane for each in one.objectives if (lane := span.objective(each, page))],
        )
        for one in found.strands
    ]
    shown = [one for one in strands if one.objectives]
    lanes = sum(len(one.actions) for strand in shown for one in strand.objectives)
    return TimelinePage(
        plan,
        found,
        span.frame,
        wanted[0] if len(wanted) == 1 else None,
        [(one, years.name(one)) for one in page.years],
        shown,
        headline_of(page),
        sentence_of(page, len(shown)),
        len(page.actions) - lanes,
        list(_ahead(shown, page)),
    )


class Span:
    """The terms that are shown, and where a day stands in them."""

    def __init__(self, grid: years.Grid, today: datetime.date) -> None:
        self.grid = grid
        edges = grid.starts
        self.first, self.last = edges[0], edges[-1]
        groups = [
            (years.name(year), [_term(one.name) for one in terms])
            for year, terms in groupby(grid.terms, key=lambda one: one.year)
        ]
        halves = [
            grid.position(one.break_ends_on + datetime.timedelta(days=1))
            for one in grid.terms
            if one.break_ends_on
        ]
        now = grid.position(today) if grid.contains(today) else None
        self.frame = timeline.frame(groups, halves, now)

    def objective(self, lines: ObjectiveLines, page: PlanPage) -> ObjectiveLane | None:
        """An objective; None where one year is shown and it has nothing in it."""
        shown = [
            (line, row)
            for line, row in zip(lines.actions, lines.row.actions, strict=True)
            if self.meets(row)
        ]
        actions = [
            ActionLane(line, self.bar(row, page), _dated(row), line.standing) for line, row in shown
        ]
        milestones = [one for one in _milestones(lines, page) if self.first <= one.on < self.last]
        if not actions and not milestones and self.first > _first_day(page):
            return None
        places = [(self.grid.position(one.on), one.kind) for one in milestones]
        return ObjectiveLane(
            lines.row.objective.pk,
            lines.number,
            lines.row.objective.text,
            lines.standing,
            timeline.marks(self.frame, places),
            milestones,
            actions,
            [row for _line, row in shown],
        )

    def meets(self, row: ActionRow) -> bool:
        """Whether an action is shown: all are, but where one year is shown those of other years."""
        starts, ends = row.action.starts_on, row.action.ends_on
        if self.grid.columns > 3 or (starts is None and ends is None):
            return True
        return (starts or ends or self.first) < self.last and (
            ends or starts or self.last
        ) >= self.first

    def bar(self, row: ActionRow, page: PlanPage) -> Bar | None:
        """The bar of an action, to the end of its last day."""
        starts, ends = row.action.starts_on, row.action.ends_on
        after = ends + datetime.timedelta(days=1) if ends else None
        return timeline.bar(
            self.frame,
            None if starts is None else self.place(starts),
            None if after is None else self.place(after),
            _look(row, page),
        )

    def place(self, day: datetime.date) -> float:
        """Where a day stands, in columns; a little outside where it is before or after what is shown."""
        if day < self.first:
            return -0.01
        if day > self.last:
            return self.grid.columns + 0.01
        return self.grid.position(day)


def _term(name: str) -> str:
    return upper_first(str(Term.Name(name).label))


def _first_day(page: PlanPage) -> datetime.date:
    return page.grid.starts[0]


def _dated(row: ActionRow) -> bool:
    return row.action.starts_on is not None or row.action.ends_on is not None


def _look(row: ActionRow, page: PlanPage) -> str:
    """How a bar is drawn: by colour, and whether it is to come, done or dropped."""
    if row.settled:
        return "done" if row.action.status == Status.DONE else "dropped"
    if page.plan.state == State.CLOSED:
        return "unfinished"
    if page.plan.state == State.DRAFT:
        return "plain"
    begun = row.action.status != Status.NOT_STARTED
    coming = row.action.starts_on is not None and row.action.starts_on > page.today
    return "coming" if row.rag == rag.GREEN and coming and not begun else row.rag


def _milestones(lines: ObjectiveLines, page: PlanPage) -> Iterator[Milestone]:
    """The days of its success criteria, and those on which its indicators shall be at a target."""
    for one, line in zip(lines.row.criteria, lines.criteria, strict=True):
        if one.due_on:
            kind = {Criterion.Met.MET: "green", Criterion.Met.PARTLY: "amber"}.get(
                Criterion.Met(one.met), "red" if line.standing.colour == "red" else "open"
            )
            yield Milestone(one.due_on, line.due, one.text, line.standing, kind)
    target = Standing("soft", "□", _("target"))
    for indicator in lines.row.indicators:
        for each in indicator.targets.all():
            said = _("%(name)s: %(value)s") % {
                "name": indicator.name,
                "value": amount(each.value, indicator.unit),
            }
            yield Milestone(each.due_on, date_format(each.due_on, "j F Y"), said, target, "target")


def _ahead(strands: list[StrandLanes], page: PlanPage) -> list[Milestone]:
    """The milestones of the next half-year that are still open, the nearest first."""
    until = page.today + datetime.timedelta(days=183)
    found = {
        (one.on, one.text): one
        for strand in strands
        for lane in strand.objectives
        for one in lane.milestones
        if page.today <= one.on <= until and one.kind != "green"
    }
    return sorted(found.values(), key=lambda one: (one.on, one.kind == "target"))[:8]


def headline_of(page: PlanPage) -> str:
    """What runs now, what is late: "Nine actions run this term; two are late"."""
    rows = page.actions
    if page.plan.state == State.CLOSED:
        return _("What was done when, from %(first)s to %(last)s") % _ends(page)
    if page.plan.state == State.DRAFT or not rows:
        return _("What is to be done when, from %(first)s to %(last)s") % _ends(page)
    term = next((one for one in page.terms if one.starts_on <= page.today <= one.ends_on), None)
    running = [row for row in rows if not row.settled and _runs(row, page.today)]
    what = (
        ngettext("%(n)s action runs this term", "%(n)s actions run this term", len(running))
        if term
        else ngettext("%(n)s action runs now", "%(n)s actions run now", len(running))
    ) % {"n": number(len(running))}
    late = len(page.late)
    past = past_words(page.past, more=bool(late))
    if late:
        said = ngettext("%(n)s is late", "%(n)s are late", late) % {"n": number(late)}
        if past:
            said = _("%(late)s, %(past)s") % {"late": said, "past": past}
        return upper_first(_("%(what)s; %(late)s") % {"what": what, "late": said})
    if past:
        return upper_first(_("%(what)s; %(late)s") % {"what": what, "late": past})
    return upper_first(_("%(what)s; none is late") % {"what": what})


def _ends(page: PlanPage) -> dict[str, str]:
    return {"first": years.name(page.years[0]), "last": years.name(page.years[-1])}


def _runs(row: ActionRow, today: datetime.date) -> bool:
    """Whether an action is to be done now: begun, or its start is past."""
    starts = row.action.starts_on
    return row.action.status == Status.UNDER_WAY or (starts is not None and starts <= today)


def sentence_of(page: PlanPage, strands: int) -> str:
    """How many actions there are and how they stand, as the figure's sentence."""
    rows = page.actions
    whole = ngettext("%(n)s action", "%(n)s actions", len(rows)) % {"n": len(rows)}
    said = ngettext(
        "%(actions)s in %(n)s strand, %(first)s to %(last)s.",
        "%(actions)s in %(n)s strands, %(first)s to %(last)s.",
        strands,
    ) % {"actions": whole, "n": strands, **_ends(page)}
    if page.plan.state == State.DRAFT:
        return said
    done = len(page.done)
    parts = [ngettext("%(n)s is done", "%(n)s are done", done) % {"n": done}]
    if page.plan.state == State.AGREED:
        late, word = len(page.late), len(page.need_a_word)
        parts.append(ngettext("%(n)s is late", "%(n)s are late", late) % {"n": late})
        if past := page.past:
            said_past = ngettext(
                "%(n)s is past its date",
                "%(n)s are past their date",
                past,
            )
            parts.append(said_past % {"n": past})
        if word:
            parts.append(ngettext("%(n)s needs a word", "%(n)s need a word", word) % {"n": word})
    if dropped := page.dropped:
        parts.append(ngettext("%(n)s was dropped", "%(n)s were dropped", dropped) % {"n": dropped})
    return f"{said} {upper_first(listed(parts))}."
