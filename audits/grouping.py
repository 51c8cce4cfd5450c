"""How the people of a skills audit are grouped, and what the groups are called."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from schools.labels import upper_first
from schools.models import Member, PositionKind, School, Subject

from .cells import stage_title, stages_of
from .models import SkillsAudit
from .needs import OTHERS
from .skills_library import SUPPORT, TEACHERS

K = PositionKind
Grouping = SkillsAudit.Grouping
ACROSS, NOBODY_KNOWS = "across", ""
_LEADERS = frozenset({K.HEADTEACHER, K.SMT})
_SUPPORT = frozenset({K.TECHNICIAN, K.BUSINESS_MANAGER})
STAFF = frozenset({*_LEADERS, *_SUPPORT, K.COORDINATOR, K.HEAD_OF_DEPARTMENT, K.TEACHER})
_POSITIONS = ("leaders", "coordinator", "head_of_department", "teacher", "support")


def is_asked(member: Member) -> bool:
    """Whether somebody is staff, and so can be asked."""
    return not STAFF.isdisjoint(member.kinds)


def audience_of(member: Member) -> str:
    """Whether somebody is asked as one who teaches or leads, or as support."""
    return SUPPORT if member.kinds <= {*_SUPPORT, K.GOVERNOR, K.GUEST} else TEACHERS


def first_group(grouping: str, member: Member) -> str:
    """The group in which somebody is counted before they say; "" where only they can know."""
    if grouping == Grouping.POSITION:
        return _position(member.kinds)
    if audience_of(member) == SUPPORT:
        return ACROSS
    if grouping == Grouping.SUBJECT:
        led = list(member.subjects.all())
        return f"subject:{led[0].pk}" if len(led) == 1 else NOBODY_KNOWS
    return NOBODY_KNOWS


def groups_of(school: School, grouping: str, subjects: Sequence[Subject]) -> list[tuple[str, str]]:
    """Every group there may be, with its name, in order. `subjects` are read only for groups of these."""
    if grouping == Grouping.POSITION:
        return [(key, _position_name(school, key)) for key in _POSITIONS]
    if grouping == Grouping.STAGE:
        found = [(stage, upper_first(stage_title(stage))) for stage in stages_of(school)]
    else:
        found = [(f"subject:{one.pk}", one.name) for one in subjects]
    return [*found, (ACROSS, _("Across the school"))]


def group_name(names: dict[str, str], key: str) -> str:
    """What a group is called."""
    if key == OTHERS:
        return _("Everybody else")
    return names.get(key) or _("Not said")


def _position(kinds: frozenset[str]) -> str:
    if kinds & _LEADERS:
        return "leaders"
    for kind in (K.COORDINATOR, K.HEAD_OF_DEPARTMENT, K.TEACHER):
        if kind in kinds:
            return str(kind)
    return "support"


def _position_name(school: School, key: str) -> str:
    match key:
        case "leaders":
            return upper_first(school.labels.position("smt"))
        case "support":
            return _("Support staff")
        case "teacher":
            return _("Teachers")
        case "head_of_department":
            return (
                _("Heads of department")
                if school.labels["head_of_department"] == ("head of department")
                else upper_first(school.labels.position(key))
            )
        case _:
            return upper_first(school.labels.position(key))
