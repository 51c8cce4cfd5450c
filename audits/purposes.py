"""What a purchase can be for: the app of plans says which objectives there are, and where they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from schools.models import Member, School


@dataclass(frozen=True)
class Purpose:
    """An objective that something can be bought for, by its number; `url` is its page."""

    pk: int
    title: str
    url: str


@dataclass(frozen=True)
class Purposes:
    """Which objectives a member can choose from, and where one stands; each in two queries at most."""

    choices: Callable[[Member], list[Purpose]]
    some: Callable[[School, Iterable[int]], dict[int, Purpose]]


SOURCES: list[Purposes] = []


def register(source: Purposes) -> None:
    """Let an upper app say what purchases are for; called from `AppConfig.ready`."""
    SOURCES.append(source)


def choices(member: Member) -> list[Purpose]:
    """The objectives that a member can choose from."""
    return [one for source in SOURCES for one in source.choices(member)]


def purpose_of(school: School, pk: int | None) -> Purpose | None:
    """Where an objective stands; None where it is none, or is gone."""
    if pk is None:
        return None
    return next((found for source in SOURCES if (found := source.some(school, [pk]).get(pk))), None)
