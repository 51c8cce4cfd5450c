"""Who is reminded of what falls due in the registers: whoever answers for it, else the coordinators."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable

from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_scopes import scope

from notices import mail
from notices.reminders import Reminded
from schools.models import Member, Position, PositionKind, School

from .falling import Stands
from .models import RegisterEntry
from .reminding import DAYS_BEFORE, GIVEN_UP_AFTER, is_to_remind
from .wording_registers import cost_words, kind_title, state_words

LETTER = "audits/registers/letter"
# Whom it falls to where nobody who can be reached answers for an entry: the first kind that anybody is.
INSTEAD = (PositionKind.COORDINATOR, PositionKind.TECHNICIAN, PositionKind.HEADTEACHER)


def send() -> Reminded:
    """Remind in every school, where their school is: one e-mail a person, whatever falls due."""
    sent = failed = 0
    dated = RegisterEntry.objects.with_scopes_disabled().filter(
        retired_on=None, renews_on__isnull=False
    )
    for school in School.objects.filter(sample=False, pk__in=dated.order_by().values("school")):
        with scope(school=school), timezone.override(school.time_zone):
            done, missed = _remind_in(school)
        sent, failed = sent + done, failed + missed
    return Reminded("registers", sent, failed)


def _remind_in(school: School) -> tuple[int, int]:
    today = timezone.localdate()
    due: dict[int, list[RegisterEntry]] = defaultdict(list)
    people: dict[int, Member] = {}
    instead: list[Member] | None = None
    for entry in _near(school, today):
        assert entry.renews_on is not None
        if not is_to_remind(entry.renews_on, entry.notice_on, entry.reminded_on, today):
            continue
        answers = [entry.owner] if entry.owner and can_be_reached(entry.owner) else None
        if answers is None:
            instead = _instead(school) if instead is None else instead
            answers = instead
        for member in answers:
            people[member.pk] = member
            due[member.pk].append(entry)
    sent = failed = 0
    claimed: dict[int, bool] = {}
    connection = mail.connection()
    for pk, entries in due.items():
        ours = [one for one in entries if _claim(one, today, claimed)]
        if not ours:
            continue
        try:
            _letter(school, people[pk], ours, today, connection)
            sent += 1
        except mail.NotSent:
            failed += 1
            for one in ours:
                before = RegisterEntry.objects.filter(pk=one.pk)
                before.update(reminded_on=one.reminded_on)
    connection.close()
    return sent, failed


def _near(school: School, today: datetime.date) -> Iterable[RegisterEntry]:
    """The entries of which somebody might be reminded."""
    until = today + datetime.timedelta(days=max(DAYS_BEFORE))
    rows = RegisterEntry.objects.filter(school=school, retired_on=None).filter(
        renews_on__gte=today - datetime.timedelta(days=GIVEN_UP_AFTER)
    )
    near = rows.filter(notice_on__lte=until) | rows.filter(renews_on__lte=until)
    return near.select_related("owner").order_by("renews_on", "pk")


def _claim(entry: RegisterEntry, today: datetime.date, claimed: dict[int, bool]) -> bool:
    """Note the reminder before it goes out: of two runs at once only one sends it."""
    if entry.pk not in claimed:
        unclaimed = RegisterEntry.objects.filter(pk=entry.pk).exclude(reminded_on=today)
        claimed[entry.pk] = bool(unclaimed.update(reminded_on=today))
    return claimed[entry.pk]


def can_be_reached(member: Member) -> bool:
    """Whether somebody is in the school, can sign in and has an address."""
    return bool(member.user_id and member.email and not member.left_on)


def _instead(school: School) -> list[Member]:
    for kind in INSTEAD:
        rows = Position.objects.filter(school=school, kind=kind, member__left_on=None)
        found = [one.member for one in rows.select_related("member").order_by("member__name")]
        reached = [one for one in found if can_be_reached(one)]
        if reached:
            return reached
    return []


def _letter(
    school: School,
    member: Member,
    entries: list[RegisterEntry],
    today: datetime.date,
    connection: BaseEmailBackend,
) -> None:
    lines = [(one.name, _words(one, today), _details(one)) for one in entries]
    many = len(entries)
    subject = (
        f"{entries[0].name}: {lines[0][1]}"
        if many == 1
        else ngettext(
            "%(n)s entry of the registers falls due",
            "%(n)s entries of the registers fall due",
            many,
        )
        % {"n": many}
    )
    path = (
        reverse("audits:entry", args=[school.slug, entries[0].pk])
        if many == 1
        else reverse("audits:falling", args=[school.slug])
    )
    context = {
        "name": member.name,
        "lines": lines,
        "verb": _("See it") if many == 1 else _("See what falls due"),
        "link": mail.absolute(path),
        "school": school.name,
    }
    mail.send(member.email, subject, LETTER, context, connection=connection)


def _words(entry: RegisterEntry, today: datetime.date) -> str:
    if entry.renews_on and entry.renews_on < today:
        return state_words(entry, Stands.EXPIRED, today)
    late = entry.notice_on is not None and entry.notice_on <= today
    return state_words(entry, Stands.NOTICE if late else Stands.SOON, today)


def _details(entry: RegisterEntry) -> str:
    said = (kind_title(entry.kind), entry.supplier, cost_words(entry.pence, entry.period))
    return ", ".join(one for one in said if one)
