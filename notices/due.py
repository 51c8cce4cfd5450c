"""What needs somebody: the apps register who asks what of a member, the front page collects it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# How much a thing weighs: somebody cannot go on without it, a date has come, or it would be tidier.
WAITED_FOR = 100
DATE_HAS_COME = 50
WOULD_HELP = 10


@dataclass(frozen=True)
class Due:
    """One thing that needs a member: a sentence, one verb, and the page where it is done.

    `detail` says in a line what to know before one goes there; `weight` orders the list, the
    heaviest first.
    """

    weight: int
    sentence: str
    detail: str
    verb: str
    url: str


# Given a member of a school, within its scope; at most two queries each, whatever there is.
Source = Callable[[Any], list[Due]]

_sources: list[Source] = []


def register(source: Source) -> None:
    """Let `source` say what needs a member; called from `AppConfig.ready`."""
    if source not in _sources:
        _sources.append(source)


def unregister(source: Source) -> None:
    """Stop asking `source`."""
    _sources.remove(source)


def collect(member: Any) -> list[Due]:
    """All that needs `member`, the heaviest first; equals in the order their apps gave them."""
    found = [due for source in _sources for due in source(member)]
    return sorted(found, key=lambda due: -due.weight)
