"""Asking staff about their skills: opening a round, asking more people, giving more time, closing it."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.calendar import academic_year
from schools.models import Member, School
from schools.permissions import check
from schools.refusals import Refused
from schools.trail import record, sentence

from ..grouping import audience_of, first_group, is_asked
from ..models import Skill, SkillsAsked, SkillsAudit, SkillsQuestion
from ..queries.skills import in_order
from .statements import NotSo

LONGEST_DAYS = 120

sentence("audits.skills_opened", gettext_lazy("%(who)s opened “%(audit)s” until %(day)s"))
sentence("audits.skills_moved", gettext_lazy("%(who)s gave “%(audit)s” time until %(day)s"))
sentence("audits.skills_closed", gettext_lazy("%(who)s closed “%(audit)s”"))
sentence("audits.skills_asked", gettext_lazy("%(who)s asked %(count)s more people in “%(audit)s”"))


@transaction.atomic
def open_audit(
    school: School,
    member: Member,
    title: str,
    grouping: str,
    closes_on: datetime.date | None,
    people: Collection[Member],
) -> SkillsAudit:
    """Ask `people` all statements of the school, as they are worded now, until `closes_on`.

    Raises:
        NotAllowed: `member` may not.
        NotSo: there is no title, no such grouping, no day ahead, or nobody who can be asked.
        Refused: another round is open, or there is no statement to ask.
    """
    check(member, "audits.lead_skills")
    School.objects.select_for_update().get(pk=school.pk)
    today = timezone.localdate()
    title = " ".join(title.split())
    if not title or len(title) > 120:
        raise NotSo("title", _("Give it a title of at most 120 characters."))
    if grouping not in SkillsAudit.Grouping.values:
        raise NotSo("grouping", _("Choose how the results are grouped."))
    day = _day_ahead(closes_on, today)
    if running(school) is not None:
        raise Refused(_("One round is open already. Close it before another one begins."))
    skills = in_order(Skill.objects.filter(school=school, retired_on=None))
    if not skills:
        raise Refused(_("There is nothing to ask yet: take the statements from the library first."))
    chosen = _staff(people)
    if not chosen:
        raise NotSo("people", _("Choose whom to ask."))
    audit = SkillsAudit.objects.create(
        school=school,
        title=title,
        year=academic_year(today),
        grouping=grouping,
        opened_on=today,
        closes_on=day,
        opened_by=member,
    )
    SkillsQuestion.objects.bulk_create(
        SkillsQuestion(
            school=school,
            audit=audit,
            skill=one,
            area=one.area,
            text=one.text,
            why=one.why,
            order=order,
        )
        for order, one in enumerate(skills, start=1)
    )
    _ask(audit, chosen)
    _record(audit, member, "audits.skills_opened", day=date_format(day))
    return audit


@transaction.atomic
def ask_more(audit: SkillsAudit, member: Member, people: Collection[Member]) -> list[SkillsAsked]:
    """Ask more people in a round that is open; who is asked already stays as they are.

    Raises:
        NotAllowed: `member` may not.
        Refused: the round has ended, or nobody new was chosen.
    """
    audit = _held(audit, member)
    there = set(SkillsAsked.objects.filter(audit=audit).values_list("member_id", flat=True))
    made = _ask(audit, [one for one in _staff(people) if one.pk not in there])
    if not made:
        raise Refused(_("Nobody new was chosen."))
    _record(audit, member, "audits.skills_asked", count=len(made))
    return made


@transaction.atomic
def move(audit: SkillsAudit, member: Member, closes_on: datetime.date | None) -> SkillsAudit:
    """Set another closing day, from today on.

    Raises:
        NotAllowed: `member` may not.
        NotSo: no day ahead.
        Refused: the round has ended: its results were seen, and a change would give people away.
    """
    audit = _held(audit, member)
    day = _day_ahead(closes_on, timezone.localdate())
    if day != audit.closes_on:
        audit.closes_on = day
        audit.save(update_fields=["closes_on"])
        _record(audit, member, "audits.skills_moved", day=date_format(day))
    return audit


@transaction.atomic
def close(audit: SkillsAudit, member: Member) -> SkillsAudit:
    """End a round today; nothing in it changes any more.

    Raises:
        NotAllowed: `member` may not.
        Refused: it has ended.
    """
    audit = _held(audit, member)
    audit.closed_on = timezone.localdate()
    audit.save(update_fields=["closed_on"])
    _record(audit, member, "audits.skills_closed")
    return audit


def running(school: School) -> SkillsAudit | None:
    """The round that can be answered today."""
    rows = SkillsAudit.objects.filter(school=school, closed_on=None)
    return rows.filter(closes_on__gte=timezone.localdate()).first()


def _held(audit: SkillsAudit, member: Member) -> SkillsAudit:
    check(member, "audits.lead_skills")
    audit = (
        SkillsAudit.objects.select_for_update(of=("self",))
        .select_related("school")
        .get(pk=audit.pk)
    )
    if not audit.is_open:
        raise Refused(
            _(
                "This round ended on %(day)s, and people may have seen its results. It is not opened "
                "again; ask in a new round."
            )
            % {"day": date_format(audit.ended_on)}
        )
    return audit


def _day_ahead(day: datetime.date | None, today: datetime.date) -> datetime.date:
    if day is None:
        raise NotSo("closes_on", _("Say until when it can be answered."))
    if day < today:
        raise NotSo("closes_on", _("That day is past. Choose today or a later day."))
    if (day - today).days > LONGEST_DAYS:
        raise NotSo(
            "closes_on", _("That is more than four months ahead. Two weeks are usually enough.")
        )
    return day


def _staff(people: Collection[Member]) -> list[Member]:
    return [one for one in people if is_asked(one)]


def _ask(audit: SkillsAudit, people: Collection[Member]) -> list[SkillsAsked]:
    return SkillsAsked.objects.bulk_create(
        SkillsAsked(
            school=audit.school,
            audit=audit,
            member=one,
            audience=audience_of(one),
            group=first_group(audit.grouping, one),
        )
        for one in people
    )


def _record(audit: SkillsAudit, member: Member, verb: str, **about: Any) -> None:
    path = reverse("audits:skills", args=[audit.school.slug, audit.pk])
    record(audit.school, member, verb, path=path, audit=audit.title, **about)
