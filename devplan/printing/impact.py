"""The impact report on paper: what a head gives to the governors."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_scopes import scope

from documents.register import Document, Printable
from schools.permissions import check

from ..models import Plan, State
from ..queries.impact import ImpactPage, impact_of
from ..queries.measuring import picture_of
from ..queries.plans import plans_for

if TYPE_CHECKING:
    from schools.models import Member, School

TEMPLATE = "documents/devplan/impact.html"
NAME = "impact"
# So many indicators are drawn over time, and so many looks told; more would be a catalogue.
PICTURES, LOOKS = 12, 10
_NAME = re.compile(r"impact-(\d{1,15})")


class ImpactSource:
    """Lists and makes the impact reports of plans that are, or were, in force."""

    def printables(self, school: School, member: Member) -> Iterable[Printable]:
        """The plan in force first, then the closed ones."""
        plans = [one for one in plans_for(member) if one.state != State.DRAFT]
        for plan in sorted(plans, key=lambda one: one.state == State.CLOSED):
            yield Printable(
                NAME if plan.state == State.AGREED else f"{NAME}-{plan.pk}",
                _("%(plan)s: impact report") % {"plan": plan.title},
                _("Investment and improvement by strand and year, and what is not known."),
                _("Plan"),
            )

    def document(self, school: School, member: Member | None, name: str) -> Document | None:
        """`impact` is the report of the plan in force, `impact-12` that of plan 12.

        Raises:
            NotAllowed: the member may not read the plan.
        """
        match = _NAME.fullmatch(name)
        if name != NAME and match is None:
            return None
        with scope(school=school):
            plan = _plan(school, int(match[1]) if match else None, member)
            return None if plan is None else _document(plan, impact_of(plan), name)


def _plan(school: School, pk: int | None, member: Member | None) -> Plan | None:
    """The plan that is meant, where there is one that is or was in force."""
    if pk is None:
        plan = Plan.objects.filter(school=school, state=State.AGREED).first()
    else:
        plan = Plan.objects.filter(school=school, pk=pk).exclude(state=State.DRAFT).first()
    if plan is None:
        return None
    plan.school = school
    if member is not None:
        check(member, "devplan.read", plan)
    return plan


def _document(plan: Plan, page: ImpactPage, name: str) -> Document:
    drawn = [row for row in page.indicators if row.known.knowledge == "measured"]
    context: dict[str, Any] = {
        "plan": plan,
        "page": page,
        "pictures": [(row, picture_of(row, narrow=True, paper=True)) for row in drawn[:PICTURES]],
        "more_pictures": len(drawn[PICTURES:]),
        "looks": page.found[:LOOKS],
        "more_looks": len(page.found[LOOKS:]),
    }
    newest = _newest(page)
    return Document(
        name=name,
        title=_("%(plan)s: impact report") % {"plan": plan.title},
        template=TEMPLATE,
        context=context,
        school_name=plan.school.name,
        status=_("Impact of the plan %(span)s") % {"span": plan.span},
        foot=_("Figures up to %(day)s") % {"day": date_format(newest)} if newest else "",
        stem=f"impact-{plan.span}",
    )


def _newest(page: ImpactPage) -> datetime.date | None:
    """The day of the newest measurement or look: the report tells what is known up to then."""
    days = [row.latest_on for row in page.indicators] + [one.done_on for one in page.found]
    return max((one for one in days if one), default=None)
