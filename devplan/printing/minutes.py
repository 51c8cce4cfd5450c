"""The agenda of a meeting, and its minutes, on paper."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db.models import OuterRef
from django.http import Http404
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_scopes import scope

from documents.register import Document, Mark, Printable
from schools.json_rows import JSONRows, hang
from schools.models import Member, School
from schools.permissions import check, may

from ..models import Discussion, Plan
from ..queries.discussions import discussion_or_404

_NAME = re.compile(r"minutes-(\d{1,15})")
RECENT = 12


class MinutesSource:
    """The newest meetings that the reader may read."""

    def printables(self, school: School, member: Member) -> Iterable[Printable]:
        """One for each of the newest meetings."""
        if not may(member, "devplan.enter"):
            return
        people = Member.objects.filter(discussion_series=OuterRef("series"))
        found = Discussion.objects.filter(school=school).select_related("series")
        for one in found.annotate(taking_part=JSONRows(people, "pk"))[:RECENT]:
            hang(
                one.series,
                "people",
                [Member.from_db(None, ("id",), row) for row in one.taking_part],
            )
            if may(member, "devplan.discuss", one) or may(member, "devplan.read_minutes", one):
                yield Printable(
                    f"minutes-{one.pk}",
                    _("%(title)s, %(day)s")
                    % {"title": one.series.title, "day": date_format(one.held_on)},
                    str(one.get_state_display()).capitalize(),
                    _("Discussions of progress"),
                )

    def document(self, school: School, member: Member | None, name: str) -> Document | None:
        """`minutes-12`: the agenda until the meeting was held, then its minutes.

        Raises:
            NotAllowed: it is not one of the member's, or its minutes are not agreed yet.
        """
        match = _NAME.fullmatch(name)
        if match is None:
            return None
        with scope(school=school):
            found = Discussion.objects.filter(school=school, pk=int(match[1])).first()
            if found is None:
                return None
            plan = Plan.objects.get(pk=found.plan_id)
            plan.school = school
            if member is not None:
                check(member, "devplan.enter")
            try:
                meeting = (
                    discussion_or_404(plan, found.pk, member) if member else _whole(plan, found.pk)
                )
            except Http404:
                return None
            return minutes_document(meeting, name)


def _whole(plan: Plan, pk: int) -> Discussion:
    """For the shell, which may print everything."""
    found = (
        Discussion.objects.filter(plan=plan, pk=pk)
        .select_related("series", "held_by", "agreed_by")
        .prefetch_related("present", "agenda", "outcomes__lead", "outcomes__action")
        .get()
    )
    found.plan, found.school = plan, plan.school
    return found


def minutes_document(meeting: Discussion, name: str) -> Document:
    """A meeting as a document."""
    State = Discussion.State  # noqa: N806
    prepared, agreed = meeting.state == State.PREPARED, meeting.state == State.AGREED
    mark: Mark = "" if agreed else "Draft" if prepared else "Proposed"
    title = meeting.series.title
    kind = _("Agenda") if prepared else _("Minutes")
    status = str(kind)
    if agreed and meeting.agreed_at:
        status = _("Minutes agreed on %(day)s") % {"day": date_format(meeting.agreed_at, "j F Y")}
    return Document(
        name=name,
        title=f"{title}, {date_format(meeting.held_on)}",
        template="documents/devplan/minutes.html",
        context={"meeting": meeting, "kind": kind, "prepared": prepared, "agreed": agreed},
        school_name=meeting.school.name,
        status=status,
        foot=meeting.plan.title,
        mark=mark,
        stem=f"{'agenda' if prepared else 'minutes'}-{meeting.held_on:%Y-%m-%d}",
    )
