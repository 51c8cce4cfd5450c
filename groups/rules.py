"""Who may do what in a group, and in a school about its groups."""

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from schools.permissions import permission
from schools.rules import acts_as_head

from .models import GroupMember


@rules.predicate
def is_of_group(person: GroupMember, thing: Any = None) -> bool:
    """Anybody of the group."""
    return isinstance(person, GroupMember)


@rules.predicate
def administers(person: GroupMember, thing: Any = None) -> bool:
    """An administrator of the group."""
    return isinstance(person, GroupMember) and person.administers


permission("groups.read", is_of_group, _("Only people of this group may see this."))
permission(
    "groups.administer",
    administers,
    _("Only administrators of this group may change this. Ask one of them."),
)
permission(
    "groups.publish",
    acts_as_head,
    _(
        "Only the headteacher, or the deputy whom the headteacher named, decides about groups of schools "
        "and what is published to them."
    ),
)
