"""What is judged in the school's next self-review: the product's strands, its own, and what others offer it."""

from __future__ import annotations

from dataclasses import dataclass

from roles.wording_diff import Piece
from schools.models import School

from ..models import OwnStrand
from ..offered import STRANDS
from ..selfreview_library import Level, Strand, selfreview_library
from ..strands import StrandWords


@dataclass(frozen=True)
class Shown:
    """A strand as the list of all shows it, in the school's words; `own` is the row where it is the school's."""

    words: StrandWords
    own: OwnStrand | None = None

    @property
    def levels(self) -> list[tuple[Level, str]]:
        """Each level with its name."""
        return list(zip(self.words.levels, selfreview_library().names, strict=True))


@dataclass(frozen=True)
class Difference:
    """A strand that whoever offers it words differently than when it was adopted, part by part."""

    own: OwnStrand
    entry: Strand
    parts: list[tuple[str, list[Piece]]]


@dataclass(frozen=True)
class Strands:
    """All that is and can be judged: `fixed` are the product's, `offers` what the school has not taken."""

    fixed: list[Shown]
    own: list[Shown]
    retired: list[Shown]
    offers: list[tuple[Strand, Shown]]
    differences: list[Difference]

    @property
    def total(self) -> int:
        """How many the next self-review has."""
        return len(self.fixed) + len(self.own)


def own_strands(school: School) -> list[OwnStrand]:
    """The school's own strands that are judged, in their order: one query."""
    return list(OwnStrand.objects.filter(school=school, retired_on=None))


def not_taken(school: School) -> list[Strand]:
    """What others offer and the school never took: two queries."""
    there = set(OwnStrand.objects.filter(school=school).values_list("key", flat=True))
    return [one for one in STRANDS.of(school) if one.key not in there]


def entry_of(own: OwnStrand) -> Strand | None:
    """What one of the school's strands was taken from, as it is offered today; None where it no longer is."""
    return next((one for one in STRANDS.of(own.school) if one.key == own.key), None)


def strands(school: School) -> Strands:
    """All strands, with what is offered and what differs today: two queries."""
    rows = list(OwnStrand.objects.filter(school=school))
    entries = {one.key: one for one in STRANDS.of(school)}
    there = {one.key for one in rows}
    labels = school.labels
    fixed = [Shown(StrandWords.of(one).filled(labels)) for one in selfreview_library().strands]
    shown = [Shown(StrandWords.of(one), one) for one in rows]
    return Strands(
        fixed,
        [one for one in shown if one.own and one.own.retired_on is None],
        [one for one in shown if one.own and one.own.retired_on is not None],
        [
            (one, Shown(StrandWords.of(one).filled(labels)))
            for one in entries.values()
            if one.key not in there
        ],
        [
            found
            for one in rows
            if one.retired_on is None
            and one.key in entries
            and (found := _difference(school, one, entries[one.key])) is not None
        ],
    )


def _difference(school: School, own: OwnStrand, entry: Strand) -> Difference | None:
    """What is worded differently today than when the school adopted or last kept it."""
    theirs, ours = StrandWords.of(entry).filled(school.labels), StrandWords.of(own)
    if theirs in (ours, StrandWords.read(own.adopted)):
        return None
    return Difference(own, entry, ours.against(theirs))
