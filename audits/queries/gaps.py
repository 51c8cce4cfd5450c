"""What the audits found missing, for the pages of those who plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from schools.json_rows import together
from schools.models import School

from ..gaps import SOURCES, Gap


def read(school: School, wanted: Mapping[str, list[int] | None]) -> list[Gap]:
    """Gaps by kind, some by number or with None all that are open, kind by kind: one query for all."""
    asks = {kind: SOURCES[kind].asks(school, wanted[kind]) for kind in wanted if kind in SOURCES}
    named = {(kind, name): rows for kind, asked in asks.items() for name, rows in asked.items()}
    found = together(school, named)
    return [
        gap
        for kind, asked in asks.items()
        for gap in SOURCES[kind].reads(
            school, {name: found[kind, name] for name in asked}, wanted[kind]
        )
    ]


def gaps(school: School) -> list[Gap]:
    """Every open gap of the school, whose scope is open, part by part: one query."""
    return read(school, dict.fromkeys(SOURCES))


def gaps_by_ref(school: School, refs: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Gap]:
    """These gaps, open or closed, by their refs; what is not there (any more) is left out. One query."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for kind, pk in refs:
        wanted[kind].append(pk)
    return {gap.ref: gap for gap in read(school, wanted)}


def gap_or_none(school: School, kind: str, pk: int) -> Gap | None:
    """One gap, open or closed, with its price."""
    found = gaps_by_ref(school, [(kind, pk)]).get((kind, pk))
    if found is None or (price := SOURCES[kind].price) is None:
        return found
    return replace(found, price=price(school, found))
