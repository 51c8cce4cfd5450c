"""Opens the scope of the school that the address names, for those who belong to it."""

import re
from collections.abc import Callable
from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django_scopes import scope

from . import second_proof
from .alarms import expressions
from .models import Member

SCHOOL_PATH = re.compile(r"^/s/(?P<slug>[-\w]+)/")


def member_of(slug: str, user: Any) -> Member | None:
    """Who `user` is in the school of that address, with school and positions known; one query."""
    rows = list(
        Member.objects.with_scopes_disabled()
        .select_related("school")
        .filter(school__slug=slug, user=user, left_on=None)
        .annotate(held=F("positions__kind"), **expressions())
    )
    if not rows:
        return None
    member: Member = rows[0]
    member.user = user
    # What `Member.kinds` would ask for: a row comes back for each position, one for none.
    member.__dict__["kinds"] = frozenset(row.held for row in rows if row.held)
    return member


class SchoolMiddleware:
    """Sets `request.school` and `request.member` below `/s/<slug>/`, or both to None.

    Who needs a second proof there and has none gets no further than the page that says so.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.school = request.member = None  # type: ignore[attr-defined]
        match = SCHOOL_PATH.match(request.path_info)
        if match is None or not request.user.is_authenticated:
            return self.get_response(request)
        member = member_of(match["slug"], request.user)
        if member is None:
            return self.get_response(request)
        if second_proof.is_missing(member):
            return second_proof.asked_for(request, member)
        request.member, request.school = member, member.school  # type: ignore[attr-defined]
        with scope(school=member.school), timezone.override(member.school.time_zone):
            return self.get_response(request)
