"""Which plan a printed document is of, and the words that stand around it on each page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.register import Mark
from schools.json_rows import JSONRows
from schools.models import Member, School
from schools.once import once
from schools.permissions import check

from .. import years
from ..models import Action, Objective, Plan, PlanVersion, State, Strand
from ..queries.plans import PlanPage, current, plan_or_404


@dataclass(frozen=True)
class Around:
    """Header and footer of a plan on paper: they say which text it is, never when it was printed.

    `status` says all of it; `head` the same in so few letters that a header has it on one line.
    `short` is for documents that may be one page long: who listens to such a page would miss what
    stands only in its margins, so these say the rest in their matter.
    """

    status: str
    foot: str
    mark: Mark
    short: str = ""
    head: str = ""


def reader_of(school: School, member: Member | None) -> Member | None:
    """Who reads: the member, or for the shell the headteacher."""
    if member is not None:
        return member
    members = Member.objects.filter(school=school).prefetch_related("positions")
    return next((one for one in members if one.is_head), None)


def plan_named(school: School, reader: Member, pk: str | None) -> Plan | None:
    """The plan `pk`, or without one the plan in force (for who may read drafts, else the newest draft).

    Raises:
        NotAllowed: the reader may not read it.
    """
    check(reader, "devplan.enter")
    if not pk:
        return current(reader)
    try:
        return plan_or_404(school, int(pk), reader)
    except Http404:
        return None


class Listed(NamedTuple):
    """Strands and people, each an id and a name."""

    strands: list[tuple[int, str]]
    people: list[tuple[int, str]]


def who_and_what(plan: Plan) -> Listed:
    """The `strands` of a plan that have objectives, and the `people` who lead or support an action, by name; one
    query, once a page.
    """
    return once(("devplan.papers", plan.pk), lambda: _who_and_what(plan))


def _who_and_what(plan: Plan) -> Listed:
    actions = Action.objects.filter(objective__plan=plan)
    leads = Exists(actions.filter(lead=OuterRef("pk")))
    supports = Exists(actions.filter(supporters=OuterRef("pk")))
    people = Member.objects.filter(leads | supports)
    strands = Strand.objects.filter(Exists(Objective.objects.filter(strand=OuterRef("pk"))))
    return Listed(
        *School.objects.filter(pk=plan.school_id)
        .values_list(
            JSONRows(strands.filter(plan=plan), "pk", "name"),
            JSONRows(people.order_by("name", "pk"), "pk", "name"),
        )
        .get()
    )


def around(page: PlanPage) -> Around:
    """The words around a plan on paper."""
    plan = page.plan
    return Around(
        status_of(plan, page.version, len(page.changes)),
        foot_of(page),
        "Draft" if plan.state == State.DRAFT else "",
        _("Version %(number)s") % {"number": page.version.number} if page.version else "",
        head_of(plan, page.version, len(page.changes)),
    )


def status_of(plan: Plan, version: PlanVersion | None, changes: int) -> str:
    """Which text it is: "Version 1, agreed on 4 September 2026", with what changed since."""
    if plan.state == State.DRAFT or version is None:
        return _("Draft")
    words = {"number": version.number, "day": day_of(version)}
    said = _("Version %(number)s, agreed on %(day)s") % words
    if plan.state == State.CLOSED and plan.closed_at:
        closed = date_format(timezone.localdate(plan.closed_at), "j F Y")
        return _("%(version)s, closed on %(day)s") % {"version": said, "day": closed}
    return _since(said, changes)


def head_of(plan: Plan, version: PlanVersion | None, changes: int) -> str:
    """Which text it is, for a header: "Version 1, 4 Sep 2026; 7 changes since"."""
    if plan.state == State.DRAFT or version is None:
        return _("Draft")
    said = _("Version %(number)s, %(day)s") % {
        "number": version.number,
        "day": date_format(timezone.localdate(version.made_at), "j M Y"),
    }
    if plan.state == State.CLOSED and plan.closed_at:
        return _("%(version)s; plan closed") % {"version": said}
    return _since(said, changes)


def _since(version: str, changes: int) -> str:
    if not changes:
        return version
    return ngettext(
        "%(version)s; %(n)s change since", "%(version)s; %(n)s changes since", changes
    ) % {"version": version, "n": changes}


def foot_of(page: PlanPage) -> str:
    """The plan, and the day on which somebody last said how far an action is."""
    days = [row.action.updated_on for row in page.actions if row.action.updated_on]
    if not days or page.plan.state == State.DRAFT:
        return page.plan.title
    return _("%(plan)s · progress as said up to %(day)s") % {
        "plan": page.plan.title,
        "day": date_format(max(days), "j F Y"),
    }


def day_of(version: PlanVersion) -> str:
    """The day on which a version was agreed."""
    return str(date_format(timezone.localdate(version.made_at), "j F Y"))


def span_of(plan: Plan) -> str:
    """The academic years of a plan: "2026/27 to 2028/29"."""
    covered = years.of_plan(plan.first_year, plan.years)
    return _("%(first)s to %(last)s") % {
        "first": years.name(covered[0]),
        "last": years.name(covered[-1]),
    }
