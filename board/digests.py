"""The e-mail of what waits for somebody and what is new: one a person, only when there is something."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import apnumber
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_scopes import scope

from notices import due, mail, news
from notices.due import Due
from notices.news import News
from schools.labels import upper_first
from schools.models import Member, School

from . import unsubscribing
from .models import Digest, How

LETTER = "board/letter"
# A run that broke off is taken up again by the next one after this.
BROKE_OFF = datetime.timedelta(minutes=15)
FURTHEST = datetime.timedelta(days=14)
MOST = 12
SATURDAY = 5


@dataclass(frozen=True)
class Told:
    """What a run did: how many e-mails went out, how many the mail server did not take."""

    sent: int = 0
    failed: int = 0


def send(now: datetime.datetime | None = None) -> Told:
    """Tell everybody in every school whose turn it is, by the day where their school is.

    A school counts once it is set up, or a second person has joined: one that was begun and left is told nothing.

    Nobody is told twice for one day, however often it runs. The sample school's people have no
    letter box.
    """
    sent = failed = 0
    for school in _schools():
        with scope(school=school), timezone.override(school.time_zone):
            told = _tell(school, now or timezone.now())
        sent, failed = sent + told.sent, failed + told.failed
    return Told(sent, failed)


def _schools() -> QuerySet[School]:
    joined = Member.objects.with_scopes_disabled().filter(left_on=None, user__is_active=True)
    by_two = joined.order_by().values("school").annotate(n=Count("pk")).filter(n__gt=1)
    told = Q(set_up_at__isnull=False) | Q(pk__in=by_two.values("school"))
    return School.objects.filter(told, sample=False).order_by("pk")


def _tell(school: School, now: datetime.datetime) -> Told:
    today = timezone.localdate(now)
    if today.weekday() >= SATURDAY:
        return Told()
    sent = failed = 0
    connection = mail.connection()
    for member in _whose_turn(school, today, now):
        member.school = school
        claim = _claim(member, today, now)
        if claim is None:
            continue
        try:
            sent += _letter(member, claim, now, connection)
        except mail.NotSent:
            claim.delete()
            failed += 1
    connection.close()
    return Told(sent, failed)


def _whose_turn(school: School, today: datetime.date, now: datetime.datetime) -> QuerySet[Member]:
    """Who is to be told today: those of every weekday, and those of the week who were not this week."""
    monday = today - datetime.timedelta(days=today.weekday())
    broke_off = Q(digests__done_at=None, digests__begun_at__lte=now - BROKE_OFF)
    this_week = Member.objects.filter(digests__day__gte=monday).exclude(broke_off)
    on_the_day = Member.objects.filter(digests__day=today).exclude(broke_off)
    here = Member.objects.filter(school=school, left_on=None, user__is_active=True).exclude(
        email=""
    )
    daily = Q(telling__how=How.DAILY) & ~Q(pk__in=on_the_day.values("pk"))
    weekly = (Q(telling=None) | Q(telling__how=How.WEEKLY)) & ~Q(pk__in=this_week.values("pk"))
    return (
        here.filter(daily | weekly)
        .annotate(told_at=Max("digests__begun_at", filter=Q(digests__done_at__isnull=False)))
        .select_related("telling")
        .prefetch_related("positions", "subjects")
        .order_by("pk")
    )


def _claim(member: Member, today: datetime.date, now: datetime.datetime) -> Digest | None:
    """Take somebody's e-mail of today: None where another run has it, or it is done."""
    claim, ours = Digest.objects.get_or_create(
        school=member.school, member=member, day=today, defaults={"begun_at": now}
    )
    if ours:
        return claim
    stale = Digest.objects.filter(pk=claim.pk, done_at=None, begun_at__lte=now - BROKE_OFF)
    return claim if stale.filter(begun_at=claim.begun_at).update(begun_at=now) else None


def _letter(
    member: Member, claim: Digest, now: datetime.datetime, connection: BaseEmailBackend
) -> bool:
    """Send it where there is something; whether it was sent.

    Raises:
        NotSent: the mail server did not take it.
    """
    last = getattr(member, "told_at", None)
    daily = how_of(member) == How.DAILY
    since = last or now - datetime.timedelta(days=1 if daily else 7)
    waits = [one for one in due.collect(member) if not one.own_letter]
    fresh = news.collect(member, max(since, now - FURTHEST))
    said = _digest_of(waits)
    same = daily and not fresh and Digest.objects.filter(member=member, said=said).exists()
    claim.lines, claim.said = len(waits) + len(fresh), said
    going = bool(claim.lines) and not same
    if going:
        context = letter_context(member, waits, fresh)
        never = mail.absolute(unsubscribing.path(member))
        headers = {
            "List-Unsubscribe": f"<{never}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        }
        subject = subject_of(member.school, waits, fresh)
        mail.send(member.email, subject, LETTER, context, connection=connection, headers=headers)
    else:
        claim.lines = 0
    claim.done_at = timezone.now()
    claim.save(update_fields=["lines", "said", "done_at"])
    return going


def letter_context(member: Member, waits: list[Due], fresh: list[News]) -> dict[str, object]:
    """What the e-mail's templates need; every address whole."""
    slug = member.school.slug
    return {
        "name": member.name,
        "school_name": member.school.name,
        "headline": headline(waits, fresh),
        "waits": [(one.sentence, one.detail, mail.absolute(one.url)) for one in waits[:MOST]],
        "more": max(len(waits) - MOST, 0),
        "fresh": [(one.sentence, mail.absolute(one.url)) for one in fresh[:MOST]],
        "front": mail.absolute(reverse("front", args=[slug])),
        "choose": mail.absolute(reverse("board:telling", args=[slug])),
        "never": mail.absolute(unsubscribing.path(member)),
    }


def headline(waits: list[Due], fresh: list[News]) -> str:
    """What the e-mail says first: "Two things wait for you"."""
    if waits:
        words = ngettext("%(n)s thing waits for you", "%(n)s things wait for you", len(waits))
        return upper_first(words % {"n": _number(len(waits))})
    words = ngettext("%(n)s thing is new", "%(n)s things are new", len(fresh))
    return upper_first(words % {"n": _number(len(fresh))})


def subject_of(school: School, waits: list[Due], fresh: list[News]) -> str:
    """The subject line: the finding, and of which school."""
    return _("%(headline)s at %(school)s") % {
        "headline": headline(waits, fresh),
        "school": school.name,
    }


def how_of(member: Member) -> str:
    """How often the member wants to be told."""
    telling = getattr(member, "telling", None)
    return telling.how if telling else How.WEEKLY


def _number(number: int) -> str:
    return str(apnumber(number))


def _digest_of(waits: Iterable[Due]) -> str:
    """One short text for all that waits: the same as long as the same waits."""
    parts = "\n".join(sorted(f"{one.sentence} {one.url}" for one in waits))
    return hashlib.sha256(parts.encode()).hexdigest()
