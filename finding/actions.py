"""Keeping the index: what was touched, or a whole school."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django_scopes import scopes_disabled

from schools.findable import KINDS, Findable, Found
from schools.models import School
from schools.prepared import Prepared, prepared

from .models import Audience, Entry

CHUNK = 400
LONGEST_TEXT = 20_000
KEPT = ("step", "title", "text", "url", "audience_id")


def refresh(touched: Mapping[tuple[str, str], Iterable[int]]) -> None:
    """Keep anew the things that were touched: by their kind and "", or by kind and the path to what changed."""
    with scopes_disabled():
        things: dict[str, set[int]] = defaultdict(set)
        for (key, path), pks in touched.items():
            kind = KINDS[key]
            things[key] |= set(kind.touched_by(path, pks) if path else pks)
        for key, pks in things.items():
            for some in _chunks(sorted(pks)):
                _keep(KINDS[key], some)


def index_school(school: School) -> int:
    """Keep everything of `school` anew, and let go of what is there no more. Returns the number of things."""
    with scopes_disabled():
        for kind in KINDS.values():
            there = kind.model._default_manager.filter(school=school).order_by("pk")
            pks = set(there.values_list("pk", flat=True))
            kept = Entry.objects.filter(school=school, kind=kind.key)
            pks |= set(kept.values_list("thing", flat=True))
            for some in _chunks(sorted(pks)):
                _keep(kind, some)
        Entry.objects.filter(school=school).exclude(kind__in=KINDS).delete()
        Audience.objects.filter(school=school, entries=None).delete()
        return Entry.objects.filter(school=school).count()


def forget_words(school: School) -> None:
    """Keep everything of `school` anew, and let the database drop the words that stand in it no more."""
    index_school(school)
    if connection.vendor == "sqlite":
        # FTS5 keeps a word that went until the parts of its index are merged.
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO finding_words(finding_words) VALUES ('optimize')")


@transaction.atomic
def _keep(kind: Findable, pks: list[int]) -> None:
    """Write what differs from what is kept of these things; what is nowhere to be found any more goes."""
    entries, rows = _read(kind, pks)
    kept = {one.thing: one for one in entries}
    wanted: dict[int, tuple[Any, Found]] = {}
    for row in rows:
        found = kind.describe(row)
        if found is not None and found.readers:
            wanted[row.pk] = (row, found)
    audiences = _audiences({(row.school_id, _words(found)) for row, found in wanted.values()})
    new: list[Entry] = []
    changed: list[Entry] = []
    for pk, (row, found) in wanted.items():
        values = {
            "step": kind.step,
            "title": found.title[:300],
            "text": found.text[:LONGEST_TEXT],
            "url": found.url,
            "audience_id": audiences[row.school_id, _words(found)],
        }
        entry = kept.get(pk)
        if entry is None:
            new.append(Entry(school_id=row.school_id, kind=kind.key, thing=pk, **values))
        elif any(getattr(entry, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(entry, name, value)
            changed.append(entry)
    gone = [entry.pk for thing, entry in kept.items() if thing not in wanted]
    if gone:
        Entry.objects.filter(pk__in=gone).delete()
    # Another refresh may have kept the same thing a moment ago: then that one stands.
    Entry.objects.bulk_create(new, ignore_conflicts=True)
    if len(changed) == 1:  # as after most saves: what many take at once is long to write
        changed[0].save(update_fields=KEPT)
    else:
        Entry.objects.bulk_update(changed, KEPT)


def _read(kind: Findable, pks: list[int]) -> tuple[Iterable[Entry], Iterable[Any]]:
    """What is kept of these things, and the things themselves; of one, as after most saves, by queries built once."""
    if len(pks) == 1:
        return _entry(kind=kind.key, thing=pks[0]), _thing_of(kind.key)(thing=pks[0])
    return Entry.objects.filter(kind=kind.key, thing__in=pks), kind.rows().filter(pk__in=pks)


@prepared
def _entry(*, kind: str, thing: int) -> QuerySet[Entry]:
    return Entry.objects.filter(kind=kind, thing=thing)


@cache
def _thing_of(key: str) -> Prepared:
    def one(*, thing: int) -> QuerySet[Any]:
        return KINDS[key].rows().filter(pk=thing)

    return prepared(one)


def _words(found: Found) -> str:
    return " ".join(sorted(found.readers))


def _audiences(wanted: set[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """The audience of each school and tokens, made where there is none yet."""
    digests = {hashlib.sha256(tokens.encode()).hexdigest() for _school, tokens in wanted}
    schools = {school for school, _tokens in wanted}

    def known() -> dict[tuple[int, str], int]:
        if len(wanted) == 1:
            rows: Iterable[Audience] = _audience(of=min(schools), digest=min(digests))
        else:
            rows = Audience.objects.filter(school__in=schools, digest__in=digests)
        return {(one.school_id, one.tokens): one.pk for one in rows}

    found = known()
    if missing := wanted - found.keys():
        Audience.objects.bulk_create(
            [
                Audience(
                    school_id=school,
                    tokens=tokens,
                    digest=hashlib.sha256(tokens.encode()).hexdigest(),
                )
                for school, tokens in sorted(missing)
            ],
            ignore_conflicts=True,
        )
        found = known()
    return found


@prepared
def _audience(*, of: int, digest: str) -> QuerySet[Audience]:
    return Audience.objects.filter(school=of, digest=digest)


def _chunks(pks: Iterable[int]) -> Iterator[list[int]]:
    """The numbers, so many at a time as one statement takes."""
    left = iter(pks)
    while some := list(islice(left, CHUNK)):
        yield some
