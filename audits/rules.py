"""Who may do what with the audits."""

from __future__ import annotations

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from schools.models import Member, PositionKind
from schools.permissions import permission
from schools.rules import (
    acts_as_head,
    belongs,
    holds,
    is_insider,
    is_smt,
    is_staff,
    leads_ict,
    leads_subject,
)

from .cells import Cell
from .models import (
    Purchase,
    PurchaseState,
    RegisterEntry,
    SelfReview,
    SelfReviewJudge,
    SkillsAsked,
    SkillsAudit,
    Statement,
    TrainingOffer,
)

K = PositionKind

permission(
    "audits.enter",
    is_insider,
    _("Only people with a position in the school may read where it is now."),
)

# Entitlement -----------------------------------------------------------------------------------


@rules.predicate
def about_nothing(member: Member, thing: Any = None) -> bool:
    """Asked without a thing: whether there is any that the member may."""
    return thing is None


@rules.predicate
def answers_for_it(member: Member, thing: Any = None) -> bool:
    """The cell in question is the member's to answer for."""
    return isinstance(thing, Cell) and member.pk in thing.leader_ids


@rules.predicate
def nobody_answers_for_it(member: Member, thing: Any = None) -> bool:
    """The cell in question has nobody who answers for it."""
    return isinstance(thing, Cell) and not thing.leaders


@rules.predicate
def is_of_own_subject(member: Member, thing: Any = None) -> bool:
    """The statement in question is of a subject that the member leads."""
    return isinstance(thing, Statement) and leads_subject(member, thing.subject_id)


leads_a_department = holds(K.HEAD_OF_DEPARTMENT)

permission(
    "audits.read_entitlement",
    is_insider,
    _("Only people with a position in the school may read what pupils are entitled to."),
)
permission(
    "audits.say_entitlement",
    leads_ict | (leads_a_department & (answers_for_it | about_nothing)),
    _(
        "Senior managers and the coordinator say where any subject stands, heads of department where "
        "their own does."
    ),
)
permission(
    "audits.sign_entitlement",
    ((leads_a_department | holds(K.COORDINATOR)) & (answers_for_it | about_nothing))
    | (acts_as_head & (nobody_answers_for_it | about_nothing)),
    _(
        "A subject is signed by its head of department, and by the headteacher only where it has "
        "none. What is said of ICT itself is signed by the coordinator."
    ),
)
permission(
    "audits.edit_statements",
    leads_ict | (leads_a_department & (is_of_own_subject | about_nothing)),
    _(
        "Senior managers and the coordinator word the statements; heads of department word those of "
        "their own subjects."
    ),
)
permission(
    "audits.adopt_statements",
    leads_ict,
    _("Only senior managers and the coordinator take statements from the library."),
)

# Training needs --------------------------------------------------------------------------------


@rules.predicate
def is_own_answer(member: Member, thing: Any = None) -> bool:
    """The answers in question are the member's own."""
    return isinstance(thing, SkillsAsked) and thing.member_id == member.pk


@rules.predicate
def has_ended(member: Member, thing: Any = None) -> bool:
    """The round in question takes no more answers, so that its figures stay as they are."""
    return thing is None or (isinstance(thing, SkillsAudit) and not thing.is_open)


@rules.predicate
def gives_it(member: Member, thing: Any = None) -> bool:
    """The training in question is given by the member."""
    return isinstance(thing, TrainingOffer) and thing.giver_id == member.pk


permission(
    "audits.see_training",
    is_insider,
    _("Only people with a position in the school may read about its training."),
)
permission(
    "audits.lead_skills",
    leads_ict,
    _("Only senior managers and the coordinator ask about training needs and arrange training."),
)
permission(
    "audits.answer_skills",
    is_staff & (is_own_answer | about_nothing),
    _("Each person answers for themselves, and only staff who were asked."),
)
permission(
    "audits.see_answers",
    leads_ict | (is_staff & (is_own_answer | about_nothing)),
    _(
        "What one person answered is seen by them, by senior managers and by the coordinator, and by "
        "nobody else."
    ),
)
permission(
    "audits.see_needs",
    leads_ict | (is_insider & has_ended),
    _(
        "While people are still answering, only senior managers and the coordinator see results. "
        "Afterwards everybody with a position in the school may."
    ),
)
permission(
    "audits.see_groups",
    leads_ict | (is_staff & has_ended),
    _("Governors see totals. Results by group of staff are for the school’s staff."),
)
permission(
    "audits.see_help",
    is_staff,
    _("Who can help whom is for the school’s staff."),
)
permission(
    "audits.sign_up",
    is_staff,
    _("Only the school’s staff sign up for its training."),
)
permission(
    "audits.mark_attendance",
    leads_ict | (is_staff & (gives_it | about_nothing)),
    _("Who came is said by whoever gave the training, by senior managers or by the coordinator."),
)

# Registers -------------------------------------------------------------------------------------


@rules.predicate
def answers_for_entry(member: Member, thing: Any = None) -> bool:
    """The entry in question is the member's to answer for."""
    return isinstance(thing, RegisterEntry) and thing.owner_id == member.pk


keeps_registers = leads_ict | holds(K.TECHNICIAN, K.BUSINESS_MANAGER)

permission(
    "audits.see_totals",
    is_insider,
    _("Only people with a position in the school may read about its registers."),
)
permission(
    "audits.read_registers",
    is_staff,
    _("Governors read the totals of the registers. What stands in them is for the school’s staff."),
)
permission(
    "audits.write_registers",
    keeps_registers,
    _(
        "Senior managers, the coordinator, the technician and the business manager keep the "
        "registers. You can ask for a purchase."
    ),
)
permission(
    "audits.answer_for_safety",
    leads_ict | holds(K.TECHNICIAN),
    _("Senior managers, the coordinator and the technician see that pupils and data are safe."),
)
permission(
    "audits.read_papers",
    keeps_registers | (is_staff & answers_for_entry),
    _(
        "Contracts and invoices are read by those who keep the registers, and by whoever answers for "
        "the entry."
    ),
)


@rules.predicate
def is_own_wish(member: Member, thing: Any = None) -> bool:
    """The purchase in question was asked for by the member."""
    return isinstance(thing, Purchase) and thing.asked_by_id == member.pk


@rules.predicate
def waits_for_approval(member: Member, thing: Any = None) -> bool:
    """The purchase in question is asked for, and nobody has decided yet."""
    return isinstance(thing, Purchase) and thing.state == PurchaseState.ASKED


permission(
    "audits.ask_purchase",
    is_staff,
    _("Only the school’s staff ask for purchases."),
)
permission(
    "audits.see_purchase",
    keeps_registers | (is_staff & (is_own_wish | about_nothing)),
    _("A purchase is seen by whoever asked for it, and by those who keep the registers."),
)
permission(
    "audits.change_wish",
    keeps_registers | (is_staff & is_own_wish & waits_for_approval),
    _(
        "A wish is changed by whoever asked for it until it is decided, and by those who keep the registers."
    ),
)
permission(
    "audits.approve_purchase",
    acts_as_head | (is_smt & ~is_own_wish),
    _(
        "Purchases are approved by the headteacher and senior managers. Nobody but the headteacher "
        "approves what they asked for themselves."
    ),
)

# Self-review -----------------------------------------------------------------------------------


@rules.predicate
def is_the_judge(member: Member, thing: Any = None) -> bool:
    """The invitation in question is the member's own."""
    return isinstance(thing, SelfReviewJudge) and thing.member_id == member.pk


@rules.predicate
def was_invited(member: Member, thing: Any = None) -> bool:
    """The member was asked to judge in the self-review (prefetch `judges`)."""
    return isinstance(thing, SelfReview) and any(
        one.member_id == member.pk for one in thing.judges.all()
    )


@rules.predicate
def is_shown(member: Member, thing: Any = None) -> bool:
    """The self-review has been revealed."""
    return isinstance(thing, SelfReview) and not thing.is_judging


@rules.predicate
def is_agreed(member: Member, thing: Any = None) -> bool:
    """Every level of the self-review is agreed."""
    return isinstance(thing, SelfReview) and thing.is_agreed


permission(
    "audits.enter_selfreview",
    belongs,
    _("Only people of this school may see this."),
)
permission(
    "audits.list_selfreviews",
    is_insider,
    _("Only people with a position in the school may read where it is now."),
)
permission(
    "audits.lead_selfreview",
    leads_ict,
    _("Only senior managers and the coordinator open a self-review, invite to it and reveal it."),
)
permission(
    "audits.judge_selfreview",
    is_the_judge,
    _(
        "Only those who were invited judge, each for themselves. Ask a senior manager to invite you."
    ),
)
# A governor judges when invited, and reads what is agreed; guests see what they took part in.
permission(
    "audits.see_judgements",
    is_shown & (leads_ict | (was_invited & (is_staff | ~is_insider))),
    _(
        "What people judged is seen, once it is revealed, by those who took part, by senior managers "
        "and by the coordinator. Governors and everybody else with a position in the school read the "
        "levels when they are agreed."
    ),
)
permission(
    "audits.read_levels",
    (is_shown & leads_ict) | (is_agreed & (is_insider | was_invited)),
    _(
        "The levels can be read when all of them are agreed, by everybody with a position in the "
        "school and by those who took part."
    ),
)
permission(
    "audits.agree_level",
    is_smt,
    _("Only the headteacher and senior managers agree the levels of a self-review."),
)
