"""Who may do what with the school itself, its people, its vision and its trail."""

from typing import Any

import rules
from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from .models import Member, PositionKind
from .permissions import permission

K = PositionKind


def holds(*kinds: str) -> rules.predicates.Predicate:
    """A predicate: the member holds one of these kinds of position."""
    wanted = frozenset(kinds)

    @rules.predicate(f"holds {', '.join(sorted(wanted))}")
    def predicate(member: Member, thing: Any = None) -> bool:
        return not wanted.isdisjoint(member.kinds)

    return predicate


@rules.predicate
def acts_as_head(member: Member, thing: Any = None) -> bool:
    """The headteacher, or the deputy whom the head named."""
    return member.acts_as_head


@rules.predicate
def is_head(member: Member, thing: Any = None) -> bool:
    """The headteacher, or one of them."""
    return member.is_head


@rules.predicate
def belongs(member: Member, thing: Any = None) -> bool:
    """Anybody who is in the school today, guests too."""
    return not member.left_on


@rules.predicate
def is_self(member: Member, thing: Any = None) -> bool:
    """The thing is the member."""
    return isinstance(thing, Member) and thing.pk == member.pk


def leads_subject(member: Member, subject: int | None) -> bool:
    """Whether the member leads the subject of this number: what they lead is asked once, however often this is."""
    if subject is None:
        return False
    prefetch_related_objects([member], "subjects")
    return any(one.pk == subject for one in member.subjects.all())


def may_start_school(user: Any) -> bool:
    """Whether somebody who is signed in may describe a school of their own."""
    return bool(settings.SIGN_UP_OPEN or getattr(user, "may_start_school", False))


is_smt = holds(K.HEADTEACHER, K.SMT)
leads_ict = is_smt | holds(K.COORDINATOR)
is_staff = leads_ict | holds(K.HEAD_OF_DEPARTMENT, K.TEACHER, K.TECHNICIAN, K.BUSINESS_MANAGER)
is_insider = is_staff | holds(K.GOVERNOR)

permission("schools.enter", belongs, _("Only people of this school may see this."))
permission(
    "schools.read",
    is_insider,
    _(
        "Guests see only what they are invited to. Ask the headteacher for a position in the school."
    ),
)
permission(
    "schools.manage",
    acts_as_head,
    _("Only the headteacher, or the deputy whom the headteacher named, may change this."),
)
permission(
    "schools.remove_head",
    is_head,
    _("Only a headteacher may take a headteacher’s position away. Ask the headteacher."),
)
permission(
    "schools.make_head",
    is_head,
    _("Only a headteacher may make somebody a headteacher, or name the deputy."),
)
permission(
    "schools.read_turn",
    leads_ict,
    _("Only senior managers and the coordinator turn the school over to another year."),
)
permission(
    "schools.write_vision",
    is_smt,
    _("Only the headteacher and senior managers write the vision. You can suggest a change to it."),
)
permission(
    "schools.suggest_vision",
    is_insider,
    _("Only people with a position in the school may suggest a change to the vision."),
)
permission(
    "schools.read_trail",
    is_staff,
    _("Only the school’s staff may read what was done here."),
)
permission(
    "schools.read_whole_trail",
    is_smt,
    _("Only the headteacher and senior managers see what everybody did."),
)
