"""Days of the registers in the calendar: notice days, renewal dates, the next service."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from schools.dates import CalendarDate
from schools.models import Member
from schools.permissions import may

from .models import PROTECTIVE, Maintenance, RegisterEntry
from .queries.services import next_services


def register_days(member: Member) -> Iterable[CalendarDate]:
    """Days of what the member answers for; of filtering and virus protection for all who see to safety.

    Two queries.
    """
    if not may(member, "audits.read_registers"):
        return
    mine = Q(owner=member)
    if may(member, "audits.answer_for_safety"):
        mine |= Q(kind__in=PROTECTIVE)
    slug = member.school.slug
    rows = RegisterEntry.objects.filter(
        mine, school=member.school, retired_on=None, renews_on__isnull=False
    )
    for one in rows.order_by("renews_on", "pk"):
        url = reverse("audits:entry", args=[slug, one.pk])
        if one.notice_on is not None:
            yield CalendarDate(
                one.notice_on,
                _("Last day of notice: %(entry)s") % {"entry": one.name},
                url,
                f"notice-{one.pk}",
            )
        assert one.renews_on is not None
        yield CalendarDate(
            one.renews_on,
            _("Runs until today: %(entry)s") % {"entry": one.name},
            url,
            f"renewal-{one.pk}",
        )
    for line in next_services(Maintenance.objects.filter(entry__owner=member)):
        assert line.next_on is not None
        yield CalendarDate(
            line.next_on,
            _("Service: %(entry)s") % {"entry": line.entry.name},
            reverse("audits:entry", args=[slug, line.entry_id]),
            f"service-{line.entry_id}",
        )
