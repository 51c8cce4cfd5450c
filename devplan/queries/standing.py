"""Where the school is with its plan, for the picture of the cycle."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from schools.models import Member
from schools.navigation import Standing
from schools.permissions import may

from .. import years
from ..models import State
from .glance import plans_at_a_glance


def standing(member: Member) -> Standing:
    """Which of its years the plan in force is in: one query, once a page.

    Who may not read drafts is told of none.
    """
    today = timezone.localdate()
    plans = plans_at_a_glance(member.school)
    current = next((one for one in plans if one.plan.state == State.AGREED), None)
    if current is None:
        if plans and may(member, "devplan.read", plans[0].plan):
            return Standing(
                "now", _("being written"), _("The plan is being written, and not agreed yet.")
            )
        return Standing(
            "now", _("none yet"), _("What is to be done by whom is still to be planned.")
        )
    plan = current.plan
    year = years.academic_year(today) - plan.first_year + 1
    if year > plan.years:
        return Standing(
            "late",
            _("its years are over"),
            _("The years of the plan are over: the next one is still to be agreed."),
        )
    if year < 1:
        return Standing("done", _("begins in %(year)s") % {"year": years.name(plan.first_year)})
    return Standing("done", _("year %(year)s of %(all)s") % {"year": year, "all": plan.years})
