"""What the school itself asks of a member: to finish setting up, to invite people."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notices.due import WAITED_FOR, WOULD_HELP, Due

from ..models import Member
from ..permissions import may
from .vision import glance


def due(member: Member) -> list[Due]:
    """What whoever acts as head is asked; nothing of anybody else."""
    if not may(member, "schools.manage"):
        return []
    school = member.school
    found = []
    if school.set_up_at is None:
        found.append(
            Due(
                WAITED_FOR,
                _("Go on setting the school up"),
                _("A few steps, each of which you can leave and come back to."),
                _("Go on"),
                reverse("schools:setup", args=[school.slug]),
            )
        )
    uninvited = glance(member).uninvited
    if uninvited:
        found.append(
            Due(
                WOULD_HELP,
                ngettext(
                    "Invite one person, who cannot sign in yet",
                    "Invite %(n)s people, who cannot sign in yet",
                    uninvited,
                )
                % {"n": uninvited},
                _("Until then they can neither read nor agree anything here."),
                _("See who"),
                reverse("schools:people", args=[school.slug]),
            )
        )
    return found
