"""What is to be looked at, asked of whoever looks."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notices.due import DATE_HAS_COME, Due
from schools.models import Member

from .asked import Row, asked_as
from .models import Action, Monitoring, State, Status

# So many days before its day somebody is asked.
BEFORE = 7


def looks(member: int, soon: datetime.date) -> list[QuerySet[Any, Any]]:
    """Looks that `member` is to have until `soon` or that are past their day, actions' own ones too."""
    planned = Monitoring.objects.filter(
        by=member, done_on=None, planned_on__lte=soon, plan__state=State.AGREED
    )
    in_actions = Action.objects.filter(
        monitored_by=member,
        monitored_on__lte=soon,
        monitoring=None,
        objective__plan__state=State.AGREED,
    ).exclude(status=Status.DROPPED)
    return [
        asked_as(planned, "look", "about", "planned_on", "plan_id"),
        # A look may have the number of an action: `who` keeps the two apart.
        asked_as(in_actions, "look", "text", "monitored_on", "objective__plan_id", "text"),
    ]


def due(member: Member, rows: Sequence[Row]) -> list[Due]:
    """The looks of these rows, the earliest first, as one thing."""
    if not rows:
        return []
    today = timezone.localdate()
    late = sum(row.day is not None and row.day < today for row in rows)
    words = (
        _("“%(about)s” is to be looked at by you") % {"about": rows[0].words}
        if len(rows) == 1
        else _("%(n)s things are to be looked at by you") % {"n": len(rows)}
    )
    detail = (
        ngettext("%(n)s is past its day.", "%(n)s are past their day.", late) % {"n": late}
        if late
        else _("A sentence on what was found is enough.")
    )
    url = reverse("devplan:monitoring", args=[member.school.slug, rows[0].plan])
    return [Due(DATE_HAS_COME, words, detail, _("Write down what was found"), url)]
