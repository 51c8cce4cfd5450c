"""The sample school for tests: made by its actions once in each process, then laid in again as rows.

Making it takes thousands of statements; laying it in, one for each table.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.utils import timezone

from files.models import Upload
from home import sample
from schools.models import School, User
from schools.revision import mark_every_school

# Django's own tables stay as they are in every test.
_ITS_OWN = {"contenttypes", "auth", "sessions"}

_taken: dict[datetime.date, tuple[dict[str, Any], dict[str, bytes]]] = {}


def the_sample() -> School:
    """The sample school, as `sample.make()` leaves it; where something stands already, it is made beside it."""
    today = timezone.localdate()
    if School.objects.exists() or User.objects.exists():
        made, _new = sample.make()
        assert made is not None
        return made
    if today not in _taken:
        made, _new = sample.make()
        assert made is not None
        _taken.clear()
        _taken[today] = _take()
        return made
    _lay(*_taken[today])
    return School.objects.get(sample=True)


def _tables() -> list[type[models.Model]]:
    return [
        one
        for one in apps.get_models(include_auto_created=True)
        if one._meta.managed and not one._meta.proxy and one._meta.app_label not in _ITS_OWN
    ]


def _columns(model: type[models.Model]) -> str:
    return ", ".join(f'"{one.column}"' for one in model._meta.local_concrete_fields)


def _take() -> tuple[dict[str, Any], dict[str, bytes]]:
    """The rows of every table that has some, and the files, by the names that they are stored under."""
    rows: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for model in _tables():
            table = model._meta.db_table
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({_columns(model)}) TO STDOUT") as found:
                    held: Any = b"".join(found)
            else:
                cursor.execute(f"SELECT {_columns(model)} FROM {table}")  # noqa: S608 - our own names
                # A time of day comes as one, and is not taken back as one.
                held = [
                    [str(one) if isinstance(one, datetime.time) else one for one in row]
                    for row in cursor.fetchall()
                ]
            if held:
                rows[table] = held
    uploads = Upload.objects.with_scopes_disabled().all()
    files = {str(one.file.name): one.file.read() for one in uploads}
    return rows, files


def _lay(rows: dict[str, Any], files: dict[str, bytes]) -> None:
    models_of = {one._meta.db_table: one for one in _tables()}
    with transaction.atomic(), connection.cursor() as cursor:
        for table, held in rows.items():
            columns = _columns(models_of[table])
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    copy.write(held)
            else:
                places = ", ".join(["%s"] * len(held[0]))
                sql = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608 - our own names
                cursor.executemany(sql, held)
        for sql in connection.ops.sequence_reset_sql(no_style(), [models_of[one] for one in rows]):
            cursor.execute(sql)
    # As nobody saw them written: no page of a test before is theirs.
    mark_every_school(connection.alias)
    for name, content in files.items():
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(content))
