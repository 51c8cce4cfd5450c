"""Opens the scope of the school that the address names, for those who belong to it."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django_scopes import scope

from .models import Member

SCHOOL_PATH = re.compile(r"^/s/(?P<slug>[-\w]+)/")


class SchoolMiddleware:
    """Sets `request.school` and `request.member` below `/s/<slug>/`, or both to None."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.school = request.member = None  # type: ignore[attr-defined]
        match = SCHOOL_PATH.match(request.path_info)
        if match is None or not request.user.is_authenticated:
            return self.get_response(request)
        member = (
            Member.objects.with_scopes_disabled()
            .select_related("school")
            .filter(school__slug=match["slug"], user=request.user, left_on=None)
            .first()
        )
        if member is None:
            return self.get_response(request)
        member.user = request.user
        request.member, request.school = member, member.school  # type: ignore[attr-defined]
        with scope(school=member.school), timezone.override(member.school.time_zone):
            return self.get_response(request)
