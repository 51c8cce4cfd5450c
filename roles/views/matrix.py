"""The page of who does what."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from schools.kept import kept
from schools.permissions import MemberRequest, may, member_view

from ..forms.matrix import choice_from, filter_form
from ..models import RoleDescription
from ..queries import matrix as queries


@member_view("roles.read")
@kept
def matrix(request: MemberRequest) -> HttpResponse:
    """Who does what, as agreed; or with drafts and proposals, for those who may read them."""

    def reads(version: RoleDescription) -> bool:
        return may(request.member, "roles.read_description", version)

    found = queries.matrix(request.school, choice_from(request.GET), reads)
    return render(
        request,
        "roles/matrix.html",
        {"matrix": found, "filter": filter_form(request.GET, request.school, found)},
    )
