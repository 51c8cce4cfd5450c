"""The school's statements of entitlement: taken from the library, worded, added, retired."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from roles.library import fill
from schools.models import Member, School, Subject
from schools.permissions import check
from schools.refusals import Refused
from schools.trail import record, sentence

from ..cells import stages_of
from ..library import Entry, Library, library
from ..models import Judgement, Kind, Statement
from ..offered import library_of
from ..queries.statements import Offered, offered
from ..reckoning import MISSING

sentence(
    "audits.adopted",
    gettext_lazy("%(who)s took %(count)s statements of entitlement from the library"),
)
sentence("audits.added", gettext_lazy("%(who)s added “%(statement)s” to the entitlement"))
sentence("audits.reworded", gettext_lazy("%(who)s reworded “%(before)s” as “%(statement)s”"))
sentence("audits.retired", gettext_lazy("%(who)s retired “%(statement)s” from the entitlement"))
sentence("audits.back", gettext_lazy("%(who)s brought “%(statement)s” back to the entitlement"))
sentence("audits.took_words", gettext_lazy("%(who)s took the library’s words for “%(statement)s”"))
sentence("audits.kept_words", gettext_lazy("%(who)s kept the school’s words for “%(statement)s”"))


class NotSo(Refused):
    """One thing that was typed is refused; `field` names it."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True)
class Words:
    """What a statement says, and what to look for."""

    text: str
    why: str = ""


class Changed(Refused):
    """Somebody else reworded it meanwhile; `now` is what it says."""

    def __init__(self, now: Words) -> None:
        super().__init__(
            _(
                "Somebody else changed this while you were writing. Both wordings are below; nothing "
                "is lost. Save again to put yours in place of theirs."
            )
        )
        self.now = now


@transaction.atomic
def adopt(
    school: School,
    member: Member,
    refs: Collection[str] | None = None,
    source: Library | None = None,
) -> int:
    """Take statements from the library, in the school's labels: those of `refs`, or all on offer.

    How many came: those that the school has already are left as they are.

    Raises:
        NotAllowed: `member` may not.
        Refused: nothing was chosen, or there is nothing on offer.
    """
    check(member, "audits.adopt_statements")
    School.objects.select_for_update().get(pk=school.pk)
    source = source or library_of(school)
    wanted = [one for one in offered(school, source) if refs is None or one.ref in refs]
    if not wanted:
        raise Refused(_("Nothing was taken: tick at least one statement."))
    place = {entry.key: order for order, entry in enumerate(source.entries, start=1)}
    Statement.objects.bulk_create(
        _from_library(school, one, place[one.entry.key]) for one in wanted
    )
    path = reverse("audits:statements", args=[school.slug])
    record(school, member, "audits.adopted", path=path, count=len(wanted))
    return len(wanted)


@transaction.atomic
def add(
    school: School,
    member: Member,
    kind: str,
    stage: str,
    words: Words,
    subject: Subject | None = None,
) -> Statement:
    """Add a statement of the school's own, after those there are.

    Raises:
        NotAllowed: `member` may not word statements of this kind or subject.
        NotSo: it says nothing, is there already, or names no key stage or subject of the school.
    """
    if kind not in Kind.values:
        raise NotSo("about", _("Choose what it is about."))
    of = subject if kind == Kind.SUBJECT else None
    made = Statement(school=school, kind=kind, subject=of, key_stage=stage)
    if kind == Kind.SUBJECT and (
        subject is None or library().is_ict(subject.name) or subject.school_id != school.pk
    ):
        raise NotSo("about", _("Choose what it is about."))
    check(member, "audits.edit_statements", made)
    if stage not in stages_of(school):
        raise NotSo("stage", _("Choose one of the school’s key stages."))
    School.objects.select_for_update().get(pk=school.pk)
    words = _tidy(words)
    same = Statement.objects.filter(kind=kind, subject=of, key_stage=stage)
    twin = same.filter(text__iexact=words.text).first()
    if twin is not None:
        raise NotSo(
            "text",
            _("This stands here already, but retired: bring it back instead.")
            if twin.retired_on
            else _("This stands here already."),
        )
    made.text, made.why = words.text, words.why
    made.order = (same.aggregate(last=Max("order"))["last"] or 0) + 1
    made.save()
    record(school, member, "audits.added", path=_path(made), statement=made.text)
    return made


@transaction.atomic
def reword(statement: Statement, member: Member, words: Words, base: Words) -> Statement:
    """Say a statement in the school's words; `base` is what the writer began from.

    What is said of it stays with it, and what was signed stays signed.

    Raises:
        NotAllowed: `member` may not word this one.
        NotSo: it says nothing, or too much.
        Changed: it has been reworded since `base`, and not to `words`.
    """
    statement = _held(statement, member)
    words, now = _tidy(words), Words(statement.text, statement.why)
    if now == words:
        return statement
    if now != base:
        raise Changed(now)
    statement.text, statement.why = words.text, words.why
    statement.save(update_fields=["text", "why"])
    record(
        statement.school,
        member,
        "audits.reworded",
        path=_path(statement),
        before=now.text,
        statement=words.text,
    )
    return statement


@transaction.atomic
def retire(statement: Statement, member: Member) -> Statement:
    """Ask a statement no more; what was said of it is kept, and its gaps close.

    Raises:
        NotAllowed: `member` may not word this one.
    """
    statement = _held(statement, member)
    if statement.retired_on is None:
        statement.retired_on = timezone.localdate()
        statement.save(update_fields=["retired_on"])
        statement.gaps.filter(closed_on=None).update(closed_on=statement.retired_on)
        record(
            statement.school,
            member,
            "audits.retired",
            path=_path(statement),
            statement=statement.text,
        )
    return statement


@transaction.atomic
def bring_back(statement: Statement, member: Member) -> Statement:
    """Ask a retired statement again; gaps that closed with it are open again.

    Raises:
        NotAllowed: `member` may not word this one.
    """
    statement = _held(statement, member)
    if statement.retired_on is not None:
        _open_again(statement, statement.retired_on)
        statement.retired_on = None
        statement.save(update_fields=["retired_on"])
        record(
            statement.school, member, "audits.back", path=_path(statement), statement=statement.text
        )
    return statement


@transaction.atomic
def take_words(
    statement: Statement, member: Member, base: Words, source: Library | None = None
) -> Statement:
    """Put the library's words of today in place of the school's; `base` is what the reader saw.

    Raises:
        NotAllowed: `member` may not word this one.
        Changed: somebody reworded it since.
        Refused: the library has no such statement.
    """
    statement = _held(statement, member)
    entry = _entry(statement, source)
    if base != Words(statement.text, statement.why):
        raise Changed(Words(statement.text, statement.why))
    labels = statement.school.labels
    statement.text = statement.adopted_text = fill(entry.text, labels)
    statement.why = statement.adopted_why = fill(entry.why, labels)
    statement.save(update_fields=["text", "why", "adopted_text", "adopted_why"])
    record(
        statement.school,
        member,
        "audits.took_words",
        path=_path(statement),
        statement=statement.text,
    )
    return statement


@transaction.atomic
def keep_words(statement: Statement, member: Member, source: Library | None = None) -> Statement:
    """Keep the school's words, and be offered the library's of today no more.

    Raises:
        NotAllowed: `member` may not word this one.
        Refused: the library has no such statement.
    """
    statement = _held(statement, member)
    entry = _entry(statement, source)
    statement.adopted_text = fill(entry.text, statement.school.labels)
    statement.adopted_why = fill(entry.why, statement.school.labels)
    statement.save(update_fields=["adopted_text", "adopted_why"])
    record(
        statement.school,
        member,
        "audits.kept_words",
        path=_path(statement),
        statement=statement.text,
    )
    return statement


def _held(statement: Statement, member: Member) -> Statement:
    """The statement as it is now, held until the end of the transaction, if `member` may word it."""
    check(member, "audits.edit_statements", statement)
    return Statement.objects.select_for_update().get(pk=statement.pk)


def _open_again(statement: Statement, retired_on: datetime.date) -> None:
    """Open the gaps that closed when `statement` was retired, where what was said last is still a gap."""
    said = Judgement.objects.filter(statement=statement).exclude(answer="").order_by("year")
    last = {one.subject_id: one.answer for one in said}
    gaps = statement.gaps.filter(closed_on__gte=retired_on)
    missing = [one.pk for one in gaps if last.get(one.subject_id, "") in MISSING]
    statement.gaps.filter(pk__in=missing).update(closed_on=None)


def _tidy(words: Words) -> Words:
    text, why = " ".join(words.text.split()), " ".join(words.why.split())
    if not text:
        raise NotSo("text", _("Say what pupils are entitled to."))
    for field, typed in (("text", text), ("why", why)):
        if len(typed) > 300:
            raise NotSo(
                field,
                ngettext(
                    "This can have 300 characters; it has %(n)s.",
                    "This can have 300 characters; it has %(n)s.",
                    len(typed),
                )
                % {"n": len(typed)},
            )
    return Words(text, why)


def _entry(statement: Statement, source: Library | None) -> Entry:
    entry = (source or library_of(statement.school)).entry(statement.key)
    if entry is None:
        raise Refused(_("This statement is the school’s own: the library has no words for it."))
    return entry


def _from_library(school: School, one: Offered, order: int) -> Statement:
    text, why = fill(one.entry.text, school.labels), fill(one.entry.why, school.labels)
    return Statement(
        school=school,
        kind=one.entry.kind,
        subject=one.subject,
        key_stage=one.entry.stage,
        text=text,
        why=why,
        order=order,
        key=one.entry.key,
        owner=one.entry.owner,
        adopted_text=text,
        adopted_why=why,
    )


def _path(statement: Statement) -> str:
    return reverse("audits:statement", args=[statement.school.slug, statement.pk])
