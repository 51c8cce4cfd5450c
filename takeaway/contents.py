"""What a school's file says: read out of the database, with numbers of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any

from django.db import connection, models, transaction

from files.kinds import ENDINGS
from schools.carrying import CARRIED, SCHOOL, Carried
from schools.models import School

from .schema import FORMAT, VERSION
from .values import Encoder, to_plain


@dataclass(frozen=True)
class Kept:
    """A file that somebody gave: its SHA-256, the ending of its kind, and the row that it belongs to."""

    sha256: str
    ending: str
    row: Any


@dataclass(frozen=True)
class Contents:
    """All that is carried: the plain values, the files, and names of files that the storage has no longer."""

    plain: dict[str, Any]
    files: list[Kept]
    missing: list[str]


class Outwards:
    """Numbers on the way out: each model's rows from 1, what is gone from -1 down, in the order it is met."""

    below = ""

    def __init__(self) -> None:
        self.known: dict[str, dict[int, int]] = {}
        self._gone: dict[str, dict[int, int]] = {}

    def of(self, model: str, number: int | None) -> int | None:
        return 0 if number == 0 else self.known[model].get(number or 0)

    def kept(self, model: str, number: int) -> int:
        found = self.of(model, number)
        if found is not None:
            return found
        gone = self._gone.setdefault(model, {})
        return gone.setdefault(number, -1 - len(gone))


def ordered() -> list[Carried]:
    """What is carried: each model after those that it refers to, texts with numbers as late as can be."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for label, carried in CARRIED.items():
        targets = {
            field.related_model._meta.label_lower for field in (*carried.references, *carried.lists)
        }
        sorter.add(label, *sorted(targets - {label}))
    sorter.prepare()
    found: list[Carried] = []
    ready: list[str] = []
    while sorter.is_active():
        ready += sorter.get_ready()
        ready.sort(key=lambda label: (bool(CARRIED[label].texts), label))
        label = ready.pop(0)
        found.append(CARRIED[label])
        sorter.done(label)
    return found


def read(school: School) -> Contents:
    """All that is carried of `school`, as it was at one moment; the school's scope must be open."""
    with transaction.atomic():
        if connection.vendor == "postgresql" and not connection.savepoint_ids:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return _read(School.objects.get(pk=school.pk))


def _read(school: School) -> Contents:
    numbers, found, files, missing = Outwards(), {}, [], []
    for carried in ordered():
        rows = [
            one for one in carried.rows_of(school) if _has_what_it_hangs_on(carried, one, numbers)
        ]
        if carried.stored:
            kept, gone = _stored(carried, rows)
            files += kept
            missing += [one.name for one in gone]
            rows = [one for one in rows if one not in gone]
        numbers.known[carried.label] = {one.pk: place for place, one in enumerate(rows, start=1)}
        found[carried.label] = rows
    plain = {
        label: _plain_rows(CARRIED[label], rows, school, numbers)
        for label, rows in sorted(found.items())
    }
    [about] = SCHOOL
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "school": _translated(about, _fields(about, school, numbers), numbers),
        "rows": plain,
    }
    return Contents(json.loads(json.dumps(whole, cls=Encoder)), files, missing)


def _has_what_it_hangs_on(carried: Carried, row: Any, numbers: Outwards) -> bool:
    """Whether all that the row cannot be without is carried."""
    return all(
        field.null
        or _target(field) == carried.label
        or _referred(carried, field, row) in numbers.known[_target(field)]
        for field in carried.references
    )


def _stored(carried: Carried, rows: list[Any]) -> tuple[list[Kept], list[Any]]:
    """The files of rows, and the rows whose file the storage has no longer."""
    kept, gone = [], []
    for row in rows:
        file = getattr(row, carried.stored)
        if file and file.storage.exists(file.name):
            kept.append(Kept(row.sha256, ENDINGS[row.content_type], row))
        else:
            gone.append(row)
    return kept, gone


def _plain_rows(
    carried: Carried, rows: list[Any], school: School, numbers: Outwards
) -> list[dict[str, Any]]:
    lists = {many.name: _lists(many, school, numbers) for many in carried.lists}
    plain = []
    for row in rows:
        values = {"id": numbers.known[carried.label][row.pk], **_fields(carried, row, numbers)}
        for name, found in lists.items():
            values[name] = sorted(found.get(row.pk, []))
        plain.append(_translated(carried, values, numbers))
    return plain


def _fields(carried: Carried, row: Any, numbers: Outwards) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in carried.fields:
        if isinstance(field, models.ForeignKey):
            pk = _referred(carried, field, row)
            values[field.name] = numbers.known[_target(field)].get(pk)
        elif field.name in carried.says:
            values[field.name] = to_plain(field, carried.says[field.name](row))
        else:
            values[field.name] = to_plain(field, getattr(row, field.attname))
    return values


def _referred(carried: Carried, field: models.ForeignKey[Any, Any], row: Any) -> Any:
    if field.name in carried.says:
        return carried.says[field.name](row).pk
    return getattr(row, field.attname)


def _translated(carried: Carried, values: dict[str, Any], numbers: Outwards) -> dict[str, Any]:
    said: Mapping[str, Any] = dict(values)
    for name, translate in carried.texts.items():
        values[name] = translate(said[name], said, numbers)
    return values


def _lists(
    many: models.ManyToManyField[Any, Any], school: School, numbers: Outwards
) -> dict[int, list[int]]:
    """What each row of the school refers to in a list, as the file's numbers: one query."""
    through = many.remote_field.through
    assert through is not None
    own, other = many.m2m_field_name(), many.m2m_reverse_field_name()
    target = numbers.known[many.related_model._meta.label_lower]
    found: dict[int, list[int]] = {}
    pairs = through._base_manager.filter(**{f"{own}__school": school})
    for pk, other_pk in pairs.values_list(f"{own}_id", f"{other}_id"):
        if other_pk in target:
            found.setdefault(pk, []).append(target[other_pk])
    return found


def _target(field: models.ForeignKey[Any, Any]) -> str:
    return str(field.related_model._meta.label_lower)
