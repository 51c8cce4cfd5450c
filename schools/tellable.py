"""What is kept about a person: the apps say where it stands, what of it is told them, and what goes with their name.

Each app's `told.py` registers its kinds of rows. A person's own data (`schools.queries.own_data`) are those rows;
erasing (`schools.actions.erasing`) deletes those that go and leaves the others under "former member". A test walks over
every model: a reference to a person that is neither told nor left untold with a reason fails it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.db.models import Model
from django.utils.functional import Promise

Text = str | Promise
# Given a row and the numbers of the reader's memberships: what is told.
Read = Callable[[Any, Collection[int]], Any]


@dataclass(frozen=True)
class Field:
    """One thing that is told of a row: the path to it ("round.review"), what it is called, or how it is read."""

    path: str
    label: Text
    read: Read | None = None

    @property
    def key(self) -> str:
        """The path as a name in JSON."""
        return self.path.replace(".", "_")


@dataclass(frozen=True)
class Kind:
    """Rows of one model that are about a person.

    `of` are the paths from the model to members, `users` those to users, `fetch` what is read along with the rows
    beside what the fields name. Where `goes` says what they are ("what they say of themselves"), rows are deleted when
    their person is erased; the others are the school's record, and stay without the name.
    """

    title: Text
    model: type[Model]
    of: tuple[str, ...]
    fields: tuple[Field, ...]
    users: tuple[str, ...] = ()
    fetch: tuple[str, ...] = ()
    goes: Text = ""


KINDS: list[Kind] = []
UNTOLD: dict[tuple[str, str], str] = {}
# Files that go with what is told: given the numbers of memberships, the name of each and how it is opened.
FILES: list[Callable[[Collection[int]], Iterable[tuple[str, Callable[[], BinaryIO]]]]] = []


def tell(
    title: Text,
    model: type[Model],
    of: str | tuple[str, ...] = (),
    /,
    *,
    users: tuple[str, ...] = (),
    fetch: tuple[str, ...] = (),
    goes: Text = "",
    **fields: Text | tuple[Text, Read],
) -> None:
    """Tell people these rows; called from an app's `told.py`.

    The fields are given by their paths, `__` for each step: `round__review=_("Review")`.
    """
    told = tuple(
        Field(path.replace("__", "."), *(words if isinstance(words, tuple) else (words,)))
        for path, words in fields.items()
    )
    paths = (of,) if isinstance(of, str) else of
    KINDS.append(Kind(title, model, paths, told, users, fetch, goes))


def leave_untold(model: type[Model], field: str, why: str) -> None:
    """Say why rows of `model` are not told to whom `field` names; called from an app's `told.py`."""
    UNTOLD[model._meta.label, field] = why


def bring_along(
    files: Callable[[Collection[int]], Iterable[tuple[str, Callable[[], BinaryIO]]]],
) -> None:
    """Let files go with what is told; called from an app's `told.py`."""
    FILES.append(files)


def files_of(members: Collection[int]) -> Iterator[tuple[str, Callable[[], BinaryIO]]]:
    """The files that go with what is told of these memberships."""
    for files in FILES:
        yield from files(members)
