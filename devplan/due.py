"""What the plan asks of a member: a word on actions they lead, a signature, minutes, looks. One query."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notices.due import DATE_HAS_COME, WAITED_FOR, Due
from schools.models import Member
from schools.permissions import may
from schools.prepared import prepared

from . import due_looks, due_rounds
from .asked import Row, asked_as
from .models import Action, Direction, Discussion, PlanSignature, Rag, State, Status
from .queries.rounds import lingers_from
from .rag import SETTLED, SOON

Capacity = PlanSignature.Capacity


def needs(member: Member) -> list[Due]:
    """What plans ask of `member` today: one query, whatever there is."""
    today = timezone.localdate()
    asked = _asked(
        member.school,
        member=member.pk,
        today=today,
        soon=today + datetime.timedelta(days=SOON),
        quiet_since=today - datetime.timedelta(days=SOON),
        rounds_since=lingers_from(today),
        looks_until=today + datetime.timedelta(days=due_looks.BEFORE),
        signed_as=_capacities(member),
    )
    rows = [Row(*row) for row in asked]
    rows.sort(key=lambda row: (row.day or datetime.date.max, row.pk))
    in_round = [row for row in rows if row.kind == "round"]
    once = {row.pk for row in in_round}
    return [
        *due_rounds.due(member, in_round),
        *_words_due(member, [row for row in rows if row.kind == "word" and row.pk not in once]),
        *(_signature_due(member, row) for row in rows if row.kind == "signature"),
        *(_minutes_due(member, row) for row in rows if row.kind == "minutes"),
        *due_looks.due(member, [row for row in rows if row.kind == "look"]),
    ]


@prepared
def _asked(
    *,
    school: int,
    member: int,
    today: datetime.date,
    soon: datetime.date,
    quiet_since: datetime.date,
    rounds_since: datetime.date,
    looks_until: datetime.date,
    signed_as: tuple[str, ...],
) -> QuerySet[Any, Any]:
    """All that is asked of a member, as rows of one shape."""
    asked = [
        due_rounds.words(school, member, rounds_since),
        _discussions(member),
        *due_looks.looks(member, looks_until),
    ]
    if signed_as:
        asked.append(_signatures(signed_as))
    return _words(member, today, soon, quiet_since).union(*asked)


def _words(
    member: int, today: datetime.date, soon: datetime.date, quiet_since: datetime.date
) -> QuerySet[Any, Any]:
    """Actions that the member leads and that are late, not begun in time, or due soon.

    Who has said a word of it in the last 14 days is not asked again; which half-term it is would
    take another query.
    """
    quiet = Q(updated_on=None) | Q(updated_on__lt=quiet_since)
    waiting = (
        Action.objects.filter(lead=member, objective__plan__state=State.AGREED)
        .exclude(status__in=SETTLED)
        .filter(
            quiet,
            Q(ends_on__lte=soon) | Q(status="not_started", starts_on__lt=today),
        )
    )
    return asked_as(waiting, "word", "text", "ends_on", "objective__plan_id")


def _words_due(member: Member, rows: Sequence[Row]) -> list[Due]:
    if not rows:
        return []
    today = timezone.localdate()
    late = sum(row.day is not None and row.day < today for row in rows)
    words = (
        _("“%(action)s” needs a word from you") % {"action": rows[0].words}
        if len(rows) == 1
        else _("%(n)s of your actions need a word") % {"n": len(rows)}
    )
    detail = (
        ngettext("%(n)s is past its finish.", "%(n)s are past their finish.", late) % {"n": late}
        if late
        else _("How far is it? Two taps and a sentence.")
    )
    url = reverse("devplan:updates", args=[member.school.slug, rows[0].plan])
    asked = Due(DATE_HAS_COME, words, detail, _("Say how far"), url)
    if late or len(rows) > 1:
        return [asked]
    # One tap says that it goes as planned; anything else wants a sentence.
    post = reverse("devplan:update", args=[member.school.slug, rows[0].plan, rows[0].pk])
    fields = (("status", Status.UNDER_WAY.value), ("rag", Rag.GREEN.value))
    return [replace(asked, post=post, fields=fields, post_verb=_("On track"))]


def _capacities(member: Member) -> tuple[str, ...]:
    """As what others must have signed for the member's signature to be waited for."""
    wanted: list[str] = []
    if may(member, "devplan.agree"):
        wanted.append(Capacity.AUTHOR)
    if may(member, "devplan.sign_as_author"):
        wanted.append(Capacity.HEAD)
    return tuple(wanted)


def _signatures(signed_as: Sequence[str]) -> QuerySet[Any, Any]:
    """Drafts, and changes of a plan in force, that somebody has signed and that wait for the member."""
    signed = PlanSignature.objects.filter(version=None, capacity__in=signed_as)
    return asked_as(signed, "signature", "plan__title", None, "plan_id", "capacity", "plan__state")


def _signature_due(member: Member, row: Row) -> Due:
    if row.more == State.AGREED:
        words = _("Changes of the plan “%(plan)s” wait for your signature")
        detail = _("One of the two has signed them. With yours they are part of the plan.")
    else:
        words = _("The plan “%(plan)s” waits for your signature")
        detail = (
            _("Its author has signed it. With your signature it is in force.")
            if row.who == Capacity.AUTHOR
            else _("The headteacher has agreed it. With your signature it is in force.")
        )
    url = reverse("devplan:agree", args=[member.school.slug, row.plan])
    return Due(WAITED_FOR, words % {"plan": row.words}, detail, _("Read and sign"), url)


def _discussions(member: int) -> QuerySet[Any, Any]:
    """Minutes that wait for the member."""
    led = Q(series__direction=Direction.DOWN, series__subject__leaders=member)
    waiting = Discussion.objects.filter(
        Q(series__people=member) | led, state=Discussion.State.HELD, plan__state=State.AGREED
    ).exclude(held_by=member)
    return asked_as(waiting, "minutes", "series__title", "held_on", "plan_id", "held_by__name")


def _minutes_due(member: Member, row: Row) -> Due:
    words = _("The minutes of “%(title)s” wait for you") % {"title": row.words}
    detail = _("Held on %(day)s, closed by %(who)s.") % {
        "day": date_format(min(row.day or timezone.localdate(), timezone.localdate())),
        "who": row.who or _("a former member"),
    }
    url = reverse("devplan:discussion", args=[member.school.slug, row.plan, row.pk])
    return Due(WAITED_FOR, words, detail, _("Read and agree"), url)
