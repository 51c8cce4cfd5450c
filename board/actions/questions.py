"""Asking about a thing, answering, and saying that it is answered."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.models import Member, School
from schools.permissions import NotAllowed, check
from schools.refusals import Refused
from schools.trail import record, sentence
from schools.wording import listed

from ..askable import Thing
from ..mentions import mentions
from ..models import Call, Question, Reply
from ..queries.questions import colleagues, heads

sentence("board.asked", gettext_lazy("%(who)s asked something about “%(title)s”"))
sentence("board.answered", gettext_lazy("%(who)s answered what was asked about “%(title)s”"))
sentence(
    "board.closed", gettext_lazy("%(who)s marked as answered what was asked about “%(title)s”")
)

Why = Call.Why
NOT_READABLE = gettext_lazy("You may not read what this is about, and so not ask about it either.")


@transaction.atomic
def ask(
    school: School, member: Member, about: Thing, text: str, tell: Collection[int] = ()
) -> Question:
    """Ask, or say something, about a thing that one may read.

    It waits for whoever answers for the thing and for everybody who is named in `text` or whose
    number is in `tell`.

    Raises:
        NotAllowed: the member may not read the thing, or is a guest.
        Refused: somebody named may not read it, or it is not clear who is meant.
    """
    _check(member, about)
    named = _named(about, text, tell)
    question = Question.objects.create(
        school=school, kind=about.kind.key, thing=about.key, text=text, asked_by=member
    )
    answering = about.answers() or [one for one in heads(school) if about.readable(one)]
    _call(question, member, answering, Why.ANSWERS)
    _call(question, member, named, Why.NAMED)
    record(school, member, "board.asked", title=about.title, path=question.get_absolute_url())
    return question


@transaction.atomic
def reply(
    question: Question, member: Member, about: Thing, text: str, tell: Collection[int] = ()
) -> Reply:
    """Answer a question, or go on with it; a question that was answered is open again.

    Raises:
        NotAllowed: the member may not read the thing, or is a guest.
        Refused: somebody named may not read it, or it is not clear who is meant.
    """
    _check(member, about)
    question = Question.objects.select_for_update().get(pk=question.pk)
    named = _named(about, text, tell)
    made = Reply.objects.create(school=question.school, question=question, text=text, by=member)
    if question.closed_at:
        question.closed_at, question.closed_by = None, None
        question.save(update_fields=["closed_at", "closed_by"])
    done_with(question, member)
    if question.asked_by_id == member.pk:
        answering = about.answers() or [
            one for one in heads(question.school) if about.readable(one)
        ]
        _call(question, member, answering, Why.ANSWERS)
    elif question.asked_by is not None and not question.asked_by.left_on:
        _call(question, member, [question.asked_by], Why.REPLIED)
    _call(question, member, named, Why.NAMED)
    path = question.get_absolute_url()
    record(question.school, member, "board.answered", title=about.title, path=path)
    return made


@transaction.atomic
def close(question: Question, member: Member, about: Thing) -> None:
    """Say that a question is answered: it waits for nobody any more.

    Raises:
        NotAllowed: the member neither asked it, nor answers for the thing, nor is a senior manager.
    """
    _check(member, about)
    question = Question.objects.select_for_update().get(pk=question.pk)
    if not may_close(question, member, about):
        raise NotAllowed(
            _("Who asked, who answers for it and senior managers may say that it is answered.")
        )
    if question.closed_at:
        return
    question.closed_at, question.closed_by = timezone.now(), member
    question.save(update_fields=["closed_at", "closed_by"])
    question.calls.filter(done_at=None).exclude(why=Why.REPLIED).update(done_at=timezone.now())
    path = question.get_absolute_url()
    record(question.school, member, "board.closed", title=about.title, path=path)


def may_close(question: Question, member: Member, about: Thing) -> bool:
    """Whether the member may say that it is answered."""
    if question.asked_by_id == member.pk or {"headteacher", "smt"} & member.kinds:
        return True
    return any(one.pk == member.pk for one in about.answers())


def done_with(question: Question, member: Member) -> None:
    """The member has seen it, or has nothing to add: it waits for them no more."""
    Call.objects.filter(question=question, member=member, done_at=None).update(
        done_at=timezone.now()
    )


def seen(question: Question, member: Member) -> None:
    """The member, who asked, has opened the page with the answer."""
    Call.objects.filter(question=question, member=member, why=Why.REPLIED, done_at=None).update(
        done_at=timezone.now()
    )


def _check(member: Member, about: Thing) -> None:
    check(member, "board.ask")
    if not about.readable(member):
        raise NotAllowed(NOT_READABLE)


def _named(about: Thing, text: str, tell: Collection[int]) -> list[Member]:
    """Who is named.

    Raises:
        Refused: it is not clear who is meant, or somebody may not read the thing.
    """
    if "@" not in text and not tell:
        return []
    here = {one.member.pk: one for one in colleagues(about)}
    found = mentions(text, {pk: one.member.name for pk, one in here.items()})
    if found.unclear:
        raise Refused(
            _("More than one person is called %(names)s. Write the whole name after the @.")
            % {"names": listed(found.unclear)}
        )
    wanted = [here[pk] for pk in dict.fromkeys([*found.people, *tell]) if pk in here]
    if refused := [one.member.name for one in wanted if not one.may_read]:
        raise Refused(
            _(
                "%(names)s may not read what this is about, so nothing was sent. Leave the name out, "
                "or ask in another way."
            )
            % {"names": listed(refused)}
        )
    return [one.member for one in wanted]


def _call(question: Question, by: Member, people: Iterable[Member], why: str) -> None:
    """Let the question wait for these people, but for who just wrote."""
    for one in people:
        if one.pk != by.pk:
            Call.objects.update_or_create(
                question=question,
                member=one,
                defaults={
                    "school": question.school,
                    "why": why,
                    "by": by,
                    "made_at": timezone.now(),
                    "done_at": None,
                },
            )
