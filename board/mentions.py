"""Who is named in a text: "@Amira Khan", or "@Amira" where there is one. Plain values, no database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

AT = re.compile(r"(?:(?<=^)|(?<=[\s(“\"'‘]))@(?=\w)", re.MULTILINE)


@dataclass(frozen=True)
class Mentions:
    """The people named, by number in the order of the text, and first names that several have."""

    people: tuple[int, ...]
    unclear: tuple[str, ...]


def mentions(text: str, names: Mapping[int, str]) -> Mentions:
    """Who of `names` (their names by number) is named in `text`.

    The whole name counts before the first name alone. What is no name is left as it is.
    """
    people: list[int] = []
    unclear: list[str] = []
    for at in AT.finditer(text):
        rest = text[at.end() :].casefold()
        whole = [pk for pk, name in names.items() if _begins(rest, name.casefold())]
        longest = max((len(names[pk]) for pk in whole), default=0)
        found = [pk for pk in whole if len(names[pk]) == longest]
        if not found:
            found = [pk for pk, name in names.items() if _begins(rest, _first(name).casefold())]
        if len(found) == 1:
            people += [pk for pk in found if pk not in people]
        elif found:
            unclear.append(_first(names[found[0]]))
    return Mentions(tuple(people), tuple(unclear))


def _first(name: str) -> str:
    return name.split()[0] if name.split() else name


def _begins(rest: str, name: str) -> bool:
    """Whether `rest` begins with a whole name."""
    if not name or not rest.startswith(name):
        return False
    after = rest[len(name) : len(name) + 1]
    return not (after.isalnum() or after == "_")
