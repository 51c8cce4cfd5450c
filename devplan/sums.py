"""What the head of a plan's page sums up of its objectives. No database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from . import money, rag


@dataclass(frozen=True)
class Sums:
    """What an objective adds to the sums of its plan, or several do together (`summed`). Money is in pence.

    `late` are the words of late actions, `past` are past their finish and stated otherwise, `leading` the ids of those
    who lead an action that is open; `reached` says that all is settled and nothing late, `rag` is the worst colour,
    `changes` how many rows differ from the text as it was agreed.
    """

    objectives: int = 0
    actions: int = 0
    dropped: int = 0
    done: int = 0
    late: tuple[str, ...] = ()
    past: int = 0
    need_a_word: int = 0
    criteria: int = 0
    met: int = 0
    missed: int = 0
    measured: int = 0
    nearer: int = 0
    pence: int = 0
    spent: int = 0
    changes: int = 0
    leading: frozenset[int] = frozenset()
    reached: bool = True
    rag: str = rag.GREEN

    @property
    def kept(self) -> int:
        """How many actions were not dropped: those of which one says how many are done."""
        return self.actions - self.dropped

    @property
    def money(self) -> str:
        """What is planned, in pounds; "" where it is nothing."""
        return money.pounds(self.pence) if self.pence else ""


def summed(several: Iterable[Sums]) -> Sums:
    """Several sums as one."""
    all_of_them = list(several)

    def of(name: str) -> list[Any]:
        return [getattr(one, name) for one in all_of_them]

    together: dict[str, Any] = {
        one.name: sum(of(one.name)) for one in fields(Sums) if one.type == "int"
    }
    return Sums(
        **together,
        late=tuple(text for texts in of("late") for text in texts),
        leading=frozenset().union(*of("leading")),
        reached=all(of("reached")),
        rag=rag.worst(of("rag")),
    )
