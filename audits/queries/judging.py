"""What somebody judges of a self-review, and what they have said."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import Http404
from django.utils.translation import gettext as _

from roles.library import fill
from schools.labels import upper_first
from schools.models import School

from ..actions.judging import CANNOT_SAY, Say
from ..models import SelfReviewJudge, StrandJudgement
from ..selfreview_library import Strand, selfreview_library
from ..strands import strands_of
from .selfreview import last_levels, strand_title


@dataclass(frozen=True)
class Choice:
    """One level to choose: its number and name, what one would see, how one knows, what could come next."""

    level: int
    name: str
    text: str
    know: str
    next: tuple[str, ...]
    chosen: bool


@dataclass(frozen=True)
class StrandToJudge:
    """One strand: a screen on a phone."""

    key: str
    title: str
    about: str
    choices: tuple[Choice, ...]
    level: int | None
    cannot_say: bool
    evidence: str
    what_next: str
    last: int | None

    @property
    def answered(self) -> bool:
        return self.cannot_say or self.level is not None

    @property
    def words(self) -> str:
        """What is said, in a few words."""
        if self.cannot_say:
            return _("can’t say")
        if self.level is None:
            return _("not judged yet")
        return f"{self.level}: {self.choices[self.level - 1].name}"


@dataclass(frozen=True)
class Judging:
    """All strands as one judge sees them."""

    judge: SelfReviewJudge
    strands: list[StrandToJudge]

    @property
    def total(self) -> int:
        return len(self.strands)

    @property
    def done(self) -> int:
        return sum(one.answered for one in self.strands)

    @property
    def complete(self) -> bool:
        return self.done == self.total

    @property
    def next_strand(self) -> StrandToJudge | None:
        """The first that is not judged."""
        return next((one for one in self.strands if not one.answered), None)

    def strand(self, key: str) -> StrandToJudge:
        """A strand by its key; 404 where there is none."""
        for one in self.strands:
            if one.key == key:
                return one
        raise Http404

    def after(self, key: str) -> StrandToJudge | None:
        """The strand that follows; None after the last."""
        keys = [one.key for one in self.strands]
        place = keys.index(key) + 1
        return self.strands[place] if place < len(keys) else None


def judging(judge: SelfReviewJudge, school: School) -> Judging:
    """What one person judges, with what they have said and the levels of last time: two queries."""
    said = {one.strand: one for one in StrandJudgement.objects.filter(judge=judge)}
    before = last_levels(judge.review)
    found = []
    for strand in strands_of(judge.review):
        row = said.get(strand.key) or StrandJudgement()
        found.append(
            StrandToJudge(
                strand.key,
                strand_title(school, strand),
                upper_first(fill(strand.about, school.labels)),
                choices_of(school, strand, row.level),
                row.level,
                row.cannot_say,
                row.evidence,
                row.what_next,
                before[strand.key].level if strand.key in before else None,
            )
        )
    return Judging(judge, found)


def choices_of(school: School, strand: Strand, chosen: int | None) -> tuple[Choice, ...]:
    """The five levels of a strand in the school's words."""
    names = selfreview_library().names
    return tuple(
        Choice(
            one.level,
            names[one.level - 1],
            upper_first(fill(one.text, school.labels)),
            upper_first(fill(one.know, school.labels)),
            tuple(upper_first(fill(each, school.labels)) for each in one.next),
            one.level == chosen,
        )
        for one in strand.levels
    )


def with_typed(here: StrandToJudge, words: Say) -> StrandToJudge:
    """The strand as it was typed, not saved: what a refused form comes back with."""
    level, cannot = here.level, here.cannot_say
    if words.level is not None and 0 <= words.level <= len(here.choices):
        level, cannot = words.level or None, words.level == CANNOT_SAY
    return replace(
        here,
        level=level,
        cannot_say=cannot,
        choices=tuple(replace(one, chosen=one.level == level) for one in here.choices),
        evidence=here.evidence if words.evidence is None else words.evidence,
        what_next=here.what_next if words.what_next is None else words.what_next,
    )
