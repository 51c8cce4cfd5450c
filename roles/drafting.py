"""Between what is stored of a version and the plain values that people write and merge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from schools.models import Member, PositionKind

from .groups import GROUP_KEYS
from .merging import Content, LineContent
from .models import Line, Role, RoleDescription

ENTITLEMENT = "entitlement"
# The order in which a description shows what it holds.
GROUPS: tuple[str, ...] = (*GROUP_KEYS, ENTITLEMENT)
MANAGERS = frozenset({PositionKind.HEADTEACHER, PositionKind.SMT, PositionKind.COORDINATOR})
# The positions that a role can have: those whose people may agree a description as its holder.
ROLE_POSITIONS: tuple[PositionKind, ...] = (
    PositionKind.HEADTEACHER,
    PositionKind.SMT,
    PositionKind.COORDINATOR,
    PositionKind.HEAD_OF_DEPARTMENT,
    PositionKind.TEACHER,
    PositionKind.TECHNICIAN,
    PositionKind.BUSINESS_MANAGER,
)


def line_key(line: Line) -> str:
    """How a line is known while one writes: `d12`, or `e5:KS2`."""
    if line.is_entitlement:
        return f"e{line.subject_id}:{line.key_stage}"
    return f"d{line.duty_id}"


def content_of(description: RoleDescription, lines: Iterable[Line]) -> Content:
    """What a version holds, as plain values."""
    return Content(
        purpose=description.purpose,
        line_manager=description.line_manager_id,
        release_minutes=description.release_minutes,
        review_on=description.review_on,
        lines={
            line_key(line): LineContent(line.part, line.minutes, line.priority, line.note)
            for line in lines
        },
    )


def may_manage(member: Member, role: Role) -> bool:
    """Whether `member` can be named as the one whom `role` answers to.

    The headteacher's own role answers to a governor, any other to the headteacher, a senior manager
    or a coordinator; nobody answers to themselves.
    """
    if member.left_on or member.pk in {holder.pk for holder in role.present_holders}:
        return False
    if role.position == PositionKind.HEADTEACHER:
        return PositionKind.GOVERNOR in member.kinds
    return not MANAGERS.isdisjoint(member.kinds)


def sort_lines(lines: Sequence[Line], key_stages: Sequence[str]) -> None:
    """Number the lines as they are shown: by group, then in the school's own order."""

    def place(line: Line) -> tuple[int, int, int, str]:
        group = GROUPS.index(line.group) if line.group in GROUPS else len(GROUPS)
        if line.duty is not None:
            return group, line.duty.order, line.duty.pk, ""
        order = line.subject.order if line.subject else 0
        stage = key_stages.index(line.key_stage) if line.key_stage in key_stages else 99
        return group, order, stage, str(line.subject)

    for number, line in enumerate(sorted(lines, key=place)):
        line.order = number
