"""Who may do what in a priority review."""

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from schools.models import Member
from schools.permissions import permission
from schools.rules import belongs, is_insider, is_smt, leads_ict

from .models import Participant, Review, State


@rules.predicate
def takes_part(member: Member, thing: Any = None) -> bool:
    """The member is asked to rate in the review (prefetch `participants`)."""
    return isinstance(thing, Review) and any(
        one.member_id == member.pk for one in thing.participants.all()
    )


@rules.predicate
def is_the_participant(member: Member, thing: Any = None) -> bool:
    """The participation in question is the member's own."""
    return isinstance(thing, Participant) and thing.member_id == member.pk


@rules.predicate
def is_revealed(member: Member, thing: Any = None) -> bool:
    """A round has been revealed and no other is open."""
    return isinstance(thing, Review) and thing.state == State.REVEALED


@rules.predicate
def is_agreed(member: Member, thing: Any = None) -> bool:
    """The outcome is agreed."""
    return isinstance(thing, Review) and thing.state in (State.AGREED, State.CLOSED)


permission("priorities.enter", belongs, _("Only people of this school may see this."))
permission(
    "priorities.see",
    leads_ict | takes_part | (is_insider & is_agreed),
    _("Only those who take part and those who lead the review may see it before it is agreed."),
)
permission(
    "priorities.facilitate",
    leads_ict,
    _("Only senior managers and the coordinator may prepare, open and reveal a review."),
)
permission(
    "priorities.rate",
    is_the_participant,
    _("Only those who were invited may rate in this review. Ask who prepared it to invite you."),
)
permission(
    "priorities.type_in",
    leads_ict,
    _("Only senior managers and the coordinator may type in a returned paper form."),
)
permission(
    "priorities.see_results",
    ((leads_ict | takes_part) & is_revealed) | ((is_insider | takes_part) & is_agreed),
    _(
        "The results are not revealed yet, or you did not take part. Once the outcome is agreed, "
        "everybody with a position in the school may read it."
    ),
)
permission(
    "priorities.decide",
    leads_ict,
    _("Only senior managers and the coordinator may take down decisions."),
)
permission(
    "priorities.agree",
    is_smt,
    _("Only the headteacher and senior managers may agree the outcome of a review."),
)
