"""Where a version, or a role, stands: in words, with a sign and a colour."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from schools.wording import listed

from .models import RoleDescription, State
from .parties import Party


@dataclass(frozen=True)
class Standing:
    """The state of a version: its words, the sign before them, and the class of its colour."""

    words: str
    sign: str
    colour: str


def day(moment: datetime.datetime | None) -> str:
    """The day of a moment where the school is: "4 September 2026"."""
    return date_format(timezone.localdate(moment)) if moment else ""


def waits_for(description: RoleDescription, waiting: Sequence[Party]) -> str:
    """For whom a proposed version waits: "Waits for Priya Shah and Owen Hughes"."""
    if description.role.is_vacant:
        return _("Waits for somebody to hold the role")
    if not waiting:
        return _("Waits for another line manager to be named")
    return _("Waits for %(names)s") % {"names": listed([one.member.name for one in waiting])}


def standing(description: RoleDescription, waiting: Sequence[Party]) -> Standing:
    """How the state of a version is shown at the head of its page."""
    match description.state:
        case State.DRAFT if description.return_reason:
            return Standing(_("Sent back to be changed"), "↩", "amber")
        case State.DRAFT:
            return Standing(_("Draft, being written"), "○", "soft")
        case State.PROPOSED:
            return Standing(waits_for(description, waiting), "◐", "amber")
        case State.AGREED if description.review_is_due:
            return Standing(_("Agreed, and due for review"), "◔", "amber")
        case State.AGREED:
            return Standing(_("Agreed"), "✓", "green")
        case State.SUPERSEDED:
            return Standing(
                _("Superseded on %(day)s") % {"day": day(description.ended_at)}, "–", "soft"
            )
        case _:
            return Standing(
                _("Withdrawn on %(day)s") % {"day": day(description.ended_at)}, "×", "soft"
            )


def kicker_date(description: RoleDescription) -> str:
    """What last happened to the version, and when: "proposed on 19 November 2026"."""
    match description.state:
        case State.DRAFT:
            return _("begun on %(day)s") % {"day": day(description.created_at)}
        case State.PROPOSED:
            return _("proposed on %(day)s") % {"day": day(description.proposed_at)}
        case State.AGREED:
            return _("in force from %(day)s") % {"day": day(description.agreed_at)}
        case State.SUPERSEDED if description.agreed_at:
            return _("in force from %(start)s to %(end)s") % {
                "start": day(description.agreed_at),
                "end": day(description.ended_at),
            }
        case _:
            return _("begun on %(day)s") % {"day": day(description.created_at)}


def summary(
    agreed: RoleDescription | None,
    open_one: RoleDescription | None,
    agreed_waits: Sequence[Party],
    open_waits: Sequence[Party],
) -> str:
    """A role's versions in a line: "Agreed version 2, in force from …; version 3 waits for …"."""
    parts: list[str] = []
    if agreed is not None:
        parts.append(
            _("Agreed version %(number)s, in force from %(day)s")
            % {"number": agreed.number, "day": day(agreed.agreed_at)}
        )
        if agreed_waits:
            parts.append(
                _("it asks %(names)s to agree it too")
                % {"names": listed([one.member.name for one in agreed_waits])}
            )
    if open_one is not None:
        parts.append(_open_words(open_one, open_waits, first=not parts))
    return "; ".join(parts) if parts else _("No description yet")


def _open_words(description: RoleDescription, waiting: Sequence[Party], *, first: bool) -> str:
    number = {"number": description.number}
    if description.state == State.PROPOSED:
        words = waits_for(description, waiting)
        words = words[:1].lower() + words[1:]
    elif description.return_reason:
        words = _("was sent back to be changed")
    else:
        words = _("is being written")
    name = _("Version %(number)s") % number if first else _("version %(number)s") % number
    return f"{name} {words}"
