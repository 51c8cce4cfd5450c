"""What is kept about somebody of a group of schools."""

from django.utils.translation import gettext_lazy as _

from schools.tellable import tell

from .models import GroupMember

tell(
    _("Groups of schools that you are of"),
    GroupMember,
    users=("user",),
    group=_("Group"),
    part=_("You may"),
    added_at=_("Since"),
)
