"""The two databases that it runs on: how each is copied whole while people work, and put back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection

SQLITE, POSTGRESQL = "sqlite", "postgresql"
NAMES = {SQLITE: "database.sqlite3", POSTGRESQL: "database.dump"}


class EngineFailed(Exception):
    """A database could not be copied or put back; says what its own program said."""


def engine() -> str:
    """The engine of the database in use: `sqlite` or `postgresql`."""
    return str(connection.vendor)


def copy_out(target: Path) -> None:
    """Write a whole and consistent copy of the database to `target` while it is in use.

    Raises:
        EngineFailed: it could not be copied.
    """
    if engine() == SQLITE:
        with (
            closing(sqlite3.connect(_sqlite_path())) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy, pages=2_000, sleep=0.01)
        return
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def check_copy(copy: Path, kind: str) -> None:
    """Refuse a copy that is damaged, without touching the database in use.

    Raises:
        EngineFailed: it is damaged.
    """
    if kind == SQLITE:
        try:
            with closing(sqlite3.connect(copy)) as opened:
                found = opened.execute("PRAGMA integrity_check").fetchone()
        except sqlite3.DatabaseError as problem:
            raise EngineFailed(str(problem)) from problem
        if found != ("ok",):
            raise EngineFailed(str(found[0]))
        return
    _run("pg_restore", f"--file={os.devnull}", str(copy), connected=False)


def put_back(copy: Path) -> None:
    """Replace everything in the database by `copy`, all of it or nothing.

    Raises:
        EngineFailed: it could not be put back; the database is as it was.
    """
    connection.close()
    if engine() == SQLITE:
        path = _sqlite_path()
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        with (
            closing(sqlite3.connect(copy)) as source,
            closing(sqlite3.connect(path, timeout=30)) as target,
        ):
            try:
                # One step: SQLite writes it as one transaction, so that it is all there or not at all.
                source.backup(target)
            except sqlite3.Error as problem:
                raise EngineFailed(str(problem)) from problem
        return
    script = copy.with_suffix(".sql")
    _run(
        "pg_restore",
        "--no-owner",
        "--no-privileges",
        f"--file={script}",
        str(copy),
        connected=False,
    )
    emptied = copy.with_suffix(".empty.sql")
    emptied.write_text("DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n", encoding="utf-8")
    _run(
        *("psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"),
        *(f"--file={emptied}", f"--file={script}"),
    )


def rows_by_table() -> dict[str, int]:
    """How many rows each table of the database in use holds; a query a table."""
    with connection.cursor() as cursor:
        names = sorted(connection.introspection.table_names(cursor))
        found = {}
        for name in names:
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608 - a table's own name
            found[name] = int(cursor.fetchone()[0])
    return found


def _sqlite_path() -> str:
    return str(connection.settings_dict["NAME"])


def _run(program: str, *arguments: str, connected: bool = True) -> None:
    """Run one of PostgreSQL's programs against the database in use."""
    found = shutil.which(program)
    if found is None:
        raise EngineFailed(
            f"{program} is not installed: it comes with PostgreSQL’s client (Debian: postgresql-client)."
        )
    about: dict[str, Any] = connection.settings_dict
    variables = {
        "PGHOST": about["HOST"],
        "PGPORT": about["PORT"],
        "PGUSER": about["USER"],
        "PGPASSWORD": about["PASSWORD"],
        "PGDATABASE": about["NAME"],
    }
    known = {name: str(value) for name, value in variables.items() if value} if connected else {}
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own program, and paths that we made
        [found, *arguments],
        env={**os.environ, **known},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise EngineFailed(done.stderr.strip() or f"{program} ended with {done.returncode}.")
