"""Gaps of the self-review: the next step of each strand, open until a later self-review agrees a higher level.

That of a strand of the school's own closes, too, when the school retires the strand.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from schools.json_rows import Asked, Rows, day
from schools.models import School

from ..gaps import Gap, Source
from ..levels import Agreed, Step, steps
from ..models import AgreedLevel, OwnStrand, SelfReview
from ..selfreview_library import selfreview_library
from .gaps import read

SELFREVIEW = "self-review"
OWN = ("key", "plan_strand", "retired_on")


@dataclass(frozen=True)
class Own:
    """What is known of a strand of the school's own: the kind of a plan's strand, and since when it is retired."""

    plan_strand: str
    retired_on: datetime.date | None


def open_gaps(school: School) -> list[Gap]:
    """The next step of every strand, in the strands' order: one query."""
    return read(school, {SELFREVIEW: None})


def _asks(school: School, pks: list[int] | None) -> Asked:
    fields = ("pk", "strand", "level", "title", "what_next", "review_id", "review__agreed_on")
    own = OwnStrand.objects.filter(school=school).order_by("order", "pk")
    return {"rows": (_agreed(school), fields), "own": (own, OWN)}


def _reads(school: School, found: Rows, pks: list[int] | None) -> list[Gap]:
    """The next step of every strand, in the strands' order, or these, open or closed."""
    rows, going = _steps(_row(*values) for values in found["rows"])
    own = {key: Own(kind, day(retired)) for key, kind, retired in found["own"]}
    if pks is not None:
        return [gap_of(school, rows, own, one) for one in going if one.first.pk in pks]
    keys = [*selfreview_library().keys, *(key for key, one in own.items() if not one.retired_on)]
    still = [one for one in going if one.closed is None and one.first.strand in keys]
    still.sort(key=lambda one: keys.index(one.first.strand))
    return [gap_of(school, rows, own, one) for one in still]


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
    """Each next step by the numbers of the levels that it went through: two queries."""
    rows, found = _steps(_agreed(school).select_related("review"))
    kept = OwnStrand.objects.filter(school=school).values_list(*OWN)
    own = {key: Own(kind, retired) for key, kind, retired in kept}
    return {
        level.pk: gap
        for step in found
        for gap in [gap_of(school, rows, own, step)]
        for level in step.levels
    }


def gap_of(school: School, rows: dict[int, AgreedLevel], own: Mapping[str, Own], step: Step) -> Gap:
    """A next step as what a plan is offered."""
    row = rows[step.latest.pk]
    strand = selfreview_library().strand(row.strand) or own.get(row.strand)
    page = reverse("audits:selfreview", args=[school.slug, row.review_id])
    ended = ""
    if step.closed is not None:
        ended = _("level %(level)s agreed on %(day)s") % {
            "level": step.closed.level,
            "day": date_format(step.closed.on, "j F Y"),
        }
    closed_on = step.closed.on if step.closed else None
    given_up = None
    if closed_on is None and isinstance(strand, Own) and strand.retired_on is not None:
        # A self-review that was under way may have agreed it after it was retired.
        closed_on = given_up = max(strand.retired_on, step.first.on)
        ended = _("the strand is judged no more")
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
        closed_on=closed_on,
        url=f"{page}#strand-{row.strand}",
        stood=_("the next step from level %(level)s") % {"level": row.level},
        ended=ended,
        strand=strand.plan_strand if strand else "",
        given_up=given_up is not None,
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
