"""What the audits found missing, for the pages of those who plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from schools.models import School

from ..gaps import SOURCES, Gap


def gaps(school: School) -> list[Gap]:
    """Every open gap of the school, whose scope is open, part by part."""
    return [gap for source in SOURCES.values() for gap in source.all_open(school)]


def gaps_by_ref(school: School, refs: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Gap]:
    """These gaps, open or closed, by their refs; what is not there (any more) is left out."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for kind, pk in refs:
        wanted[kind].append(pk)
    return {
        gap.ref: gap
        for kind, pks in wanted.items()
        if kind in SOURCES
        for gap in SOURCES[kind].some(school, pks)
    }


def gap_or_none(school: School, kind: str, pk: int) -> Gap | None:
    """One gap, open or closed, with its price."""
    found = gaps_by_ref(school, [(kind, pk)]).get((kind, pk))
    if found is None or (price := SOURCES[kind].price) is None:
        return found
    return replace(found, price=price(school, found))
