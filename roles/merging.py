"""What a draft holds, as plain values, and how two people's changes to one draft come together.

A line is known by its key: `d12` for the duty 12, `e5:KS2` for the entitlement of subject 5 at KS2.
No Django: `base` is what both began from, `mine` and `theirs` what each made of it.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

FIELDS = ("purpose", "line_manager", "release_minutes", "review_on")
LINE_FIELDS = ("part", "minutes", "priority", "note")


@dataclass(frozen=True)
class LineContent:
    """One line as it is written: its part, minutes a week, priority and note."""

    part: str
    minutes: int | None = None
    priority: str = ""
    note: str = ""


@dataclass(frozen=True)
class Content:
    """All that one writes on a draft. `line_manager` is a member's id; times are minutes a week."""

    purpose: str = ""
    line_manager: int | None = None
    release_minutes: int | None = None
    review_on: datetime.date | None = None
    lines: Mapping[str, LineContent] = field(default_factory=dict)

    def to_plain(self) -> dict[str, Any]:
        """The content as JSON can hold it."""
        plain = asdict(replace(self, lines=dict(self.lines)))
        plain["review_on"] = self.review_on.isoformat() if self.review_on else None
        return plain

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Content:
        """The content out of what `to_plain` made."""
        day = plain["review_on"]
        return cls(
            purpose=plain["purpose"],
            line_manager=plain["line_manager"],
            release_minutes=plain["release_minutes"],
            review_on=datetime.date.fromisoformat(day) if day else None,
            lines={key: LineContent(**line) for key, line in plain["lines"].items()},
        )


@dataclass(frozen=True)
class Merge:
    """What two changes make together; `conflicts` name fields and lines that both changed.

    For a conflict, `content` has mine until somebody chooses.
    """

    content: Content
    conflicts: tuple[str, ...]


def merge(base: Content, mine: Content, theirs: Content) -> Merge:
    """Bring two changes of one draft together.

    What only one of the two changed is taken from them; what both changed alike is taken once; what
    both changed differently is a conflict. Within a line its part, minutes, priority and note count
    apart, unless one of the two took the line away.
    """
    conflicts: list[str] = []
    fields: dict[str, Any] = {}
    for name in FIELDS:
        value, agrees = _pick(getattr(base, name), getattr(mine, name), getattr(theirs, name))
        fields[name] = value
        if not agrees:
            conflicts.append(name)
    lines: dict[str, LineContent] = {}
    for key in {**mine.lines, **theirs.lines}:
        line, agrees = _merge_line(base.lines.get(key), mine.lines.get(key), theirs.lines.get(key))
        if line is not None:
            lines[key] = line
        if not agrees:
            conflicts.append(key)
    return Merge(Content(**fields, lines=lines), tuple(conflicts))


def choose(merged: Merge, theirs: Content, choices: Mapping[str, str]) -> Content:
    """Settle a merge: `choices` says "mine" or "theirs" for each conflict.

    Raises:
        KeyError: a conflict has no choice.
    """
    fields: dict[str, Any] = {}
    lines = dict(merged.content.lines)
    for name in merged.conflicts:
        if choices[name] != "theirs":
            continue
        if name in FIELDS:
            fields[name] = getattr(theirs, name)
        elif name in theirs.lines:
            lines[name] = theirs.lines[name]
        else:
            lines.pop(name, None)
    return replace(merged.content, **fields, lines=lines)


def _pick(base: Any, mine: Any, theirs: Any) -> tuple[Any, bool]:
    """The value of one thing that two may have changed, and whether they agree about it."""
    if mine in (theirs, base):
        return theirs, True
    return mine, theirs == base


def _merge_line(
    base: LineContent | None, mine: LineContent | None, theirs: LineContent | None
) -> tuple[LineContent | None, bool]:
    whole, agrees = _pick(base, mine, theirs)
    if agrees or base is None or mine is None or theirs is None:
        return whole, agrees
    values: dict[str, Any] = {}
    together = True
    for name in LINE_FIELDS:
        value, same = _pick(getattr(base, name), getattr(mine, name), getattr(theirs, name))
        values[name] = value
        together = together and same
    return (LineContent(**values), True) if together else (mine, False)
