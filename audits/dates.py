"""Days of training in the calendar: until when to answer, and what somebody attends or gives."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from schools.dates import CalendarDate
from schools.models import Member
from schools.permissions import may

from .models import SkillsAsked, TrainingOffer


def training_days(member: Member) -> Iterable[CalendarDate]:
    """The last day of a round that the member has not finished, and their training: two queries."""
    if not may(member, "audits.sign_up"):
        return
    slug = member.school.slug
    asked = SkillsAsked.objects.filter(member=member, finished_at=None, audit__closed_on=None)
    for one in asked.select_related("audit"):
        yield CalendarDate(
            one.audit.closes_on,
            _("Last day to answer: %(audit)s") % {"audit": one.audit.title},
            reverse("audits:skills_answer", args=[slug, one.audit_id]),
            f"skills-{one.audit_id}",
        )
    mine = Q(giver=member) | Q(signed_up__member=member)
    rows = TrainingOffer.objects.filter(mine, held_on__isnull=False, cancelled_on=None).distinct()
    for offer in rows:
        if offer.held_on is not None:
            yield CalendarDate(
                offer.held_on,
                _("Training: %(offer)s") % {"offer": offer.title},
                reverse("audits:offer", args=[slug, offer.pk]),
                f"training-{offer.pk}",
            )
