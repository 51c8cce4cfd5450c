"""Services of things in the registers that are still to come."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from ..models import Maintenance


def next_services(log: QuerySet[Maintenance]) -> Iterable[Maintenance]:
    """Of these lines the last of each entry that says when the next service is: one query, entries with it."""
    newest: dict[int, Maintenance] = {}
    rows = log.filter(next_on__isnull=False, entry__retired_on=None).select_related("entry")
    for line in rows.order_by("happened_on", "pk"):
        newest[line.entry_id] = line
    return newest.values()
