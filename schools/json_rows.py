"""Rows as one value of another query: a JSON array with an array for each."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import Expression, JSONField, Model, QuerySet, Subquery
from django.db.models.functions import JSONArray

# A day comes back as it is written ("2026-11-29"), True as True or 1. A number with a fraction may not come back as it
# was, nor a moment: none is asked for.


class JSONRows(Subquery):
    """The `fields` of each row, in the rows' order: for lists that would else be asked for one after the other."""

    def __init__(self, rows: QuerySet[Any, Any], *fields: str | Expression) -> None:
        listed = rows.values(listed=JSONArray(*fields))
        super().__init__(listed, output_field=JSONField())

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """The array as SQLite makes it."""
        template = "(SELECT json_group_array(json(listed)) FROM (%(subquery)s) AS listing)"
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


def day(written: str | None) -> Any:
    """A day as it comes back from such rows: a date; None where there is none."""
    return datetime.date.fromisoformat(written) if written else None


def hang(parent: Model, name: str, rows: Sequence[Any]) -> None:
    """Give `parent` its rows as a list, where Django keeps what was prefetched as `name`."""
    parent.__dict__.setdefault("_prefetched_objects_cache", {})[name] = rows
