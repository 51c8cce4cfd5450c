"""Opens the scope of the school that the address names, for those who belong to it."""

import datetime
import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django_scopes import scope

from . import along, second_proof, sessions, typed, visiting
from .alarms import expressions
from .models import Member, User
from .prepared import prepared

SCHOOL_PATH = re.compile(r"^/s/(?P<slug>[-\w]+)/")


@prepared
def _members(*, slug: str, user: int, tomorrow: datetime.date) -> QuerySet[Any, Any]:
    """Who that user is in the school of that address: a row for each position, one for none."""
    return (
        Member.objects.with_scopes_disabled()
        .select_related("school", "user")
        .filter(school__slug=slug, user=user, left_on=None)
        .annotate(held=F("positions__kind"), **expressions(tomorrow), **along.expressions())
        .order_by()
    )


def member_of(slug: str, user: int) -> Member | None:
    """Who that user is in the school of that address, with user, school and positions known; one query."""
    tomorrow = timezone.now().date() + datetime.timedelta(days=1)
    rows = _members(slug=slug, user=user, tomorrow=tomorrow)
    if not rows:
        return None
    member: Member = rows[0]
    # What `Member.kinds` would ask for.
    member.__dict__["kinds"] = frozenset(row.held for row in rows if row.held)
    return member


class SeenMiddleware:
    """After each answer: notes that the session was used, and keeps what was sent in one that was over."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = typed.sent_too_late(request, self.get_response(request))
        sessions.note_seen(request.session)  # type: ignore[arg-type]
        return response


class SchoolMiddleware:
    """Sets `request.school` and `request.member` below `/s/<slug>/`, or both to None.

    `request.visiting` is true for who only looks round the sample school (schools/visiting.py). Who needs
    a second proof there and has none gets no further than the page that says so.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.school = request.member = None  # type: ignore[attr-defined]
        request.visiting = False  # type: ignore[attr-defined]
        match = SCHOOL_PATH.match(request.path_info)
        if match is None or (user_id := request.session.get(SESSION_KEY)) is None:
            return self.get_response(request)
        member = member_of(match["slug"], User._meta.pk.to_python(user_id))
        if member is None or member.user is None:
            return self._looked_round(request, match["slug"])
        if holds(request.session, member.user):
            # The user came with the member: nobody asks for them again.
            request.user = member.user
        elif (
            request.user.is_authenticated
        ):  # as Django finds out, with keys that were in use before
            member.user = request.user
        else:
            return self.get_response(request)
        if second_proof.is_missing(member):
            return second_proof.asked_for(request, member)
        request.member, request.school = member, member.school  # type: ignore[attr-defined]
        with scope(school=member.school), timezone.override(member.school.time_zone):
            return self.get_response(request)

    def _looked_round(self, request: HttpRequest, slug: str) -> HttpResponse:
        """The answer to who is not of that school: a visitor’s, if it is the sample that they look round."""
        if visiting.HOST not in request.session:
            return self.get_response(request)
        user = visiting.host_of(request, slug)
        host = member_of(slug, user) if user is not None else None
        if host is None:
            return self.get_response(request)
        request.member, request.school = host, host.school  # type: ignore[attr-defined]
        request.visiting = True  # type: ignore[attr-defined]
        with scope(school=host.school), timezone.override(host.school.time_zone):
            return visiting.answer(request, self.get_response)


def holds(session: SessionBase | dict[str, Any], user: Any) -> bool:
    """Whether a session that names this user is good, as `django.contrib.auth.get_user` would say.

    It is never wrongly true: the user is active, the way in which they signed in is still open, and
    their password is the one that they signed in with.
    """
    return (
        bool(user.is_active)
        and session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
    )
