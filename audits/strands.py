"""Strands as they are kept: their words, what is wrong in them, and the strands that a self-review has. No queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from roles.library import fill
from roles.wording_diff import Piece, wording_diff

from .selfreview_library import LEVELS, Level, Strand, selfreview_library

if TYPE_CHECKING:
    from .models import OwnStrand, SelfReview

MOST_NEXT = 5
TITLE, ABOUT, TEXT, KNOW, NEXT = "title", "about", "text", "know", "next"
Limits = Mapping[str, int]
# What a group of schools may write, as long as the product's own; and a school, whose labels may be longer words.
OFFERED: Limits = {TITLE: 60, ABOUT: 180, TEXT: 240, KNOW: 180, NEXT: 180}
ADOPTED: Limits = {TITLE: 120, ABOUT: 300, TEXT: 400, KNOW: 300, NEXT: 300}


@dataclass(frozen=True)
class StrandWords:
    """What a strand says: its name, what it asks, and its five levels, the lowest first."""

    title: str
    about: str
    levels: tuple[Level, ...]

    @classmethod
    def of(cls, strand: Strand | OwnStrand) -> StrandWords:
        """The words of a strand that is offered, or of one of the school's."""
        levels = strand.levels if isinstance(strand, Strand) else read_levels(strand.levels)
        return cls(strand.title, strand.about, levels)

    def filled(self, labels: Mapping[str, str]) -> StrandWords:
        """The words with a school's labels in them, none longer than a school's may be."""

        def put(text: str, what: str) -> str:
            return fill(text, labels)[: ADOPTED[what]].strip()

        return StrandWords(
            put(self.title, TITLE),
            put(self.about, ABOUT),
            tuple(
                Level(
                    one.level,
                    put(one.text, TEXT),
                    put(one.know, KNOW),
                    tuple(put(each, NEXT) for each in one.next),
                )
                for one in self.levels
            ),
        )

    def tidy(self) -> StrandWords:
        """The words without needless spaces and empty examples."""
        return StrandWords(
            _tidy(self.title),
            _tidy(self.about),
            tuple(
                Level(
                    one.level,
                    _tidy(one.text),
                    _tidy(one.know),
                    tuple(text for each in one.next if (text := _tidy(each))),
                )
                for one in self.levels
            ),
        )

    @property
    def parts(self) -> list[tuple[str, str]]:
        """Each part of it with what it is called, in order."""
        found = [(_("Name"), self.title), (_("What it asks"), self.about)]
        for one in self.levels:
            called = {"level": one.level}
            found.append((_("Level %(level)s") % called, one.text))
            found.append((_("Level %(level)s, how one knows") % called, one.know))
            found.append((_("Level %(level)s, what comes next") % called, "; ".join(one.next)))
        return found

    def against(self, other: StrandWords) -> list[tuple[str, list[Piece]]]:
        """The parts in which `other` differs: what each is called, and what becomes of its words in `other`."""
        pairs = zip(self.parts, other.parts, strict=True)
        return [(name, wording_diff(mine, its)) for (name, mine), (_n, its) in pairs if mine != its]

    def as_json(self) -> dict[str, Any]:
        """As it is kept in a JSON field."""
        return {TITLE: self.title, ABOUT: self.about, "levels": write_levels(self.levels)}

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> StrandWords:
        """What is kept in a JSON field."""
        return cls(kept[TITLE], kept[ABOUT], read_levels(kept["levels"]))


def _tidy(text: str) -> str:
    return " ".join(text.split())


def write_levels(levels: Sequence[Level]) -> list[dict[str, Any]]:
    """Levels as they are kept in a JSON field, the lowest first."""
    return [{TEXT: one.text, KNOW: one.know, NEXT: list(one.next)} for one in levels]


def read_levels(kept: Sequence[Mapping[str, Any]]) -> tuple[Level, ...]:
    """The levels that are kept in a JSON field."""
    return tuple(
        Level(number, one[TEXT], one[KNOW], tuple(one[NEXT])) for number, one in enumerate(kept, 1)
    )


def wrong_in_levels(levels: Sequence[Level], most: Limits) -> tuple[str, str] | None:
    """The first thing that cannot be in five tidy levels: its field ("know_2") and a sentence."""
    if tuple(one.level for one in levels) != LEVELS:
        return f"{TEXT}_1", _("A strand has five levels.")
    for one in levels:
        if not one.text:
            return f"{TEXT}_{one.level}", _("Say what one would see at this level.")
        if len(one.next) > MOST_NEXT:
            return f"{NEXT}_{one.level}", _("Give at most %(most)s examples.") % {"most": MOST_NEXT}
        for what, texts in ((TEXT, (one.text,)), (KNOW, (one.know,)), (NEXT, one.next)):
            longest = max((len(text) for text in texts), default=0)
            if longest > most[what]:
                return f"{what}_{one.level}", too_long(most[what], longest)
    return None


def too_long(most: int, has: int) -> str:
    """The sentence that refuses a text of `has` characters."""
    return _("This can have %(most)s characters; it has %(has)s.") % {"most": most, "has": has}


def snapshot(strands: Iterable[OwnStrand]) -> list[dict[str, Any]]:
    """The school's own strands as a self-review keeps them from its opening on."""
    return [
        {"key": one.key, "plan_strand": one.plan_strand, **StrandWords.of(one).as_json()}
        for one in strands
    ]


def strands_of(review: SelfReview) -> tuple[Strand, ...]:
    """What is judged in a self-review: the product's strands, then those that were the school's when it opened."""
    return (*selfreview_library().strands, *map(_read, review.strands))


def strand_in(review: SelfReview, key: str) -> Strand | None:
    """The strand of this key that is judged in a self-review; None where none is."""
    return next((one for one in strands_of(review) if one.key == key), None)


def _read(kept: Mapping[str, Any]) -> Strand:
    words = StrandWords.read(kept)
    return Strand(kept["key"], kept["plan_strand"], words.title, words.about, words.levels)
