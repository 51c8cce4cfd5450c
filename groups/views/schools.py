"""A group's schools: which they are, inviting one, ending a membership."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from schools.refusals import Refused

from ..actions import joining as actions
from ..forms import SchoolForm
from ..permissions import GroupRequest, group_view
from ..queries.pages import affiliations_of


@group_view("groups.read")
def schools(request: GroupRequest) -> HttpResponse:
    """The schools that belong to the group, and those it has invited."""
    return _page(request, SchoolForm())


@require_POST
@group_view("groups.administer")
def invite(request: GroupRequest) -> HttpResponse:
    """Invite a school."""
    form = SchoolForm(request.POST)
    if form.is_valid():
        try:
            made = actions.invite(request.group, request.person, form.cleaned_data["school"])
        except Refused as refused:
            form.add_error("school", refused.sentence)
        else:
            messages.success(
                request,
                _("%(school)s is invited. It belongs to the group once its headteacher accepts.")
                % {"school": made.school},
            )
            return redirect("groups:schools", request.group.slug)
    return _page(request, form, status=422)


@require_POST
@group_view("groups.administer")
def end(request: GroupRequest, pk: int) -> HttpResponse:
    """Take an invitation back, or end a membership."""
    found = next((one for one in affiliations_of(request.group) if one.pk == pk), None)
    if found is None:
        raise Http404
    actions.end(found, request.person)
    messages.success(
        request, _("%(school)s does not belong to the group.") % {"school": found.school}
    )
    return redirect("groups:schools", request.group.slug)


def _page(request: GroupRequest, form: SchoolForm, status: int = 200) -> HttpResponse:
    rows = affiliations_of(request.group)
    context = {
        "joined": [one for one in rows if one.joined_on],
        "invited": [one for one in rows if not one.joined_on],
        "form": form,
    }
    return render(request, "groups/schools.html", context, status=status)
