"""Databases of a test's own, worked on by the commands that an operator runs."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Place:
    """A database and folders for files, as the environment names them."""

    url: str
    folder: Path

    def manage(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run `manage.py` here; its result, whatever it is."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={
                "PATH": os.environ["PATH"],
                "DJANGO_SETTINGS_MODULE": "tests.operations.settings",
                "DATABASE_URL": self.url,
                "PLACE": str(self.folder),
                **variables,
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def done(self, *arguments: str, **variables: str) -> str:
        """Run `manage.py` here, which must work; what it printed."""
        ran = self.manage(*arguments, **variables)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout


@contextmanager
def sqlite_place(folder: Path) -> Iterator[Place]:
    """An empty SQLite database in `folder`."""
    folder.mkdir(parents=True)
    yield Place(f"sqlite:///{folder / 'database.sqlite3'}", folder)


@contextmanager
def postgres_place(folder: Path) -> Iterator[Place]:
    """An empty PostgreSQL database in the cluster that DATABASE_URL names; dropped at the end."""
    folder.mkdir(parents=True)
    cluster = os.environ["DATABASE_URL"]
    name = f"place_{secrets.token_hex(6)}"
    with psycopg.connect(cluster, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield Place(urlsplit(cluster)._replace(path=f"/{name}").geturl(), folder)
    finally:
        with psycopg.connect(cluster, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def runs_postgres() -> bool:
    """Whether these tests run on PostgreSQL."""
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


def a_place(folder: Path) -> object:
    """An empty database of the kind that these tests run on."""
    return postgres_place(folder) if runs_postgres() else sqlite_place(folder)


def differences(one: Place, other: Place) -> str:
    """The first row that differs between the two databases, table by table; empty when all are equal."""
    code = (
        "from django.db import connections; import environ, os;"
        "from operations.copying import copied_models, first_difference;"
        "ours = connections['default'].settings_dict;"
        "url = environ.Env.db_url_config(os.environ['OTHER']);"
        "connections.databases['other'] = {**ours, 'OPTIONS': {}, **url};"
        "found = [(m._meta.db_table, first_difference(m, 'default', 'other')) for m in copied_models()];"
        "print([one for one in found if one[1] is not None] or '')"
    )
    return one.done("shell", "--no-imports", "--command", code, OTHER=other.url).strip()
