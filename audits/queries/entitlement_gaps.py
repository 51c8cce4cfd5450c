"""Gaps of the entitlement: what a signature says is not met."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from schools.json_rows import Asked, Rows, day
from schools.models import School, Subject

from ..cells import stages_of, subject_title
from ..gaps import ENTITLEMENT, Gap, Source
from ..models import EntitlementGap, Statement
from .gaps import read

_FIELDS = (
    *("pk", "answer", "opened_on", "closed_on", "statement_id", "statement__text"),
    *("statement__key_stage", "statement__retired_on"),
    *("subject_id", "subject__name", "subject__order"),
)


def open_gaps(school: School) -> list[Gap]:
    """Every open gap, subject by subject and key stage by key stage, ICT itself first: one query."""
    return read(school, {ENTITLEMENT: None})


def _asks(school: School, pks: list[int] | None) -> Asked:
    some = Q(closed_on=None, statement__retired_on=None) if pks is None else Q(pk__in=pks)
    return {"rows": (EntitlementGap.objects.filter(some, school=school), _FIELDS)}


def _reads(school: School, found: Rows, pks: list[int] | None) -> list[Gap]:
    stages = {stage: place for place, stage in enumerate(stages_of(school))}
    known = [(one, gap_of(school, one)) for one in map(_row, found["rows"])]
    known.sort(key=lambda pair: (_place(pair[0]), stages.get(pair[1].key_stage, 99), pair[1].pk))
    return [gap for _one, gap in known]


def _row(values: list[Any]) -> EntitlementGap:
    pk, answer, opened, closed, statement, text, stage, retired, subject, name, order = values
    return EntitlementGap(
        pk=pk,
        answer=answer,
        opened_on=day(opened),
        closed_on=day(closed),
        statement=Statement(pk=statement, text=text, key_stage=stage, retired_on=day(retired)),
        subject=Subject(pk=subject, name=name, order=order) if subject else None,
    )


SOURCE = Source(ENTITLEMENT, _asks, _reads)


def gap_of(school: School, row: EntitlementGap) -> Gap:
    """A row as what a plan is offered; its statement and subject are known."""
    subject, stage = row.subject, row.statement.key_stage
    title = subject_title(school, subject)
    retired, closed = row.statement.retired_on, row.closed_on
    given_up = closed is not None and retired is not None and closed >= retired
    return Gap(
        kind=ENTITLEMENT,
        pk=row.pk,
        text=row.statement.text,
        about=f"{title}, {stage}",
        subject_id=row.subject_id,
        subject=title,
        key_stage=stage,
        answer=row.get_answer_display(),
        opened_on=row.opened_on,
        closed_on=closed,
        url=reverse("audits:cell", args=[school.slug, row.subject_id or 0, stage])
        + f"#statement-{row.statement_id}",
        ended=_("the statement is asked no more") if given_up else "",
        given_up=given_up,
    )


def _place(row: EntitlementGap) -> tuple[bool, int, str]:
    subject = row.subject
    return (subject is not None, subject.order if subject else 0, subject.name if subject else "")
