"""All rows of a database, read without any model: to be held against what another release makes of them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql


@dataclass(frozen=True)
class Table:
    """How many rows a table has, and their values column by column, in the order of the first column."""

    count: int
    values: dict[str, list[Any]]


Rows = dict[str, Table]


def read_rows(url: str) -> Rows:
    """Every table of the database at that address."""
    return _of_sqlite(url) if url.startswith("sqlite") else _of_postgres(url)


def _table(names: list[str], rows: list[tuple[Any, ...]]) -> Table:
    return Table(len(rows), {name: [row[i] for row in rows] for i, name in enumerate(names)})


def _of_sqlite(url: str) -> Rows:
    with closing(sqlite3.connect(urlsplit(url).path.replace("//", "/"))) as there:
        names = [
            row[0]
            for row in there.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
                " AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            )
        ]
        found = {}
        for name in names:
            asked = there.execute(f'SELECT * FROM "{name}" ORDER BY 1')  # noqa: S608 - its own name
            found[name] = _table([one[0] for one in asked.description], asked.fetchall())
        return found


def _of_postgres(url: str) -> Rows:
    with psycopg.connect(url) as there:
        names = there.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        ).fetchall()
        found = {}
        for (name,) in names:
            asked = there.execute(
                sql.SQL("SELECT * FROM {} ORDER BY 1").format(sql.Identifier(name))
            )
            found[name] = _table([one.name for one in asked.description or []], asked.fetchall())
        return found
