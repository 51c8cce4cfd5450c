"""The grid of the entitlement: subject × key stage, this year beside last, and who has not said."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, F, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from charts.entitlement import CellBar, cell_bar
from schools.models import Member, School, Subject
from schools.permissions import may
from schools.prepared import prepared

from ..cells import ICT_ITSELF, Cell, Leader, this_year, year_name
from ..gaps import Gap
from ..models import Judgement, Signature, Statement
from ..reckoning import Counts, Signed, State, count, is_due, is_secured, state_of, together
from ..wording import cell_words, grid_headline, own_headline, said_words, signature_words
from .cells import NEVER, Key, asked, cells_of, leaders_of, word
from .entitlement_gaps import open_gaps

Answers = dict[tuple[int, int, str], list[str]]


@dataclass(frozen=True)
class GridCell:
    """One cell as it is shown: what was said this year and last, and its newest signature."""

    cell: Cell
    counts: Counts
    last: Counts
    state: State
    signed: Signed | None
    signed_by: str
    due: bool
    bar: CellBar

    @property
    def in_force(self) -> Counts:
        """What holds: this year's answers, or last year's while their signature carries on."""
        return (
            self.last if self.state is State.CARRIED and not self.counts.complete else self.counts
        )

    @property
    def secured(self) -> bool:
        return is_secured(self.state, self.in_force)

    @property
    def words(self) -> str:
        """What is said of it, in a few words: "5 of 7 met"; last year's while that is all there is."""
        return said_words(self.counts if self.counts.said else self.in_force)

    @property
    def last_words(self) -> str:
        """What was said last year; nothing where nothing was."""
        return said_words(self.last) if self.last.said else ""

    @property
    def standing(self) -> tuple[str, str, str]:
        """Where it stands: the sign, the words and the class of their colour."""
        return cell_words(self.state, self.signed, self.counts)

    @property
    def signature(self) -> str:
        """Who signed it and when; nothing where nobody did."""
        return signature_words(self.signed, self.signed_by) if self.signed else ""


@dataclass(frozen=True)
class GridRow:
    """One subject, or ICT itself: a place for each key stage, empty where nothing is asked of it."""

    title: str
    leaders: tuple[Leader, ...]
    mine: bool
    places: tuple[GridCell | None, ...]

    @property
    def cells(self) -> list[GridCell]:
        return [one for one in self.places if one is not None]

    @property
    def due(self) -> list[GridCell]:
        """What of it somebody still has to say or sign."""
        return [one for one in self.cells if one.due]


@dataclass(frozen=True)
class Grid:
    """The whole entitlement as one reader sees it. `gaps` are those that were signed."""

    year: int
    stages: list[str]
    rows: list[GridRow]
    gaps: list[Gap]
    statements: int

    @property
    def cells(self) -> list[GridCell]:
        return [one for row in self.rows for one in row.cells]

    @property
    def year_name(self) -> str:
        return year_name(self.year)

    @property
    def last_name(self) -> str:
        return year_name(self.year - 1)

    @property
    def own(self) -> list[GridRow]:
        """The rows that are the reader's to answer for."""
        return [row for row in self.rows if row.mine]

    def only_own(self) -> Grid:
        """The same of the reader's own rows alone, with their gaps."""
        subjects = {one.cell.number for row in self.own for one in row.cells}
        gaps = [one for one in self.gaps if (one.subject_id or ICT_ITSELF) in subjects]
        return replace(self, rows=self.own, gaps=gaps)

    @property
    def own_due(self) -> list[GridCell]:
        return [one for row in self.own for one in row.due]

    @property
    def waiting(self) -> list[GridRow]:
        """Rows of which somebody still has to say or sign something."""
        return [row for row in self.rows if row.due]

    @property
    def signed(self) -> int:
        """How many cells have a signature in date."""
        return sum(one.state.holds for one in self.cells)

    @property
    def secured(self) -> int:
        return sum(one.secured for one in self.cells)

    @property
    def counts(self) -> Counts:
        """What holds, over everything."""
        return together(one.in_force for one in self.cells)

    @property
    def latest(self) -> datetime.date | None:
        """When something was last signed."""
        return max((one.signed.on for one in self.cells if one.signed), default=None)

    @property
    def headline(self) -> str:
        """The finding: who has not said, else how many gaps are known, else that all is secured."""
        return grid_headline(self)

    @property
    def own_headline(self) -> str:
        """What of the reader's own is to say: "Two of your three key stages are to say"."""
        return own_headline(self)


def grid(
    school: School,
    member: Member | None,
    today: datetime.date | None = None,
    *,
    with_gaps: bool = True,
) -> Grid:
    """The grid as `member` sees it; None is paper, which is nobody's. Two queries, and one for the gaps."""
    today = today or timezone.localdate()
    year = this_year()
    told = _told(school, year)
    cells = cells_of(school, told.subjects, leaders_of(school))
    rows: dict[int, list[GridCell | None]] = defaultdict(list)
    firsts: dict[int, Cell] = {}
    for cell in cells:
        firsts.setdefault(cell.number, cell)
        rows[cell.number].append(_grid_cell(cell, told, year, today))
    head = member is not None and may(member, "schools.manage")
    found = [
        GridRow(
            first.title,
            first.leaders,
            member is not None and (member.pk in first.leader_ids or (head and not first.leaders)),
            tuple(rows[number]),
        )
        for number, first in firsts.items()
        if any(rows[number])
    ]
    stages = [cell.stage for cell in cells if cell.subject is None]
    gaps = open_gaps(school) if with_gaps else []
    return Grid(year, stages, found, gaps, sum(told.totals.values()))


def _grid_cell(cell: Cell, told: _Told, year: int, today: datetime.date) -> GridCell | None:
    total = asked(told.totals, cell)
    if not total:
        return None
    now = _count(told.said.get((year, cell.number, cell.stage), {}), total)
    before = told.said.get((year - 1, cell.number, cell.stage), {})
    last = _count(before, sum(before.values()))
    mark, by = told.signed.get((cell.number, cell.stage), (None, ""))
    state = state_of(now, mark, year, today)
    bar = _bar(now, last, carried=state is State.CARRIED)
    return GridCell(cell, now, last, state, mark, by, is_due(state, mark, now, today), bar)


def _bar(now: Counts, last: Counts, carried: bool) -> CellBar:
    """This year's bar above last year's; while last year's is all there is and holds, it stands alone."""
    shown = last if carried and not now.said else now
    answers = [("met", shown.met), ("partly", shown.partly), ("not_yet", shown.not_yet)]
    before = (last.met, last.taught) if last.taught and shown is now else None
    return cell_bar(answers, shown.taught, before)


def _count(answers: dict[str, int], total: int) -> Counts:
    given = [answer for answer, many in answers.items() for _one in range(many)]
    return count(max(total, len(given)), given)


@dataclass(frozen=True)
class _Told:
    """What a grid is made of: the subjects in their order; how many statements there are by kind, subject (0 for none)
    and key stage; how many of each answer were given by year, subject and key stage; the newest signature of each cell
    and whose it is, "" of somebody who was erased.
    """

    subjects: list[Subject]
    totals: dict[tuple[str, int, str], int]
    said: dict[tuple[int, int, str], dict[str, int]]
    signed: dict[Key, tuple[Signed, str]]


def _told(school: School, year: int) -> _Told:
    """The subjects, the statements, the answers of this year and last, and the signatures: one query."""
    told = _Told([], {}, defaultdict(dict), {})
    signed = []
    for what, when, subject, stage, text, many, moment in _facts(
        school, year=year, before=year - 1
    ):
        match what:
            case "subject":
                told.subjects.append(Subject(pk=subject, school=school, name=text, order=many))
            case "asked":
                told.totals[text, subject, stage] = many
            case "said":
                told.said[when, subject, stage][text] = many
            case _:
                signed.append((moment, many, when, subject, stage, text))
    told.subjects.sort(key=lambda one: (one.order, one.name))
    for moment, _number, when, subject, stage, name in sorted(signed):
        told.signed[subject, stage] = Signed(when, timezone.localdate(moment)), name
    return told


@prepared
def _facts(*, school: int, year: int, before: int) -> QuerySet[Any, Any]:
    """Rows of (what, year, subject's number, key stage, word, how many, when), all in one query.

    What is "subject" (its name and order), "asked" (a kind of statement, and how many), "said" (an answer, and how
    often it was given), or "signed" (by whom, and the number of the signature).
    """
    number = Coalesce(F("subject_id"), Value(ICT_ITSELF))
    subjects = (
        Subject.objects.filter(school=school)
        .order_by()
        .annotate(what=word("subject"), when=Value(0), stage=word(""), moment=NEVER)
        .values_list("what", "when", "pk", "stage", "name", "order", "moment")
    )
    statements = (
        Statement.objects.filter(school=school, retired_on=None)
        .order_by()
        .values("kind", "subject_id", "key_stage")
        .annotate(what=word("asked"), when=Value(0), number=number, many=Count("pk"), moment=NEVER)
        .values_list("what", "when", "number", "key_stage", "kind", "many", "moment")
    )
    said = (
        Judgement.objects.filter(school=school, year__in=(year, before), statement__retired_on=None)
        .exclude(answer="")
        .order_by()
        .values("year", "subject_id", "key_stage", "answer")
        .annotate(what=word("said"), number=number, many=Count("pk"), moment=NEVER)
        .values_list("what", "year", "number", "key_stage", "answer", "many", "moment")
    )
    signed = (
        Signature.objects.filter(school=school)
        .order_by()
        .annotate(what=word("signed"), number=number, who=Coalesce("member__name", Value("")))
        .values_list("what", "year", "number", "key_stage", "who", "pk", "signed_at")
    )
    return subjects.union(statements, said, signed, all=True)
