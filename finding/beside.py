"""What is found beside the school's own things, such as help: the apps that have it register it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from schools.models import Member

from .queries import Hit


@dataclass(frozen=True)
class Beside:
    """What speaks of something, under a heading; `number` counts what is not shown too."""

    key: str
    title: str
    hits: list[Hit] = field(default_factory=list)
    number: int = 0


_sources: list[Callable[[Member, str], Beside]] = []


def register(source: Callable[[Member, str], Beside]) -> None:
    """Let something be found beside the school's things; called from `AppConfig.ready`."""
    if source not in _sources:
        _sources.append(source)


def beside(member: Member, typed: str) -> list[Beside]:
    """What there is beside the school's things that speaks of `typed`."""
    found = [source(member, typed) for source in _sources]
    return [one for one in found if one.hits]
