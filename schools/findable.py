"""What can be found in a school: the apps register their kinds of things, and who may read each.

A *reader* is a short token. A thing is kept with the tokens of those who may read it; a member has the
tokens of `tokens_of`. Somebody finds a thing if they share one. So who may read a thing is known without
asking about each thing again, and what one may not read is neither found nor counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise

from .models import Member
from .permissions import may
from .rules import is_insider, is_smt, is_staff, leads_ict

EVERYBODY, INSIDERS, STAFF, LEADERS, SENIOR = "everybody", "insiders", "staff", "leaders", "senior"


def person(pk: int | None) -> str:
    """The token of one member, whatever they are."""
    return f"person-{pk}"


def colleague(pk: int | None) -> str:
    """The token of one member as long as they are staff."""
    return f"colleague-{pk}"


def insider(pk: int | None) -> str:
    """The token of one member as long as they have a position in the school."""
    return f"insider-{pk}"


def position(kind: str) -> str:
    """The token of those who hold a kind of position."""
    return f"position-{kind}"


def subject(pk: int | None) -> str:
    """The token of staff who lead a subject."""
    return f"subject-{pk}"


def tokens_of(member: Member) -> frozenset[str]:
    """All that `member` may be kept under; one query, for the subjects they lead."""
    if member.left_on:
        return frozenset()
    found = {EVERYBODY, person(member.pk), *map(position, member.kinds)}
    groups = ((INSIDERS, is_insider), (STAFF, is_staff), (LEADERS, leads_ict), (SENIOR, is_smt))
    found |= {token for token, belongs in groups if belongs(member)}
    if INSIDERS in found:
        found.add(insider(member.pk))
    if STAFF in found:
        found.add(colleague(member.pk))
        found |= {subject(one.pk) for one in member.subjects.all()}
    return frozenset(found)


@dataclass(frozen=True)
class Found:
    """A thing as it is kept: what it is called, what it says, where it is, and who may read it."""

    title: str
    text: str
    url: str
    readers: frozenset[str]


@dataclass(frozen=True)
class Findable:
    """A kind of things that can be found.

    `rows` are the things there are, with all that `describe` looks at fetched along, in a number of queries
    that does not grow; scopes are open to all schools when it is asked. `describe` gives None for
    what nobody shall find. `watches` are other models whose change changes what is kept, each with the path from
    the thing to it. `permission` is what a reader must have on the thing (on what `about` makes of it); `own` lets in
    whom no permission does. The tests hold the tokens to these two.
    """

    key: str
    title: str | Promise
    step: int
    model: type[Model]
    rows: Callable[[], QuerySet[Any]]
    describe: Callable[[Any], Found | None]
    permission: str
    watches: tuple[tuple[type[Model], str], ...] = ()
    about: Callable[[Any], Any] = lambda row: row
    own: Callable[[Member, Any], bool] = lambda member, row: False

    def may_read(self, member: Member, row: Any) -> bool:
        """Whether the rules let `member` read the thing."""
        return may(member, self.permission, self.about(row)) or self.own(member, row)

    def touched_by(self, path: str, pks: Iterable[int]) -> list[int]:
        """The things whose watched rows at `path` are among `pks`."""
        things = self.model._default_manager.all()
        return list(
            things.filter(Q(**{f"{path}__in": list(pks)}))
            .order_by()
            .values_list("pk", flat=True)
            .distinct()
        )


KINDS: dict[str, Findable] = {}


def register(kind: Findable) -> None:
    """Let things of this kind be found; called from `AppConfig.ready`."""
    KINDS[kind.key] = kind
