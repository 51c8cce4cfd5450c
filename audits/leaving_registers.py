"""What somebody who leaves answers for in the registers: nobody does afterwards, until somebody is named."""

from __future__ import annotations

from django.utils.translation import ngettext

from schools.models import Member
from schools.wording import listed

from .models import RegisterEntry

MOST_NAMED = 4


def answers_for_entries(member: Member) -> list[str]:
    """The entries that they answer for: one query."""
    rows = RegisterEntry.objects.filter(owner=member, retired_on=None).order_by("name", "pk")
    names = list(rows.values_list("name", flat=True))
    if not names:
        return []
    words = ngettext(
        "They answer for %(n)s entry of the registers: %(names)s. Afterwards nobody does.",
        "They answer for %(n)s entries of the registers: %(names)s. Afterwards nobody does.",
        len(names),
    )
    shown = [f"“{one}”" for one in names[:MOST_NAMED]]
    if len(names) > MOST_NAMED:
        shown.append("…")
    return [words % {"n": len(names), "names": listed(shown)}]


def let_go(member: Member, by: Member | None) -> None:
    """Let nobody be named in their place; what they did stays theirs."""
    RegisterEntry.objects.filter(owner=member).update(owner=None)
