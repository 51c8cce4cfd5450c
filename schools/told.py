"""What the school itself keeps about a person, and how they sign in."""

from __future__ import annotations

from collections.abc import Collection

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from .labels import upper_first
from .models import (
    Activity,
    CalendarKey,
    Member,
    Position,
    SignedIn,
    User,
    Vision,
    VisionReview,
    VisionSuggestion,
)
from .tellable import leave_untold, tell
from .trail import SENTENCES


def _sentence(row: Activity, mine: Collection[int]) -> str:
    """The sentence of the trail, in which only the reader is named."""

    def named(member: Member | None) -> str:
        if member is None:
            return _now("a former member")
        return member.name if member.pk in mine else _now("somebody else")

    if row.verb not in SENTENCES:
        return row.verb
    about = {**row.about, "who": named(row.member), "person": named(row.person)}
    return upper_first(str(SENTENCES[row.verb]) % about)


tell(
    _("Your addresses"),
    EmailAddress,
    users=("user",),
    email=_("E-mail address"),
    verified=_("Confirmed"),
    primary=_("In use"),
)
tell(
    _("What you sign in with beside your password"),
    Authenticator,
    users=("user",),
    type=_("Kind"),
    created_at=_("Set up"),
    last_used_at=_("Last used"),
)
tell(
    _("Where you are signed in"),
    SignedIn,
    users=("user",),
    browser=_("Browser"),
    system=_("Device"),
    began_at=_("Since"),
    seen_at=_("Last used"),
)
tell(
    _("You in the school"),
    Member,
    users=("user",),
    name=_("Name"),
    email=_("E-mail address"),
    deputy=_("Deputy of the headteacher"),
    invited_at=_("Invited"),
    joined_at=_("Joined"),
    left_on=_("Left"),
)
tell(_("Your positions"), Position, "member", kind=_("Position"))
tell(
    _("Subjects that you lead"),
    Member.subjects.through,
    "member",
    goes=_("that they lead a subject"),
    subject=_("Subject"),
)
tell(
    _("Your calendar’s address (the address itself is a secret, and stands on its page)"),
    CalendarKey,
    "member",
    goes=_("the address of their calendar"),
    made_at=_("Made"),
)
tell(
    _("Versions of the vision that you wrote"),
    Vision,
    "written_by",
    number=_("Version"),
    text=_("Vision"),
    written_at=_("Written"),
)
tell(
    _("Times set aside for the vision that you recorded"),
    VisionReview,
    "recorded_by",
    held_on=_("Day"),
    note=_("What came of it"),
)
tell(
    _("Your suggestions for the vision"),
    VisionSuggestion,
    "member",
    text=_("Suggestion"),
    made_at=_("Made"),
    taken_up=_("Taken up"),
    answer=_("Answer"),
)
tell(
    _("Suggestions for the vision that you answered"),
    VisionSuggestion,
    "answered_by",
    answer=_("Answer"),
    answered_at=_("Answered"),
)
tell(
    _("What the activity trail says of you"),
    Activity,
    ("member", "person"),
    fetch=("member", "person"),
    at=_("When"),
    sentence=(_("What"), _sentence),
)
leave_untold(User.groups.through, "user", "nobody is in a group: positions say who may do what")
leave_untold(User.user_permissions.through, "user", "nobody has one: positions say who may do what")
