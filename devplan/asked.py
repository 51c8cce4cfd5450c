"""What different parts of the plan ask of somebody, as rows of one shape: so that one query reads them all."""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

from django.db.models import CharField, DateField, F, QuerySet, Value
from django.db.models.functions import Cast

COLUMNS = ("as_kind", "as_words", "as_day", "as_plan", "as_number", "as_who", "as_more")


class Row(NamedTuple):
    """Something asked: its kind, its words, a day where it has one, its plan, its number, and two
    words more that mean what its kind makes of them.
    """

    kind: str
    words: str
    day: datetime.date | None
    plan: int
    pk: int
    who: str
    more: str


def asked_as(
    rows: QuerySet[Any],
    kind: str,
    words: str,
    day: str | None,
    plan: str,
    who: str | None = None,
    more: str | None = None,
    number: str = "pk",
) -> QuerySet[Any, Any]:
    """Rows as `Row` reads them, from the fields of these names; None stands for nothing."""
    nothing = Value("", output_field=CharField())
    return (
        rows.order_by()
        .annotate(
            as_kind=Value(kind, output_field=CharField()),
            as_words=F(words),
            as_day=F(day) if day else Cast(Value(None), DateField()),
            as_plan=F(plan),
            as_number=F(number),
            as_who=Cast(F(who), CharField()) if who else nothing,
            as_more=Cast(F(more), CharField()) if more else nothing,
        )
        .values_list(*COLUMNS)
    )
