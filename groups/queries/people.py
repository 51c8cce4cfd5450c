"""What becomes of groups of schools when somebody's account goes."""

from __future__ import annotations

from django.utils.translation import gettext as _

from schools.models import Member, User
from schools.queries.erasing import has_other_schools

from ..models import GroupMember


def last_of(user: User) -> str:
    """Why an account cannot go yet: a group that it alone administers, and what to do first; or nothing."""
    administering = GroupMember.objects.filter(part=GroupMember.Part.ADMINISTRATOR)
    for one in administering.filter(user=user).select_related("group"):
        if not administering.filter(group=one.group_id).exclude(pk=one.pk).exists():
            return _(
                "%(who)s is the last administrator of %(group)s. Make somebody else an administrator there first, among"
                " the group’s people."
            ) % {"who": user, "group": one.group}
    return ""


def leaves_with(member: Member) -> list[str]:
    """The groups of schools that somebody leaves when they are erased and their account goes."""
    if member.user_id is None:
        return []
    groups = GroupMember.objects.filter(user=member.user_id).order_by("group__name")
    names = list(groups.values_list("group__name", flat=True))
    if not names or has_other_schools(member):
        return []
    return [
        _("They leave %(group)s too, where they sign in with the same account.") % {"group": name}
        for name in names
    ]
