"""From one database to another, such as from SQLite to PostgreSQL: every row, compared one by one at the end."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model, QuerySet

from ictlead.database import keep_marks

AT_ONCE = 500


class CopyRefused(Exception):
    """One database cannot be copied into the other: says why, and that nothing was changed."""


def copy(source: str, target: str) -> dict[str, int]:
    """Copy every row of the database called `source` into the empty one called `target`.

    Both must have every migration. All happens in one transaction of `target`, which ends only when each
    row read back from it equals the one it came from. Returns the number of rows by table.

    Raises:
        CopyRefused: a migration is missing, `target` is not empty, or a row came out different.
    """
    for name in (source, target):
        executor = MigrationExecutor(connections[name])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CopyRefused(f"The database “{name}” lacks migrations: run migrate on it first.")
    models = copied_models()
    own = [model for model in models if not _made_by_migrate(model)]
    if filled := [model for model in own if _rows(model, target).exists()]:
        raise CopyRefused(
            f"The database to copy into is not empty: {filled[0]._meta.db_table} has rows."
        )
    with transaction.atomic(using=source), transaction.atomic(using=target):
        done = {}
        for model in reversed(models):
            if _made_by_migrate(model):
                _rows(model, target)._raw_delete(target)
        for model in models:
            done[model._meta.db_table] = _copy_rows(model, source, target)
        _number_on(models, target)
        for model in models:
            if (where := first_difference(model, source, target)) is not None:
                raise CopyRefused(f"{model._meta.db_table}: the row {where} came out different.")
        keep_marks(target)
    return done


def copied_models() -> list[type[Model]]:
    """Every table that holds something, those between two others among them, in the order of their apps."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def _made_by_migrate(model: type[Model]) -> bool:
    """Whether `migrate` fills the table by itself: its rows are replaced, since others point to their numbers."""
    return model._meta.app_label in ("contenttypes", "auth")


def _rows(model: type[Model], using: str) -> QuerySet[Any]:
    return QuerySet(model, using=using).order_by("pk")


def _columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _copy_rows(model: type[Model], source: str, target: str) -> int:
    """Copy a table's rows as they stand: no default and no “now” of a field has its say."""
    fields, connection = model._meta.concrete_fields, connections[target]
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    holes = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({holes})"  # noqa: S608 - names of our own tables
    rows = _rows(model, source).values_list(*_columns(model)).iterator(chunk_size=AT_ONCE)
    number = 0
    with connection.cursor() as cursor:
        for some in _pieces(rows):
            values = [
                [
                    field.get_db_prep_save(value, connection)
                    for field, value in zip(fields, row, strict=True)
                ]
                for row in some
            ]
            cursor.executemany(statement, values)
            number += len(values)
    return number


def _pieces(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while some := list(itertools.islice(rows, AT_ONCE)):
        yield some


def _number_on(models: list[type[Model]], target: str) -> None:
    """Let new rows be numbered after those that were copied."""
    connection = connections[target]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def first_difference(model: type[Model], source: str, target: str) -> Any:
    """The key of the first row that differs between the databases; None when all are equal."""
    columns = _columns(model)
    ours = _rows(model, source).values_list("pk", *columns).iterator(chunk_size=AT_ONCE)
    theirs = _rows(model, target).values_list("pk", *columns).iterator(chunk_size=AT_ONCE)
    for one, other in itertools.zip_longest(ours, theirs):
        if one != other:
            return (one or other)[0]
    return None
