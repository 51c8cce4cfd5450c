"""Agreeing levels: strand by strand, each with how the school knows and what comes next; then the whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roles.library import fill
from schools.labels import upper_first
from schools.models import Member
from schools.permissions import check
from schools.refusals import Refused
from schools.trail import record, sentence
from schools.wording import listed

from ..levels import HIGHEST
from ..models import AgreedLevel, SelfReview
from ..selfreview_library import LEVELS
from ..strands import strand_in, strands_of
from .judging import LONGEST
from .statements import NotSo

# The columns are this long; only a school that writes {ict} and its like into its own words comes near.
LONGEST_TITLE, LONGEST_DESCRIPTOR = 120, 500

sentence(
    "audits.level_agreed",
    gettext_lazy("%(who)s agreed level %(level)s of %(strand)s in “%(review)s”"),
)
sentence("audits.selfreview_agreed", gettext_lazy("%(who)s agreed “%(review)s” as a whole"))


@dataclass(frozen=True)
class Words:
    """What is agreed of a strand: its level, 1 to 5, how the school knows, and what comes next."""

    level: int | None
    evidence: str
    what_next: str = ""


class Changed(Refused):
    """Somebody else agreed another level, or other words, meanwhile; `now` is theirs."""

    def __init__(self, now: AgreedLevel) -> None:
        super().__init__(
            _(
                "Somebody agreed this strand while you did: level %(level)s. Theirs: “%(theirs)s”. Yours "
                "is still below: save again to put it in place of theirs."
            )
            % {"level": now.level, "theirs": now.evidence}
        )
        self.now = now


@transaction.atomic
def agree_level(
    review: SelfReview, member: Member, strand: str, words: Words, revision: int = 0
) -> AgreedLevel:
    """Agree the level of a strand; again, with the `revision` that was seen, to change it.

    Raises:
        NotAllowed: `member` may not.
        NotSo: no level, nothing to show for it, no next step below the highest level, or too long.
        Changed: somebody else has agreed it meanwhile.
        Refused: it is not revealed yet, agreed as a whole, or there is no such strand.
    """
    review = _revealed(review, member)
    known = strand_in(review, strand)
    if known is None:
        raise Refused(_("There is no such strand."))
    if words.level not in LEVELS:
        raise NotSo("level", _("Choose the level that you agree on."))
    evidence, what_next = words.evidence.strip(), words.what_next.strip()
    if not evidence:
        raise NotSo("evidence", _("Say how the school knows: a level without it is an opinion."))
    if not what_next and words.level < HIGHEST:
        raise NotSo("what_next", _("Say what comes next. It can go into the plan from here."))
    for name, text in (("evidence", evidence), ("what_next", what_next)):
        if len(text) > LONGEST:
            raise NotSo(
                name,
                _("That is too long: at most %(most)s characters, and it has %(long)s.")
                % {"most": LONGEST, "long": len(text)},
            )
    row = AgreedLevel.objects.filter(review=review, strand=strand).first()
    if row is not None and row.revision != revision:
        raise Changed(row)
    labels = review.school.labels
    if row is None:
        row = AgreedLevel(school=review.school, review=review, strand=strand, revision=0)
    row.level = words.level
    row.title = upper_first(fill(known.title, labels))[:LONGEST_TITLE]
    row.descriptor = upper_first(fill(known.level(words.level).text, labels))[:LONGEST_DESCRIPTOR]
    row.evidence, row.what_next = evidence, what_next
    row.agreed_by, row.agreed_on = member, timezone.localdate()
    row.revision += 1
    row.save()
    _record(review, member, "audits.level_agreed", level=row.level, strand=row.title)
    return row


@transaction.atomic
def agree_all(review: SelfReview, member: Member) -> SelfReview:
    """Agree the whole: every strand has its level, and nothing changes any more.

    Raises:
        NotAllowed: `member` may not.
        Refused: a strand has no level yet, it is not revealed, or it is agreed already.
    """
    review = _revealed(review, member)
    there = set(AgreedLevel.objects.filter(review=review).values_list("strand", flat=True))
    missing = [
        fill(one.title, review.school.labels) for one in strands_of(review) if one.key not in there
    ]
    if missing:
        raise Refused(
            _("%(strands)s: no level is agreed yet. Agree every strand first.")
            % {"strands": listed(missing)}
        )
    review.agree()
    review.agreed_on = timezone.localdate()
    review.save(update_fields=["state", "agreed_on"])
    _record(review, member, "audits.selfreview_agreed")
    return review


def _revealed(review: SelfReview, member: Member) -> SelfReview:
    """The self-review, held, while its levels are being agreed."""
    check(member, "audits.agree_level")
    review = (
        SelfReview.objects.select_for_update(of=("self",))
        .select_related("school")
        .get(pk=review.pk)
    )
    if review.is_judging:
        raise Refused(_("Levels are agreed once everybody’s judgements are revealed."))
    if review.is_agreed:
        raise Refused(
            _(
                "This self-review is agreed and cannot be changed. What has changed since shows in the next."
            )
        )
    return review


def _record(review: SelfReview, member: Member, verb: str, **about: Any) -> None:
    path = review.get_absolute_url()
    record(review.school, member, verb, path=path, review=review.title, **about)
