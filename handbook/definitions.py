"""What every figure means: words from content/definitions.yaml, each with an example that the code works out.

The apps register their examples in `worked.py`, beside the arithmetic that the product itself uses. What an
example gives is filled into the words, so that these cannot say something else than the product does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.safestring import SafeString

from .formulas import to_html
from .topics import label

FILE = Path(__file__).parent / "content" / "definitions.yaml"
FIELDS = {
    "key", "title", "means", "formula", "where", "rules", "unit", "left_out", "source", "example",
}  # fmt: skip
NEEDED = {"key", "title", "means", "source", "example"}

Worked = Callable[[], Mapping[str, str]]
_worked: dict[str, Worked] = {}


class DefinitionError(ValueError):
    """The definitions cannot be read; the message says which and why."""


def works(key: str) -> Callable[[Worked], Worked]:
    """`@works("influence")`: the function that works out the example of this figure.

    It gives what the example's words leave room for, by name, as the product's pages write it.
    """

    def register(function: Worked) -> Worked:
        _worked[key] = function
        return function

    return register


@dataclass(frozen=True)
class Definition:
    """One figure: what it means, how it is reckoned, and where that comes from.

    `formula` is written as `formulas.py` reads it; `where` says what its letters stand for. What is no
    formula but rules is in `rules`.
    """

    key: str
    title: str
    means: str
    source: str
    example: str
    formula: tuple[str, ...] = ()
    where: tuple[tuple[str, str], ...] = ()
    rules: tuple[str, ...] = ()
    unit: str = ""
    left_out: str = ""

    @property
    def formulas(self) -> list[SafeString]:
        """The formula set as HTML, line by line."""
        return [to_html(one) for one in self.formula]

    @property
    def letters(self) -> list[tuple[SafeString, str]]:
        """What the letters of the formula stand for."""
        return [(to_html(letter), meaning) for letter, meaning in self.where]

    @property
    def worked(self) -> Mapping[str, str]:
        """What the product's own code gives for the example."""
        return _worked[self.key]()

    def said(self, labels: Mapping[str, str]) -> Definition:
        """The definition in a school's own words, its example worked out."""

        def fill(text: str) -> str:
            return label(text, labels)

        return Definition(
            self.key,
            fill(self.title),
            fill(self.means),
            fill(self.source),
            fill(label(self.example, self.worked)),
            self.formula,
            tuple((letter, fill(meaning)) for letter, meaning in self.where),
            tuple(fill(one) for one in self.rules),
            fill(self.unit),
            fill(self.left_out),
        )


@dataclass(frozen=True)
class Group:
    """Definitions of one part of the product."""

    title: str
    definitions: tuple[Definition, ...]


@cache
def all_groups() -> tuple[Group, ...]:
    """Every definition, part by part.

    Raises:
        DefinitionError: one is incomplete, doubled, or has no example that the code works out.
    """
    return parse(yaml.safe_load(FILE.read_text("utf-8")))


def parse(data: Any) -> tuple[Group, ...]:
    """The groups out of what the file holds.

    Raises:
        DefinitionError: as `all_groups`.
    """
    found = tuple(
        Group(group["title"], tuple(_definition(one) for one in group["figures"])) for group in data
    )
    keys = [one.key for group in found for one in group.definitions]
    if doubled := {key for key in keys if keys.count(key) > 1}:
        raise DefinitionError(f"Defined twice: {', '.join(sorted(doubled))}.")
    if without := set(keys) ^ _worked.keys():
        raise DefinitionError(
            f"Without words, or without an example: {', '.join(sorted(without))}."
        )
    return found


def _definition(entry: Any) -> Definition:
    if missing := NEEDED - entry.keys():
        raise DefinitionError(f"{entry.get('key')} does not say its {', '.join(sorted(missing))}.")
    if unknown := entry.keys() - FIELDS:
        raise DefinitionError(f"{entry['key']} says {', '.join(sorted(unknown))}.")
    formula = entry.pop("formula", [])
    lines = (formula,) if isinstance(formula, str) else tuple(formula)
    where = tuple(entry.pop("where", {}).items())
    rules = tuple(entry.pop("rules", ()))
    return Definition(formula=lines, where=where, rules=rules, **entry)


def find(key: str) -> Definition | None:
    """The definition of a figure, or None where there is none."""
    return next(
        (one for group in all_groups() for one in group.definitions if one.key == key), None
    )
