"""The cells of a school's entitlement, who answers for them, and where each stands in short."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, DateTimeField, F, IntegerField, Max, QuerySet, Value
from django.db.models.functions import Cast, Coalesce
from django.http import Http404
from django.utils import timezone

from schools.models import Member, Position, PositionKind, School, Subject
from schools.once import once
from schools.prepared import prepared

from ..cells import ICT_ITSELF, Cell, Leader, stages_of, this_year
from ..library import library
from ..models import Judgement, Kind, Signature, Statement
from ..reckoning import Signed, State, is_due, state_of
from ..reckoning import count as count_answers

Key = tuple[int, str]
COLUMNS = ("what", "number", "text", "many", "moment")
# PostgreSQL would take a bare NULL for text, and refuse to put moments below it.
NEVER = Cast(Value(None), DateTimeField())


def leaders_of(school: School) -> dict[int, list[Leader]]:
    """Who answers for each subject, by its id; coordinators under 0. One query."""
    return _leaders(
        (number, Leader(pk, name)) for _what, number, name, pk, _moment in _answering(school)
    )


def _leaders(found: Iterable[tuple[int, Leader]]) -> dict[int, list[Leader]]:
    leaders: dict[int, list[Leader]] = defaultdict(list)
    for number, leader in sorted(found, key=lambda row: (row[1].name, row[1].pk)):
        leaders[number].append(leader)
    return leaders


def cells_of(
    school: School, subjects: Iterable[Subject], leaders: dict[int, list[Leader]]
) -> list[Cell]:
    """Every cell: ICT itself first, then subject by subject, each with its key stages in order.

    A subject that is ICT itself has no cells of its own: those who lead it answer for ICT itself.
    """
    known = library()
    others, itself = [], list(leaders.get(ICT_ITSELF, []))
    taught_as = []
    for subject in subjects:
        if known.is_ict(subject.name):
            taught_as.append(subject.name)
            itself += [one for one in leaders.get(subject.pk, []) if one not in itself]
        else:
            others.append(subject)
    stages = stages_of(school)
    name = ", ".join(taught_as)
    found = [Cell(school, None, stage, tuple(itself), name) for stage in stages]
    for subject in others:
        who = tuple(leaders.get(subject.pk, []))
        found += [Cell(school, subject, stage, who) for stage in stages]
    return found


def cell_or_404(school: School, subject: int, stage: str) -> Cell:
    """One cell of the school, and who answers for it: two queries.

    Raises:
        Http404: the school has no such subject or key stage, or the subject is ICT itself.
    """
    cells = cells_of(school, Subject.objects.all(), leaders_of(school))
    for cell in cells:
        if (cell.number, cell.stage) == (subject, stage):
            return cell
    raise Http404


def statements_of(cell: Cell) -> QuerySet[Statement]:
    """What is asked of a cell today: those for every subject, and those of this one."""
    rows = Statement.objects.filter(
        school=cell.school, key_stage=cell.stage, retired_on=None
    ).order_by("-kind", "order", "pk")
    if cell.subject is None:
        return rows.filter(kind=Kind.ICT)
    return rows.filter(kind=Kind.EVERY) | rows.filter(subject=cell.subject)


def fingerprint(statements: Iterable[Statement], known: Mapping[int, Judgement]) -> str:
    """A short digest of what is said of these statements: it changes when any word of it does."""
    said = [
        [one.pk, one.text, known[one.pk].answer, known[one.pk].evidence]
        if one.pk in known
        else [one.pk, one.text]
        for one in statements
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:20]


@dataclass(frozen=True)
class Short:
    """A cell, in short: where it stands, how many statements it has and how many have an answer."""

    cell: Cell
    state: State
    signed: Signed | None
    statements: int
    said: int
    due: bool

    @property
    def complete(self) -> bool:
        """Every statement has an answer this year."""
        return self.said >= self.statements


def in_short(school: School, today: datetime.date | None = None) -> list[Short]:
    """Every cell that has statements, in short, with who answers for it: one query, once a page."""
    day = today or timezone.localdate()
    return once(("audits.in_short", school.pk, day), lambda: _in_short(school, day))


def _in_short(school: School, today: datetime.date) -> list[Short]:
    year = this_year()
    subjects: list[Subject] = []
    leaders: list[tuple[int, Leader]] = []
    statements: dict[tuple[str, int, str], int] = {}
    said: dict[Key, int] = {}
    signed: dict[Key, Signed] = {}
    for what, number, text, many, moment in _facts(school, year=year):
        match what:
            case "name":
                subjects.append(Subject(pk=number, school=school, name=text, order=many))
            case "leader":
                leaders.append((number, Leader(many, text)))
            case "said":
                said[number, text] = many
            case "signed":
                assert moment is not None
                newest = Signed(many, timezone.localdate(moment))
                before = signed.get((number, text))
                if before is None or newest.on >= before.on:
                    signed[number, text] = newest
            case _:
                statements[what, number, text] = many
    subjects.sort(key=lambda one: (one.order, one.name))
    found = []
    for cell in cells_of(school, subjects, _leaders(leaders)):
        key = (cell.number, cell.stage)
        total = asked(statements, cell)
        if not total:
            continue
        answered = min(said.get(key, 0), total)
        mark = signed.get(key)
        counts = count_answers(total, ["met"] * answered)
        state = state_of(counts, mark, year, today)
        due = is_due(state, mark, counts, today)
        found.append(Short(cell, state, mark, total, answered, due))
    return found


def asked(statements: Mapping[tuple[str, int, str], int], cell: Cell) -> int:
    """How many statements a cell has, of those counted by kind, subject (0 for none) and key stage."""
    if cell.subject is None:
        return statements.get((Kind.ICT, 0, cell.stage), 0)
    own = statements.get((Kind.SUBJECT, cell.number, cell.stage), 0)
    return own + statements.get((Kind.EVERY, 0, cell.stage), 0)


@prepared
def _facts(*, school: int, year: int) -> QuerySet[Any, Any]:
    """Rows of (what, subject's number, name or key stage, how many, when), all in one query.

    What is "name" (a subject and its order), "leader" (who answers for it, and their id), a kind of
    statement (how many), "said" (answers this year), or "signed" (the academic year signed for, and
    when).
    """
    number = Coalesce(F("subject_id"), Value(ICT_ITSELF))
    subjects = (
        Subject.objects.filter(school=school)
        .order_by()
        .annotate(what=word("name"), number=F("pk"), text=F("name"), many=F("order"), moment=NEVER)
        .values_list(*COLUMNS)
    )
    statements = (
        Statement.objects.filter(school=school, retired_on=None)
        .order_by()
        .values("kind", "subject_id", "key_stage")
        .annotate(
            what=F("kind"), number=number, text=F("key_stage"), many=Count("pk"), moment=NEVER
        )
        .values_list(*COLUMNS)
    )
    said = (
        Judgement.objects.filter(school=school, year=year, statement__retired_on=None)
        .exclude(answer="")
        .order_by()
        .values("subject_id", "key_stage")
        .annotate(
            what=word("said"), number=number, text=F("key_stage"), many=Count("pk"), moment=NEVER
        )
        .values_list(*COLUMNS)
    )
    signed = (
        Signature.objects.filter(school=school)
        .order_by()
        .values("subject_id", "key_stage", "year")
        .annotate(
            what=word("signed"),
            number=number,
            text=F("key_stage"),
            many=F("year"),
            moment=Max("signed_at"),
        )
        .values_list(*COLUMNS)
    )
    return subjects.union(
        _departments(school), _coordinators(school), statements, said, signed, all=True
    )


def _departments(school: int) -> QuerySet[Any, Any]:
    """Heads of department with the subjects that they lead, as rows of `_facts`."""
    return (
        Member.subjects.through.objects.filter(
            member__school=school,
            member__left_on=None,
            member__positions__kind=PositionKind.HEAD_OF_DEPARTMENT,
        )
        .order_by()
        .annotate(
            what=word("leader"),
            number=F("subject_id"),
            text=F("member__name"),
            many=F("member_id"),
            moment=NEVER,
        )
        .values_list(*COLUMNS)
    )


def _coordinators(school: int) -> QuerySet[Any, Any]:
    """Coordinators, who answer for ICT itself, as rows of `_facts`."""
    return (
        Position.objects.filter(school=school, kind=PositionKind.COORDINATOR, member__left_on=None)
        .order_by()
        .annotate(
            what=word("leader"),
            number=Value(ICT_ITSELF, output_field=IntegerField()),
            text=F("member__name"),
            many=F("member_id"),
            moment=NEVER,
        )
        .values_list(*COLUMNS)
    )


@prepared
def _answering(*, school: int) -> QuerySet[Any, Any]:
    """Both, as rows of `_facts`."""
    return _departments(school).union(_coordinators(school))


def word(text: str) -> Value:
    """A word that says in each row of a union what it is of."""
    return Value(text, output_field=CharField())
