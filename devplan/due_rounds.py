"""What a round of updates asks of somebody: a word on each of their actions."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from notices.due import DATE_HAS_COME, Due
from schools.models import Member

from .asked import Row, asked_as
from .queries.rounds import asked_in, due_since
from .queries.updates import asked_of_you


def words(school: int, member: int, since: datetime.date) -> QuerySet[Any, Any]:
    """Actions that the member leads and of which a round due `since` waits for a word."""
    rounds = due_since(since, "updateround__") & Q(updateround__school=school)
    waiting = asked_in(rounds).filter(action__lead=member, owed=True)
    return asked_as(
        waiting,
        "round",
        "action__text",
        "updateround__due_on",
        "updateround__plan_id",
        "updateround_id",
        number="action_id",
    )


def due(member: Member, found: Sequence[Row]) -> list[Due]:
    """The words that a round waits for, as one thing."""
    if not found or found[0].day is None:
        return []
    day = date_format(found[0].day, "l j F")
    sentence = (
        _("“%(action)s” needs a word by %(day)s") % {"action": found[0].words, "day": day}
        if len(found) == 1
        else asked_of_you(len(found), found[0].day)
    )
    detail = (
        _("That day has passed: two taps and a sentence are welcome still.")
        if found[0].day < timezone.localdate()
        else _("How far is it? Two taps and a sentence each.")
    )
    url = reverse("devplan:updates", args=[member.school.slug, found[0].plan])
    return [Due(DATE_HAS_COME, sentence, detail, _("Say how far"), url, own_letter=True)]
