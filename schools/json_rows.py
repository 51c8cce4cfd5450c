"""Rows as one value of another query: a JSON array with an array for each."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    DecimalField,
    Expression,
    Field,
    JSONField,
    Model,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Cast, JSONArray

# A day comes back as it is written ("2026-11-29"), True as True or 1. A number with a fraction may not come back as it
# was, nor a moment: none is asked for. `Columns` asks for the first as a text, and makes of each what it was.


class JSONRows(Subquery):
    """The `fields` of each row, in the rows' order: for lists that would else be asked for one after the other."""

    def __init__(self, rows: QuerySet[Any, Any], *fields: str | Expression | Subquery) -> None:
        listed = rows.values(listed=JSONArray(*fields))
        super().__init__(listed, output_field=JSONField())

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """The array as SQLite makes it."""
        template = "(SELECT '[' || COALESCE(group_concat(listed, ','), '') || ']' FROM (%(subquery)s) AS listing)"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """The array as PostgreSQL makes it."""
        template = (
            "(SELECT COALESCE(jsonb_agg(listed), '[]'::jsonb) FROM (%(subquery)s) AS listing)"
        )
        return self.as_sql(compiler, connection, template=template, **context)


Key = TypeVar("Key")
# Rows to ask for, each with the fields that are wanted of it.
Wanted = tuple[QuerySet[Any, Any], Sequence[str | Expression]]
Asked = Mapping[str, Wanted]
Rows = Mapping[str, list[list[Any]]]


def together(school: Model, asked: Mapping[Key, Wanted]) -> dict[Key, list[list[Any]]]:
    """The fields of all these rows, which are the school's: one query for all of them, none where nothing is asked."""
    if not asked:
        return {}
    listed = [JSONRows(rows, *fields) for rows, fields in asked.values()]
    one = type(school)._default_manager.filter(pk=school.pk).values_list(*listed).get()
    return dict(zip(asked, one, strict=True))


def of_each(school: Model, parts: Sequence[Asked]) -> list[Rows]:
    """The rows that several parts ask for, part by part: one query for all of them."""
    asked = {(at, name): one for at, part in enumerate(parts) for name, one in part.items()}
    found = together(school, asked)
    return [{name: found[at, name] for name in part} for at, part in enumerate(parts)]


def day(written: str | None) -> Any:
    """A day as it comes back from such rows: a date; None where there is none."""
    return datetime.date.fromisoformat(written) if written else None


M = TypeVar("M", bound=Model)


class Columns(Generic[M]):
    """Fields of a model as such rows carry them: what to ask for, and the model that comes back of a row.

    Their names are those of columns ("lead_id"); the model knows nothing of the other fields.
    """

    def __init__(self, model: type[M], *names: str) -> None:
        fields = [model._meta.get_field(name) for name in names]
        found = [one for one in fields if isinstance(one, Field)]
        self._model, self.names = model, [one.attname for one in found]
        self.asked: list[str | Expression] = [
            Cast(one.name, CharField()) if isinstance(one, DecimalField) else one.attname
            for one in found
        ]
        self._places = {name: place for place, name in enumerate(self.names)}
        self._read = [
            (place, read) for place, one in enumerate(found) if (read := _reads(one)) is not None
        ]

    def place(self, name: str) -> int:
        """Where in a row the column of this name stands."""
        return self._places[name]

    def of(self, row: Sequence[Any]) -> M:
        """The model of a row that begins with these fields, as if it had been read by itself."""
        values = list(row[: len(self.names)])
        for place, read in self._read:
            if values[place] is not None:
                values[place] = read(values[place])
        return self._model.from_db(None, self.names, values)


def _reads(field: Field[Any, Any]) -> Callable[[Any], Any] | None:
    """How a value of a field is read as it comes back from such rows; None where it comes as it was."""
    if isinstance(field, DecimalField):
        smallest = Decimal(1).scaleb(-field.decimal_places)
        return lambda written: Decimal(written).quantize(smallest)
    if isinstance(field, DateField):
        return datetime.date.fromisoformat
    return bool if isinstance(field, BooleanField) else None


def hang(parent: Model, name: str, rows: Sequence[Any]) -> None:
    """Give `parent` its rows as a list, where Django keeps what was prefetched as `name`."""
    parent.__dict__.setdefault("_prefetched_objects_cache", {})[name] = rows


def prefetched(parent: Model, name: str, rows: Sequence[Any], back: str) -> None:
    """Give `parent` its rows as Django does what it prefetched, so that they can still be asked for otherwise; each has
    the parent as `back`.
    """
    for row in rows:
        row._state.fields_cache[back] = parent
    found = getattr(parent, name).all()
    found._result_cache, found._prefetch_done = list(rows), True
    hang(parent, name, found)


def hung(parent: Model, name: str) -> Sequence[Any]:
    """The rows that `parent` was given or prefetched as `name`, without a manager between; else what it has."""
    found = parent.__dict__.get("_prefetched_objects_cache", {}).get(name)
    return found if isinstance(found, list) else list(getattr(parent, name).all())
