"""The parts of "Where we are": each registers its page and what is known from it so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from schools.models import Member
from schools.navigation import Standing


@dataclass(frozen=True)
class Known:
    """What is known from a part: a sentence, a detail, and the first or next step of this reader.

    `state` is as in the cycle; `headline` may stand above the whole page where the part is late.
    """

    standing: Standing
    sentence: str
    detail: str
    verb: str
    url: str


@dataclass(frozen=True)
class Part:
    """One part: its place and name, what it is for, who may open it, and what is known from it.

    `known` takes at most three queries.
    """

    order: int
    title: str | Promise
    about: str | Promise
    permission: str
    known: Callable[[Member], Known]


PARTS: list[Part] = []


def add_part(part: Part) -> None:
    """Put a part onto the page; called from `AppConfig.ready`."""
    PARTS.append(part)
    PARTS.sort(key=lambda one: one.order)
