"""Where the school is with its roles, for the picture of the cycle."""

from __future__ import annotations

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.models import Member
from schools.navigation import Standing

from ..models import Role, State


def standing(member: Member) -> Standing:
    """How many roles are agreed, wait for somebody, or are due to be looked at again: one query."""
    agreed = Q(descriptions__state=State.AGREED)
    late = agreed & Q(descriptions__review_on__lte=timezone.localdate())
    many = Role.objects.filter(school=member.school, retired_on=None).aggregate(
        all=Count("pk", distinct=True),
        agreed=Count("pk", filter=agreed, distinct=True),
        proposed=Count("pk", filter=Q(descriptions__state=State.PROPOSED), distinct=True),
        late=Count("pk", filter=late, distinct=True),
    )
    if not many["all"]:
        return Standing("now", _("none yet"), _("The roles are still to be described and agreed."))
    if many["late"]:
        return Standing(
            "late",
            ngettext("%(n)s due for review", "%(n)s due for review", many["late"])
            % {"n": many["late"]},
            _("Roles are due for review: do they still fit the vision and the time?"),
        )
    if many["proposed"]:
        return Standing(
            "now",
            _("%(n)s of %(all)s to sign") % {"n": many["proposed"], "all": many["all"]},
            _("The roles wait for signatures; once they are agreed, everybody can rely on them."),
        )
    if many["agreed"] < many["all"]:
        return Standing(
            "now",
            _("%(n)s of %(all)s agreed") % {"n": many["agreed"], "all": many["all"]},
            _("Some roles are not agreed yet; until they are, nobody can be asked about them."),
        )
    return Standing("done", _("all %(all)s agreed") % {"all": many["all"]})
