"""What somebody leaves behind: upper apps say what it is, and let go of it when they leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .json_rows import Asked, Rows, of_each
from .models import Member


@dataclass(frozen=True)
class _Part:
    asks: Callable[[Member], Asked]
    what_they_hold: Callable[[Member, Rows], list[str]]
    let_go: Callable[[Member, Member | None], None]
    held: Callable[[], dict[int, list[str]]] | None


PARTS: list[_Part] = []


def _nothing(member: Member) -> Asked:
    return {}


def register(
    what_they_hold: Callable[[Member, Rows], list[str]],
    let_go: Callable[[Member, Member | None], None],
    held: Callable[[], dict[int, list[str]]] | None = None,
    *,
    asks: Callable[[Member], Asked] = _nothing,
) -> None:
    """Take part when somebody leaves; called from `AppConfig.ready`.

    `what_they_hold(member, rows)` answers with whole sentences, read before anybody decides; `rows` are what
    `asks(member)` asks for, read in one query for all parts;
    `let_go(member, by)` runs in the transaction in which `by` (None: who runs the site) marks the member as left;
    `held()` names what each member of the open school holds, by the member's id, in one query.
    """
    PARTS.append(_Part(asks, what_they_hold, let_go, held))


def what_they_hold(member: Member) -> list[str]:
    """What would be without them if `member` left today, a sentence each."""
    found = of_each(member.school, [part.asks(member) for part in PARTS])
    said = [part.what_they_hold(member, rows) for part, rows in zip(PARTS, found, strict=True)]
    return [sentence for sentences in said for sentence in sentences]


def let_go(member: Member, by: Member | None) -> None:
    """End what `member` holds, since `by` (or who runs the site) says that they have left."""
    for part in PARTS:
        part.let_go(member, by)


def held() -> dict[int, list[str]]:
    """What each member of the open school holds, by their id."""
    found: dict[int, list[str]] = {}
    for part in PARTS:
        if part.held is not None:
            for member_id, names in part.held().items():
                found.setdefault(member_id, []).extend(names)
    return found
