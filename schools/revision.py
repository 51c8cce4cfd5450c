"""A school's revision: for each table a mark, which changes in the same transaction as what is written of the school.

What is kept of a school, a page or a part of one, is kept together with the marks of the tables that it was read
from; while these are the same, so is what they said. Nothing has to be dropped by hand.

Marks are set in one place that no write can go round: the connection itself sees each statement, whoever sent it.
As the last thing before a transaction is committed it sets new marks on the school for the tables that were written.
Which school that is, the open scope says; what is written outside of any school's scope counts for every school,
or for those that it concerns (`concerning`).
The same place tells which tables were read while something was made (`reading`).

A mark is random rather than a number that goes up: two changes at once never arrive at the same one, and a
database that was put back from a backup never arrives at one that it had before.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django_scopes import get_scope

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper as _Base

    from .models import School
else:
    _Base = object

# One statement that writes, and the table it writes to where one is named first.
_WRITES = re.compile(
    r"""\s*(?:(?:insert\s+(?:or\s+\w+\s+)?into|replace\s+into|update(?:\s+only)?|delete\s+from)\s+"?(\w+)
        |(?:truncate|merge|copy)\b|with\b.*\b(?:insert\s+into|update|delete\s+from|merge)\b)""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_READS = re.compile(r'\b(?:from|join)\s+"?(\w+)', re.IGNORECASE)
# What no page of a school shows: how people sign in, and what Django keeps for itself. Of a user, pages
# show only their own name and address to themselves (see `schools.kept`). Nor the search index, which only repeats
# what stands in other tables; the pages that look into it are not kept.
_ELSEWHERE = re.compile(
    r"(?:django_|auth_|account_|socialaccount_|usersessions_|mfa_|finding_|gias_|new__)|schools_(?:user|signedin)$"
)
EVERY_SCHOOL = 0
# Stands for every table: where a statement does not say what it writes.
EVERY_TABLE = ""

Marks = Mapping[str, str]

_read: ContextVar[tuple[set[str], ...]] = ContextVar("read", default=())
_concerned: ContextVar[frozenset[int] | None] = ContextVar("concerned", default=None)


def a_mark() -> str:
    """A mark that nothing has had, nor will have."""
    return secrets.token_hex(8)


def first_marks() -> dict[str, str]:
    """The marks of a new school: one that stands for all of it."""
    return {EVERY_TABLE: a_mark()}


def marks_of(school: School, tables: Iterable[str]) -> list[str]:
    """The marks of these tables, as they were when the school was read."""
    marks: Marks = school.marks
    return [marks[EVERY_TABLE], *(marks.get(table, "") for table in sorted(tables))]


def table_written(sql: Any) -> str | None:
    """The table that a statement writes to; `EVERY_TABLE` where it names none, None where it only reads."""
    found = _WRITES.match(sql) if isinstance(sql, str) else None
    return None if found is None else found[1] or EVERY_TABLE


@lru_cache(maxsize=1000)
def tables_read(sql: str) -> frozenset[str]:
    """The tables that a statement reads, among what else it calls by a name."""
    return frozenset(one for one in _READS.findall(sql) if not _ELSEWHERE.match(one))


@contextmanager
def reading() -> Iterator[set[str]]:
    """Within this block, the tables of schools that are read stand in the set that it gives."""
    tables: set[str] = set()
    before = _read.set((*_read.get(), tables))
    try:
        yield tables
    finally:
        _read.reset(before)


@contextmanager
def concerning(schools: Iterable[int]) -> Iterator[None]:
    """Within this block, what is written outside of any school's scope counts for these schools alone, by their ids."""
    before = _concerned.set(frozenset(schools))
    try:
        yield
    finally:
        _concerned.reset(before)


def note_read(tables: Iterable[str]) -> None:
    """Say that these tables were read, as where what was read before is used again."""
    for one in _read.get():
        one.update(tables)


class Advancing(_Base):
    """Mixed into a database's wrapper: sees what is read and written, and sets new marks before each commit."""

    # New marks laid over those that are there: SQL with one place for them.
    lay_over = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Of which schools, by id, which tables were written and are not committed yet.
        self.unmarked: dict[int, set[str]] = {}
        self._altering = self._marking = False
        self.execute_wrappers.append(self._see)

    def _see(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any
    ) -> Any:
        if self._marking:
            return execute(sql, params, many, context)
        if _read.get() and isinstance(sql, str):
            note_read(tables_read(sql))
        result = execute(sql, params, many, context)
        table = table_written(sql)
        if table is not None and not _ELSEWHERE.match(table):
            self._note(table, new_school=table == "schools_school" and sql[:6].upper() == "INSERT")
        return result

    def _note(self, table: str, *, new_school: bool) -> None:
        scope = get_scope()
        school = scope.get("school") if scope.get("_enabled") else None
        if school is not None:
            self.unmarked.setdefault(school.pk, set()).add(table)
        elif not new_school:  # it has a mark of its own from the start
            concerned = _concerned.get()
            for pk in (EVERY_SCHOOL,) if concerned is None else concerned:
                self.unmarked.setdefault(pk, set()).add(table)
        if not self.in_atomic_block and self.get_autocommit():
            self._mark()

    def _mark(self) -> None:
        unmarked, self.unmarked = self.unmarked, {}
        if self._altering or not unmarked:
            return
        self._marking = True
        try:
            with self.cursor() as cursor:
                # In order, so that two who write to several schools never wait for each other.
                for school, tables in sorted(unmarked.items()):
                    marks = json.dumps({table: a_mark() for table in sorted(tables)})
                    sql = f"UPDATE schools_school SET marks = {self.lay_over}"  # noqa: S608 - no text of anybody's
                    if school == EVERY_SCHOOL:
                        cursor.execute(sql, [marks])
                    else:
                        cursor.execute(f"{sql} WHERE id = %s", [marks, school])
        finally:
            self._marking = False

    def commit(self) -> None:
        """Mark what has changed as the last thing, so that the school's row is held as short as can be; then commit."""
        self._mark()
        super().commit()
        self._altering = False

    def rollback(self) -> None:
        super().rollback()
        self.unmarked.clear()
        self._altering = False

    def close(self) -> None:
        super().close()
        if not self.in_atomic_block:
            self.unmarked.clear()

    def schema_editor(self, *args: Any, **kwargs: Any) -> Any:
        """While tables are altered there may be no marks yet; `migrate` marks every school at its end."""
        self._altering = True
        return super().schema_editor(*args, **kwargs)


def mark_every_school(using: str) -> None:
    """A new mark for the whole of each school: a migration may have rewritten anything."""
    from .models import School

    School.objects.using(using).update(marks=first_marks())
