"""The page of who does what."""

from __future__ import annotations

from django.http import HttpResponse

from schools.permissions import MemberRequest, member_view


@member_view("roles.read")
def matrix(request: MemberRequest) -> HttpResponse:
    """Who does what."""
    return HttpResponse()
