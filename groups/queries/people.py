"""What becomes of groups of schools when somebody's account goes."""

from __future__ import annotations

from django.utils.translation import gettext as _

from schools.json_rows import Asked, Rows
from schools.models import Member, User
from schools.queries.erasing import other_schools

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


def groups_and_schools(member: Member) -> Asked:
    """The groups that somebody is of, and whether another school has the same user."""
    if member.user_id is None:
        return {}
    groups = GroupMember.objects.filter(user=member.user_id).order_by("group__name")
    return {"groups": (groups, ["group__name"]), "elsewhere": (other_schools(member)[:1], ["pk"])}


def leaves_with(rows: Rows) -> list[str]:
    """The groups of schools that somebody leaves when they are erased and their account goes."""
    if not rows or rows["elsewhere"]:
        return []
    return [
        _("They leave %(group)s too, where they sign in with the same account.") % {"group": name}
        for (name,) in rows["groups"]
    ]
