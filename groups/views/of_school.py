"""A school and its groups: answering invitations, choosing what is published, leaving."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from schools.permissions import MemberRequest, member_view
from schools.refusals import Refused

from ..actions import joining, publishing
from ..models import Affiliation
from ..queries.pages import affiliations_of_school, choices_of


@member_view("groups.publish")
def index(request: MemberRequest) -> HttpResponse:
    """The groups that the school is of, and those that invite it."""
    rows = affiliations_of_school(request.school)
    context = {
        "joined": [one for one in rows if one.joined_on],
        "invited": [one for one in rows if not one.joined_on],
    }
    return render(request, "groups/school_index.html", context)


@member_view("groups.publish")
def group(request: MemberRequest, affiliation: str) -> HttpResponse:
    """Everything that could be published, as the group would see it, and what is."""
    one = _affiliation(request, affiliation)
    if one.joined_on is None:
        return redirect("school_groups:index", request.school.slug)
    refused: Refused | None = None
    ticked: list[str] | None = None
    if request.method == "POST":
        ticked = request.POST.getlist("topics")
        try:
            publishing.publish(one, request.member, ticked, request.POST.get("seen", ""))
        except Refused as problem:
            refused = problem
        else:
            messages.success(request, _published(one, len(ticked)))
            return redirect("school_groups:group", request.school.slug, one.group.slug)
    found = choices_of(one)
    context: dict[str, Any] = {
        "affiliation": one,
        "choices": found,
        "ticked": [row.topic.key for row in found.topics if row.published]
        if ticked is None
        else ticked,
        "published": any(row.published for row in found.topics),
        "differ": any(row.differs for row in found.topics),
        "refused": refused,
    }
    return render(request, "groups/school_group.html", context, status=409 if refused else 200)


def _published(affiliation: Affiliation, topics: int) -> str:
    if not topics:
        return _("%(group)s sees nothing of the school now.") % {"group": affiliation.group}
    return ngettext(
        "%(group)s sees %(n)s topic now, as shown below.",
        "%(group)s sees %(n)s topics now, as shown below.",
        topics,
    ) % {"group": affiliation.group, "n": topics}


@require_POST
@member_view("groups.publish")
def renew(request: MemberRequest, affiliation: str) -> HttpResponse:
    """Put today's figures in place of those that are published."""
    one = _affiliation(request, affiliation)
    try:
        publishing.renew(one, request.member)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("The published figures are those of today."))
    return redirect("school_groups:group", request.school.slug, one.group.slug)


@require_POST
@member_view("groups.publish")
def accept(request: MemberRequest, affiliation: str) -> HttpResponse:
    """Join the group."""
    one = _affiliation(request, affiliation)
    try:
        joining.accept(one, request.member)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("school_groups:index", request.school.slug)
    messages.success(
        request,
        _("The school belongs to %(group)s. Nothing is published yet: choose below what is to be.")
        % {"group": one.group},
    )
    return redirect("school_groups:group", request.school.slug, one.group.slug)


@require_POST
@member_view("groups.publish")
def leave(request: MemberRequest, affiliation: str) -> HttpResponse:
    """Leave the group, or decline its invitation."""
    one = _affiliation(request, affiliation)
    try:
        joining.leave(one, request.member)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(
            request,
            _("The school does not belong to %(group)s, which sees nothing of it.")
            % {"group": one.group},
        )
    return redirect("school_groups:index", request.school.slug)


def _affiliation(request: MemberRequest, slug: str) -> Affiliation:
    """What ties the school to the group of that address.

    Raises:
        Http404: it has nothing to do with one of that address.
    """
    one: Affiliation = get_object_or_404(
        Affiliation.objects.select_related("group"), group__slug=slug
    )
    one.school = request.school
    return one
