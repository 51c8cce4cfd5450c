"""Judging one's own of a self-review. Nothing of what is said stands in the trail."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from schools.models import Member
from schools.permissions import check
from schools.refusals import Refused

from ..models import SelfReview, SelfReviewJudge, StrandJudgement
from ..selfreview_library import LEVELS
from ..strands import strands_of

CANNOT_SAY = 0
LONGEST = 2000


@dataclass(frozen=True)
class Say:
    """What somebody says of a strand; None leaves a thing as it is. A level of 0 is "can't say"."""

    strand: str
    level: int | None = None
    evidence: str | None = None
    what_next: str | None = None


@dataclass(frozen=True)
class Heard:
    """How many strands have a judgement, of how many."""

    done: int
    total: int

    @property
    def finished(self) -> bool:
        return self.done == self.total


@transaction.atomic
def say(judge: SelfReviewJudge, member: Member, words: Say) -> Heard:
    """Save what is said of one strand; with the last strand judged, the whole of it is finished.

    Raises:
        NotAllowed: it is somebody else's to judge.
        Refused: it is revealed or its time is over, there is no such strand or level, or the words
            are too long.
    """
    check(member, "audits.judge_selfreview", judge)
    judge = SelfReviewJudge.objects.select_for_update(of=("self",)).get(pk=judge.pk)
    review = SelfReview.objects.get(pk=judge.review_id)
    if sentence := why_closed(review):
        raise Refused(sentence)
    strands = {one.key for one in strands_of(review)}
    if words.strand not in strands:
        raise Refused(_("There is no such strand."))
    if words.level is not None and words.level not in (CANNOT_SAY, *LEVELS):
        raise Refused(_("Choose one of the five levels, or that you can’t say."))
    for text in (words.evidence, words.what_next):
        if text is not None and len(text) > LONGEST:
            raise Refused(
                _("That is too long: at most %(most)s characters, and it has %(long)s.")
                % {"most": LONGEST, "long": len(text)}
            )
    rows = {one.strand: one for one in StrandJudgement.objects.filter(judge=judge)}
    row = rows.setdefault(
        words.strand, StrandJudgement(school=judge.school, judge=judge, strand=words.strand)
    )
    if words.level is not None:
        row.cannot_say = words.level == CANNOT_SAY
        row.level = words.level or None
    if words.evidence is not None:
        row.evidence = words.evidence.strip()
    if words.what_next is not None:
        row.what_next = words.what_next.strip()
    if row.pk or row.answered or row.evidence or row.what_next:
        row.save()
    done = sum(one.answered for key, one in rows.items() if key in strands)
    if done == len(strands) and judge.finished_at is None:
        judge.finished_at = timezone.now()
        judge.save(update_fields=["finished_at"])
    return Heard(done, len(strands))


def why_closed(review: SelfReview) -> str:
    """Why nothing can be said any more; "" while it can."""
    if review.can_be_judged:
        return ""
    if review.is_judging:
        return _(
            "This could be judged until %(day)s. What you said before is kept, and counts. Ask who "
            "leads the self-review for more time."
        ) % {"day": date_format(review.closes_on)}
    return _("This was revealed on %(day)s. What you judged stays as it was then.") % {
        "day": date_format(review.revealed_on) if review.revealed_on else ""
    }
