"""The school's statements beside the library's: what there is, what is on offer, what differs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from roles.library import fill
from roles.wording_diff import Piece, wording_diff
from schools.models import Member, School, Subject
from schools.rules import leads_ict

from ..cells import stage_title, stages_of, subject_title
from ..library import EVERY, ICT, Entry, Library
from ..models import Kind, Statement


@dataclass(frozen=True)
class Offered:
    """A statement of the library that the school has not taken, for one subject where it is of one."""

    entry: Entry
    subject: Subject | None
    text: str
    why: str

    @property
    def ref(self) -> str:
        """How a form names it."""
        return f"{self.entry.key}@{self.subject.pk if self.subject else 0}"


def offered(school: School, source: Library) -> list[Offered]:
    """What the library has for the school's key stages and subjects, and the school not: two queries."""
    there = set(
        Statement.objects.filter(school=school).exclude(key="").values_list("key", "subject_id")
    )
    stages, found = set(stages_of(school)), []

    def offer(entries: Iterable[Entry], subject: Subject | None) -> None:
        for entry in entries:
            if entry.stage in stages and (entry.key, subject.pk if subject else None) not in there:
                text, why = fill(entry.text, school.labels), fill(entry.why, school.labels)
                found.append(Offered(entry, subject, text, why))

    offer((one for one in source.entries if one.kind in (ICT, EVERY)), None)
    for subject in Subject.objects.filter(school=school):
        if not source.is_ict(subject.name):
            offer(source.of_subject(subject.name), subject)
    return found


@dataclass(frozen=True)
class Row:
    """A statement as it is listed, and whether the reader may change it."""

    statement: Statement
    may_edit: bool


@dataclass(frozen=True)
class Group:
    """The statements of one key stage about one thing."""

    title: str
    stage: str
    rows: list[Row]


@dataclass(frozen=True)
class Statements:
    """All of a school's statements, those about ICT itself first; `retired` stand apart."""

    groups: list[tuple[str, list[Group]]]
    retired: list[Row]
    total: int


def statements(school: School, member: Member) -> Statements:
    """The school's statements by what they are about and key stage: two queries, three for heads of
    department.
    """
    own = set() if leads_ict(member) else {one.pk for one in member.subjects.all()}
    everything = leads_ict(member)
    rows = [
        Row(one, everything or one.subject_id in own)
        for one in Statement.objects.filter(school=school).select_related("subject")
    ]
    about: dict[tuple[int, int, str], dict[str, list[Row]]] = {}
    for row in rows:
        one = row.statement
        if one.retired_on is None:
            about.setdefault(_place(one), {}).setdefault(one.key_stage, []).append(row)
    stages = stages_of(school)
    groups = []
    for key in sorted(about):
        first = next(iter(about[key].values()))[0].statement
        order = sorted(about[key], key=lambda stage: stages.index(stage) if stage in stages else 99)
        groups.append(
            (
                about_words(school, first),
                [Group(stage_title(stage), stage, about[key][stage]) for stage in order],
            )
        )
    retired = [row for row in rows if row.statement.retired_on is not None]
    return Statements(groups, retired, len(rows) - len(retired))


def about_words(school: School, statement: Statement) -> str:
    """What a statement is about: ICT itself, every subject, or one by name."""
    if statement.kind == Kind.EVERY:
        return str(Kind.EVERY.label)
    return subject_title(school, statement.subject)


def _place(one: Statement) -> tuple[int, int, str]:
    kinds = [Kind.ICT, Kind.EVERY, Kind.SUBJECT]
    subject = one.subject
    return (
        kinds.index(Kind(one.kind)),
        subject.order if subject else 0,
        subject.name if subject else "",
    )


@dataclass(frozen=True)
class Difference:
    """A statement that the library words differently than when it was adopted."""

    statement: Statement
    about: str
    text: str
    why: str
    text_change: list[Piece]
    why_change: list[Piece]
    entry: Entry


def differences(school: School, source: Library) -> list[Difference]:
    """What the library words differently today than when the school adopted or last kept it: one query."""
    found = []
    adopted = Statement.objects.filter(school=school, retired_on=None).exclude(key="")
    for one in adopted.select_related("subject"):
        entry = source.entry(one.key)
        if entry is None:
            continue
        text, why = fill(entry.text, school.labels), fill(entry.why, school.labels)
        if (text, why) != (one.adopted_text, one.adopted_why) and (text, why) != (
            one.text,
            one.why,
        ):
            found.append(
                Difference(
                    one,
                    about_words(school, one),
                    text,
                    why,
                    wording_diff(one.text, text),
                    wording_diff(one.why, why),
                    entry,
                )
            )
    return found
