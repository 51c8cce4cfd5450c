"""Gaps of the entitlement: what a signature says is not met."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse

from schools.models import School

from ..cells import stages_of, subject_title
from ..gaps import ENTITLEMENT, Gap, Source
from ..models import EntitlementGap


def open_gaps(school: School) -> list[Gap]:
    """Every open gap, subject by subject and key stage by key stage, ICT itself first: one query."""
    rows = EntitlementGap.objects.filter(closed_on=None, statement__retired_on=None)
    stages = {stage: place for place, stage in enumerate(stages_of(school))}
    known = [(one, gap_of(school, one)) for one in _read(school, rows)]
    known.sort(key=lambda pair: (_place(pair[0]), stages.get(pair[1].key_stage, 99), pair[1].pk))
    return [gap for _row, gap in known]


def some_gaps(school: School, pks: list[int]) -> list[Gap]:
    """These gaps, open or closed: one query."""
    rows = EntitlementGap.objects.filter(pk__in=pks)
    return [gap_of(school, one) for one in _read(school, rows)]


SOURCE = Source(ENTITLEMENT, open_gaps, some_gaps)


def gap_of(school: School, row: EntitlementGap) -> Gap:
    """A row as what a plan is offered; its statement and subject are known."""
    subject, stage = row.subject, row.statement.key_stage
    title = subject_title(school, subject)
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
        closed_on=row.closed_on,
        url=reverse("audits:cell", args=[school.slug, row.subject_id or 0, stage])
        + f"#statement-{row.statement_id}",
    )


def _read(school: School, rows: QuerySet[EntitlementGap]) -> QuerySet[EntitlementGap]:
    return rows.filter(school=school).select_related("statement", "subject")


def _place(row: EntitlementGap) -> tuple[bool, int, str]:
    subject = row.subject
    return (subject is not None, subject.order if subject else 0, subject.name if subject else "")
