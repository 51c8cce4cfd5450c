"""Filtering or virus protection that has run out: a red line on the pages of those who answer for it."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.alarms import Alarm
from schools.models import Member
from schools.permissions import may
from schools.prepared import prepared

from .falling import Stands
from .models import PROTECTIVE, RegisterEntry
from .wording_registers import kind_title, state_words

MOST_NAMED = 2


def protection_runs_out(tomorrow: datetime.date) -> Any:
    """Whether the school of a member has any that runs out before `tomorrow`."""
    entries = RegisterEntry.objects.with_scopes_disabled().order_by()
    return Exists(
        entries.filter(
            school=OuterRef("school"),
            retired_on=None,
            kind__in=PROTECTIVE,
            renews_on__lt=tomorrow,
        )
    )


def protection_run_out(member: Member) -> list[Alarm]:
    """What has run out, for senior managers, coordinators, technicians and whoever answers for it: one query."""
    today = timezone.localdate()
    if may(member, "audits.answer_for_safety"):
        found = _run_out(member.school, today=today, own=False)
    else:
        found = _run_out(member.school, today=today, own=True, member=member.pk)
    slug = member.school.slug
    keeps = may(member, "audits.write_registers")
    alarms = [
        Alarm(
            _("%(kind)s %(ago)s: %(name)s.")
            % {
                "kind": kind_title(one.kind),
                "ago": state_words(one, Stands.EXPIRED, today),
                "name": one.name,
            },
            _("Renew it") if keeps else _("See it"),
            reverse("audits:entry", args=[slug, one.pk]),
        )
        for one in found[:MOST_NAMED]
    ]
    if more := len(found) - len(alarms):
        words = ngettext("%(n)s more has run out.", "%(n)s more have run out.", more)
        url = reverse("audits:entries", args=[slug]) + "?state=expired"
        alarms.append(Alarm(words % {"n": more}, _("See them"), url))
    return alarms


@prepared
def _run_out(
    *, school: int, today: datetime.date, own: bool, member: int = 0
) -> QuerySet[RegisterEntry]:
    """What has run out; with `own`, only what that member answers for."""
    rows = RegisterEntry.objects.filter(
        school=school, retired_on=None, kind__in=PROTECTIVE, renews_on__lt=today
    )
    if own:
        rows = rows.filter(owner=member)
    return rows.order_by("renews_on", "pk")
