"""What somebody who leaves holds of the roles, and how it is let go."""

from __future__ import annotations

from collections import defaultdict

from django.db.models.fields.json import KT
from django.utils.translation import gettext as _

from schools.json_rows import Asked, Rows
from schools.models import Member

from .actions.roles import end_holdings
from .models import Holding, RoleDescription, State


def asks(member: Member) -> Asked:
    """The roles that they hold, and the versions that answer to them."""
    held = Holding.objects.filter(member=member, until=None)
    managed = RoleDescription.objects.filter(
        line_manager=member,
        state__in=(State.DRAFT, State.PROPOSED, State.AGREED),
        role__retired_on=None,
    )
    return {
        "held": (held, ["role__title"]),
        "managed": (managed, [KT("words__role"), "role__title", "number"]),
    }


def what_they_hold(member: Member, rows: Rows) -> list[str]:
    """A sentence for each role that would be without them."""
    sentences = [
        _("They hold the role “%(role)s”: it would be without them from then on.") % {"role": title}
        for (title,) in rows["held"]
    ]
    return sentences + [
        _("“%(role)s”, version %(number)s, answers to them: it would need another line manager.")
        % {"role": agreed or title, "number": number}
        for agreed, title, number in rows["managed"]
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
