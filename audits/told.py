"""What is kept about a person in the audits: what they say of themselves is told to them alone."""

from django.utils.translation import gettext_lazy as _

from schools.tellable import tell

from .models import (
    AgreedLevel,
    EntryDocument,
    Judgement,
    Maintenance,
    Purchase,
    Quote,
    RegisterEntry,
    RegisterImport,
    Renewal,
    SelfReview,
    SelfReviewJudge,
    Signature,
    SkillsAnswer,
    SkillsAsked,
    SkillsAudit,
    StrandJudgement,
    TrainingAfter,
    TrainingOffer,
    TrainingPlace,
)

tell(
    _("What you said of pupils’ entitlement"),
    Judgement,
    "said_by",
    year=_("Academic year from"),
    statement__text=_("Statement"),
    answer=_("Answer"),
    evidence=_("Evidence"),
    said_at=_("When"),
)
tell(
    _("Your signatures under pupils’ entitlement"),
    Signature,
    "member",
    year=_("Academic year from"),
    subject=_("Subject"),
    key_stage=_("Key stage"),
    capacity=_("Signed as"),
    signed_at=_("When"),
)
tell(
    _("What of the registers you answer for or wrote down"),
    RegisterEntry,
    ("owner", "made_by"),
    name=_("Entry"),
    kind=_("Kind"),
    owner=_("Answered for by"),
    made_by=_("Written down by"),
    made_at=_("Written down"),
)
tell(
    _("Documents that you put to the registers"),
    EntryDocument,
    "added_by",
    entry__name=_("Entry"),
    title=_("Title"),
    added_at=_("When"),
)
tell(
    _("Renewals that you saw to"),
    Renewal,
    "member",
    entry__name=_("Entry"),
    due_on=_("Due"),
    closed_on=_("Seen to"),
    how=_("How"),
)
tell(
    _("Maintenance that you recorded"),
    Maintenance,
    "recorded_by",
    entry__name=_("Entry"),
    happened_on=_("Day"),
    text=_("What"),
)
tell(
    _("Purchases that you asked for, decided, ordered, received or ended"),
    Purchase,
    ("asked_by", "decided_by", "ordered_by", "received_by", "ended_by"),
    what=_("What"),
    why=_("Why"),
    asked_by=_("Asked for by"),
    asked_at=_("Asked for"),
    decided_by=_("Decided by"),
    decided_on=_("Decided"),
    reason=_("Reason"),
    ordered_by=_("Ordered by"),
    received_by=_("Received by"),
    ended_by=_("Ended by"),
)
tell(
    _("Quotations that you put down"),
    Quote,
    "made_by",
    purchase__what=_("For"),
    supplier=_("Supplier"),
    made_at=_("When"),
)
tell(
    _("Tables that you brought into the registers"),
    RegisterImport,
    "member",
    upload=_("File"),
    started_at=_("Begun"),
    finished_at=_("Finished"),
)
tell(
    _("Self-reviews that you opened"),
    SelfReview,
    "opened_by",
    title=_("Self-review"),
    opened_on=_("Opened"),
)
tell(
    _("Self-reviews in which you are asked to judge"),
    SelfReviewJudge,
    "member",
    goes=_("their part in self-reviews"),
    review=_("Self-review"),
    asked_at=_("Asked"),
    reminded_on=_("Reminded"),
    finished_at=_("Finished"),
)
tell(
    _("Your judgements"),
    StrandJudgement,
    "judge__member",
    goes=_("their judgements in self-reviews"),
    judge__review=_("Self-review"),
    strand=_("Strand"),
    level=_("Level"),
    cannot_say=_("You can’t say"),
    evidence=_("How do we know?"),
    what_next=_("What next?"),
    saved_at=_("Saved"),
)
tell(
    _("Levels that you agreed"),
    AgreedLevel,
    "agreed_by",
    review=_("Self-review"),
    title=_("Strand"),
    level=_("Level"),
    agreed_on=_("Agreed"),
)
tell(
    _("Rounds of training needs that you opened"),
    SkillsAudit,
    "opened_by",
    title=_("Round"),
    opened_on=_("Opened"),
)
tell(
    _("Rounds of training needs in which you are asked"),
    SkillsAsked,
    "member",
    goes=_("their part in rounds of training needs"),
    audit=_("Round"),
    group=_("Counted with"),
    shows_help=_("Colleagues see what you could help with"),
    asked_at=_("Asked"),
    reminded_on=_("Reminded"),
    finished_at=_("Finished"),
)
tell(
    _("What you say of yourself"),
    SkillsAnswer,
    "asked__member",
    goes=_("what they say of themselves"),
    asked__audit=_("Round"),
    question__text=_("Statement"),
    confidence=_("Confidence, 1 to 4"),
    helps=_("You could help others"),
    wants=_("You want training"),
    how=_("How you would like to learn"),
)
tell(
    _("Training that you give or put down"),
    TrainingOffer,
    ("giver", "made_by"),
    title=_("Training"),
    giver=_("Given by"),
    made_by=_("Put down by"),
    held_on=_("Day"),
)
tell(
    _("Training that you signed up for"),
    TrainingPlace,
    "member",
    goes=_("their places in training"),
    offer=_("Training"),
    made_at=_("Signed up"),
    attended=_("You were there"),
    after_done_at=_("Said afterwards"),
)
tell(
    _("What you said after training"),
    TrainingAfter,
    "place__member",
    goes=_("what they said after training"),
    place__offer=_("Training"),
    skill__text=_("Statement"),
    confidence=_("Confidence, 1 to 4"),
)
