"""What an upper app offers to do with a thing on a lower app's page: "make this an action in the plan".

The upper app registers a source in `AppConfig.ready`; the lower page asks for what there is and
shows nothing where nobody offers anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .models import Member


@dataclass(frozen=True)
class Offer:
    """Something to do with a thing: its words, and the page where it is done."""

    title: str
    url: str


# Given the thing and who reads the page; without a query, for a page asks for each of its rows.
Source = Callable[[Any, Member], list[Offer]]

_sources: list[Source] = []


def register(source: Source) -> None:
    """Let `source` offer something; called from `AppConfig.ready`."""
    if source not in _sources:
        _sources.append(source)


def unregister(source: Source) -> None:
    """Stop asking `source`."""
    _sources.remove(source)


def offers_for(thing: Any, member: Member) -> list[Offer]:
    """All that can be done with `thing` elsewhere by `member`."""
    return [offer for source in _sources for offer in source(thing, member)]
