"""One cell of the entitlement as it is read and answered: its statements, this year beside last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.models import Member
from schools.offers import Offer, offers_for
from schools.permissions import may

from ..cells import Cell, this_year, year_name
from ..gaps import Gap
from ..models import Answer, EntitlementGap, Judgement, Signature, Statement
from ..reckoning import Counts, Signed, State, count, state_of
from ..wording import said_words
from .cells import fingerprint, statements_of
from .entitlement_gaps import gap_of


@dataclass(frozen=True)
class Choice:
    """One answer to tap, and whether it is given."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Item:
    """A statement with what is said of it this year and was said last year.

    `typed` is evidence that was refused and stands in the field still; `wrong` says why. `gap` is
    what a signature kept as missing, `offers` what can be done with it elsewhere.
    """

    statement: Statement
    now: Judgement | None
    last: Judgement | None
    gap: Gap | None
    offers: list[Offer]
    typed: tuple[str, str] | None = None
    wrong: str = ""
    base: int | None = None

    @property
    def answer(self) -> str:
        if self.typed is not None:
            return self.typed[0]
        return self.now.answer if self.now else ""

    @property
    def evidence(self) -> str:
        if self.typed is not None:
            return self.typed[1]
        return self.now.evidence if self.now else ""

    @property
    def revision(self) -> int:
        """What the judgement was when the page was made; after a conflict, what it is now."""
        if self.base is not None:
            return self.base
        return self.now.revision if self.now else 0

    @property
    def choices(self) -> list[Choice]:
        return [Choice(one.value, str(one.label), one.value == self.answer) for one in Answer]

    @property
    def needs_evidence(self) -> bool:
        """Said to be met, and nobody can see how one knows."""
        return self.answer == Answer.MET and not self.evidence


@dataclass(frozen=True)
class CellPage:
    """A cell with everything on its page."""

    cell: Cell
    year: int
    items: list[Item]
    counts: Counts
    last_counts: Counts
    state: State
    signature: Signature | None
    seen: str
    may_say: bool
    may_sign: bool

    @property
    def year_name(self) -> str:
        return year_name(self.year)

    @property
    def last_name(self) -> str:
        return year_name(self.year - 1)

    @property
    def signed(self) -> Signed | None:
        return _signed(self.signature)

    @property
    def signed_now(self) -> bool:
        """Signed for this academic year."""
        return self.signature is not None and self.signature.year == self.year

    @property
    def signature_year(self) -> str:
        return year_name(self.signature.year) if self.signature else ""

    @property
    def last_open(self) -> int:
        """How many unanswered statements had an answer last year."""
        return sum(
            not one.answer and one.last is not None and bool(one.last.answer) for one in self.items
        )

    @property
    def without_evidence(self) -> int:
        return sum(one.needs_evidence for one in self.items)

    @property
    def headline(self) -> str:
        """The finding of this cell."""
        name = {"subject": self.cell.title, "stage": self.cell.stage}
        counts = self.counts
        if not self.items:
            return _("%(subject)s, %(stage)s: nothing is asked yet") % name
        if not counts.said:
            return _("%(subject)s, %(stage)s: nothing is said yet") % name
        if counts.unsaid:
            return ngettext(
                "%(subject)s, %(stage)s: %(n)s statement to say",
                "%(subject)s, %(stage)s: %(n)s statements to say",
                counts.unsaid,
            ) % {**name, "n": counts.unsaid}
        if counts.nothing_taught:
            return _("%(subject)s is not taught in %(stage)s") % name
        if counts.gaps:
            return _("%(subject)s, %(stage)s: %(words)s") % {**name, "words": said_words(counts)}
        return _("%(subject)s, %(stage)s: everything is met") % name


def cell_page(
    cell: Cell,
    member: Member,
    typed: Mapping[int, tuple[str, str]] | None = None,
    wrong: tuple[int, str] = (0, ""),
    base: int | None = None,
) -> CellPage:
    """A cell's page for `member`: four queries. What was `typed` and refused stands in it still,
    `wrong` beside the statement it is about; `base` is the revision that statement has by now.
    """
    year = this_year()
    statements = list(statements_of(cell))
    judged: dict[tuple[int, int], Judgement] = {}
    for one in Judgement.objects.filter(
        school=cell.school, year__in=(year, year - 1), subject=cell.subject, key_stage=cell.stage
    ).select_related("said_by"):
        judged[one.year, one.statement_id] = one
    signature = (
        Signature.objects.filter(school=cell.school, subject=cell.subject, key_stage=cell.stage)
        .select_related("member")
        .first()
    )
    gaps = _gaps(cell)
    items = []
    for each in statements:
        gap = gaps.get(each.pk)
        items.append(
            Item(
                each,
                judged.get((year, each.pk)),
                judged.get((year - 1, each.pk)),
                gap,
                offers_for(gap, member) if gap else [],
                typed.get(each.pk) if typed is not None else None,
                wrong[1] if wrong[0] == each.pk else "",
                base if wrong[0] == each.pk else None,
            )
        )
    known = {one.pk: judged[year, one.pk] for one in statements if (year, one.pk) in judged}
    counts = count(len(statements), (one.answer for one in known.values()))
    last = [judged[year - 1, one.pk].answer for one in statements if (year - 1, one.pk) in judged]
    return CellPage(
        cell=cell,
        year=year,
        items=items,
        counts=counts,
        last_counts=count(sum(bool(one) for one in last), last),
        state=state_of(counts, _signed(signature), year, timezone.localdate()),
        signature=signature,
        seen=fingerprint(statements, known),
        may_say=may(member, "audits.say_entitlement", cell),
        may_sign=may(member, "audits.sign_entitlement", cell),
    )


def _signed(signature: Signature | None) -> Signed | None:
    if signature is None:
        return None
    return Signed(signature.year, timezone.localdate(signature.signed_at))


def _gaps(cell: Cell) -> dict[int, Gap]:
    """The cell's open gaps by statement."""
    rows = EntitlementGap.objects.filter(
        school=cell.school,
        subject=cell.subject,
        statement__key_stage=cell.stage,
        closed_on=None,
    ).select_related("statement", "subject")
    return {one.statement_id: gap_of(cell.school, one) for one in rows}
