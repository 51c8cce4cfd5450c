"""What people say about a proposed version of a role's description."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.models import Member
from schools.permissions import check
from schools.refusals import Refused
from schools.trail import sentence

from ..models import Comment, Line, RoleDescription, State
from .descriptions import locked, trail

LONGEST = 10_000

sentence("roles.commented", gettext_lazy("%(who)s commented on version %(number)s of “%(role)s”"))


@transaction.atomic
def comment(
    description: RoleDescription, member: Member, text: str, line: Line | None = None
) -> Comment:
    """Say something about a proposed version, on the whole or on one of its lines.

    Raises:
        NotAllowed: `member` may not read it.
        Refused: it is not proposed, or what is said is nothing or too long.
    """
    description = locked(description)
    check(member, "roles.comment", description)
    if description.state != State.PROPOSED:
        raise Refused(_("Comments are made while a version is proposed. This one is not."))
    if not text.strip():
        raise Refused(_("Write your comment first."))
    if len(text) > LONGEST:
        raise Refused(
            _("A comment can have %(most)s characters; this has %(has)s.")
            % {"most": LONGEST, "has": len(text)}
        )
    if line is not None and line.description_id != description.pk:
        raise Refused(_("That line is not part of this version."))
    made = Comment.objects.create(
        school=description.school,
        description=description,
        line=line,
        member=member,
        text=text.strip(),
    )
    trail(description, member, "roles.commented")
    return made
