"""Looking round the sample school with one's own account: as one of its people sees it, and to read only.

Nobody is signed in as anybody else. A visitor stays who they are (`request.user`); below the sample's address, and
only there, `request.member` is the person of the sample whose pages they chose to see, and `request.visiting` is
true. Whatever is sent there is refused before any view, and a page that would write something cannot: the database
takes nothing but questions meanwhile. docs/decisions/looking-round.md says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from .models import Member, PositionKind, School
from .permissions import NotAllowed
from .queries.people import order_of_positions
from .rules import may_start_school

HOST = "looking_round_as"  # what the session keeps: the number of a member of the sample school
READING = frozenset({"GET", "HEAD", "OPTIONS"})
LEADERS = (PositionKind.HEADTEACHER, PositionKind.SMT, PositionKind.COORDINATOR)
# What a statement begins with that changes nothing; all others are refused.
_ASKING = frozenset({
    "SELECT", "WITH", "EXPLAIN", "PRAGMA", "SHOW", "SET", "DECLARE", "FETCH", "CLOSE",
    "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE",
})  # fmt: skip


class OnlyReading(NotAllowed):
    """A page would have written something while somebody looked round."""


def is_open() -> bool:
    """Whether there is a sample school here that may be looked round."""
    return settings.SAMPLE_VISITS and School.objects.filter(sample=True).exists()


def may_visit(user: Any) -> bool:
    """Whether somebody may look round: who may describe a school, or leads in one that is no sample."""
    if not user.is_authenticated:
        return False
    if may_start_school(user):
        return True
    memberships = Member.objects.with_scopes_disabled().filter(user=user, left_on=None)
    return memberships.filter(school__sample=False, positions__kind__in=LEADERS).exists()


def hosts() -> list[Member]:
    """The sample's people as whom one can look round: one for each position, without guests."""
    with scopes_disabled():  # the positions, read along, are scoped as well
        people = sorted(
            Member.objects.filter(school__sample=True, user__isnull=False, left_on=None)
            .select_related("school")
            .prefetch_related("positions")
            .order_by("id"),
            key=order_of_positions,
        )
        found: dict[str, Member] = {}
        for kind in PositionKind:
            fitting = [one for one in people if kind in one.kinds and one not in found.values()]
            if fitting and kind != PositionKind.GUEST:
                found[kind] = min(fitting, key=lambda one: len(one.kinds))
    return list(found.values())


def begin(request: HttpRequest, host: Member) -> None:
    """Let the sample's pages be seen as `host` sees them, until signing out."""
    request.session[HOST] = host.pk


def host_of(request: HttpRequest, slug: str) -> int | None:
    """The user whose pages the visitor sees in the school of that address; None if it is no place to visit."""
    if not settings.SAMPLE_VISITS or not request.user.is_authenticated:
        return None
    found = Member.objects.with_scopes_disabled().filter(
        pk=request.session[HOST], school__slug=slug, school__sample=True, left_on=None
    )
    user: int | None = found.values_list("user", flat=True).first()
    return user


def answer(
    request: HttpRequest, get_response: Callable[[HttpRequest], HttpResponse]
) -> HttpResponse:
    """The page that a visitor asked for, or why what they sent is refused; the school's scope is open."""
    if request.method not in READING:
        response = render(request, "errors/looking_round.html", status=403)
    else:
        with only_reading():
            response = get_response(request)
    add_never_cache_headers(response)
    return response


@contextmanager
def only_reading() -> Iterator[None]:
    """Let the database take nothing but questions.

    Raises:
        OnlyReading: within, when something is to be written.
    """

    def guard(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        words = str(sql).lstrip("( \n").split(None, 1)
        if not words or words[0].upper().rstrip(";") not in _ASKING:
            raise OnlyReading(
                _("This is the sample school, to look round in: nothing changes here.")
            )
        return execute(sql, params, many, context)

    with connection.execute_wrapper(guard):
        yield
