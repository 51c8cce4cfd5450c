"""What decisions make of role descriptions and of a coordinator's time. Plain values, no database.

A line of a description is known by its key, `d12` for the duty 12, as in `roles.merging`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from roles.merging import Content, LineContent, merge

from .analysis import Quadrant

KEEP, MORE, SIMPLIFY, SHARE, HAND_ON, STOP = (
    "keep",
    "more",
    "simplify",
    "share",
    "hand_on",
    "stop",
)
# What takes a duty away from the coordinators.
TAKES_AWAY = (HAND_ON, STOP)
# What needs a reason: somebody loses the duty, or less of it is done.
NEEDS_REASON = (SIMPLIFY, HAND_ON, STOP)
# What becomes work for the development plan.
PLAN_WORK = (MORE, SIMPLIFY)
LEADS, SHARES = "leads", "shares"

_SUGGESTED = {
    Quadrant.PROTECT: KEEP,
    Quadrant.DO_MORE: MORE,
    Quadrant.SIMPLIFY: SIMPLIFY,
    Quadrant.LET_BE: KEEP,
}


def suggested(quadrant: Quadrant | None) -> str:
    """What a duty's quadrant suggests to decide; nothing where its time or influence is not known."""
    return _SUGGESTED[quadrant] if quadrant else ""


@dataclass(frozen=True)
class Decided:
    """What was decided for one duty of a review (`duty`); `school_duty` is the school's own.

    `minutes` are a week, by participation of a coordinator, where they were said. `by` is the
    member who took it down. `title` is the title of the role that gains it, as it was then.
    """

    duty: int
    school_duty: int
    kind: str
    to_role: int | None = None
    title: str = ""
    reason: str = ""
    by: int | None = None
    minutes: Mapping[int, int] = field(default_factory=dict)
    revision: int = 1

    def minutes_of(self, participant: int, today: int | None) -> int:
        """The coordinator's minutes a week from now on: as decided, else as `today`."""
        if participant in self.minutes:
            return self.minutes[participant]
        return 0 if self.kind in TAKES_AWAY else today or 0


def as_plain(decided: Iterable[Decided]) -> list[dict[str, Any]]:
    """Decisions as JSON can hold them; people are references."""
    return [
        {**vars(one), "minutes": {str(pk): spent for pk, spent in one.minutes.items()}}
        for one in decided
    ]


def from_plain(plain: Iterable[Mapping[str, Any]]) -> list[Decided]:
    """The decisions out of what `as_plain` made."""
    return [
        Decided(**{**one, "minutes": {int(pk): spent for pk, spent in one["minutes"].items()}})
        for one in plain
    ]


@dataclass(frozen=True)
class Wanted:
    """What one role shall do with a duty: `part` of nothing takes it out; None leaves what stands.

    `adds` says whether a role that does not have the duty gets it.
    """

    part: str | None
    minutes: int | None
    adds: bool = True


@dataclass(frozen=True)
class CoordinatorsRole:
    """The role in which a coordinator's decided minutes are written."""

    participant: int
    role: int


def wanted_by_role(
    decisions: Iterable[Decided],
    coordinators: Sequence[CoordinatorsRole],
    leaders: Mapping[int, Sequence[int]],
) -> dict[int, dict[int, Wanted]]:
    """What each role shall do with which of the school's duties, by role and duty.

    `leaders` are the roles that lead a duty among the agreed versions. Where two coordinators hold
    one role and were given different minutes, the longer time stands.
    """
    found: dict[int, dict[int, Wanted]] = {}
    for one in decisions:
        duty = one.school_duty
        minutes = _minutes_by_role(one, coordinators)
        led_by = list(leaders.get(duty, ()))
        roles = list(dict.fromkeys(other.role for other in coordinators))
        for role in roles:
            if role == one.to_role:
                continue
            spent = minutes.get(role)
            if one.kind in TAKES_AWAY:
                wanted = Wanted("", None, adds=False)
            elif one.kind == SHARE and (one.to_role or (led_by and role not in led_by)):
                # A second coordinator who has nothing to do with it is not drawn in.
                joins = bool(spent) or len(roles) == 1 or not one.to_role
                wanted = Wanted(SHARES, spent, adds=joins)
            elif spent is None and one.kind != SHARE:
                continue
            elif role in led_by or not led_by:
                # Nobody leads it yet: the first coordinator does, another shares it.
                wanted = Wanted(None if role in led_by else LEADS, spent, adds=bool(spent))
                if not led_by and wanted.adds:
                    led_by.append(role)
            else:
                wanted = Wanted(None, spent, adds=False)
            found.setdefault(role, {})[duty] = wanted
        if one.to_role and one.kind in (HAND_ON, SHARE):
            found.setdefault(one.to_role, {})[duty] = Wanted(LEADS, minutes.get(one.to_role))
    return found


def _minutes_by_role(one: Decided, coordinators: Sequence[CoordinatorsRole]) -> dict[int, int]:
    found: dict[int, int] = {}
    for other in coordinators:
        if other.participant in one.minutes:
            spent = one.minutes[other.participant]
            found[other.role] = max(spent, found.get(other.role, 0))
    return found


def changed(content: Content, wanted: Mapping[int, Wanted]) -> Content:
    """A description with these duties taken out, added, or given another part and other minutes."""
    lines = dict(content.lines)
    for duty, want in wanted.items():
        key = f"d{duty}"
        line = lines.get(key)
        if want.part == "":
            lines.pop(key, None)
        elif line is not None:
            lines[key] = replace(
                line,
                part=want.part or line.part,
                minutes=line.minutes if want.minutes is None else want.minutes,
            )
        elif want.adds:
            lines[key] = LineContent(want.part or LEADS, want.minutes)
    return replace(content, lines=lines)


@dataclass(frozen=True)
class Written:
    """A draft with the decisions brought in; `kept` are the keys of lines and names of fields that
    somebody had changed otherwise in the draft, which stay as they were typed.
    """

    content: Content
    kept: tuple[str, ...] = ()


def brought_in(agreed: Content | None, draft: Content, wanted: Mapping[int, Wanted]) -> Written:
    """An open draft with what was decided, and nothing lost of what somebody typed in it.

    `agreed` is what the draft began from; without it the draft itself is changed.
    """
    if agreed is None:
        return Written(changed(draft, wanted))
    merged = merge(agreed, draft, changed(agreed, wanted))
    return Written(merged.content, merged.conflicts)
