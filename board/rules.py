"""Who may read and write the noticeboard."""

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from schools.models import Member, PositionKind
from schools.permissions import permission
from schools.rules import holds, is_insider, is_smt

from .models import Note


@rules.predicate
def wrote_it(member: Member, thing: Any = None) -> bool:
    """The note in question is the member's."""
    return isinstance(thing, Note) and thing.written_by_id == member.pk


@rules.predicate
def is_no_draft(member: Member, thing: Any = None) -> bool:
    """The note in question has been on the noticeboard."""
    return isinstance(thing, Note) and thing.state != Note.State.DRAFT


@rules.predicate
def about_nothing(member: Member, thing: Any = None) -> bool:
    """Asked without a thing: whether there is any that the member may."""
    return thing is None


writes = is_smt | holds(PositionKind.COORDINATOR, PositionKind.HEAD_OF_DEPARTMENT)

permission(
    "board.read",
    is_insider & (about_nothing | is_no_draft | wrote_it),
    _(
        "Only people with a position in the school read its noticeboard, and a draft only its writer."
    ),
)
permission(
    "board.write",
    writes,
    _(
        "Coordinators, those who lead a subject and senior managers write on the noticeboard. You can "
        "ask below any note."
    ),
)
permission(
    "board.change",
    (writes & (about_nothing | wrote_it)) | (is_smt & is_no_draft),
    _("Only its writer and senior managers may change a note or take it down."),
)
permission(
    "board.ask",
    is_insider,
    _("Only people with a position in the school may ask about what they read here."),
)
