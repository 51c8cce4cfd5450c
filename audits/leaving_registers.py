"""What somebody who leaves answers for in the registers: nobody does afterwards, until somebody is named."""

from __future__ import annotations

from django.utils.translation import ngettext

from schools.json_rows import Asked, Rows
from schools.models import Member
from schools.wording import listed

from .models import RegisterEntry

MOST_NAMED = 4


def asks(member: Member) -> Asked:
    """The entries that they answer for."""
    entries = RegisterEntry.objects.filter(owner=member, retired_on=None).order_by("name", "pk")
    return {"entries": (entries, ["name"])}


def answers_for_entries(member: Member, rows: Rows) -> list[str]:
    """How many entries they answer for, and some of them."""
    names = [name for (name,) in rows["entries"]]
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
