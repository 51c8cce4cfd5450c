"""Saying where a subject stands in a key stage, and signing it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from schools.models import Activity, Member, PositionKind, School, Subject
from schools.permissions import check
from schools.refusals import Refused
from schools.trail import record, sentence

from ..cells import Cell, this_year
from ..models import Answer, EntitlementGap, Judgement, Signature, Statement
from ..queries.cells import fingerprint, statements_of
from ..reckoning import MISSING

LONGEST = 2000
Capacity = Signature.Capacity

sentence("audits.said", gettext_lazy("%(who)s said where %(subject)s stands in %(stage)s"))
sentence("audits.signed", gettext_lazy("%(who)s signed the entitlement of %(subject)s, %(stage)s"))
sentence(
    "audits.signature_taken",
    gettext_lazy(
        "%(who)s changed what was signed of %(subject)s, %(stage)s; it waits to be signed again"
    ),
)


class NotSo(Refused):
    """What was typed of one statement is refused; `statement` is its id."""

    def __init__(self, statement: int, words: str) -> None:
        super().__init__(words)
        self.statement = statement


class Changed(NotSo):
    """Somebody else wrote evidence meanwhile; `now` is theirs, `revision` what it has."""

    def __init__(self, statement: int, now: str, revision: int) -> None:
        super().__init__(
            statement,
            _(
                "Somebody else wrote here while you did. Theirs: “%(theirs)s”. Yours is still in the "
                "field: save again to put it in place of theirs."
            )
            % {"theirs": now},
        )
        self.now = now
        self.revision = revision


@dataclass(frozen=True)
class Word:
    """What somebody says of a statement: an answer, evidence, or both; None leaves one as it is.

    `revision` is that of the judgement which the writer saw, 0 where there was none; None overwrites.
    """

    statement: int
    answer: str | None = None
    evidence: str | None = None
    revision: int | None = None


@dataclass(frozen=True)
class Said:
    """What came of saying: how many changed, and the signature that this took away."""

    changed: int
    took: Signature | None = None


@transaction.atomic
def say(cell: Cell, member: Member, words: Iterable[Word]) -> Said:
    """Say where a cell stands this academic year, statement by statement.

    A change of what was signed this year takes the signature away.

    Raises:
        NotAllowed: `member` may not say it of this subject.
        NotSo: a statement is none of the cell's, an answer none of the four, evidence is too long.
        Changed: somebody else wrote other evidence meanwhile.
    """
    check(member, "audits.say_entitlement", cell)
    _hold(cell)
    asked = {one.pk: one for one in statements_of(cell)}
    known = {one.statement_id: one for one in _judgements(cell, this_year())}
    changed = 0
    for word in words:
        if word.statement not in asked:
            raise NotSo(word.statement, _("This statement is not asked here (any more)."))
        changed += _say_one(cell, member, asked[word.statement], known.get(word.statement), word)
    return _after(cell, member, changed)


@transaction.atomic
def say_as_last_year(cell: Cell, member: Member) -> Said:
    """Take last year's answers and evidence for every statement that has no answer yet.

    Raises:
        NotAllowed: `member` may not say it of this subject.
        Refused: last year nothing was said of any of them.
    """
    check(member, "audits.say_entitlement", cell)
    _hold(cell)
    last = {one.statement_id: one for one in _judgements(cell, this_year() - 1) if one.answer}
    words = [
        Word(pk, last[pk].answer, known or last[pk].evidence)
        for pk, known in _open(cell).items()
        if pk in last
    ]
    if not words:
        raise Refused(_("There is nothing to take over: last year nothing was said of these."))
    return say(cell, member, words)


@transaction.atomic
def say_not_taught(cell: Cell, member: Member) -> Said:
    """Say of every statement without an answer that it is not taught here.

    Raises:
        NotAllowed: `member` may not say it of this subject.
        Refused: every statement has an answer.
    """
    check(member, "audits.say_entitlement", cell)
    _hold(cell)
    words = [Word(pk, Answer.NOT_TAUGHT) for pk in _open(cell)]
    if not words:
        raise Refused(_("Every statement has an answer already."))
    return say(cell, member, words)


@transaction.atomic
def sign(cell: Cell, member: Member, seen: str) -> Signature:
    """Sign what is said of a cell this year. What it says is not met is kept as gaps.

    `seen` is the `fingerprint` of what the signer read. Who signs twice has signed once.

    Raises:
        NotAllowed: it is somebody else's to sign.
        Refused: a statement has no answer, or what is said has changed since it was read.
    """
    check(member, "audits.sign_entitlement", cell)
    _hold(cell)
    year = this_year()
    statements = list(statements_of(cell))
    known = {one.statement_id: one for one in _judgements(cell, year)}
    there = _signatures(cell, year).first()
    if there is not None and seen == fingerprint(statements, known):
        return there
    missing = sum(one.pk not in known or not known[one.pk].answer for one in statements)
    if missing or not statements:
        raise Refused(
            ngettext(
                "%(n)s statement has no answer yet. Say it, then sign.",
                "%(n)s statements have no answer yet. Say them, then sign.",
                missing,
            )
            % {"n": missing}
        )
    if seen != fingerprint(statements, known):
        raise Refused(
            _(
                "Something changed while you were reading. Look through the answers, then sign again."
            )
        )
    _signatures(cell, year).delete()
    made = Signature.objects.create(
        school=cell.school,
        year=year,
        subject=cell.subject,
        key_stage=cell.stage,
        member=member,
        capacity=_capacity(cell, member),
    )
    _keep_gaps(cell, statements, known)
    _record(cell, member, "audits.signed")
    return made


def _say_one(
    cell: Cell, member: Member, statement: Statement, now: Judgement | None, word: Word
) -> bool:
    """Whether it changed anything."""
    answer, evidence = word.answer, word.evidence
    if answer is not None and answer not in Answer.values:
        raise NotSo(statement.pk, _("Choose one of the four answers."))
    if evidence is not None:
        evidence = evidence.strip()
        if len(evidence) > LONGEST:
            raise NotSo(
                statement.pk,
                _("This can have %(most)s characters; it has %(has)s.")
                % {"most": LONGEST, "has": len(evidence)},
            )
    if now is None:
        if not answer and not evidence:
            return False
        now = Judgement(
            school=cell.school,
            year=this_year(),
            subject=cell.subject,
            key_stage=cell.stage,
            statement=statement,
            revision=0,
        )
    before = (now.answer, now.evidence)
    if (
        evidence is not None
        and evidence != now.evidence
        and now.evidence
        and word.revision is not None
        and word.revision != now.revision
        and now.said_by_id != member.pk
    ):
        raise Changed(statement.pk, now.evidence, now.revision)
    now.answer = now.answer if answer is None else answer
    now.evidence = now.evidence if evidence is None else evidence
    if (now.answer, now.evidence) == before:
        return False
    now.said_by, now.said_at, now.revision = member, timezone.now(), now.revision + 1
    now.save()
    return True


def _after(cell: Cell, member: Member, changed: int) -> Said:
    """The signature goes when anything changed; the trail names a day's saying once."""
    if not changed:
        return Said(0)
    took = _signatures(cell, this_year()).select_related("member").first()
    if took is not None:
        _signatures(cell, this_year()).delete()
        _record(cell, member, "audits.signature_taken")
        return Said(changed, took)
    path = path_of(cell)
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    said = Activity.objects.filter(
        school=cell.school, member=member, verb="audits.said", path=path, at__gte=today
    )
    if not said.exists():
        _record(cell, member, "audits.said")
    return Said(changed)


def path_of(cell: Cell) -> str:
    """The address of a cell's page."""
    return reverse("audits:cell", args=[cell.school.slug, cell.number, cell.stage])


def _record(cell: Cell, member: Member, verb: str) -> None:
    record(
        cell.school,
        member,
        verb,
        path=path_of(cell),
        subject=cell.title,
        stage=cell.stage,
    )


def _hold(cell: Cell) -> None:
    """One person at a time says or signs something of a subject."""
    if cell.subject is not None:
        Subject.objects.select_for_update().get(pk=cell.subject.pk)
    else:
        School.objects.select_for_update().get(pk=cell.school.pk)


def _judgements(cell: Cell, year: int) -> list[Judgement]:
    return list(
        Judgement.objects.filter(
            school=cell.school, year=year, subject=cell.subject, key_stage=cell.stage
        )
    )


def _signatures(cell: Cell, year: int) -> QuerySet[Signature]:
    return Signature.objects.filter(
        school=cell.school, year=year, subject=cell.subject, key_stage=cell.stage
    )


def _open(cell: Cell) -> dict[int, str]:
    """The statements without an answer this year, by id, with the evidence that stands there."""
    known = {one.statement_id: one for one in _judgements(cell, this_year())}
    return {
        one.pk: known[one.pk].evidence if one.pk in known else ""
        for one in statements_of(cell)
        if one.pk not in known or not known[one.pk].answer
    }


def _capacity(cell: Cell, member: Member) -> str:
    if member.pk not in cell.leader_ids:
        return Capacity.HEAD
    if cell.subject is None and PositionKind.COORDINATOR in member.kinds:
        return Capacity.COORDINATOR
    return Capacity.DEPARTMENT


def _keep_gaps(cell: Cell, statements: Iterable[Statement], known: Mapping[int, Judgement]) -> None:
    """Open, close and open again the gaps of a cell, as its answers say."""
    today = timezone.localdate()
    rows = EntitlementGap.objects.filter(
        school=cell.school, subject=cell.subject, statement__in=[one.pk for one in statements]
    )
    there = {one.statement_id: one for one in rows}
    new, changed = [], []
    for one in statements:
        answer, gap = known[one.pk].answer, there.get(one.pk)
        missing = answer in MISSING
        if gap is None:
            if missing:
                new.append(
                    EntitlementGap(
                        school=cell.school,
                        subject=cell.subject,
                        statement=one,
                        answer=answer,
                        opened_on=today,
                    )
                )
            continue
        if missing:
            gap.opened_on = today if gap.closed_on else gap.opened_on
            gap.answer, gap.closed_on = answer, None
        elif gap.closed_on is None:
            gap.closed_on = today
        changed.append(gap)
    EntitlementGap.objects.bulk_create(new)
    EntitlementGap.objects.bulk_update(changed, ["answer", "opened_on", "closed_on"])
