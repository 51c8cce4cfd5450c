"""What others than the product offer a school to adopt, beside the product's own library.

Each library that a school adopts from has one `Offering`; an upper app adds to it when it starts. An entry names its
owner, and its key begins with the owner's, so that no two are ever alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from .models import School

Entry = TypeVar("Entry")


class Offering(Generic[Entry]):
    """Entries of one kind, from whoever offers some."""

    def __init__(self) -> None:
        self._sources: list[Callable[[School], Iterable[Entry]]] = []

    def add(self, source: Callable[[School], Iterable[Entry]]) -> None:
        """Let `source` offer something; called from `AppConfig.ready`."""
        if source not in self._sources:
            self._sources.append(source)

    def remove(self, source: Callable[[School], Iterable[Entry]]) -> None:
        """Stop asking `source`."""
        self._sources.remove(source)

    def of(self, school: School) -> tuple[Entry, ...]:
        """Everything that is offered to `school`, in the order of its sources; a query each at most."""
        return tuple(entry for source in self._sources for entry in source(school))
