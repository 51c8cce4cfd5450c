"""How a row of a plan remembers the gap that it came from. Plain values, no database."""

from __future__ import annotations

PREFIX = "gap:"
KINDS = ("", "duty", "decision", "discussion")

Ref = tuple[str, int]


def is_origin(kind: str) -> bool:
    """Whether an action can come from this: nothing, a duty, a decision, a discussion, a gap of a kind."""
    return kind in KINDS or (kind.startswith(PREFIX) and len(kind) > len(PREFIX))


def of_gap(ref: Ref) -> tuple[str, int]:
    """What an action keeps of a gap: ("entitlement", 4) → ("gap:entitlement", 4)."""
    return PREFIX + ref[0], ref[1]


def gap_in(kind: str, pk: int | None) -> Ref | None:
    """The gap that a row came from; None where it came from something else, or from nothing."""
    if pk is None or not kind.startswith(PREFIX):
        return None
    return kind[len(PREFIX) :], pk


def in_address(ref: Ref) -> str:
    """A gap as an address names it: "entitlement-4"."""
    return f"{ref[0]}-{ref[1]}"


def from_address(text: str) -> Ref | None:
    """The gap that an address names; None where it names none."""
    kind, _dash, number = text.rpartition("-")
    if not kind or not number.isdecimal() or len(number) > 15:
        return None
    return kind, int(number)
