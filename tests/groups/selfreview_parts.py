"""A strand of the self-review that a group offers, and a school that takes and judges it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audits.actions import judging, levels
from audits.actions import selfreview as reviews
from audits.actions import strands as actions
from audits.models import OwnStrand, SelfReview
from audits.selfreview_library import LEVELS, Level
from audits.strands import strands_of
from groups.actions import entries
from groups.actions.entries import Words
from groups.models import Entry
from tests.audits.selfreview_parts import in_days

if TYPE_CHECKING:
    from .conftest import Trust


K = Entry.Kind
KEY = "heron-trust:sharing-ict"


def five(said: str = "One sees") -> tuple[Level, ...]:
    return tuple(
        Level(n, f"{said} {n} of {{ict}}", f"Who knows of {n}?", (f"Do {n}", f"Try {n}"))
        for n in LEVELS
    )


def words(title: str = "Sharing {ict}", place: str = "content", said: str = "One sees") -> Words:
    return Words(place, title, why="Do our schools gain from each other?", levels=five(said))


def offer(trust: Trust, said: Words | None = None) -> Entry:
    return entries.add(trust.group, trust.admin, K.SELFREVIEW, said or words())


def adopted(trust: Trust) -> OwnStrand:
    actions.adopt(trust.school, trust.head, [KEY])
    return OwnStrand.objects.select_related("school").get(key=KEY)


def opened(trust: Trust, title: str = "Our review") -> SelfReview:
    return reviews.open_review(
        trust.school, trust.head, title, in_days(7), [trust.head, trust.teacher]
    )


def an_agreed(trust: Trust, level: int = 2, title: str = "Our review", days: int = 0) -> SelfReview:
    """A self-review in which both say the same of every strand, agreed so many days ago."""
    review = opened(trust, title)
    for judge in review.judges.select_related("member", "review"):
        for strand in strands_of(review):
            judging.say(judge, judge.member, judging.Say(strand.key, level))
    reviews.reveal(review, trust.head)
    for strand in strands_of(review):
        said = levels.Words(level, f"Seen in {strand.key}.", f"Mend {strand.key}.")
        levels.agree_level(review, trust.head, strand.key, said)
    levels.agree_all(review, trust.head)
    day = in_days(-days)
    SelfReview.objects.filter(pk=review.pk).update(
        opened_on=day, closes_on=day, revealed_on=day, agreed_on=day
    )
    return SelfReview.objects.select_related("school").get(pk=review.pk)
