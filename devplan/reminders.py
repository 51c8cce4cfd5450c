"""Who is reminded of a round of updates: who still owes a word, once, from two days before its day."""

from __future__ import annotations

import datetime

from django.utils import timezone
from django_scopes import scope

from notices import mail
from notices.reminders import Reminded
from schools.models import School

from . import letters
from .models import RoundReminder, State, UpdateRound
from .queries.rounds import is_open, people_of
from .rounds import REMINDS_BEFORE


def send() -> Reminded:
    """Remind in every school, where their school is; rounds whose time is over are closed."""
    sent = failed = 0
    rounds = UpdateRound.objects.with_scopes_disabled().filter(closed_at=None)
    for school in School.objects.filter(sample=False, pk__in=rounds.values("school")):
        with scope(school=school), timezone.override(school.time_zone):
            done, missed = _remind_in(school)
        sent, failed = sent + done, failed + missed
    return Reminded("rounds of updates", sent, failed)


def _remind_in(school: School) -> tuple[int, int]:
    today = timezone.localdate()
    UpdateRound.objects.filter(closed_at=None).exclude(is_open(today)).update(
        closed_at=timezone.now()
    )
    sent = failed = 0
    connection = mail.connection()
    rounds = UpdateRound.objects.filter(
        closed_at=None,
        plan__state=State.AGREED,
        due_on__gte=today,
        due_on__lte=today + datetime.timedelta(days=REMINDS_BEFORE),
    )
    for one in rounds.select_related("plan"):
        one.plan.school = school
        # Who was asked a moment ago needs no reminder.
        if (today - timezone.localdate(one.asked_at)).days < REMINDS_BEFORE:
            continue
        for person in people_of(one):
            member = person.member
            if member is None or not person.owed or not letters.can_be_reached(member):
                continue
            # Noted before it goes out: of two runs at once only one sends it.
            claim, ours = RoundReminder.objects.get_or_create(
                school=school, round=one, member=member, defaults={"sent_on": today}
            )
            if not ours:
                continue
            try:
                letters.remind(one, person, connection)
                sent += 1
            except mail.NotSent:
                claim.delete()
                failed += 1
    connection.close()
    return sent, failed
