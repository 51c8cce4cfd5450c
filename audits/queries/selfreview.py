"""Self-reviews: all there are, who has judged, what was judged, and the levels that were agreed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import OuterRef, Prefetch, Q, QuerySet
from django.http import Http404

from charts.beads import Beads, beads
from charts.levels import LevelsPicture, levels_picture
from charts.levels import Strand as Drawn
from roles.library import fill
from schools.json_rows import JSONRows, hang
from schools.labels import upper_first
from schools.models import Member, School

from ..gaps import Gap
from ..levels import Spread, spread
from ..models import AgreedLevel, SelfReview, SelfReviewJudge, StrandJudgement
from ..selfreview_library import Strand, selfreview_library
from ..strands import strands_of
from ..wording_selfreview import beads_words, moved_words, spread_words
from .selfreview_gaps import gaps_by_level

State = SelfReview.State


def with_judges(reviews: QuerySet[SelfReview]) -> QuerySet[SelfReview]:
    """The reviews with whom they asked, which the permissions look at."""
    judges = SelfReviewJudge.objects.select_related("member").order_by("member__name", "pk")
    return reviews.prefetch_related(Prefetch("judges", judges))


def with_invited(reviews: QuerySet[SelfReview]) -> list[SelfReview]:
    """The reviews with the members whom they asked, of whom nothing is known but that: one query."""
    people = SelfReviewJudge.objects.filter(review=OuterRef("pk"))
    found: list[SelfReview] = []
    for one in reviews.annotate(asked_of=JSONRows(people, "pk", "member_id")):
        asked = [SelfReviewJudge(pk=pk, member_id=of) for pk, of in one.asked_of]
        hang(one, "judges", asked)
        found.append(one)
    return found


def selfreview_or_404(school: School, pk: int) -> SelfReview:
    """A self-review of this school with its judges: two queries."""
    found = with_judges(SelfReview.objects.filter(school=school, pk=pk)).first()
    if found is None:
        raise Http404
    found.school = school
    return found


@dataclass(frozen=True)
class WhoHas:
    """Who was asked: finished, not finished, and gone before they had."""

    finished: list[SelfReviewJudge]
    missing: list[SelfReviewJudge]
    left: list[SelfReviewJudge]

    @property
    def asked(self) -> int:
        return len(self.finished) + len(self.missing)


def who_has(review: SelfReview) -> WhoHas:
    """Who has finished; no query where the judges are there."""
    rows = list(review.judges.all())
    return WhoHas(
        [one for one in rows if one.finished_at],
        [one for one in rows if not one.finished_at and not one.member.left_on],
        [one for one in rows if not one.finished_at and one.member.left_on],
    )


def strand_title(school: School, strand: Strand) -> str:
    """What a strand is called here."""
    return upper_first(fill(strand.title, school.labels))


@dataclass(frozen=True)
class Said:
    """What one person says of a strand, without who they are."""

    level: int | None
    evidence: str
    what_next: str


@dataclass(frozen=True)
class StrandSeen:
    """A strand as people judged it, and what is agreed of it so far."""

    strand: Strand
    title: str
    about: str
    spread: Spread
    words: str
    beads: Beads
    beads_words: str
    said: list[Said] = field(default_factory=list)
    agreed: AgreedLevel | None = None
    last: AgreedLevel | None = None

    @property
    def key(self) -> str:
        return self.strand.key

    @property
    def commented(self) -> list[Said]:
        """What is said in words; the lowest level first, so that the order tells nobody apart."""
        return [one for one in self.said if one.evidence or one.what_next]


def seen(review: SelfReview) -> list[StrandSeen]:
    """All strands as they were judged, with what is agreed, last time beside it: three queries.

    Raises:
        ValueError: it is not revealed yet: the page has let somebody through who must not see it.
    """
    if review.is_judging:
        raise ValueError("What is not revealed is not read.")
    school, given = review.school, defaultdict(list)
    rows = StrandJudgement.objects.filter(Q(judge__review=review) | Q(unnamed_in=review))
    for key, level, cannot, evidence, following in rows.order_by(
        "level", "evidence", "what_next"
    ).values_list("strand", "level", "cannot_say", "evidence", "what_next"):
        given[key].append((level, cannot, Said(level, evidence, following)))
    agreed = {one.strand: one for one in AgreedLevel.objects.filter(review=review)}
    before = last_levels(review)
    found = []
    for strand in strands_of(review):
        of = given.get(strand.key, [])
        measured = spread(level for level, cannot, _said in of if level is not None or cannot)
        found.append(
            StrandSeen(
                strand,
                strand_title(school, strand),
                upper_first(fill(strand.about, school.labels)),
                measured,
                spread_words(measured),
                beads(measured.counts, measured.middle, width=200),
                beads_words(measured),
                sorted((said for _l, _c, said in of), key=_in_order),
                agreed.get(strand.key),
                before.get(strand.key),
            )
        )
    return found


def _in_order(said: Said) -> tuple[int, str, str]:
    return said.level or 0, said.evidence, said.what_next


def last_levels(review: SelfReview) -> dict[str, AgreedLevel]:
    """The levels of the self-review agreed before this one, by strand: one query."""
    before = _before(review)
    rows = AgreedLevel.objects.filter(review__in=before.values("pk")[:1]).select_related("review")
    return {one.strand: one for one in rows}


def _before(review: SelfReview) -> QuerySet[SelfReview]:
    rows = SelfReview.objects.filter(school=review.school_id, state=State.AGREED)
    if review.agreed_on is not None:
        rows = rows.filter(agreed_on__lte=review.agreed_on)
    return (
        rows.exclude(pk=review.pk)
        .exclude(opened_on__gt=review.opened_on)
        .order_by("-agreed_on", "-pk")
    )


@dataclass(frozen=True)
class LevelRow:
    """One agreed level beside that of last time, and the next step that it became part of."""

    level: int
    title: str
    name: str
    agreed: AgreedLevel
    last: int | None
    gap: Gap | None

    @property
    def moved(self) -> int:
        """Levels up, or down below 0; 0 where there is nothing to compare."""
        return 0 if self.last is None else self.level - self.last


@dataclass(frozen=True)
class Levels:
    """The agreed levels of one self-review; `last` is the one before it, `gone` what only that one asked."""

    review: SelfReview
    last: SelfReview | None
    rows: list[LevelRow]
    gone: list[AgreedLevel] = field(default_factory=list)

    @property
    def new(self) -> list[LevelRow]:
        """The strands that the one before did not ask; none where there is none before."""
        return [one for one in self.rows if one.last is None] if self.last else []

    @property
    def pictures(self) -> list[LevelsPicture]:
        """The wide picture and the one for a phone; none without a level."""
        if not self.rows:
            return []
        new = self.new
        drawn = [
            Drawn(one.title, one.level, one.last, moved_words(one.level, one.last, new=one in new))
            for one in self.rows
        ]
        names = selfreview_library().names
        return [levels_picture(drawn, names), levels_picture(drawn, names, narrow=True)]


def levels(review: SelfReview) -> Levels:
    """What was agreed in a self-review beside the one before: four queries."""
    before = last_levels(review)
    last = next(iter(before.values())).review if before else None
    gaps = gaps_by_level(review.school)
    names = selfreview_library().names
    rows = AgreedLevel.objects.filter(review=review).select_related("agreed_by")
    there = {one.strand: one for one in rows}
    return Levels(
        review,
        last,
        [
            LevelRow(
                one.level,
                one.title,
                names[one.level - 1],
                one,
                before[one.strand].level if one.strand in before else None,
                gaps.get(one.pk),
            )
            for one in _ordered(review, list(there.values()))
        ],
        _gone(review, [one for one in before.values() if one.strand not in there]),
    )


def _gone(review: SelfReview, rows: Sequence[AgreedLevel]) -> list[AgreedLevel]:
    """What of the levels of last time is not asked any more; what is still to be agreed is."""
    asked = {one.key for one in strands_of(review)}
    return [one for one in rows if one.strand not in asked]


def _ordered(review: SelfReview, rows: Sequence[AgreedLevel]) -> list[AgreedLevel]:
    keys = [one.key for one in strands_of(review)]
    place = {key: number for number, key in enumerate(keys)}
    return sorted(rows, key=lambda one: (place.get(one.strand, len(keys)), one.pk))


def own_judge(review: SelfReview, member: Member) -> SelfReviewJudge | None:
    """The member's own invitation; no query where the judges are there."""
    return next((one for one in review.judges.all() if one.member_id == member.pk), None)
