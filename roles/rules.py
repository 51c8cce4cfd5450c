"""Who may do what with duties, roles and role descriptions (design: school positions add up)."""

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from schools.models import Member, PositionKind
from schools.permissions import permission
from schools.rules import acts_as_head, holds, is_insider, is_smt, is_staff, leads_ict

from .models import Role, RoleDescription, State

TOP = (PositionKind.HEADTEACHER, PositionKind.SMT)


def _role(thing: Any) -> Role | None:
    """The role that a permission is asked about: itself, or its description's."""
    if isinstance(thing, RoleDescription):
        return thing.role
    return thing if isinstance(thing, Role) else None


@rules.predicate
def holds_role(member: Member, thing: Any = None) -> bool:
    """The member holds the role in question today."""
    role = _role(thing)
    return role is not None and any(one.pk == member.pk for one in role.present_holders)


@rules.predicate
def is_below_smt(member: Member, thing: Any = None) -> bool:
    """The role in question is below senior management."""
    role = _role(thing)
    return role is not None and role.position not in TOP


@rules.predicate
def is_its_line_manager(member: Member, thing: Any = None) -> bool:
    """The version names the member as the one whom the role answers to."""
    return isinstance(thing, RoleDescription) and thing.line_manager_id == member.pk


@rules.predicate
def manages_head_only_as_governor(member: Member, thing: Any = None) -> bool:
    """Who is a governor and nothing else signs the headteacher's description alone."""
    if member.kinds - {PositionKind.GOVERNOR}:
        return True
    role = _role(thing)
    return role is not None and role.position == PositionKind.HEADTEACHER


@rules.predicate
def is_agreed(member: Member, thing: Any = None) -> bool:
    """The version is, or was, agreed."""
    return isinstance(thing, RoleDescription) and thing.state in (State.AGREED, State.SUPERSEDED)


@rules.predicate
def about_nothing(member: Member, thing: Any = None) -> bool:
    """Asked without a thing: whether there is any that the member may."""
    return thing is None


drafts = is_smt | (holds(PositionKind.COORDINATOR) & is_below_smt) | (is_staff & holds_role)
reads_any_state = leads_ict | (is_staff & holds_role) | is_its_line_manager

permission(
    "roles.read",
    is_insider,
    _("Only people with a position in the school may read its roles."),
)
permission(
    "roles.read_description",
    (is_insider & is_agreed) | reads_any_state,
    _(
        "This version is not agreed yet. Until it is, only senior managers, the coordinator, "
        "its holder and its line manager may read it."
    ),
)
permission(
    "roles.draft",
    drafts | (is_staff & about_nothing),
    _(
        "You may write the descriptions of roles you hold. Coordinators also write those below "
        "senior management; senior managers write any."
    ),
)
permission(
    "roles.manage",
    is_smt | (holds(PositionKind.COORDINATOR) & (is_below_smt | about_nothing)),
    _(
        "Only senior managers, and the coordinator for roles below senior management, may add "
        "roles and say who holds them."
    ),
)
permission(
    "roles.sign_as_holder",
    is_staff & holds_role,
    _("Only who holds this role may agree its description as its holder."),
)
permission(
    "roles.sign_as_line_manager",
    is_insider & is_its_line_manager & manages_head_only_as_governor,
    _("Only the line manager whom this version names may agree it as line manager."),
)
permission(
    "roles.sign",
    is_insider,
    _("Only the holder of a role and its line manager may agree its description."),
)
permission(
    "roles.send_back",
    drafts | (is_insider & (is_its_line_manager | about_nothing)),
    _("Only its holder, its line manager and those who may write it may send it back."),
)
permission(
    "roles.record_paper_signature",
    acts_as_head,
    _("Only the headteacher, or the deputy, may record a signature given on paper."),
)
permission(
    "roles.comment",
    is_insider & (about_nothing | is_agreed | reads_any_state),
    _("You may comment on versions that you may read."),
)
permission(
    "roles.edit_duties",
    leads_ict,
    _("Only senior managers and the coordinator may change the school’s duties."),
)
