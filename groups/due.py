"""What groups ask of a school's head: to answer an invitation."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from notices.due import WAITED_FOR, Due
from schools.along import known
from schools.models import Member
from schools.permissions import may
from schools.revision import note_read

from .models import Affiliation
from .queries.pages import invitations_for

INVITED = "invited"


def invited() -> Any:
    """Whether the school of a member has an invitation that nobody has answered."""
    rows = Affiliation.objects.with_scopes_disabled().order_by()
    return Exists(rows.filter(school=OuterRef("school"), joined_on=None))


def invitations(member: Member) -> list[Due]:
    """The invitations of groups that wait for an answer; a query for those who act as head, where any may be."""
    if not may(member, "groups.publish"):
        return []
    note_read([Affiliation._meta.db_table])
    if known(member, INVITED) is False:
        return []
    url = reverse("school_groups:index", args=[member.school.slug])
    return [
        Due(
            WAITED_FOR,
            _("%(group)s invites the school to join it") % {"group": one.group},
            _(
                "Joining publishes nothing: what the group sees is decided afterwards, figure by figure."
            ),
            _("Answer"),
            url,
        )
        for one in invitations_for(member.school)
    ]
