"""Databases of a test's own, worked on by the commands that an operator runs."""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
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

    def migrate(self) -> None:
        """Let an empty database have all tables: a copy of one that `migrate` made, once in each process."""
        self._copy(_migrated(self._scheme))

    def fill(self) -> None:
        """Let an empty database have the sample school and its files: a copy of what the command made."""
        self._copy(_filled(self._scheme))

    def _copy(self, other: Place) -> None:
        shutil.copytree(other.folder, self.folder, dirs_exist_ok=True)
        if self._scheme != "sqlite":
            _run(f'DROP DATABASE "{self._name}"')
            _run(f'CREATE DATABASE "{self._name}" TEMPLATE "{other._name}"')

    @property
    def _scheme(self) -> str:
        return urlsplit(self.url).scheme

    @property
    def _name(self) -> str:
        return urlsplit(self.url).path.strip("/")


@cache
def _migrated(scheme: str) -> Place:
    place = _lasting(scheme)
    place.done("migrate", "--verbosity", "0")
    return place


@cache
def _filled(scheme: str) -> Place:
    place = _lasting(scheme)
    place.migrate()
    place.done("sample_school")
    return place


def _lasting(scheme: str) -> Place:
    """An empty place that stays until the process ends, its database until the cluster does."""
    folder = Path(tempfile.mkdtemp(prefix="ictlead-place-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return _sqlite(folder) if scheme == "sqlite" else _postgres(folder)


def _sqlite(folder: Path) -> Place:
    return Place(f"sqlite:///{folder / 'database.sqlite3'}", folder)


def _postgres(folder: Path) -> Place:
    name = f"place_{secrets.token_hex(6)}"
    _run(f'CREATE DATABASE "{name}"')
    return Place(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl(), folder)


def _run(statement: str) -> None:
    """Run SQL in the cluster that DATABASE_URL names."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(statement)


@contextmanager
def sqlite_place(folder: Path) -> Iterator[Place]:
    """An empty SQLite database in `folder`."""
    folder.mkdir(parents=True)
    yield _sqlite(folder)


@contextmanager
def postgres_place(folder: Path) -> Iterator[Place]:
    """An empty PostgreSQL database in the cluster that DATABASE_URL names; dropped at the end."""
    folder.mkdir(parents=True)
    place = _postgres(folder)
    try:
        yield place
    finally:
        _run(f'DROP DATABASE "{place._name}" WITH (FORCE)')


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
