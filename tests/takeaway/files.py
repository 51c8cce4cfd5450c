"""Schools' files for tests: made, taken apart, changed and put together again."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

from django_scopes import scope

from schools.models import Activity, School
from takeaway import archive, making

Entries = dict[str, bytes]


def taken(school: School) -> bytes:
    """The school's file without what is only for reading."""
    into = io.BytesIO()
    making.make(school, into, papers=False, tables=False)
    return into.getvalue()


def data_of(file: bytes) -> dict[str, Any]:
    """What school.json says in a file."""
    loaded: dict[str, Any] = json.loads(entries_of(file)[archive.DATA])
    return loaded


def entries_of(file: bytes) -> Entries:
    """What stands in a file, by its name in it."""
    with zipfile.ZipFile(io.BytesIO(file)) as opened:
        return {one.filename: opened.read(one) for one in opened.infolist()}


def zipped(entries: Entries) -> bytes:
    """These entries as a .zip."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return into.getvalue()


def signed(entries: Entries, **about: Any) -> Entries:
    """The entries with a list of contents that is right about them, but for what `about` says."""
    manifest = json.loads(entries[archive.MANIFEST])
    manifest["entries"] = {
        name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in entries.items()
        if name != archive.MANIFEST
    }
    return {**entries, archive.MANIFEST: json.dumps({**manifest, **about}).encode()}


def with_data(file: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    """A file whose school.json says something else, and whose list of contents is right about it."""
    entries = entries_of(file)
    data = json.loads(entries[archive.DATA])
    change(data)
    return zipped(signed({**entries, archive.DATA: json.dumps(data).encode()}))


def without_the_bringing(school: School) -> School:
    """The school without the entry of its trail that says that it was brought in."""
    with scope(school=school):
        Activity.objects.filter(verb__startswith="takeaway.brought").delete()
    return school
