"""Pages that are kept: what a page said is said again until something that it was made from has changed.

A page of a `member_view` that is marked `@kept` must say nothing but what stands in the school's own tables,
the reader's own user, the address and the day, and must do nothing but say it. It is kept in the memory of this
process under everything that it depends on: the member, the day, the language, the address, and the marks of the
tables that were read while it was made (`schools.revision`). So there is nothing to drop: what is out of date is
never found. A `part` of such a page is kept in the same way, for when another part of it has changed.

Kept without any token: each answer gets a token of its own against forged forms. A page with a message on it is
made afresh and not kept.
"""

from __future__ import annotations

import hashlib
import json
import pickle
from collections.abc import Callable, Collection, Iterable
from contextvars import ContextVar
from functools import cache, wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.apps import apps
from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import BaseCache, caches
from django.core.signing import Signer
from django.db import connection
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.crypto import salted_hmac
from django.utils.http import parse_etags
from django.utils.translation import get_language

from ictlead import __version__

from .alarms import whether_any
from .permissions import MemberRequest
from .revision import marks_of, note_read, reading

P = ParamSpec("P")
T = TypeVar("T")
View = Callable[Concatenate[MemberRequest, P], HttpResponse]

# Longer pages are not kept, so that a worker's memory has a bound: `PAGES_KEPT` times this.
LONGEST = 250_000
# Read of every member with each request, or known of them from another part of a page: what anything depends on.
_NOT_OF_A_MEMBER = {
    *("schools_activity", "schools_calendarkey", "schools_user"),
    "schools_signedin",
}

_request: ContextVar[MemberRequest | None] = ContextVar("request", default=None)


class NotDecided(Exception):
    """What is kept by the values that it is made of has been made of something else; the text says what."""


def kept(view: View[P]) -> View[P]:
    """Mark the view of a page as one whose pages are kept; stands below `@member_view`."""

    @wraps(view)
    def keeping(request: MemberRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not may_be_kept(request):
            return view(request, *args, **kwargs)
        name = _name(request, str(request.scheme), request.get_host(), request.get_full_path())
        found = find(request, name)
        if found is None:
            with reading() as tables:
                response = _with_stand_in(request, lambda: view(request, *args, **kwargs))
            if not _can_be_said_again(request, response):
                response.content = _with_token(request, response.content)
                return response
            said = (response.content, response["Content-Type"])
            found = keep(request, name, tables, said)
        (body, content_type), stamp = found
        return _answer(request, stamp, body, content_type)

    keeping.is_kept = True  # type: ignore[attr-defined]
    return cast("View[P]", keeping)


def part(key: str, read: Callable[[], T]) -> T:
    """A part of a page that is kept: what `read` gives, plain values that can be pickled.

    Asked for outside of such a page, it is read afresh.
    """
    request = _request.get()
    if request is None:
        return read()
    name = _name(request, key)
    found = find(request, name, parts())
    if found is None:
        with reading() as tables:
            value = read()
        found = keep(request, name, tables, value, parts())
    value = found[0]
    return value


def made_of(values: object, make: Callable[[], T], tables: Collection[str] = ()) -> T:
    """What `make` makes of these values and nothing else but the day and the language: made once for the same.

    Both are plain values that can be pickled. `make` asks no table but these `tables`, and as long as nothing is
    written to them it is the same; where it may, it is made afresh outside of a page that is kept.

    Raises:
        NotDecided: it has asked another table.
    """
    request = _request.get()
    if settings.PAGES_KEPT <= 0 or (tables and request is None):
        return make()
    marks = marks_of(request.school, tables) if tables and request else None
    told = (release(), timezone.localdate(), get_language(), marks, values)
    name = hashlib.sha256(pickle.dumps(told)).hexdigest()
    found = parts().get(name)
    note_read(tables)
    if found is None:
        with reading() as asked:
            found = (make(),)
        if not asked <= set(tables):
            raise NotDecided(f"Made of values alone, it has asked {asked - set(tables)}.")
        parts().set(name, found)
    made: T = found[0]
    return made


def may_be_kept(request: MemberRequest) -> bool:
    """Whether the answer to a request may come from what is kept, and be kept.

    Not a part of a page that htmx asks for, not while a message waits to be shown, not of who looks round the
    sample school, and not within a transaction that has written something: it sees what the marks do not tell yet.
    """
    return (
        settings.PAGES_KEPT > 0
        and not getattr(request, "visiting", False)
        and request.method == "GET"
        and "HX-Request" not in request.headers
        and not connection.unmarked  # type: ignore[attr-defined]
        and not len(get_messages(request))
    )


def find(
    request: MemberRequest, name: str, where: BaseCache | None = None
) -> tuple[Any, str] | None:
    """What is kept under a name, if all that it was read from is as it was; with a stamp of that state."""
    found = (where or store()).get(name)
    if found is None:
        return None
    tables, marks, value = found
    if marks != marks_of(request.school, tables):
        return None
    note_read(tables)
    return value, _stamp(name, marks)


def keep(
    request: MemberRequest,
    name: str,
    tables: Iterable[str],
    value: T,
    where: BaseCache | None = None,
) -> tuple[T, str]:
    """Keep a value with the state of what it was read from, and say what `find` will."""
    read = sorted({*tables, *_of_every_member()})
    marks = marks_of(request.school, read)
    (where or store()).set(name, (read, marks, value))
    return value, _stamp(name, marks)


def name_of_file(request: MemberRequest) -> str:
    """The name under which something that is no page can be kept for this address."""
    return _name(request, "file", request.get_full_path())


def store() -> BaseCache:
    """Where pages are kept: the memory of this process, the least lately used going first."""
    return caches["pages"]


def parts() -> BaseCache:
    """Where parts of pages are kept, in the same way."""
    return caches["parts"]


def _name(request: MemberRequest, *more: str) -> str:
    """A name for something of this reader, on this day and in this language."""
    whole = _reader(request).copy()
    whole.update(json.dumps(more).encode())
    return whole.hexdigest()


def _reader(request: MemberRequest) -> Any:
    """A digest of the reader, the day and the language, which many names begin with; worked out once a request."""
    user, language, day = request.user, get_language(), timezone.localdate().isoformat()
    known = request.__dict__.get("known_as")
    if known is None or known[0] != (user, language, day):
        told = [
            release(),
            (request.school.pk, request.member.pk),
            (user.pk, user.email, user.name),  # type: ignore[union-attr]
            whether_any(request.member),
            day,
            language,
        ]
        known = (user, language, day), hashlib.sha256(json.dumps(told).encode())
        request.__dict__["known_as"] = known
    return known[1]


def _stamp(name: str, marks: list[str]) -> str:
    return hashlib.sha256(" ".join([name, *marks]).encode()).hexdigest()


@cache
def _of_every_member() -> frozenset[str]:
    models = apps.get_app_config("schools").get_models(include_auto_created=True)
    return frozenset(one._meta.db_table for one in models) - _NOT_OF_A_MEMBER


@cache
def stand_in() -> str:
    """What stands for the token in pages that are kept; nobody can type it, for nobody knows it."""
    return Signer(salt="schools.kept").signature("token").ljust(64, "0")[:64]


@cache
def release() -> str:
    """A digest of the version and of all code, templates and static files: another release, other pages."""
    whole = hashlib.sha256(__version__.encode())
    for path in _files():
        whole.update(f"{path.relative_to(settings.BASE_DIR)}\n".encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def _files() -> list[Path]:
    base: Path = settings.BASE_DIR
    folders = [path.parent for path in base.glob("*/apps.py")]
    folders += [
        base / name for name in ("ictlead", "templates", "static", "requirements", "docs/help")
    ]
    kinds = {".py", ".html", ".yaml", ".css", ".js", ".svg", ".txt", ".md"}
    return sorted(
        path for folder in folders for path in folder.rglob("*.*") if path.suffix in kinds
    )


def _with_stand_in(request: MemberRequest, make: Callable[[], HttpResponse]) -> HttpResponse:
    """The page with the stand-in for each token; a page that says why there is none is made without."""
    request.token_stands_in = True  # type: ignore[attr-defined]
    before = _request.set(request)
    try:
        return make()
    finally:
        _request.reset(before)
        request.token_stands_in = False  # type: ignore[attr-defined]


def _with_token(request: MemberRequest, body: bytes) -> bytes:
    """The page with a token of this answer."""
    return body.replace(stand_in().encode(), get_token(request).encode())


def _can_be_said_again(request: MemberRequest, response: HttpResponse) -> bool:
    return (
        response.status_code == 200
        and not response.cookies
        and len(response.content) <= LONGEST
        and not len(get_messages(request))
        and not request.session.modified
        and not connection.unmarked  # type: ignore[attr-defined]
    )


def _answer(request: MemberRequest, stamp: str, body: bytes, content_type: str) -> HttpResponse:
    whole = _with_token(request, body)
    # The browser's copy holds a token that goes with the secret in its cookie: with another one, another page.
    secret = salted_hmac("schools.kept", request.META["CSRF_COOKIE"]).hexdigest()
    etag = f'W/"{hashlib.sha256((stamp + secret).encode()).hexdigest()[:32]}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponse(status=304)
        del response["Content-Type"]
    else:
        response = HttpResponse(whole, content_type=content_type)
    response["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ["HX-Request"])
    return response
