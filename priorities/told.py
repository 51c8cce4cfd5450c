"""What is kept about a person in the reviews: what they rated is told to them alone."""

from django.utils.translation import gettext_lazy as _

from schools.tellable import leave_untold, tell

from .models import Completion, DecidedMinutes, Decision, Participant, Rating, Review

tell(
    _("Reviews that you facilitate or agreed"),
    Review,
    ("facilitator", "agreed_by"),
    title=_("Review"),
    facilitator=_("Facilitated by"),
    agreed_by=_("Agreed by"),
    agreed_at=_("Agreed"),
)
tell(
    _("Reviews that you are asked to take part in"),
    Participant,
    "member",
    review=_("Review"),
    group=_("You rate as"),
    coordinates=_("You coordinate"),
    capacity=_("Your release time, minutes a week"),
    consents=_("Your ratings may stand under your name"),
    asked_at=_("Asked"),
    reminded_on=_("Reminded"),
)
tell(
    _("Rounds of rating that you finished"),
    Completion,
    "participant__member",
    round__review=_("Review"),
    round__number=_("Round"),
    at=_("Finished"),
)
tell(
    _("Your ratings"),
    Rating,
    "participant__member",
    round__review=_("Review"),
    round__number=_("Round"),
    duty__text=_("Duty"),
    influence=_("Influence"),
    cannot_say=_("You can’t say"),
    carrier=_("Who should carry it"),
    minutes=_("Minutes a week today"),
    comment=_("Comment"),
    saved_at=_("Saved"),
)
tell(
    _("Decisions that you recorded"),
    Decision,
    "decided_by",
    review=_("Review"),
    duty__text=_("Duty"),
    kind=_("Decision"),
    reason=_("Reason"),
    decided_at=_("When"),
)
tell(
    _("Minutes a week that were decided for you"),
    DecidedMinutes,
    "participant__member",
    decision__review=_("Review"),
    decision__duty__text=_("Duty"),
    minutes=_("Minutes a week"),
)
leave_untold(Rating, "typed_in_by", "what somebody typed in from paper is another person's rating")
