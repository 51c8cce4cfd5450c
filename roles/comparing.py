"""Two versions of a description side by side: what came, what went, what is worded anew. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .wording_diff import Piece, wording_diff


@dataclass(frozen=True)
class LineWords:
    """A line as it is read: its group's title, its text, and its facts by their names."""

    group: str
    text: str
    facts: Mapping[str, str]


@dataclass(frozen=True)
class Words:
    """A version as it is read: facts by their names in order, purpose, lines by key in order."""

    facts: Mapping[str, str]
    purpose: str
    lines: Mapping[str, LineWords]


@dataclass(frozen=True)
class FactChange:
    """A fact that differs; either side may be empty."""

    name: str
    old: str
    new: str


@dataclass(frozen=True)
class LineChange:
    """A line that came ("added"), went ("removed") or differs ("changed")."""

    what: str
    group: str
    pieces: Sequence[Piece]
    facts: Sequence[FactChange]


@dataclass(frozen=True)
class Comparison:
    """All that differs between an older and a newer version; `same` counts the lines that do not."""

    facts: Sequence[FactChange]
    purpose: Sequence[Piece]
    purpose_changed: bool
    lines: Sequence[LineChange]
    same: int

    def __bool__(self) -> bool:
        return bool(self.facts or self.purpose_changed or self.lines)

    def count(self, what: str) -> int:
        """How many lines were added, removed or changed."""
        return sum(line.what == what for line in self.lines)


def compare(old: Words, new: Words) -> Comparison:
    """What became of `old` in `new`: lines in the order of `new`, those that went after them."""
    changes: list[LineChange] = []
    same = 0
    for key, line in new.lines.items():
        before = old.lines.get(key)
        if before is None:
            changes.append(
                LineChange("added", line.group, wording_diff("", line.text), _facts({}, line.facts))
            )
        elif (before.text, dict(before.facts)) == (line.text, dict(line.facts)):
            same += 1
        else:
            changes.append(
                LineChange(
                    "changed",
                    line.group,
                    wording_diff(before.text, line.text),
                    _facts(before.facts, line.facts),
                )
            )
    for key, line in old.lines.items():
        if key not in new.lines:
            changes.append(
                LineChange(
                    "removed", line.group, wording_diff(line.text, ""), _facts(line.facts, {})
                )
            )
    return Comparison(
        facts=_facts(old.facts, new.facts),
        purpose=wording_diff(old.purpose, new.purpose),
        purpose_changed=old.purpose != new.purpose,
        lines=changes,
        same=same,
    )


def _facts(old: Mapping[str, str], new: Mapping[str, str]) -> list[FactChange]:
    return [
        FactChange(name, old.get(name, ""), new.get(name, ""))
        for name in dict.fromkeys([*old, *new])
        if old.get(name, "") != new.get(name, "")
    ]
