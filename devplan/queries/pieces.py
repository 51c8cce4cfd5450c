"""A plan as its page says it, piece by piece: what one is made of decides whether it is made again.

All rows of the plan come as plain values in one query. An objective's own rows, with the little else that its words
depend on, are its `Values`; besides these `words_of` asks only what was agreed (`TABLES`). So what it makes can be
kept for as long as both are the same (`schools.kept.made_of`), whatever has changed beside it. A strand is made of its
objectives.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from django.utils import timezone

from schools.json_rows import hung
from schools.kept import part
from schools.models import Member
from schools.permissions import may

from ..differing import RowChange, people_in, people_of, row_change
from ..models import Plan, PlanVersion, State, Strand
from ..sums import Sums, summed
from ..text import Agreed, differences, differences_around, digest, strand_text
from .loading import STRAND, Came, ObjectiveRows, Row, StrandRows, built, rows_of
from .origins import Origin, origins_from
from .plans import agreed_text, know_subjects, objective_row
from .reading import Head, head_of, is_large
from .saying import ObjectiveLines, Sayer, sums_of
from .terms import half_term_of
from .versions import Signed, names_of, signatures

# What an objective's words may ask for beside its values: the text agreed, and who stood there and stands there no
# more.
TABLES = (PlanVersion._meta.db_table, Member._meta.db_table)


class Values(NamedTuple):
    """All that an objective of a plan's page is made of, but for the text agreed."""

    slug: str
    plan: int
    state: str
    today: datetime.date
    half_term: datetime.date | None
    number: str
    strand: Row
    rows: ObjectiveRows
    origins: dict[Came, Origin]
    may_write: bool


@dataclass(frozen=True)
class Outline:
    """What is said of a text that was agreed before any of its rows: plain values.

    `rows` are all of its rows, `around` the text without them, `digests` tell whether an objective's is another now.
    """

    number: int
    made_on: datetime.date
    around: dict[str, Any]
    rows: list[tuple[str, int]]
    digests: dict[int, str]


class LastAgreed:
    """The text of a plan as it was agreed last, which is read only where it is asked for."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    @cached_property
    def outline(self) -> Outline | None:
        """None for a draft. One query, none where it is kept."""
        if self._plan.state == State.DRAFT:
            return None
        return part(f"devplan.agreed {self._plan.pk}", self._outline)

    def _outline(self) -> Outline | None:
        one = self._version
        if one is None:
            return None
        text = self.text
        made_on = timezone.localdate(one.made_at)
        return Outline(one.number, made_on, text.bare, text.rows, text.digests)

    @cached_property
    def _version(self) -> PlanVersion | None:
        return agreed_text(self._plan)

    @cached_property
    def text(self) -> Agreed:
        """One query."""
        return Agreed(self._version.text if self._version else {})

    @cached_property
    def names(self) -> dict[int, str]:
        """The names of all who stand in it: one query."""
        return names_of(people_of(self.text.text))


class StrandValues(NamedTuple):
    """All that a strand of a plan's page is made of, but for the text agreed: `change` is what became of it alone."""

    own: Row
    change: RowChange | None
    objectives: list[Values]

    @property
    def strand(self) -> Strand:
        return STRAND.of(self.own)


class Summed(Protocol):
    """What is made of a strand, with what it adds to the sums of the page's head."""

    @property
    def sums(self) -> Sums: ...


Made = TypeVar("Made", bound=Summed)


@dataclass(frozen=True)
class PlanPieces(Generic[Made]):
    """A plan's page: its head, the text agreed in outline, its strands as they were made, and those that are empty."""

    head: Head[Signed]
    agreed: Outline | None
    strands: list[Made]
    empty: list[StrandValues]


def words_of(values: Values, agreed: LastAgreed) -> tuple[ObjectiveLines, Sums]:
    """An objective in words, and what it adds to the sums of the page: made of these values and `TABLES` alone."""
    strand = built(StrandRows(values.strand, [values.rows]))
    text = strand_text(strand)
    changes = {}
    if agreed.outline is not None and agreed.outline.digests.get(values.rows.pk) != digest(text):
        own = values.rows.numbers
        stood = {"strands": agreed.text.about(own)}
        different = [
            one
            for one in differences(stood, {"strands": [text]})
            if one.row in own and one.kind != "removed"
        ]
        unknown = people_in(different) - set(values.rows.names)
        names = values.rows.names | (agreed.names if unknown else {})
        changes = {one.row: row_change(one, names) for one in different}
    (objective,) = hung(strand, "objectives")
    row = objective_row(objective, values.today, values.half_term, {})
    lines = sayer_of(values, changes).objective(values.number, row, values.may_write)
    return lines, sums_of(lines, values.today)


def sayer_of(values: Values, changes: Mapping[tuple[str, int], RowChange] | None = None) -> Sayer:
    """Who says an objective, or the strand that it belongs to."""
    return Sayer(
        values.slug, values.plan, values.state, values.today, changes or {}, values.origins
    )


def in_pieces(
    plan: Plan, member: Member, make: Callable[[StrandValues, LastAgreed, bool], Made]
) -> PlanPieces[Made]:
    """A plan as `member` reads it: in one query for all rows, those of `origins_from`, three where their parts are not
    kept, and one more where it was agreed with people who stand in a row of it no longer.

    `make` is what becomes of a strand that has objectives, each as with `words_of`; it is told whether the plan is a
    large one.
    """
    today = timezone.localdate()
    know_subjects(member)
    rows = rows_of(plan)
    objectives = [one for strand in rows for one in strand.objectives]
    came = {one.pk: one.came for one in objectives}
    half_term, signed = part(
        f"devplan.before {plan.pk}", lambda: (half_term_of(plan.school, today), signatures(plan))
    )
    origins = origins_from(plan.school, set().union(*came.values()), member)
    agreed = LastAgreed(plan)

    def values(number: str, strand: Row, one: ObjectiveRows) -> Values:
        return Values(
            plan.school.slug,
            plan.pk,
            plan.state,
            today,
            half_term,
            number,
            strand,
            one,
            {each: origins[each] for each in sorted(came[one.pk]) if each in origins},
            may(member, "devplan.write", one.objective),
        )

    changes = {one.row: one for one in _around(plan, rows, agreed)}
    strands = [
        StrandValues(
            strand.own,
            changes.get(("strand", strand.pk)),
            [
                values(f"{place}.{each}", strand.own, one)
                for each, one in enumerate(strand.objectives, 1)
            ],
        )
        for place, strand in enumerate(rows, 1)
    ]
    large = is_large(sum(len(one.actions) for one in objectives))
    made = [make(one, agreed, large) for one in strands if one.objectives]
    sums = summed(one.sums for one in made)
    differs = bool(changes) or bool(sums.changes)
    head = head_of(plan, member, sums, signed, list(changes.values()), differs=differs)
    return PlanPieces(head, agreed.outline, made, [one for one in strands if not one.objectives])


def _around(plan: Plan, rows: Sequence[StrandRows], agreed: LastAgreed) -> list[RowChange]:
    """What differs from the text agreed without the objectives that are there: the plan's own fields, its strands, and
    what was removed.
    """
    outline = agreed.outline
    if outline is None:
        return []
    there = {("strand", strand.pk) for strand in rows}
    there.update(row for strand in rows for one in strand.objectives for row in one.numbers)
    found = differences_around(outline.around, plan, [strand.text for strand in rows])
    if not there.issuperset(outline.rows):
        found += agreed.text.removed(there)
    return [row_change(one, {}) for one in found]
