"""Answering about one's own skills. Nothing of what is said stands in the trail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from schools.models import Member
from schools.permissions import check
from schools.refusals import Refused

from ..models import How, SkillsAnswer, SkillsAsked
from ..queries.answering import questions_for


class NotSaid(Refused):
    """What was said of one question is refused; `question` is its id."""

    def __init__(self, question: int, words: str) -> None:
        super().__init__(words)
        self.question = question


@dataclass(frozen=True)
class Say:
    """What somebody says to one question; None leaves a thing as it is."""

    question: int
    confidence: int | None = None
    helps: bool | None = None
    wants: bool | None = None
    how: str | None = None


@dataclass(frozen=True)
class Heard:
    """What came of it: how many answers changed, how many questions have one, of how many."""

    changed: int
    done: int
    total: int

    @property
    def finished(self) -> bool:
        return self.done == self.total


@transaction.atomic
def say(asked: SkillsAsked, member: Member, words: Iterable[Say]) -> Heard:
    """Save what is said; with the last statement answered, the whole of it is finished.

    Raises:
        NotAllowed: it is somebody else's to answer.
        NotSaid: a question is not asked of them, or an answer is none of those there are.
        Refused: the round has ended.
    """
    asked = _held(asked, member)
    questions = {one.pk: one for one in questions_for(asked)}
    there = {one.question_id: one for one in SkillsAnswer.objects.filter(asked=asked)}
    new, changed = [], []
    for one in words:
        if one.question not in questions:
            raise NotSaid(one.question, _("This is not asked of you."))
        row = there.get(one.question)
        before = _plain(row) if row else (None, False, False, "")
        now = _after(one, before)
        if now == before:
            continue
        if row is None:
            row = SkillsAnswer(school=asked.school, asked=asked, question=questions[one.question])
            there[one.question] = row
            new.append(row)
        elif row.pk:
            changed.append(row)
        row.confidence, row.helps, row.wants, row.how = now
    SkillsAnswer.objects.bulk_create(new)
    SkillsAnswer.objects.bulk_update(changed, ["confidence", "helps", "wants", "how"])
    done = sum(one.confidence is not None and pk in questions for pk, one in there.items())
    if done == len(questions) and asked.finished_at is None:
        asked.finished_at = timezone.now()
        asked.save(update_fields=["finished_at"])
    return Heard(len(new) + len(changed), done, len(questions))


@transaction.atomic
def choose_group(asked: SkillsAsked, member: Member, group: str, known: Iterable[str]) -> None:
    """Say where one mostly works, which is where the results count one.

    Raises:
        NotAllowed: it is somebody else's to say.
        Refused: the round has ended, its groups are not chosen, or there is no such group.
    """
    asked = _held(asked, member)
    if asked.audit.grouping == asked.audit.Grouping.POSITION or group not in set(known):
        raise Refused(_("Choose where you mostly work."))
    asked.group = group
    asked.save(update_fields=["group"])


@transaction.atomic
def show_help(asked: SkillsAsked, member: Member, shows: bool) -> None:
    """Say whether all colleagues may see what one could help with; one may at any time.

    Raises:
        NotAllowed: it is somebody else's to say.
    """
    check(member, "audits.answer_skills", asked)
    SkillsAsked.objects.filter(pk=asked.pk).update(shows_help=shows)


def _held(asked: SkillsAsked, member: Member) -> SkillsAsked:
    check(member, "audits.answer_skills", asked)
    asked = (
        SkillsAsked.objects.select_for_update(of=("self",))
        .select_related("audit", "school")
        .get(pk=asked.pk)
    )
    if not asked.audit.is_open:
        raise Refused(
            _("This could be answered until %(day)s. What you said before is kept.")
            % {"day": date_format(asked.audit.ended_on)}
        )
    return asked


Plain = tuple[int | None, bool, bool, str]


def _plain(row: SkillsAnswer) -> Plain:
    return row.confidence, row.helps, row.wants, row.how


def _after(one: Say, before: Plain) -> Plain:
    if one.confidence is not None and one.confidence not in (1, 2, 3, 4):
        raise NotSaid(one.question, _("Choose one of the four answers."))
    if one.how and one.how not in How.values:
        raise NotSaid(one.question, _("Choose one of the ways to learn."))
    confidence = before[0] if one.confidence is None else one.confidence
    helps = before[1] if one.helps is None else one.helps
    wants = before[2] if one.wants is None else one.wants
    how = before[3] if one.how is None else one.how
    return confidence, helps, wants, how if wants else ""
