"""What is kept about a person in the roles and their descriptions."""

from django.utils.translation import gettext_lazy as _

from schools.tellable import tell

from .models import Comment, Holding, RoleDescription, Signature

tell(
    _("Roles that you hold or held"),
    Holding,
    "member",
    role=_("Role"),
    since=_("Since"),
    until=_("Until"),
)
tell(
    _("Role descriptions that answer to you"),
    RoleDescription,
    "line_manager",
    fetch=("role",),
    title=_("Role"),
    number=_("Version"),
    state=_("State"),
)
tell(
    _("Role descriptions that you began"),
    RoleDescription,
    "drafted_by",
    fetch=("role",),
    title=_("Role"),
    number=_("Version"),
    created_at=_("Begun"),
)
tell(
    _("Your signatures under role descriptions"),
    Signature,
    "member",
    fetch=("description__role",),
    description__title=_("Role"),
    description__number=_("Version"),
    capacity=_("Signed as"),
    signed_at=_("When"),
    on_paper=_("Signed on paper on"),
    void=_("No longer counts"),
)
tell(
    _("Signatures on paper that you recorded"),
    Signature,
    "recorded_by",
    fetch=("description__role",),
    description__title=_("Role"),
    description__number=_("Version"),
    signed_at=_("Recorded"),
)
tell(
    _("Your comments on role descriptions"),
    Comment,
    "member",
    fetch=("description__role",),
    description__title=_("Role"),
    description__number=_("Version"),
    text=_("Comment"),
    made_at=_("When"),
)
