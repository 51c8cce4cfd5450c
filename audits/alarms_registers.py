"""Filtering or virus protection that has run out: a red line on the pages of those who answer for it."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.alarms import Alarm
from schools.json_rows import JSONRows
from schools.models import Member
from schools.permissions import may

from .falling import Stands
from .models import PROTECTIVE, RegisterEntry
from .wording_registers import kind_title, state_words

MOST_NAMED = 2
ROW = ("id", "kind", "name", "renews_on", "owner_id")


def protection_runs_out(tomorrow: datetime.date) -> Any:
    """What the school of a member has that runs out before `tomorrow`: rows of `ROW`."""
    entries = RegisterEntry.objects.with_scopes_disabled()
    return JSONRows(
        entries.filter(
            school=OuterRef("school"),
            retired_on=None,
            kind__in=PROTECTIVE,
            renews_on__lt=tomorrow,
        ),
        *ROW,
    )


def protection_run_out(member: Member, rows: list[Any]) -> list[Alarm]:
    """What has run out, for senior managers, coordinators, technicians and whoever answers for it."""
    today = timezone.localdate()
    entries = (RegisterEntry(**dict(zip(ROW, row, strict=True))) for row in rows)
    everything = may(member, "audits.answer_for_safety")
    found = []
    for one in entries:
        one.renews_on = datetime.date.fromisoformat(str(one.renews_on))
        if one.renews_on < today and (everything or one.owner_id == member.pk):
            found.append(one)
    found.sort(key=lambda one: (one.renews_on, one.pk))
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
