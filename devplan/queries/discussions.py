"""Discussions of progress as lists and pages show them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.models import Member, PositionKind, School, Subject
from schools.permissions import check, may

from ..models import AgendaItem, Direction, Discussion, Outcome, Plan, Series, State
from .terms import half_term_of


@dataclass(frozen=True)
class SeriesRow:
    """A discussion that comes round, its meetings that the reader may read, and whether it was held this half-term."""

    series: Series
    meetings: list[Discussion]
    met: bool
    may_hold: bool
    overdue: bool

    @property
    def open_one(self) -> Discussion | None:
        """The meeting that is prepared, or whose minutes wait."""
        return next((one for one in self.meetings if one.state != Discussion.State.AGREED), None)

    @property
    def who(self) -> str:
        return ", ".join(one.name for one in self.series.people.all())


@dataclass(frozen=True)
class Discussions:
    """All discussions that the reader may read, upwards first; and subjects that have none.

    `whole` holds for a reader who sees all there are.
    """

    plan: Plan
    rows: list[SeriesRow]
    without: list[Subject]
    whole: bool
    half_term: datetime.date | None

    @property
    def up(self) -> list[SeriesRow]:
        return [row for row in self.rows if row.series.direction == Direction.UP]

    @property
    def down(self) -> list[SeriesRow]:
        return [row for row in self.rows if row.series.direction == Direction.DOWN]

    @property
    def not_met(self) -> list[SeriesRow]:
        """Subject leaders who have not been met this half-term."""
        return [row for row in self.down if not row.met and row.series.ended_on is None]

    @property
    def headline(self) -> str:
        """Who has not been met this half-term, in a sentence."""
        if not self.rows:
            return _("Progress is discussed upwards and downwards")
        # With whom nothing is set up has not been met either.
        waiting = len(self.not_met) + len(self.without)
        if waiting:
            return ngettext(
                "The leader of %(n)s subject has not been met this half-term",
                "The leaders of %(n)s subjects have not been met this half-term",
                waiting,
            ) % {"n": waiting}
        if self.down and self.whole:
            return _("Every subject leader has been met this half-term")
        return _("Discussions of progress")


def discussions_of(plan: Plan, member: Member) -> Discussions:
    """The discussions of a plan that `member` may read: seven queries."""
    today = timezone.localdate()
    began = half_term_of(plan.school, today)
    found = Series.objects.filter(school=plan.school).prefetch_related(
        "people",
        Prefetch("discussions", Discussion.objects.filter(plan=plan).select_related("held_by")),
    )
    prepared = Discussion.State.PREPARED
    rows: list[SeriesRow] = []
    known: set[int | None] = set()
    for series in found:
        series.school = plan.school
        known.add(series.subject_id if series.ended_on is None else None)
        may_hold = may(member, "devplan.discuss", series)
        meetings = []
        for one in series.discussions.all():
            one.series, one.plan, one.school = series, plan, plan.school
            if may_hold or may(member, "devplan.read_minutes", one):
                meetings.append(one)
        if not may_hold and not meetings:
            continue
        if series.ended_on is not None and not meetings:
            continue
        # Whether it was held is no secret, also where its minutes are.
        held = (one.held_on for one in series.discussions.all() if one.state != prepared)
        met = began is not None and any(day >= began for day in held)
        overdue = series.next_on is not None and series.next_on < today
        rows.append(SeriesRow(series, meetings, met, may_hold, overdue))
    without: list[Subject] = []
    whole = may(member, "devplan.set_up_discussions")
    if whole:
        # Coordinators do not meet themselves.
        others = Member.objects.filter(school=plan.school, left_on=None)
        others = others.exclude(positions__kind=PositionKind.COORDINATOR)
        led = Subject.objects.filter(school=plan.school, leaders__in=others).distinct()
        without = [one for one in led if one.pk not in known]
    return Discussions(plan, rows, without, whole, began)


def series_or_404(plan: Plan, pk: int, member: Member) -> Series:
    """A discussion that comes round and that `member` holds.

    Raises:
        Http404: there is none of that id in the school.
        NotAllowed: it is not one of `member`'s.
    """
    found = Series.objects.filter(school=plan.school, pk=pk).prefetch_related("people").first()
    if found is None:
        raise Http404
    found.school = plan.school
    check(member, "devplan.discuss", found)
    return found


def discussion_or_404(plan: Plan, pk: int, member: Member) -> Discussion:
    """A meeting of the plan that `member` may read, with everything in it: seven queries.

    Raises:
        Http404: the plan has none of that id.
        NotAllowed: it is not one of `member`'s, or its minutes are not agreed yet.
    """
    found = (
        Discussion.objects.filter(plan=plan, pk=pk)
        .select_related("series__subject", "held_by", "agreed_by", "prepared_by")
        .prefetch_related(
            "present",
            "series__people",
            Prefetch("agenda", AgendaItem.objects.select_related("action")),
            Prefetch("outcomes", Outcome.objects.select_related("lead", "action", "objective")),
        )
        .first()
    )
    if found is None:
        raise Http404
    found.plan, found.school, found.series.school = plan, plan.school, plan.school
    if not may(member, "devplan.discuss", found):
        check(member, "devplan.read_minutes", found)
    return found


def item_or_404(discussion: Discussion, pk: int) -> AgendaItem:
    """An item of the agenda.

    Raises:
        Http404: the agenda has none of that id.
    """
    found = next((one for one in discussion.agenda.all() if one.pk == pk), None)
    if found is None:
        raise Http404
    found.discussion = discussion
    return found


def outcome_or_404(discussion: Discussion, pk: int) -> Outcome:
    """An outcome of the meeting.

    Raises:
        Http404: the meeting has none of that id.
    """
    found = next((one for one in discussion.outcomes.all() if one.pk == pk), None)
    if found is None:
        raise Http404
    found.discussion = discussion
    return found


def seniors_of(school: School) -> list[Member]:
    """The senior managers, by name."""
    kinds = (PositionKind.HEADTEACHER, PositionKind.SMT)
    found = Member.objects.filter(school=school, left_on=None, positions__kind__in=kinds)
    return list(found.distinct().order_by("name", "pk"))


def upcoming(member: Member) -> list[tuple[datetime.date, str, str]]:
    """When the member's discussions come round next: day, title and address; two queries."""
    plan = Plan.objects.filter(school=member.school, state=State.AGREED).only("pk").first()
    if plan is None:
        return []
    url = reverse("devplan:discussions", args=[member.school.slug, plan.pk])
    found = _own(member).filter(next_on__isnull=False, ended_on=None).order_by("next_on", "pk")
    return [(one.next_on, one.title, url) for one in found if one.next_on]


def _own(member: Member) -> QuerySet[Series]:
    """The discussions in which the member takes part."""
    led = Q(direction=Direction.DOWN, subject__leaders=member)
    return Series.objects.filter(Q(people=member) | led, school=member.school).distinct()


def waiting_for(member: Member) -> list[Discussion]:
    """Minutes that wait for the member: of discussions they take part in, closed by somebody else."""
    led = Q(series__direction=Direction.DOWN, series__subject__leaders=member)
    return list(
        Discussion.objects.filter(
            Q(series__people=member) | led, school=member.school, state=Discussion.State.HELD
        )
        .exclude(held_by=member)
        .select_related("series", "held_by")
        .distinct()
        .order_by("held_on", "pk")
    )
