"""A school with statements of entitlement, as short as it can be said; its scope is not open."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django_scopes import scope

from audits.actions import entitlement, statements
from audits.actions.entitlement import Said, Word
from audits.cells import Cell, this_year
from audits.models import Answer, Judgement, Kind, Signature, Statement
from audits.queries.cell import cell_page
from audits.queries.cells import cell_or_404, statements_of
from schools.models import Member, School, Subject
from tests.factories import a_member, a_school


@dataclass
class World:
    """A school of two key stages: Science is led, Music is not, Computing is ICT itself."""

    school: School
    head: Member
    smt: Member
    coordinator: Member
    department: Member
    other: Member
    teacher: Member
    governor: Member
    science: Subject
    music: Subject
    computing: Subject
    art: Subject

    def cell(self, subject: Subject | None = None, stage: str = "KS2") -> Cell:
        return cell_or_404(self.school, subject.pk if subject else 0, stage)


def a_world(statements_each: int = 2) -> World:
    """For each key stage so many statements about ICT itself, about every subject, and one of Science."""
    school = a_school()
    world = World(
        school,
        a_member(school, "headteacher", name="Hana Head"),
        a_member(school, "smt", name="Sam Senior"),
        a_member(school, "coordinator", name="Cora Coordinator"),
        a_member(school, "head_of_department", name="Dora Department"),
        a_member(school, "head_of_department", name="Otto Other"),
        a_member(school, "teacher", name="Tom Teacher"),
        a_member(school, "governor", name="Gus Governor"),
        *_subjects(school),
    )
    with scope(school=school):
        world.department.subjects.add(world.science)
        world.other.subjects.add(world.art)
        for stage in ("KS1", "KS2"):
            for number in range(1, statements_each + 1):
                _state(world, Kind.ICT, stage, f"Pupils program, {stage} {number}")
                _state(world, Kind.EVERY, stage, f"Pupils use ICT, {stage} {number}")
            _state(world, Kind.SUBJECT, stage, f"Pupils measure, {stage}", world.science)
    return world


def _subjects(school: School) -> list[Subject]:
    with scope(school=school):
        return [
            Subject.objects.create(school=school, name=name, order=order)
            for order, name in enumerate(("Science", "Music", "Computing", "Art"))
        ]


def _state(
    world: World, kind: str, stage: str, text: str, subject: Subject | None = None
) -> Statement:
    words = statements.Words(text)
    return statements.add(world.school, world.coordinator, kind, stage, words, subject)


def say(cell: Cell, member: Member, answer: str = Answer.MET, evidence: str = "Seen.") -> Said:
    """Give every statement of a cell the same answer."""
    words = [Word(one.pk, answer, evidence) for one in statements_of(cell)]
    return entitlement.say(cell, member, words)


def sign(cell: Cell, member: Member) -> Signature:
    """Sign a cell as it is now."""
    return entitlement.sign(cell, member, cell_page(cell, member).seen)


def days_ago(number: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=number)


def make_last_year(cell: Cell, signed_days_ago: int | None = None) -> None:
    """Let what was said this year have been said, and signed, the year before."""
    where = {"subject": cell.subject, "key_stage": cell.stage, "year": this_year()}
    Judgement.objects.filter(**where).update(year=this_year() - 1)
    if signed_days_ago is not None:
        Signature.objects.filter(**where).update(
            year=this_year() - 1, signed_at=days_ago(signed_days_ago)
        )


def a_large_school(subjects: int, stages: list[str], each: int) -> World:
    """So many subjects × key stages × statements, all answered in two years, half of them signed."""
    world = a_world(0)
    School.objects.filter(pk=world.school.pk).update(key_stages=stages)
    world.school.refresh_from_db()
    with scope(school=world.school):
        Statement.objects.all().delete()
        made = Subject.objects.bulk_create(
            Subject(school=world.school, name=f"Subject {n}", order=n + 9)
            for n in range(subjects - 3)
        )
        world.department.subjects.add(*made[::2])
        rows = Statement.objects.bulk_create(
            Statement(
                school=world.school, kind=kind, key_stage=stage, text=f"{stage} {kind} {n}", order=n
            )
            for stage in stages
            for kind in (Kind.ICT, Kind.EVERY)
            for n in range(each)
        )
        there = [one for one in Subject.objects.all() if one.pk != world.computing.pk]
        year, answers = this_year(), [*Answer.values]
        for when in (year, year - 1):
            Judgement.objects.bulk_create(
                Judgement(
                    school=world.school,
                    year=when,
                    subject=subject,
                    key_stage=one.key_stage,
                    statement=one,
                    answer=answers[number % 3],
                    evidence="Seen in lessons.",
                    said_by=world.head,
                )
                for number, one in enumerate(rows)
                for subject in ([None] if one.kind == Kind.ICT else there)
            )
        Signature.objects.bulk_create(
            Signature(
                school=world.school,
                year=year,
                subject=subject,
                key_stage=stage,
                member=world.head,
                capacity="head",
            )
            for subject in there[::2]
            for stage in stages
        )
    return world
