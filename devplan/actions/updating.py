"""Saying how far things are: an action's status, a colour and a sentence; whether a criterion is met."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.models import Member
from schools.permissions import check
from schools.refusals import Refused
from schools.trail import record, sentence

from .. import rag
from ..models import Action, Criterion, Plan, ProgressUpdate, Rag, State, Status
from ..queries.plans import colour_of, judge
from ..queries.terms import half_term_of
from .checking import NotSo, text_in
from .evidence import keep_evidence, link_in
from .rounds import close_if_answered

sentence("devplan.updated", gettext_lazy("%(who)s said how far “%(action)s” is"))
sentence("devplan.judged", gettext_lazy("%(who)s said of “%(criterion)s” whether it is met"))

TWICE = datetime.timedelta(minutes=2)


@dataclass(frozen=True)
class Word:
    """What somebody says of an action: its status, a colour where it is open, a sentence, and
    what shows it: a link, a file, both or neither.
    """

    status: str
    rag: str = ""
    text: str = ""
    link: str = ""
    file: UploadedFile | None = None


@transaction.atomic
def update(action: Action, member: Member, word: Word) -> ProgressUpdate:
    """Say how far an action is. The colour that follows from the dates is kept beside the stated one.

    The same word once more within two minutes is taken as a second tap, and kept once.

    Raises:
        NotAllowed: `member` neither leads the action nor may update others'.
        NotSo: no status or colour, no sentence where it is late, needs a word or is dropped, or the
            link or the file cannot be kept.
        Refused: the plan is not in force.
    """
    now = (
        Action.objects.select_for_update(of=("self",))
        .select_related("objective__plan__school")
        .get(pk=action.pk)
    )
    check(member, "devplan.update", now)
    plan = now.objective.plan
    _in_force(plan)
    said = _checked(word)
    last = now.updates.first()
    if (
        last is not None
        and last.member_id == member.pk
        and (last.status, last.rag, last.text, last.link)
        == (said.status, said.rag, said.text, said.link)
        and word.file is None
        and timezone.now() - last.made_at < TWICE
    ):
        return last
    today = timezone.localdate()
    now.status, now.rag, now.rag_reason, now.updated_on = (
        said.status,
        said.rag,
        said.text[:300],
        today,
    )
    now.save(update_fields=["status", "rag", "rag_reason", "updated_on"])
    criteria = judge(now.objective.criteria.all())
    began = half_term_of(plan.school, today)
    made = ProgressUpdate.objects.create(
        school=plan.school,
        action=now,
        member=member,
        status=said.status,
        rag=said.rag,
        computed_rag=colour_of(now, today, began, criteria).rag,
        text=said.text,
        link=said.link,
        evidence=keep_evidence(member, plan.school, word.file) if word.file else None,
    )
    path = plan.get_absolute_url()
    record(plan.school, member, "devplan.updated", path=path, action=now.text)
    close_if_answered(plan, member, now.pk)
    return made


@transaction.atomic
def judge_criterion(criterion: Criterion, member: Member, met: str) -> Criterion:
    """Say whether a success criterion is met.

    Raises:
        NotAllowed: `member` may not update the objective.
        NotSo: it is none of the answers.
        Refused: the plan is not in force.
    """
    objective = criterion.objective
    check(member, "devplan.update", objective)
    plan = Plan.objects.select_related("school").get(pk=objective.plan_id)
    _in_force(plan)
    if met not in Criterion.Met.values:
        raise NotSo("met", _("Choose whether the criterion is met."))
    if criterion.met == met:
        return criterion
    criterion.met = met
    criterion.save(update_fields=["met"])
    path = plan.get_absolute_url()
    record(plan.school, member, "devplan.judged", path=path, criterion=criterion.text)
    return criterion


def _in_force(plan: Plan) -> None:
    if plan.state == State.DRAFT:
        raise Refused(_("This plan is not agreed yet. Progress is said of it once it is in force."))
    if plan.state == State.CLOSED:
        raise Refused(_("This plan is closed and stays as it is."))


def _checked(word: Word) -> Word:
    text = text_in("text", word.text, 500)
    link = link_in("link", word.link)
    if word.status not in Status.values:
        raise NotSo("status", _("Choose how far it is."))
    if word.status in rag.SETTLED:
        if word.status == Status.DROPPED and not text:
            raise NotSo("text", _("Say in a sentence why it is dropped."))
        return Word(word.status, Rag.GREEN, text, link)
    if word.rag not in Rag.values:
        raise NotSo("rag", _("Choose a colour: on track, needs a word, or late."))
    if word.rag != Rag.GREEN and not text:
        raise NotSo("text", _("Say in a sentence what keeps it, or what would help."))
    return Word(word.status, word.rag, text, link)
