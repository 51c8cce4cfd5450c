"""What is new to somebody: the apps register who knows of what; the e-mail of news collects it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class News:
    """One thing that happened: a sentence, and the page where it can be read."""

    sentence: str
    url: str


# Given a member, within their school's scope, and a moment: what happened since, the latest first.
# A constant number of queries each, and nothing that the member may not read.
Source = Callable[[Any, datetime.datetime], list[News]]

_sources: list[Source] = []


def register(source: Source) -> None:
    """Let `source` tell what is new; called from `AppConfig.ready`."""
    if source not in _sources:
        _sources.append(source)


def unregister(source: Source) -> None:
    """Stop asking `source`."""
    _sources.remove(source)


def collect(member: Any, since: datetime.datetime) -> list[News]:
    """All that is new to `member` since then, source by source."""
    return [one for source in _sources for one in source(member, since)]
