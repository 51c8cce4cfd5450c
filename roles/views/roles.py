"""The list of roles, and naming, giving, ordering and ending them."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from schools.kept import kept
from schools.permissions import MemberRequest, check, may, member_view
from schools.refusals import Refused

from ..actions import duties as duty_actions
from ..actions import roles as actions
from ..forms.roles import RoleForm, TemplateForm, choices_of
from ..library import RoleTemplate, fill, find_template, library
from ..models import Duty
from ..queries.descriptions import find_role
from ..queries.roles import role_list


@member_view("roles.read")
@kept
def index(request: MemberRequest) -> HttpResponse:
    """Every role, and what waits for the reader first."""
    return render(request, "roles/index.html", {"list": role_list(request.school, request.member)})


@member_view("roles.manage")
def add(request: MemberRequest) -> HttpResponse:
    """Add a role with words of one's own, or choose one to begin from."""
    form = RoleForm(request.POST or None, school=request.school)
    if request.method == "POST" and form.is_valid():
        try:
            role = actions.add_role(
                request.school,
                request.member,
                form.cleaned_data["title"],
                form.cleaned_data["position"],
                form.cleaned_data["holders"],
                form.cleaned_data["since"],
            )
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(
                request, _("“%(role)s” is added. Now write what it is.") % {"role": role.title}
            )
            return redirect(role)
    sets = choices_of(library().sets, request.school)
    status = 400 if form.errors else 200
    return render(request, "roles/add.html", {"form": form, "sets": sets}, status=status)


@member_view("roles.manage")
def add_from(request: MemberRequest, set_key: str, role_key: str) -> HttpResponse:
    """Add a role as a starting set describes it, with a first draft."""
    try:
        template = find_template(set_key, role_key)
    except KeyError:
        raise Http404 from None
    missing = _missing(request, template)
    title = fill(template.title, request.school.labels)
    form = TemplateForm(request.POST or None, school=request.school, initial={"title": title})
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                if missing and form.cleaned_data["adopt"]:
                    duty_actions.adopt(request.school, request.member, missing)
                made = actions.add_from_template(
                    request.school,
                    request.member,
                    template,
                    form.cleaned_data["title"],
                    form.cleaned_data["holders"],
                )
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(
                request,
                _("“%(role)s” has a first draft. Read it, change what does not fit, and save.")
                % {"role": made.role.title},
            )
            return redirect("roles:edit", request.school.slug, made.role.pk, 1)
    entries = [library().entry(key) for key in missing]
    return render(
        request,
        "roles/add_from.html",
        {
            "form": form,
            "template": template,
            "title": title,
            "purpose": fill(template.purpose, request.school.labels),
            "missing": [fill(entry.text, request.school.labels) for entry in entries],
        },
        status=400 if form.errors else 200,
    )


def _missing(request: MemberRequest, template: RoleTemplate) -> list[str]:
    """The keys of the template's entries that the school has not adopted."""
    keys = [line.entry for line in template.lines]
    present = set(
        Duty.objects.filter(school=request.school, key__in=keys, retired_on=None).values_list(
            "key", flat=True
        )
    )
    return [key for key in keys if key not in present]


@member_view("roles.manage")
def change(request: MemberRequest, role: int) -> HttpResponse:
    """A role's title, its position and who holds it."""
    found = find_role(request.school, role)
    check(request.member, "roles.manage", found)
    form = RoleForm(request.POST or None, school=request.school, role=found)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                actions.change_role(
                    found,
                    request.member,
                    form.cleaned_data["title"],
                    form.cleaned_data["position"],
                )
                actions.change_holders(
                    found,
                    request.member,
                    form.cleaned_data["holders"],
                    form.cleaned_data["since"],
                )
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("The role is saved."))
            return redirect(found)
    status = 400 if form.errors else 200
    return render(request, "roles/change.html", {"form": form, "role": found}, status=status)


@member_view("roles.manage")
def end(request: MemberRequest, role: int) -> HttpResponse:
    """End a role, having read what that means."""
    found = find_role(request.school, role)
    check(request.member, "roles.manage", found)
    refused = ""
    if request.method == "POST":
        try:
            actions.retire(found, request.member)
        except Refused as problem:
            refused = problem.sentence
        else:
            messages.success(
                request,
                _("“%(role)s” has ended. Its versions stay to be read.") % {"role": found.title},
            )
            return redirect("roles:index", request.school.slug)
    return render(
        request,
        "roles/end.html",
        {"role": found, "refused": refused},
        status=400 if refused else 200,
    )


@require_POST
@member_view("roles.manage")
def move(request: MemberRequest, role: int) -> HttpResponse:
    """Move a role one place up or down."""
    found = find_role(request.school, role)
    actions.move(found, request.member, up=request.POST.get("to") == "up")
    return redirect("roles:order", request.school.slug)


@member_view("roles.manage")
def order(request: MemberRequest) -> HttpResponse:
    """The roles with buttons to put them in order."""
    roles = role_list(request.school, request.member).rows
    movable = [row.role for row in roles]
    note = ngettext("%(n)s role", "%(n)s roles", len(movable)) % {"n": len(movable)}
    return render(
        request,
        "roles/order.html",
        {
            "roles": [(role, may(request.member, "roles.manage", role)) for role in movable],
            "note": note,
        },
    )
