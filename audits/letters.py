"""The e-mails of a skills audit: asked to answer, reminded."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notices import mail

from .models import SkillsAsked, SkillsAudit
from .needs import minutes_for

LETTER = "audits/letter"


@dataclass
class Sent:
    """How many e-mails went out, who could not be sent one, and who has no way to sign in."""

    count: int = 0
    failed: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)


def can_be_reached(one: SkillsAsked) -> bool:
    """Whether somebody is in the school, can sign in and has an address."""
    member = one.member
    return bool(member.user_id and member.email and not member.left_on)


def ask(audit: SkillsAudit, people: Iterable[SkillsAsked], counts: dict[str, int]) -> Sent:
    """Tell these people that the round is open; `counts` are the statements by audience."""
    sent, told = Sent(), []
    connection = mail.connection()
    for one in people:
        if not can_be_reached(one):
            sent.without.append(one.member.name)
            continue
        many = counts.get(one.audience, 0)
        words = [
            _(
                "What can you do with %(ict)s, what would you like to learn, and what could you show "
                "others? “%(audit)s” is open until %(day)s."
            )
            % {
                "ict": audit.school.labels["ict"],
                "audit": audit.title,
                "day": date_format(audit.closes_on, "l j F"),
            },
            _(
                "%(statements)s statements, about %(minutes)s minutes, on a phone too. Each answer is saved "
                "as you give it. Your answers are seen by you, the senior managers and the coordinator; "
                "everybody else sees only groups of three people or more."
            )
            % {"statements": many, "minutes": minutes_for(many)},
        ]
        try:
            _letter(
                audit,
                one,
                _("Your skills: %(audit)s") % {"audit": audit.title},
                words,
                _("Answer"),
                connection,
            )
        except mail.NotSent:
            sent.failed.append(one.member.name)
        else:
            sent.count += 1
            told.append(one.pk)
    connection.close()
    SkillsAsked.objects.filter(pk__in=told, asked_at=None).update(asked_at=timezone.now())
    return sent


def remind(audit: SkillsAudit, one: SkillsAsked, days: int, connection: BaseEmailBackend) -> None:
    """Remind one person that `days` are left, 0 on the last day.

    Raises:
        NotSent: the mail server did not take it.
    """
    left = (
        ngettext("There is %(days)s day left", "There are %(days)s days left", days)
        % {"days": days}
        if days
        else _("Today is the last day")
    )
    words = [
        _("%(left)s for “%(audit)s”, and some statements still have no answer of yours.")
        % {"left": left, "audit": audit.title},
        _("What you have answered is kept: it goes on where you stopped."),
    ]
    subject = _("%(left)s: %(audit)s") % {"left": left, "audit": audit.title}
    _letter(audit, one, subject, words, _("Go on"), connection)


def _letter(
    audit: SkillsAudit,
    one: SkillsAsked,
    subject: str,
    words: list[str],
    verb: str,
    connection: BaseEmailBackend,
) -> None:
    path = reverse("audits:skills_answer", args=[audit.school.slug, audit.pk])
    context = {
        "name": one.member.name,
        "words": words,
        "verb": verb,
        "link": mail.absolute(path),
        "school": audit.school.name,
        "audit": audit.title,
    }
    mail.send(one.member.email, subject, LETTER, context, connection=connection)


def remind_all(audit: SkillsAudit) -> Sent:
    """Remind everybody who has not finished and was not reminded today."""
    sent, today = Sent(), timezone.localdate()
    waiting = SkillsAsked.objects.filter(audit=audit, finished_at=None, member__left_on=None)
    connection = mail.connection()
    for one in waiting.exclude(reminded_on=today).select_related("member"):
        if not can_be_reached(one):
            sent.without.append(one.member.name)
            continue
        if not claim(one, today):
            continue
        try:
            remind(audit, one, (audit.closes_on - today).days, connection)
            sent.count += 1
        except mail.NotSent:
            SkillsAsked.objects.filter(pk=one.pk).update(reminded_on=one.reminded_on)
            sent.failed.append(one.member.name)
    connection.close()
    return sent


def claim(one: SkillsAsked, today: datetime.date) -> bool:
    """Note the reminder before it goes out: of two runs at once only one sends it."""
    unclaimed = SkillsAsked.objects.filter(pk=one.pk).exclude(reminded_on=today)
    return bool(unclaimed.update(reminded_on=today))
