"""What can be asked about: the apps register their things, with who may read and who answers for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from schools.models import Member, School
from schools.numbers import number_in


@dataclass(frozen=True)
class Kind:
    """A kind of thing that questions are asked about.

    `words` stand after "asks about": "the vision", "an action of the plan". `find` gives the thing of
    a key within the open scope, or None where it is gone; `readable` says whether a member may read
    it; `title` and `url` name it; `answers` names who answers for it (nobody: the headteacher does).
    `model` ("app.model") is what the number is of that a key begins with; "" where keys hold none. `read_by_all` says
    whether everybody with a position may read the thing from now on, whatever happens: then what is asked about it
    is found by a search.
    """

    key: str
    words: str | Promise
    find: Callable[[School, str], Any | None]
    readable: Callable[[Member, Any], bool]
    title: Callable[[Any], str]
    url: Callable[[Any], str]
    answers: Callable[[Any], Iterable[Member | None]]
    model: str
    read_by_all: Callable[[Any], bool] = lambda thing: False


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Let people ask about things of this kind; called from `AppConfig.ready`."""
    KINDS[kind.key] = kind


def number(key: str) -> int:
    """The number in a key; 0, which nothing has, where it is none."""
    return number_in(key) or 0


@dataclass(frozen=True)
class Thing:
    """A thing that is asked about, with its kind."""

    kind: Kind
    key: str
    thing: Any

    @property
    def title(self) -> str:
        return self.kind.title(self.thing)

    @property
    def url(self) -> str:
        return self.kind.url(self.thing)

    def readable(self, member: Member) -> bool:
        """Whether `member` may read it, and so what is asked about it."""
        return self.kind.readable(member, self.thing)

    def answers(self) -> list[Member]:
        """Who answers for it, and may read it."""
        named = {one.pk: one for one in self.kind.answers(self.thing) if one is not None}
        return [one for one in named.values() if not one.left_on and self.readable(one)]


def find(school: School, kind: str, key: str) -> Thing | None:
    """The thing of a kind and a key; None where there is none, or none any more."""
    known = KINDS.get(kind)
    thing = known.find(school, key) if known else None
    return Thing(known, key, thing) if known and thing is not None else None
