"""Who is reminded to rate: those not finished, three days before the deadline, the day before, and on it."""

from __future__ import annotations

import datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django_scopes import scope

from notices import mail
from notices.reminders import Reminded
from schools.models import School

from . import letters
from .models import Completion, Participant, Review, State

DAYS_BEFORE = (3, 1, 0)


def send() -> Reminded:
    """Remind everybody in every school whom it is time to remind today, where their school is."""
    sent = failed = 0
    waiting = Review.objects.with_scopes_disabled().filter(state=State.RATING)
    schools = School.objects.filter(sample=False, pk__in=waiting.values("school"))
    for school in schools:
        with scope(school=school), timezone.override(school.time_zone):
            done, missed = _remind_in(school)
        sent, failed = sent + done, failed + missed
    return Reminded("priority reviews", sent, failed)


def _remind_in(school: School) -> tuple[int, int]:
    today = timezone.localdate()
    days = [today + datetime.timedelta(days=before) for before in DAYS_BEFORE]
    finished = Completion.objects.filter(participant=OuterRef("pk"), round__revealed_at=None)
    people = (
        Participant.objects.filter(review__state=State.RATING, review__deadline__in=days)
        .filter(member__isnull=False, member__left_on=None)
        .exclude(Exists(finished))
        .exclude(reminded_on=today)
        .select_related("member", "review")
    )
    sent = failed = 0
    connection = mail.connection()
    for one in people:
        one.review.school = school
        if one.review.deadline is None or not letters.can_be_reached(one) or not _claim(one, today):
            continue
        try:
            letters.remind(one.review, one, (one.review.deadline - today).days, connection)
            sent += 1
        except mail.NotSent:
            Participant.objects.filter(pk=one.pk).update(reminded_on=one.reminded_on)
            failed += 1
    connection.close()
    return sent, failed


def _claim(one: Participant, today: datetime.date) -> bool:
    """Note the reminder before it goes out: of two runs at once only one sends it."""
    unclaimed = Participant.objects.filter(pk=one.pk).exclude(reminded_on=today)
    return bool(unclaimed.update(reminded_on=today))
