"""Rows as one value of another query: a JSON array with an array for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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


def hang(parent: Model, name: str, rows: Sequence[Any]) -> None:
    """Give `parent` its rows as a list, where Django keeps what was prefetched as `name`."""
    parent.__dict__.setdefault("_prefetched_objects_cache", {})[name] = rows
