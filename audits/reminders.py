"""Who is reminded of a skills audit: those not finished, three days before it closes and on its last day."""

from __future__ import annotations

import datetime

from django.utils import timezone
from django_scopes import scope

from notices.reminders import Reminded
from schools.models import School

from .letters import Sent, remind_all
from .models import SkillsAudit

DAYS_BEFORE = (3, 0)


def send() -> Reminded:
    """Remind everybody in every school whom it is time to remind today, where their school is."""
    sent = failed = 0
    waiting = SkillsAudit.objects.with_scopes_disabled().filter(closed_on=None)
    for school in School.objects.filter(sample=False, pk__in=waiting.values("school")):
        with scope(school=school), timezone.override(school.time_zone):
            for done in _remind_in(school):
                sent, failed = sent + done.count, failed + len(done.failed)
    return Reminded("skills audits", sent, failed)


def _remind_in(school: School) -> list[Sent]:
    today = timezone.localdate()
    days = [today + datetime.timedelta(days=before) for before in DAYS_BEFORE]
    found = []
    for audit in SkillsAudit.objects.filter(closed_on=None, closes_on__in=days):
        audit.school = school
        found.append(remind_all(audit))
    return found
