"""The days that the plan in force has for somebody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.dates import CalendarDate
from schools.models import Member
from schools.permissions import may
from schools.prepared import prepared

from . import due_rounds
from .asked import Row, asked_as
from .models import Action, Criterion, Direction, Monitoring, Plan, Series, State
from .queries.rounds import lingers_from
from .rag import SETTLED


def dates(member: Member) -> Iterable[CalendarDate]:
    """Finishes of the member's actions, words asked of them, looks they have, discussions, and for those
    who write the plan the days of its success criteria; one query.
    """
    rows = [
        Row(*row)
        for row in _rows(
            member.school,
            member=member.pk,
            rounds_since=lingers_from(timezone.localdate()),
            writes=may(member, "devplan.write_plan"),
        )
    ]
    yield from _round(member, [row for row in rows if row.kind == "round"])
    for row in rows:
        if row.kind != "round" and row.day is not None:
            yield _date(member, row)


def _date(member: Member, row: Row) -> CalendarDate:
    """A row as a day, with the page on which it is dealt with."""
    assert row.day is not None
    plan = [member.school.slug, row.plan]
    match row.kind:
        case "finish":
            words = _("To be finished: %(action)s") % {"action": row.words}
            url, key = reverse("devplan:update", args=[*plan, row.pk]), f"action-{row.pk}"
        case "action-look":
            words = _("Look at: %(what)s") % {"what": row.who or row.words}
            url, key = reverse("devplan:update", args=[*plan, row.pk]), f"action-look-{row.pk}"
        case "look":
            words = _("Look at: %(what)s") % {"what": row.words}
            url, key = reverse("devplan:look", args=[*plan, row.pk]), f"look-{row.pk}"
        case "discussion":
            words = _("Discussion: %(title)s") % {"title": row.words}
            url, key = reverse("devplan:discussions", args=plan), f"discussion-{row.pk}"
        case _:
            words = _("By today: %(criterion)s") % {"criterion": row.words}
            url = reverse("devplan:plan", args=plan) + f"#objective-{row.who}"
            key = f"criterion-{row.pk}"
    return CalendarDate(row.day, words, url, key)


def _round(member: Member, rows: list[Row]) -> Iterator[CalendarDate]:
    """The day of an open round, for whoever owes a word."""
    if rows and rows[0].day:
        words = ngettext(
            "A word on %(n)s of your actions", "A word on %(n)s of your actions", len(rows)
        )
        url = reverse("devplan:updates", args=[member.school.slug, rows[0].plan])
        yield CalendarDate(rows[0].day, words % {"n": len(rows)}, url, f"round-{rows[0].who}")


@prepared
def _rows(*, school: int, member: int, rounds_since: Any, writes: bool) -> QuerySet[Any, Any]:
    """All of it, of the plan in force, as rows of one shape."""
    actions = Action.objects.filter(objective__plan__state=State.AGREED).exclude(status__in=SETTLED)
    led = actions.filter(lead=member, ends_on__isnull=False)
    looked_at = actions.filter(monitored_by=member, monitored_on__isnull=False)
    looks = Monitoring.objects.filter(
        plan__state=State.AGREED, by=member, done_on=None, planned_on__isnull=False
    )
    in_force = Plan.objects.filter(school=OuterRef("school"), state=State.AGREED)
    mine = Q(people=member) | Q(direction=Direction.DOWN, subject__leaders=member)
    talks = (
        Series.objects.filter(mine, next_on__isnull=False, ended_on=None)
        .annotate(in_force=Subquery(in_force.values("pk")[:1]))
        .filter(in_force__isnull=False)
    )
    asked = [
        asked_as(
            looked_at, "action-look", "text", "monitored_on", "objective__plan_id", "monitored_how"
        ),
        due_rounds.words(school, member, rounds_since),
        asked_as(looks, "look", "about", "planned_on", "plan_id"),
        asked_as(talks, "discussion", "title", "next_on", "in_force"),
    ]
    if writes:
        criteria = Criterion.objects.filter(
            objective__plan__state=State.AGREED, due_on__isnull=False
        ).exclude(met=Criterion.Met.MET)
        asked.append(
            asked_as(criteria, "criterion", "text", "due_on", "objective__plan_id", "objective_id")
        )
    return asked_as(led, "finish", "text", "ends_on", "objective__plan_id").union(*asked)
