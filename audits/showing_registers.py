"""The registers as pages and papers lay them out: lines of entries, and the five years ahead."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from schools.money import pounds
from schools.offers import Offer

from .cells import year_name
from .falling import Stands
from .models import RegisterEntry
from .queries.registers import InShort, Short, state_of
from .wording_registers import (
    SIGNS,
    brief_words,
    cost_words,
    forecast_headline,
    forecast_reading,
    kind_title,
    state_words,
)

MOST_NAMED = 12


@dataclass(frozen=True)
class Row:
    """A line of the list: an entry, its kind, and how it stands in colour, sign and words.

    `day` is its notice day, `until` when it runs out or is serviced, `offers` what the plan makes of it.
    """

    entry: RegisterEntry | Short
    kind: str
    colour: str
    sign: str
    words: str
    cost: str
    day: datetime.date | None = None
    until: datetime.date | None = None
    offers: list[Offer] = field(default_factory=list)

    @property
    def more(self) -> str:
        """Supplier, tag and place, as far as they are said."""
        one = self.entry
        said = (one.supplier, one.tag, one.place) if isinstance(one, RegisterEntry) else ()
        return " · ".join(each for each in said if each)


def row_of(one: RegisterEntry | Short, today: datetime.date, year: int) -> Row:
    """An entry as a line beside whose words its dates stand."""
    state = state_of(one, today, year)
    return replace(row_so(one, state, today), words=brief_words(one, state, today))


def row_so(one: RegisterEntry | Short, state: Stands, today: datetime.date) -> Row:
    """An entry as a line that says one thing of it."""
    words = state_words(one, state, today)
    cost = cost_words(one.pence, one.period)
    return Row(one, kind_title(one.kind), *SIGNS[state], words, cost, one.notice_on, one.renews_on)


def sum_of(many: Sequence[Short]) -> str:
    """The costs of entries together: a year's of what is paid in periods; "" where none is known."""
    known = [one.a_year or one.pence or 0 for one in many]
    return pounds(sum(known)) if any(known) else ""


def forecast_of(found: InShort) -> dict[str, object]:
    """The forecast as page and paper show it."""
    seen = found.forecast
    return {
        "headline": forecast_headline(seen),
        "reading": forecast_reading(seen),
        "kinds": [kind_title(kind) for kind in seen.kinds],
        "bars": [
            (
                year_name(one.year),
                pounds(one.pence),
                [one.by_kind.get(kind, 0) for kind in seen.kinds],
            )
            for one in seen.years
        ],
        "years": [year_name(one.year) for one in seen.years],
        "table": [
            (
                kind_title(kind),
                [(year_name(one.year), pounds(one.by_kind.get(kind, 0))) for one in seen.years],
                pounds(sum(one.by_kind.get(kind, 0) for one in seen.years)),
            )
            for kind in seen.kinds
        ],
        "sums": [(year_name(one.year), pounds(one.pence)) for one in seen.years],
        "all": pounds(seen.pence),
        "any": bool(seen.pence),
        "again": [
            (
                year_name(one.year),
                [(name, pounds(pence)) for name, pence in one.bought[:MOST_NAMED]],
                max(len(one.bought) - MOST_NAMED, 0),
                pounds(sum(pence for _name, pence in one.bought)),
            )
            for one in seen.years
            if one.bought
        ],
    }
