"""A group's people: who is in it, letting somebody in, what each may."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from schools.refusals import Refused

from ..actions import starting as actions
from ..forms import PersonForm
from ..permissions import GroupRequest, group_view
from ..queries.pages import people_of


@group_view("groups.read")
def people(request: GroupRequest) -> HttpResponse:
    """Everybody of the group."""
    return _page(request, PersonForm())


@require_POST
@group_view("groups.administer")
def add(request: GroupRequest) -> HttpResponse:
    """Let somebody in."""
    form = PersonForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            person = actions.add_person(
                request.group, request.person, data["name"], data["email"], data["part"]
            )
        except Refused as refused:
            form.add_error("email", refused.sentence)
        else:
            messages.success(
                request,
                _("%(who)s is in the group now, and was told how to come in.")
                % {"who": person.user},
            )
            return redirect("groups:people", request.group.slug)
    return _page(request, form, status=422)


@require_POST
@group_view("groups.administer")
def change(request: GroupRequest, pk: int) -> HttpResponse:
    """Make somebody an administrator or a reader."""
    person = get_object_or_404(request.group.people, pk=pk)
    try:
        person = actions.change_part(person, request.person, request.POST.get("part", ""))
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(
            request,
            _("%(who)s: %(part)s.") % {"who": person.user, "part": person.get_part_display()},
        )
    return redirect("groups:people", request.group.slug)


@require_POST
@group_view("groups.read")
def remove(request: GroupRequest, pk: int) -> HttpResponse:
    """Take somebody out of the group; anybody may leave it themselves."""
    person = get_object_or_404(request.group.people.select_related("user"), pk=pk)
    try:
        actions.remove_person(person, request.person)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("%(who)s is no longer in the group.") % {"who": person.user})
        if person.user == request.user:
            return redirect("home:start")
    return redirect("groups:people", request.group.slug)


def _page(request: GroupRequest, form: PersonForm, status: int = 200) -> HttpResponse:
    context = {"people": people_of(request.group), "form": form}
    return render(request, "groups/people.html", context, status=status)
