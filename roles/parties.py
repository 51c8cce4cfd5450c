"""Whose agreement a version needs, who has given it, and for whom it waits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from schools.models import Member

from .models import RoleDescription, Signature, State


@dataclass(frozen=True)
class Party:
    """Somebody whose agreement a version asks for, and as what."""

    member: Member
    capacity: str

    @property
    def as_words(self) -> str:
        """As what: "holder", "line manager"."""
        return str(Signature.Capacity(self.capacity).label)


def asked(
    description: RoleDescription, holders: Sequence[Member], signatures: Iterable[Signature]
) -> list[Party]:
    """For whom a proposed or agreed version waits: holders first, then the line manager.

    A line manager who holds the role, has left or has no such position any more is not asked: the
    version needs another one (`needs_line_manager`).
    """
    if description.state not in (State.PROPOSED, State.AGREED):
        return []
    signed = {(one.member_id, one.capacity) for one in signatures if not one.void}
    held = {holder.pk for holder in holders}
    parties = [
        Party(holder, Signature.Capacity.HOLDER)
        for holder in holders
        if (holder.pk, Signature.Capacity.HOLDER) not in signed
    ]
    manager = description.line_manager
    if (
        manager is not None
        and not manager.left_on
        and manager.pk not in held
        and (manager.pk, Signature.Capacity.LINE_MANAGER) not in signed
    ):
        parties.append(Party(manager, Signature.Capacity.LINE_MANAGER))
    return parties


def needs_line_manager(description: RoleDescription) -> bool:
    """Whether the one whom it answers to is missing, has left, or holds the role themselves."""
    manager = description.line_manager
    held = {holder.pk for holder in description.role.present_holders}
    return manager is None or bool(manager.left_on) or manager.pk in held


def given(signatures: Iterable[Signature], member: Member) -> Signature | None:
    """The signature that `member` gave and that still counts, if there is one."""
    for one in signatures:
        if one.member_id == member.pk and not one.void:
            return one
    return None
