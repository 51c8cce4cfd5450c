"""How far the actions of the plan in force are, for the picture of the cycle."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.models import Member
from schools.navigation import Standing

from ..models import State
from .glance import plans_at_a_glance


def standing(member: Member) -> Standing:
    """What of the plan in force is past its date, else of what a word is owed, else how much is done.

    From the query that its plan and its impact are told by.
    """
    plans = plans_at_a_glance(member.school)
    found = next((one for one in plans if one.plan.state == State.AGREED), None)
    if found is None:
        return Standing("later", _("no plan in force"))
    if found.late:
        line = ngettext("%(n)s past its date", "%(n)s past their date", found.late)
        sentence = ngettext(
            "%(n)s action of the plan is past its finish.",
            "%(n)s actions of the plan are past their finish.",
            found.late,
        )
        return Standing("late", line % {"n": found.late}, sentence % {"n": found.late})
    if found.owed:
        line = ngettext("%(n)s needs a word", "%(n)s need a word", found.owed)
        sentence = ngettext(
            "%(n)s action of the plan needs a word.",
            "%(n)s actions of the plan need a word.",
            found.owed,
        )
        return Standing("now", line % {"n": found.owed}, sentence % {"n": found.owed})
    if not found.actions:
        return Standing("now", _("no actions yet"), _("Nothing is to be done in the plan yet."))
    return Standing("done", _("%(n)s of %(all)s done") % {"n": found.done, "all": found.actions})
