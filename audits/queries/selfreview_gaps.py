"""Gaps of the self-review: the next step of each strand, open until a later self-review agrees a higher level."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from schools.json_rows import Asked, Rows, day
from schools.models import School

from ..gaps import Gap, Source
from ..levels import Agreed, Step, steps
from ..models import AgreedLevel, SelfReview
from ..selfreview_library import selfreview_library
from .gaps import read

SELFREVIEW = "self-review"


def open_gaps(school: School) -> list[Gap]:
    """The next step of every strand, in the strands' order: one query."""
    return read(school, {SELFREVIEW: None})


def _asks(school: School, pks: list[int] | None) -> Asked:
    fields = ("pk", "strand", "level", "title", "what_next", "review_id", "review__agreed_on")
    return {"rows": (_agreed(school), fields)}


def _reads(school: School, found: Rows, pks: list[int] | None) -> list[Gap]:
    """The next step of every strand, in the strands' order, or these, open or closed."""
    rows, going = _steps(_row(*values) for values in found["rows"])
    if pks is not None:
        return [gap_of(school, rows, one) for one in going if one.first.pk in pks]
    keys = selfreview_library().keys
    still = [one for one in going if one.closed is None and one.first.strand in keys]
    still.sort(key=lambda one: keys.index(one.first.strand))
    return [gap_of(school, rows, one) for one in still]


def _row(*values: Any) -> AgreedLevel:
    pk, strand, level, title, what_next, review, agreed = values
    return AgreedLevel(
        pk=pk,
        strand=strand,
        level=level,
        title=title,
        what_next=what_next,
        review=SelfReview(pk=review, agreed_on=day(agreed)),
    )


SOURCE = Source(SELFREVIEW, _asks, _reads)


def gaps_by_level(school: School) -> dict[int, Gap]:
    """Each next step by the numbers of the levels that it went through: one query."""
    rows, found = _steps(_agreed(school).select_related("review"))
    return {
        level.pk: gap
        for step in found
        for gap in [gap_of(school, rows, step)]
        for level in step.levels
    }


def gap_of(school: School, rows: dict[int, AgreedLevel], step: Step) -> Gap:
    """A next step as what a plan is offered."""
    row = rows[step.latest.pk]
    strand = selfreview_library().strand(row.strand)
    page = reverse("audits:selfreview", args=[school.slug, row.review_id])
    ended = ""
    if step.closed is not None:
        ended = _("level %(level)s agreed on %(day)s") % {
            "level": step.closed.level,
            "day": date_format(step.closed.on, "j F Y"),
        }
    return Gap(
        kind=SELFREVIEW,
        pk=step.first.pk,
        text=" ".join(row.what_next.split()),
        about=_("%(strand)s, self-review") % {"strand": row.title},
        subject_id=None,
        subject="",
        key_stage="",
        answer=_("level %(level)s") % {"level": row.level},
        opened_on=step.first.on,
        closed_on=step.closed.on if step.closed else None,
        url=f"{page}#strand-{row.strand}",
        stood=_("the next step from level %(level)s") % {"level": row.level},
        ended=ended,
        strand=strand.plan_strand if strand else "",
    )


def _agreed(school: School) -> QuerySet[AgreedLevel]:
    agreed = AgreedLevel.objects.filter(school=school, review__state=SelfReview.State.AGREED)
    return agreed.order_by("review__agreed_on", "review_id", "pk")


def _steps(levels: Iterable[AgreedLevel]) -> tuple[dict[int, AgreedLevel], list[Step]]:
    rows = list(levels)
    plain = [
        Agreed(one.pk, one.strand, one.level, one.review.agreed_on)
        for one in rows
        if one.review.agreed_on is not None
    ]
    return {one.pk: one for one in rows}, steps(plain)
