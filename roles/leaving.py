"""What somebody who leaves holds of the roles, and how it is let go."""

from __future__ import annotations

from collections import defaultdict

from django.utils.translation import gettext as _

from schools.models import Member

from .actions.roles import end_holdings
from .models import Holding, RoleDescription, State


def what_they_hold(member: Member) -> list[str]:
    """A sentence for each role that would be without them; two queries."""
    holdings = Holding.objects.filter(school=member.school, member=member, until=None)
    sentences = [
        _("They hold the role “%(role)s”: it would be without them from then on.")
        % {"role": holding.role.title}
        for holding in holdings.select_related("role")
    ]
    managed = RoleDescription.objects.filter(
        school=member.school,
        line_manager=member,
        state__in=(State.DRAFT, State.PROPOSED, State.AGREED),
        role__retired_on=None,
    ).select_related("role")
    return sentences + [
        _("“%(role)s”, version %(number)s, answers to them: it would need another line manager.")
        % {"role": one.title, "number": one.number}
        for one in managed
    ]


def let_go(member: Member, by: Member | None) -> None:
    """End what they hold. Versions keep them as a reference, and ask for another line manager."""
    end_holdings(member, by)


def held() -> dict[int, list[str]]:
    """The titles of the roles that each member of the open school holds, by the member's id."""
    found: dict[int, list[str]] = defaultdict(list)
    for holding in Holding.objects.filter(until=None).select_related("role"):
        found[holding.member_id].append(holding.role.title)
    return dict(found)
