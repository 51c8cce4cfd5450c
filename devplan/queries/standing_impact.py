"""Where the school is with the impact of its plan, for the picture of the cycle."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.models import Member, School
from schools.navigation import Standing

from ..models import State
from .glance import plans_at_a_glance


@dataclass(frozen=True)
class Reached:
    """Of how many indicators that measure an objective how many are at or past the target that counts
    today, and of how many nothing was measured since the baseline.
    """

    all: int
    reached: int
    unmeasured: int


def reached_in_force(school: School) -> Reached | None:
    """The indicators of the plan in force, in figures; None where no plan is: one query, once a page."""
    plans = plans_at_a_glance(school)
    found = next((one for one in plans if one.plan.state == State.AGREED), None)
    if found is None:
        return None
    return Reached(
        len(found.measured),
        sum(one.reached for one in found.measured),
        sum(one.latest is None for one in found.measured),
    )


def standing(member: Member) -> Standing:
    """How many indicators of the plan in force are at or past their target: one query."""
    found = reached_in_force(member.school)
    if found is None:
        return Standing("later", _("no plan in force"))
    if not found.all:
        return Standing(
            "now",
            _("nothing measured"),
            _("Nothing is measured in the plan: nobody will be able to say what it changed."),
        )
    line = _("%(n)s of %(all)s at target") % {"n": found.reached, "all": found.all}
    if found.unmeasured:
        words = ngettext(
            "%(n)s indicator of the plan was not measured since its baseline.",
            "%(n)s indicators of the plan were not measured since their baseline.",
            found.unmeasured,
        )
        return Standing("now", line, words % {"n": found.unmeasured})
    if found.reached < found.all:
        return Standing("now", line, sentence(found))
    return Standing("done", line)


def sentence(found: Reached) -> str:
    """How far the indicators are: "5 of 9 indicators are at or past their target."."""
    return ngettext(
        "%(n)s of %(all)s indicators is at or past its target.",
        "%(n)s of %(all)s indicators are at or past their target.",
        found.reached,
    ) % {"n": found.reached, "all": found.all}
