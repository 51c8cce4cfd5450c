"""The school's own strands of the self-review: taken from what others offer, worded, retired.

A self-review keeps the strands, and their words, with which it was opened: what is done here counts from the next on.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.models import Member, School
from schools.permissions import check
from schools.refusals import Refused
from schools.trail import record, sentence

from ..models import OwnStrand
from ..queries.strands import entry_of, not_taken
from ..selfreview_library import Strand
from ..strands import ABOUT, ADOPTED, TITLE, StrandWords, too_long, write_levels, wrong_in_levels
from .statements import NotSo

sentence(
    "audits.strands_adopted",
    gettext_lazy(
        "%(who)s took strands of the self-review (%(count)s) that are offered to the school"
    ),
)
sentence("audits.strand_reworded", gettext_lazy("%(who)s reworded “%(strand)s” of the self-review"))
sentence("audits.strand_retired", gettext_lazy("%(who)s retired “%(strand)s” of the self-review"))
sentence("audits.strand_back", gettext_lazy("%(who)s brought “%(strand)s” back to the self-review"))
sentence(
    "audits.strand_took_words",
    gettext_lazy("%(who)s took the words of today for “%(strand)s” of the self-review"),
)
sentence(
    "audits.strand_kept_words",
    gettext_lazy("%(who)s kept the school’s words for “%(strand)s” of the self-review"),
)


class Changed(Refused):
    """Somebody else changed it meanwhile; `now` is what it is."""

    def __init__(self, now: OwnStrand) -> None:
        super().__init__(
            _(
                "Somebody else changed this while you were writing. What is different is below; nothing "
                "is lost. Save again to put yours in place of theirs."
            )
        )
        self.now = now


@transaction.atomic
def adopt(school: School, member: Member, keys: Collection[str]) -> int:
    """Take these of the strands that are offered, in the school's labels. How many came.

    Raises:
        NotAllowed: `member` may not.
        Refused: nothing was chosen that is offered and not taken.
    """
    check(member, "audits.lead_selfreview")
    School.objects.select_for_update().get(pk=school.pk)
    wanted = [one for one in not_taken(school) if one.key in keys]
    if not wanted:
        raise Refused(_("Nothing was taken: tick at least one strand."))
    last = OwnStrand.objects.filter(school=school).aggregate(last=Max("order"))["last"] or 0
    for order, one in enumerate(wanted, start=last + 1):
        made = OwnStrand(school=school, key=one.key, owner=one.owner, order=order)
        _take(made, one)
        made.save()
    path = reverse("audits:selfreview_strands", args=[school.slug])
    record(school, member, "audits.strands_adopted", path=path, count=len(wanted))
    return len(wanted)


@transaction.atomic
def reword(own: OwnStrand, member: Member, words: StrandWords, revision: int) -> OwnStrand:
    """Say a strand in the school's words; `revision` is the one that the writer has read.

    Raises:
        NotAllowed: `member` may not.
        NotSo: something is missing or too long, or another strand is called so.
        Changed: somebody else changed it since, and not to `words`.
    """
    own, words = _held(own, member), words.tidy()
    if words == StrandWords.of(own):
        return own
    _check(own, words)
    if own.revision != revision:
        raise Changed(own)
    _put(own, words)
    own.revision += 1
    own.save()
    _record(own, member, "audits.strand_reworded")
    return own


@transaction.atomic
def retire(own: OwnStrand, member: Member) -> OwnStrand:
    """Judge it no more from the next self-review on; what was agreed is kept, and its next step closes.

    Raises:
        NotAllowed: `member` may not.
    """
    own = _held(own, member)
    if own.retired_on is None:
        own.retired_on = timezone.localdate()
        own.save(update_fields=["retired_on"])
        _record(own, member, "audits.strand_retired")
    return own


@transaction.atomic
def bring_back(own: OwnStrand, member: Member) -> OwnStrand:
    """Judge it again, from the next self-review on.

    Raises:
        NotAllowed: `member` may not.
    """
    own = _held(own, member)
    if own.retired_on is not None:
        own.retired_on = None
        own.save(update_fields=["retired_on"])
        _record(own, member, "audits.strand_back")
    return own


@transaction.atomic
def take_words(own: OwnStrand, member: Member, revision: int) -> OwnStrand:
    """Put the words with which it is offered today in place of the school's; `revision` is what the reader saw.

    Raises:
        NotAllowed: `member` may not.
        Changed: somebody changed it since.
        Refused: it is offered no more.
    """
    own = _held(own, member)
    entry = _entry(own)
    if own.revision != revision:
        raise Changed(own)
    _take(own, entry)
    own.revision += 1
    own.save()
    _record(own, member, "audits.strand_took_words")
    return own


@transaction.atomic
def keep_words(own: OwnStrand, member: Member) -> OwnStrand:
    """Keep the school's words, and be offered those of today no more.

    Raises:
        NotAllowed: `member` may not.
        Refused: it is offered no more.
    """
    own = _held(own, member)
    own.adopted = StrandWords.of(_entry(own)).filled(own.school.labels).as_json()
    own.save(update_fields=["adopted"])
    _record(own, member, "audits.strand_kept_words")
    return own


def _held(own: OwnStrand, member: Member) -> OwnStrand:
    """The strand as it is now, held until the end of the transaction."""
    check(member, "audits.lead_selfreview")
    rows = OwnStrand.objects.select_for_update(of=("self",)).select_related("school")
    return rows.get(pk=own.pk)


def _check(own: OwnStrand, words: StrandWords) -> None:
    for field, text in ((TITLE, words.title), (ABOUT, words.about)):
        if not text:
            raise NotSo(field, _("This cannot be empty."))
        if len(text) > ADOPTED[field]:
            raise NotSo(field, too_long(ADOPTED[field], len(text)))
    if wrong := wrong_in_levels(words.levels, ADOPTED):
        raise NotSo(*wrong)
    same = OwnStrand.objects.filter(school=own.school_id, title__iexact=words.title)
    if same.exclude(pk=own.pk).exists():
        raise NotSo(TITLE, _("Another strand is called so already."))


def _put(own: OwnStrand, words: StrandWords) -> None:
    own.title, own.about, own.levels = words.title, words.about, write_levels(words.levels)


def _take(own: OwnStrand, entry: Strand) -> None:
    words = StrandWords.of(entry).filled(own.school.labels)
    _put(own, words)
    own.plan_strand, own.adopted = entry.plan_strand, words.as_json()


def _entry(own: OwnStrand) -> Strand:
    entry = entry_of(own)
    if entry is None:
        raise Refused(_("This strand is the school’s own now: nobody offers it any more."))
    return entry


def _record(own: OwnStrand, member: Member, verb: str) -> None:
    path = reverse("audits:selfreview_own", args=[own.school.slug, own.pk])
    record(own.school, member, verb, path=path, strand=own.title)
