"""A version of a role's description: read, compared, and what is done with it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from schools.kept import kept
from schools.numbers import number_in
from schools.permissions import MemberRequest, check, may, member_view
from schools.queries.turn import turn_of
from schools.refusals import Refused
from schools.wording import listed

from ..actions import commenting
from ..actions import descriptions as actions
from ..comparing import compare as compare_words
from ..forms.descriptions import ManagerForm, ReasonForm
from ..models import Line, RoleDescription
from ..queries import descriptions as queries
from ..queries.people import possible_managers
from ..turning import due_by
from ..wordings import words_of


@member_view("roles.read")
@kept
def role(request: MemberRequest, role: int) -> HttpResponse:
    """A role: the version of its description that matters to the reader now."""
    found = queries.find_role(request.school, role)
    page = queries.version_page(found, None, request.member)
    if page is None:
        return render(request, "roles/role.html", {"role": found})
    return _show(request, page)


@member_view("roles.read")
@kept
def version(request: MemberRequest, role: int, number: int) -> HttpResponse:
    """One version of a role's description."""
    page = queries.version_page(queries.find_role(request.school, role), number, request.member)
    if page is None:
        raise Http404
    return _show(request, page)


def _show(
    request: MemberRequest,
    page: queries.VersionPage,
    refused: str = "",
    said: str = "",
    about: Line | None = None,
) -> HttpResponse:
    missing = (
        actions.missing_for_proposal(page.description, page.lines)
        if page.description.state == "draft"
        else []
    )
    return render(
        request,
        "roles/version.html",
        {
            "page": page,
            "role": page.role,
            "description": page.description,
            "missing": missing,
            "refused": refused,
            "said": said,
            "about": about,
        },
        status=400 if refused else 200,
    )


def found_version(request: MemberRequest, role: int, number: int) -> RoleDescription:
    """The version of the address, which the reader may read.

    Raises:
        Http404: there is none.
        NotAllowed: the reader may not read it.
    """
    description = queries.find_version(queries.find_role(request.school, role), number)
    check(request.member, "roles.read_description", description)
    return description


@require_POST
@member_view("roles.draft")
def turn(request: MemberRequest) -> HttpResponse:
    """Start the next version of every description that falls due at the year's turn and that the reader may write."""
    found, _terms = turn_of(request.school, timezone.localdate())
    try:
        made = actions.start_versions_due(request.member, due_by(found))
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(
            request,
            ngettext(
                "%(n)s new version is begun, with the words agreed: read it through and propose it.",
                "%(n)s new versions are begun, with the words agreed: read each through and propose it.",
                len(made),
            )
            % {"n": len(made)},
        )
    return redirect("schools:turn", request.school.slug)


@require_POST
@member_view("roles.draft")
def start(request: MemberRequest, role: int) -> HttpResponse:
    """Start the next version."""
    found = queries.find_role(request.school, role)
    try:
        made = actions.start_version(found, request.member)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect(found)
    number = made.description.number
    if made.dropped:
        messages.warning(
            request,
            _("Version %(number)s is begun. Retired duties are left out: %(duties)s.")
            % {"number": number, "duties": listed([f"“{one}”" for one in made.dropped])},
        )
    else:
        messages.success(request, _("Version %(number)s is begun.") % {"number": number})
    return redirect("roles:edit", request.school.slug, found.pk, number)


@require_POST
@member_view("roles.draft")
def propose(request: MemberRequest, role: int, number: int) -> HttpResponse:
    """Put a draft before its parties."""
    description = found_version(request, role, number)
    try:
        description = actions.propose(description, request.member)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(
            request,
            _("Version %(number)s is proposed. What it says stays as it is while people read it.")
            % {"number": number},
        )
    return redirect(description)


@member_view("roles.send_back")
def send_back(request: MemberRequest, role: int, number: int) -> HttpResponse:
    """Give a proposed version back, with a reason."""
    description = found_version(request, role, number)
    check(request.member, "roles.send_back", description)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.send_back(description, request.member, form.cleaned_data["reason"])
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(
                request, _("Version %(number)s is a draft again.") % {"number": number}
            )
            return redirect(description)
    return render(
        request,
        "roles/send_back.html",
        {"form": form, "description": description, "role": description.role},
        status=400 if form.errors else 200,
    )


@member_view("roles.draft")
def withdraw(request: MemberRequest, role: int, number: int) -> HttpResponse:
    """Give up an open version, having read what that means."""
    description = found_version(request, role, number)
    check(request.member, "roles.draft", description)
    refused = ""
    if request.method == "POST":
        try:
            actions.withdraw(description, request.member)
        except Refused as problem:
            refused = problem.sentence
        else:
            messages.success(request, _("Version %(number)s is withdrawn.") % {"number": number})
            return redirect(description.role)
    return render(
        request,
        "roles/withdraw.html",
        {"description": description, "role": description.role, "refused": refused},
        status=400 if refused else 200,
    )


@member_view("roles.manage")
def line_manager(request: MemberRequest, role: int, number: int) -> HttpResponse:
    """Name another line manager of the agreed version."""
    description = found_version(request, role, number)
    check(request.member, "roles.manage", description.role)
    managers = possible_managers(description.role)
    form = ManagerForm(request.POST or None, managers=managers)
    if request.method == "POST" and form.is_valid():
        chosen = next(one for one in managers if one.pk == form.cleaned_data["line_manager"])
        try:
            actions.change_line_manager(description, request.member, chosen)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(
                request,
                _("The role now answers to %(name)s, who is asked to agree version %(number)s.")
                % {"name": chosen.name, "number": number},
            )
            return redirect(description)
    return render(
        request,
        "roles/line_manager.html",
        {"form": form, "description": description, "role": description.role},
        status=400 if form.errors else 200,
    )


@require_POST
@member_view("roles.comment")
def comment(request: MemberRequest, role: int, number: int) -> HttpResponse:
    """Say something about a proposed version."""
    description = found_version(request, role, number)
    text = request.POST.get("text", "")
    line = None
    if number_of_line := number_in(request.POST.get("line")):
        line = Line.objects.filter(description=description, pk=number_of_line).first()
    try:
        commenting.comment(description, request.member, text, line)
    except Refused as refused:
        page = queries.version_page(description.role, number, request.member)
        if page is None:
            raise Http404 from None
        return _show(request, page, refused.sentence, text, line)
    messages.success(request, _("Your comment is added."))
    return redirect(f"{description.get_absolute_url()}#comments")


@member_view("roles.read")
@kept
def compare(request: MemberRequest, role: int) -> HttpResponse:
    """Two versions word by word."""
    found = queries.find_role(request.school, role)
    versions = [
        one
        for one in queries.versions_of(found)
        if may(request.member, "roles.read_description", one)
    ]
    if len(versions) < 2:
        return render(request, "roles/compare.html", {"role": found, "versions": versions})
    by_number = {one.number: one for one in versions}
    new = by_number.get(_number(request, "new"), versions[0])
    older = [one for one in versions if one.number < new.number] or versions
    old = by_number.get(_number(request, "old"), older[0])
    comparison = compare_words(
        words_of(queries.read_version(old)), words_of(queries.read_version(new))
    )
    return render(
        request,
        "roles/compare.html",
        {
            "role": found,
            "versions": versions,
            "old": old,
            "new": new,
            "comparison": comparison,
        },
    )


def _number(request: MemberRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 6 else 0
