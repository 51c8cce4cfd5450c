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
    heaviest first. `own_letter` says that a reminder of its own goes out by e-mail, so that the e-mail
    of news does not tell it again. With `post_verb` there is a second way that is
    done from the list itself: `fields` are sent to `post`.
    """

    weight: int
    sentence: str
    detail: str
    verb: str
    url: str
    own_letter: bool = False
    post: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    post_verb: str = ""


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


def ask(source: Source, member: Any) -> list[Due]:
    """What one source asks of `member`."""
    return source(member)


def collect(member: Any, ask: Callable[[Source, Any], list[Due]] = ask) -> list[Due]:
    """All that needs `member`, the heaviest first; equals in the order their apps gave them.

    `ask` says how a source is asked, for a page that remembers what it said.
    """
    found = [due for source in _sources for due in ask(source, member)]
    return sorted(found, key=lambda due: -due.weight)
