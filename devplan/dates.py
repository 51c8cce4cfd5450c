"""The days that the plan in force has for somebody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.dates import CalendarDate
from schools.models import Member
from schools.permissions import may

from . import due_rounds
from .models import Action, Criterion, Direction, Monitoring, Plan, Series, State
from .rag import SETTLED


def dates(member: Member) -> Iterable[CalendarDate]:
    """Finishes of the member's actions, words asked of them, looks they have, discussions, and for those
    who write the plan the days of its success criteria; six queries.
    """
    plan = Plan.objects.filter(school=member.school, state=State.AGREED).only("pk").first()
    if plan is None:
        return []
    return [
        *_actions(member, plan.pk),
        *_round(member, plan.pk),
        *_looks(member, plan.pk),
        *_talks(member, plan.pk),
        *_criteria(member, plan.pk),
    ]


def _actions(member: Member, plan: int) -> Iterator[CalendarDate]:
    found = (
        Action.objects.filter(objective__plan=plan)
        .filter(
            Q(lead=member, ends_on__isnull=False)
            | Q(monitored_by=member, monitored_on__isnull=False)
        )
        .exclude(status__in=SETTLED)
        .order_by("ends_on", "pk")
    )
    for one in found:
        url = reverse("devplan:update", args=[member.school.slug, plan, one.pk])
        if one.lead_id == member.pk and one.ends_on:
            yield CalendarDate(
                one.ends_on,
                _("To be finished: %(action)s") % {"action": one.text},
                url,
                f"action-{one.pk}",
            )
        if one.monitored_by_id == member.pk and one.monitored_on:
            words = _("Look at: %(what)s") % {"what": one.monitored_how or one.text}
            yield CalendarDate(one.monitored_on, words, url, f"action-look-{one.pk}")


def _round(member: Member, plan: int) -> Iterator[CalendarDate]:
    """The day of an open round, for whoever owes a word."""
    rows = due_rounds.rows(member)
    if rows and rows[0].day:
        words = ngettext(
            "A word on %(n)s of your actions", "A word on %(n)s of your actions", len(rows)
        )
        url = reverse("devplan:updates", args=[member.school.slug, plan])
        yield CalendarDate(rows[0].day, words % {"n": len(rows)}, url, f"round-{rows[0].who}")


def _looks(member: Member, plan: int) -> Iterator[CalendarDate]:
    found = Monitoring.objects.filter(
        plan=plan, by=member, done_on=None, planned_on__isnull=False
    ).order_by("planned_on", "pk")
    for one in found:
        assert one.planned_on
        url = reverse("devplan:look", args=[member.school.slug, plan, one.pk])
        yield CalendarDate(
            one.planned_on, _("Look at: %(what)s") % {"what": one.about}, url, f"look-{one.pk}"
        )


def _talks(member: Member, plan: int) -> Iterator[CalendarDate]:
    led = Q(direction=Direction.DOWN, subject__leaders=member)
    found = (
        Series.objects.filter(Q(people=member) | led, next_on__isnull=False, ended_on=None)
        .distinct()
        .order_by("next_on", "pk")
    )
    url = reverse("devplan:discussions", args=[member.school.slug, plan])
    for one in found:
        assert one.next_on
        yield CalendarDate(
            one.next_on,
            _("Discussion: %(title)s") % {"title": one.title},
            url,
            f"discussion-{one.pk}",
        )


def _criteria(member: Member, plan: int) -> Iterator[CalendarDate]:
    if not may(member, "devplan.write_plan"):
        return
    found = (
        Criterion.objects.filter(objective__plan=plan, due_on__isnull=False)
        .exclude(met=Criterion.Met.MET)
        .order_by("due_on", "pk")
    )
    for one in found:
        assert one.due_on
        url = (
            reverse("devplan:plan", args=[member.school.slug, plan])
            + f"#objective-{one.objective_id}"
        )
        yield CalendarDate(
            one.due_on,
            _("By today: %(criterion)s") % {"criterion": one.text},
            url,
            f"criterion-{one.pk}",
        )
