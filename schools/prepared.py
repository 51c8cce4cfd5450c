"""Queries that are asked with every page are built once: the ORM takes longer to write them than a database to answer.

    @prepared
    def _waiting(*, school: int, member: int, today: datetime.date, leads: bool) -> QuerySet:
        return Review.objects.filter(participants__member=member, deadline__gte=today).values_list("pk")

    rows = _waiting(member.school, member=member.pk, today=timezone.localdate(), leads=True)

The function below `@prepared` is called the first time that it is asked for, with stand-ins for numbers, texts and
days, and within the scope of a school that stands in for all. Later only what stands in the SQL for them is put in.
So the function must use each as it is given: what it works out from one, or takes from elsewhere (today's date), would
stay as it was the first time. That is noticed when the query is built, and is an error. What decides how the query is
built is given as True, False, None or a tuple or frozenset: there is a query for each.
"""

from __future__ import annotations

import copy
import datetime
import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django_scopes import scope

from .models import School

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SCHOOL = "school"


class NotPrepared(Exception):
    """A query would not change with what it was given; the text says what stayed."""


@dataclass(frozen=True)
class _Built:
    """A query with its SQL, and which of its values stand where: a name, or None for one that never changes."""

    rows: QuerySet[Any, Any]
    compiler: Any
    sql: str
    values: tuple[Any, ...]
    names: tuple[str | None, ...]
    converters: Any


class Prepared:
    """A query that is built once for each way of building it and each kind of database."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self._build = build
        self._built: dict[Any, _Built] = {}
        update_wrapper(self, build)

    def __call__(self, school: School | None = None, /, **given: Any) -> list[Any]:
        """The rows, as the query's own kind: models, tuples… They are those of `school`, whose id it is given;
        without one the query opens no scope.

        Raises:
            NotPrepared: it cannot be built so that only the values change.
        """
        connection = connections[DEFAULT_DB_ALIAS]
        values = {name: one for name, one in given.items() if _is_value(one)}
        choices = {name: one for name, one in given.items() if name not in values}
        key = (connection.vendor, school is None, tuple(sorted(choices.items())), *sorted(values))
        if school is not None:
            values[_SCHOOL] = school.pk
        built = self._built.get(key)
        if built is None:
            built = self._built[key] = self._prepare(
                connection, school is not None, values, choices
            )
        compiler = copy.copy(built.compiler)
        compiler.connection = connection
        asked = tuple(
            value if name is None else _as_given(connection, value, values[name])
            for value, name in zip(built.values, built.names, strict=True)
        )
        compiler.as_sql = lambda *_arguments, **_options: (built.sql, asked)
        compiler.get_converters = lambda _columns: built.converters
        rows = built.rows.all()
        rows.query.get_compiler = lambda *_arguments, **_options: compiler  # type: ignore[method-assign]
        return list(rows)

    def _prepare(
        self, connection: Any, scoped: bool, values: dict[str, Any], choices: dict[str, Any]
    ) -> _Built:
        """Build it twice with different stand-ins: what stands in the same place both times is that value."""
        first, second = (self._try(connection, scoped, values, choices, turn) for turn in (1, 2))
        if first.sql != second.sql:
            raise NotPrepared(f"{self._build.__qualname__} is built differently for other values.")
        if nowhere := set(values) - set(first.names):
            raise NotPrepared(f"{self._build.__qualname__} does not ask by {nowhere}.")
        for place, name in enumerate(first.names):
            one, other = first.values[place], second.values[place]
            if name != second.names[place] or (name is None and one != other):
                raise NotPrepared(f"{self._build.__qualname__} makes {one!r} of what it was given.")
            if name is None and _is_day(one):
                raise NotPrepared(f"{self._build.__qualname__} would always ask for {one!r}.")
        return first

    def _try(
        self,
        connection: Any,
        scoped: bool,
        values: dict[str, Any],
        choices: dict[str, Any],
        turn: int,
    ) -> _Built:
        stand_ins = {
            name: _stand_in(value, place, turn)
            for place, (name, value) in enumerate(values.items())
        }
        opened: AbstractContextManager[Any] = nullcontext()
        if scoped:
            opened = scope(school=School(pk=stand_ins[_SCHOOL]))
        with opened:
            rows = self._build(**stand_ins, **choices)
            if scoped and rows._prefetch_related_lookups:  # type: ignore[attr-defined]
                # What is fetched along would stay that of the school that stands in.
                raise NotPrepared(f"{self._build.__qualname__} fetches other rows along.")
            compiler = rows.query.get_compiler(connection=connection)
            sql, found = compiler.as_sql()
        known = [
            (form, name)
            for name, one in stand_ins.items()
            for form in (one, _as_stored(connection, one))
        ]
        names = tuple(next((name for form, name in known if form == one), None) for one in found)
        columns = [column for column, *_more in compiler.select[: compiler.col_count]]
        converters = compiler.get_converters(columns)
        return _Built(rows, compiler, sql, tuple(found), names, converters)


def prepared(build: Callable[..., QuerySet[Any, Any]]) -> Prepared:
    """Let a query be built once; see the module."""
    return Prepared(build)


def _is_value(one: Any) -> bool:
    return isinstance(one, int | str | datetime.date) and not isinstance(one, bool)


def _is_day(one: Any) -> bool:
    return isinstance(one, datetime.date) or (isinstance(one, str) and bool(_DAY.match(one)))


def _stand_in(value: Any, place: int, turn: int) -> Any:
    """Something of the same kind that no query of ours asks for by itself."""
    number = 101 * turn + place
    if isinstance(value, datetime.datetime):
        return datetime.datetime(2900, 1, turn, 1, place, tzinfo=datetime.UTC)
    if isinstance(value, datetime.date):
        return datetime.date(2900 + turn, 1, 1) + datetime.timedelta(days=place)
    return f"stands-in-{number}" if isinstance(value, str) else 2_000_000_000 + number


def _as_stored(connection: Any, value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, datetime.date):
        return connection.ops.adapt_datefield_value(value)
    return value


def _as_given(connection: Any, stood_in: Any, value: Any) -> Any:
    """A value in the form in which its stand-in was given to the database."""
    if isinstance(value, int):
        return type(stood_in)(value)
    return value if type(stood_in) is type(value) else _as_stored(connection, value)
