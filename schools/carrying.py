"""What is carried when a school is taken along as a file: each app says it of its own models, in its `carried.py`.

A file never holds the numbers of rows in this database: in it, the rows of a model are numbered from 1. Where
numbers of rows stand inside a text or a JSON value, the app says so too (`texts`), and how to find them; the same
function then translates them on the way out and on the way in.

Nothing happens by silence: a model is carried, or left out with a reason (`leave_out`). A test goes over them all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db.models import Field, ForeignKey, ManyToManyField, Model
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.functional import Promise

from .models import Member, School

# Stands for the school's own address in a path while it is taken apart.
_ANYWHERE = "/s/any"
_BELOW = re.compile(r"^/s/[-\w]+/")
LONGEST_PATH = 200


class Numbers(Protocol):
    """Translates numbers of rows: out of this database, or into it.

    `below` is what an address of the school begins with on the other side: nothing in a file, "/s/its-slug" here.
    """

    below: str

    def of(self, model: str, number: int | None) -> int | None:
        """The number on the other side; None where the row is gone, or there was no number.

        Raises:
            Dangling: on the way in, the file has no such row.
        """

    def kept(self, model: str, number: int) -> int:
        """As `of`, but what is gone keeps a number of its own, below 0, so that it stays one and the same thing."""


class Dangling(Exception):
    """A number in a file that no row of the file has."""


# Given a field's value and the row's other plain values: the value with all numbers in it translated.
Text = Callable[[Any, Mapping[str, Any], Numbers], Any]
# The name of a table without its ending, and how to make it.
Table = tuple[str, Callable[[], bytes]]


@dataclass(frozen=True)
class Carried:
    """How the rows of a model are carried.

    All fields are, but those in `without`, each with a reason. `texts` are the fields that hold numbers of rows,
    `shapes` the JSON Schema of JSON fields, `says` what is written instead of a field's own value. `rows` are those
    that are carried, in their order: all of the school's, unless given. `stored` names the field of a kept file.
    `wrong` says of a row's plain values in a word what keeps it from being brought in; "" where nothing does.
    """

    model: type[Model]
    without: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, Text] = field(default_factory=dict)
    shapes: Mapping[str, Any] = field(default_factory=dict)
    says: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    rows: Callable[[School], Iterable[Any]] | None = None
    stored: str = ""
    wrong: Callable[[Mapping[str, Any]], str] = lambda row: ""

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    @property
    def fields(self) -> list[Field[Any, Any]]:
        """The fields that are carried, in the model's order; numbers and the school are not among them."""
        left = {"school", self.stored, *self.without}
        own = self.model._meta.concrete_fields
        return [one for one in own if not one.primary_key and one.name not in left]

    @property
    def references(self) -> list[ForeignKey[Any, Any]]:
        return [one for one in self.fields if isinstance(one, ForeignKey)]

    @property
    def lists(self) -> list[ManyToManyField[Any, Any]]:
        """References to many, where the table between is Django's own; other tables are models that are carried."""
        return [
            one
            for one in self.model._meta.many_to_many
            if one.remote_field.through._meta.auto_created and one.name not in self.without  # type: ignore[union-attr]
        ]

    def rows_of(self, school: School) -> list[Any]:
        """The rows that are carried, in the order in which they are numbered."""
        if self.rows is not None:
            return list(self.rows(school))
        return list(self.model._base_manager.filter(school=school).order_by("pk"))


CARRIED: dict[str, Carried] = {}
LEFT_OUT: dict[str, str] = {}
# What a school should know of what its file does not hold, in the words that stand on the page and in the file.
SENTENCES: list[str | Promise] = []
SCHOOL: list[Carried] = []
_IDS: dict[tuple[str, str], str] = {}
_PLAIN: set[tuple[str, str]] = set()
_tables: list[Callable[[School, Member], Iterable[Table]]] = []


def carry(*models: type[Model], **how: Any) -> None:
    """Let the rows of `models` be carried, all of them in the same way."""
    for model in models:
        CARRIED[model._meta.label_lower] = Carried(model, **how)


def carry_school(**how: Any) -> None:
    """Let the school itself be carried."""
    SCHOOL[:] = [Carried(School, **how)]


def leave_out(model: str, reason: str, sentence: str | Promise = "") -> None:
    """Say that no row of `model` ("app.model") is carried, and why; `sentence` is what a school is told of it."""
    LEFT_OUT[model] = reason
    if sentence:
        tell(sentence)


def tell(sentence: str | Promise) -> None:
    """Add a sentence to what a school is told that its file does not hold."""
    if sentence not in SENTENCES:
        SENTENCES.append(sentence)


def add_tables(tables: Callable[[School, Member], Iterable[Table]]) -> None:
    """Let a file hold these tables as workbooks, for reading: as `member`, who acts as head, may see them."""
    if tables not in _tables:
        _tables.append(tables)


def tables_of(school: School, member: Member) -> list[Table]:
    """The workbooks that there are of a school."""
    return [one for tables in _tables for one in tables(school, member)]


def addresses(space: str, *plain: str, **models: str) -> None:
    """Say what the arguments of an app's addresses are: numbers of a model's rows, or (`plain`) no numbers of rows."""
    _IDS.update({(space, name): label for name, label in models.items()})
    _PLAIN.update((space, name) for name in plain)


def knows_argument(space: str, name: str) -> bool:
    """Whether it is known what an argument of an app's addresses is."""
    return (space, name) in _IDS or (space, name) in _PLAIN


def path(value: str, row: Mapping[str, Any], numbers: Numbers) -> str:
    """A kept address of the school; "" where it leads to what is gone.

    In a file it begins below the school ("/plans/3/"), in the database with its own address ("/s/its-slug/plans/3/").
    """
    below, sharp, fragment = _BELOW.sub("/", value).partition("#")
    if not below.startswith("/") or re.search(r"\d", fragment):
        return ""
    try:
        found = resolve(f"{_ANYWHERE}{below}")
        arguments: dict[str, Any] = {}
        for name, argument in found.kwargs.items():
            if (found.namespace, name) in _IDS:
                argument = numbers.of(_IDS[found.namespace, name], int(argument))
            elif name != "school" and (found.namespace, name) not in _PLAIN:
                return ""
            if argument is None:
                return ""
            arguments[name] = argument
        whole = reverse(found.view_name, kwargs=arguments)
    except (Resolver404, NoReverseMatch):
        return ""
    translated = numbers.below + whole.removeprefix(_ANYWHERE) + sharp + fragment
    return translated if len(translated) <= LONGEST_PATH else ""


def keyed(models: Mapping[str, str], separator: str = ":") -> Text:
    """A text such as "objective:57": the word before names the model; a word that is not in `models` stays as it is."""

    def translate(value: str, row: Mapping[str, Any], numbers: Numbers) -> str:
        word, parted, number = value.partition(separator)
        if not parted or word not in models or not re.fullmatch(r"-?\d{1,18}", number):
            return value
        return f"{word}{separator}{numbers.kept(models[word], int(number))}"

    return translate
