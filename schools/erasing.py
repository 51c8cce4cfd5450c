"""What erasing a person means beyond the school's own tables: apps say what it is, and do it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model

from .json_rows import Asked, Rows, of_each
from .models import Member, School, User
from .names import Names
from .refusals import Refused


@dataclass(frozen=True)
class _Part:
    asks: Callable[[Member], Asked] | None
    foretell: Callable[[Rows], list[str]] | None
    erase: Callable[[Member, Names], None] | None
    afterwards: Callable[[School], object] | None
    needed_by: Callable[[User], str] | None


PARTS: list[_Part] = []
# Models whose texts are made from others, and made anew after erasing.
MADE: set[type[Model]] = set()


def register(
    *,
    asks: Callable[[Member], Asked] | None = None,
    foretell: Callable[[Rows], list[str]] | None = None,
    erase: Callable[[Member, Names], None] | None = None,
    afterwards: Callable[[School], object] | None = None,
    made: tuple[type[Model], ...] = (),
    needed_by: Callable[[User], str] | None = None,
) -> None:
    """Take part when somebody is erased; called from `AppConfig.ready`.

    `foretell(rows)` answers with whole sentences, read before anybody decides; `rows` are what `asks(member)` asks for,
    read in one query for all parts. `erase(member, names)` runs in the
    transaction, before the texts of all tables are rid of the name; `afterwards(school)` once it is through. The texts
    of `made` are left alone: they are made anew from others. `needed_by(user)` says in a sentence why an account cannot
    go yet and what to do first, or nothing.
    """
    PARTS.append(_Part(asks, foretell, erase, afterwards, needed_by))
    MADE.update(made)


def foretell(member: Member) -> list[str]:
    """What the apps say will become of what is kept of `member`, a sentence each."""
    telling = [
        (part.asks(member), part.foretell)
        for part in PARTS
        if part.asks is not None and part.foretell is not None
    ]
    found = of_each(member.school, [asked for asked, _foretell in telling])
    said = [foretell(rows) for (_asked, foretell), rows in zip(telling, found, strict=True)]
    return [line for lines in said for line in lines]


def erase(member: Member, names: Names) -> None:
    """Let each app do its part."""
    for part in PARTS:
        if part.erase is not None:
            part.erase(member, names)


def refuse_while_needed(user: User) -> None:
    """Let an account go only if nothing needs it.

    Raises:
        Refused: an app says what does.
    """
    for part in PARTS:
        if part.needed_by is not None and (sentence := part.needed_by(user)):
            raise Refused(sentence)


def afterwards(school: School) -> None:
    """Let each app drop or make anew what it made with the name."""
    for part in PARTS:
        if part.afterwards is not None:
            part.afterwards(school)
