"""The school's people: the list, one of them, a pasted list, invitations, leaving."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from exchange.tables import read

from .. import leaving
from ..actions import erasing, invitations, sessions
from ..actions import people as actions
from ..forms.people import EraseForm, ListForm, PersonForm
from ..kept import kept
from ..models import Member
from ..people_import import position_names, understand, unknown_subjects
from ..permissions import MemberRequest, may, member_view
from ..queries.erasing import foretold
from ..queries.people import everybody, known_for_import
from ..refusals import Refused
from ..wording import listed


def _to_mend(request: MemberRequest) -> str:
    """Where the session keeps the lines of this school that are still to be mended."""
    return f"people_to_mend_{request.school.pk}"


@member_view("schools.read")
@kept
def people(request: MemberRequest) -> HttpResponse:
    """Everybody in the school; who manages it also sees addresses and who can sign in."""
    found = everybody(request.school)
    manages = may(request.member, "schools.manage")
    return render(request, "schools/people.html", {"people": found, "manages": manages})


@member_view("schools.manage")
def add(request: MemberRequest) -> HttpResponse:
    """Add one person, and invite them at once if wanted."""
    form = PersonForm(request.POST or None, school=request.school)
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.add(request.school, request.member, form.details())
        except Refused as refused:
            form.add_error("email", refused.sentence)
        else:
            messages.success(request, _("%(name)s was added.") % {"name": person.name})
            if "invite" in request.POST:
                _invite(request, person)
            return redirect("schools:people", request.school.slug)
    return render(request, "schools/people_add.html", {"form": form})


@member_view("schools.manage")
def person(request: MemberRequest, pk: int) -> HttpResponse:
    """What the school knows of one person."""
    one = _person(pk)
    form = PersonForm(request.POST or None, school=request.school, person=one)
    if request.method == "POST" and form.is_valid():
        try:
            one = actions.edit(one, request.member, form.details())
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(
                request, _("What you changed about %(name)s is saved.") % {"name": one.name}
            )
            return redirect("schools:people", request.school.slug)
    return render(request, "schools/people_person.html", {"form": form, "person": one})


@member_view("schools.manage")
def paste(request: MemberRequest) -> HttpResponse:
    """A list of people: looked at line by line first, added when the head says so."""
    if request.method != "POST":
        text = request.session.get(_to_mend(request), "")
        form = ListForm(initial={"text": text})
        return _show_list(request, form, text, []) if text else _show_form(request, form)
    form = ListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show_form(request, form)
    text = form.cleaned_data["file"] or form.cleaned_data["text"]
    ticked = form.cleaned_data.get("new_subjects", [])
    if "add" in request.POST:
        if request.POST.get("looked_at") == _seal(request, text, ticked):
            return _add_list(request, text, ticked)
        messages.warning(
            request,
            _(
                "The list has changed since you looked at it. Nothing was added yet: look once more."
            ),
        )
    return _show_list(request, form, text, ticked)


@require_POST
@member_view("schools.manage")
def invite_all(request: MemberRequest) -> HttpResponse:
    """Invite everybody who has an address and has not been invited yet."""
    sent = invitations.invite_all(everybody(request.school).to_invite, request.member)
    if sent.count:
        messages.success(
            request,
            ngettext(
                "%(count)s invitation was sent.", "%(count)s invitations were sent.", sent.count
            )
            % {"count": sent.count},
        )
    if sent.failed:
        messages.error(
            request,
            _("None could be sent to %(names)s. Check the addresses and try again.")
            % {"names": listed(sent.failed)},
        )
    return redirect("schools:people", request.school.slug)


@require_POST
@member_view("schools.manage")
def invite(request: MemberRequest, pk: int) -> HttpResponse:
    """Invite one person, or send the invitation again."""
    _invite(request, _person(pk))
    return redirect("schools:people", request.school.slug)


@member_view("schools.manage")
def leave(request: MemberRequest, pk: int) -> HttpResponse:
    """What would be without them, and then: they have left."""
    one = _person(pk)
    if request.method == "POST":
        try:
            actions.leave(one, request.member)
        except Refused as refused:
            messages.error(request, refused.sentence)
            return redirect("schools:person", request.school.slug, pk)
        messages.success(
            request,
            _("%(name)s has left and can no longer sign in here.") % {"name": one.name},
        )
        if one.pk == request.member.pk:
            return redirect("home:start")
        return redirect("schools:people", request.school.slug)
    context = {"person": one, "holds": leaving.what_they_hold(one)}
    return render(request, "schools/people_leave.html", context)


@require_POST
@member_view("schools.manage")
def sign_out(request: MemberRequest, pk: int) -> HttpResponse:
    """End every session of somebody: they sign in again with what they have."""
    one = _person(pk)
    try:
        number = sessions.sign_out(one, request.member, here=request.session.session_key)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(
            request,
            ngettext(
                "%(name)s is signed out of %(n)s browser.",
                "%(name)s is signed out of %(n)s browsers.",
                number,
            )
            % {"name": one.name, "n": number}
            if number
            else _("%(name)s is signed in nowhere else.") % {"name": one.name},
        )
    return redirect("schools:person", request.school.slug, pk)


@member_view("schools.manage")
def erase(request: MemberRequest, pk: int) -> HttpResponse:
    """What erasing somebody does, and once their name is typed: it is done."""
    one = _person(pk)
    form = EraseForm(request.POST or None, person=one)
    if request.method == "POST" and form.is_valid():
        try:
            erasing.erase(one, request.member)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(
                request,
                _("The person is erased: “former member” stands wherever their name stood."),
            )
            if one.pk == request.member.pk:
                return redirect("home:welcome")
            return redirect("schools:people", request.school.slug)
    context = {"person": one, "form": form, "told": foretold(one)}
    return render(request, "schools/people_erase.html", context)


@require_POST
@member_view("schools.manage")
def come_back(request: MemberRequest, pk: int) -> HttpResponse:
    """Take back somebody who has left; their page is next, to see whether it is still true."""
    try:
        one = actions.come_back(_person(pk), request.member)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("schools:people", request.school.slug)
    messages.success(
        request,
        _("%(name)s is back. Check their positions; give them their roles again.")
        % {"name": one.name},
    )
    return redirect("schools:person", request.school.slug, pk)


@require_POST
@member_view("schools.make_head")
def deputy(request: MemberRequest, pk: int) -> HttpResponse:
    """Name the deputy, or end it."""
    one = _person(pk)
    try:
        if "end" in request.POST:
            actions.end_deputy(one, request.member)
            done = _("%(name)s is no longer the deputy.")
        else:
            actions.name_deputy(one, request.member)
            done = _("%(name)s is now the deputy and may do here what you may, except remove you.")
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, done % {"name": one.name})
    return redirect("schools:person", request.school.slug, pk)


def _person(pk: int) -> Member:
    """Somebody of the open school, or 404; who was erased is nobody."""
    return get_object_or_404(
        Member.objects.filter(erased_at=None)
        .select_related("school", "user")
        .prefetch_related("positions"),
        pk=pk,
    )


def _invite(request: MemberRequest, person: Member) -> None:
    """Invite, and say what came of it."""
    try:
        invitations.invite(person, request.member)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(
            request, _("The invitation was sent to %(email)s.") % {"email": person.email}
        )


def _seal(request: MemberRequest, text: str, ticked: list[str]) -> str:
    """What a looked-at list is known by: nothing is added that was not shown first."""
    plain = "\n".join(line.strip() for line in text.splitlines())
    value = "\0".join([str(request.school.pk), plain, *sorted(ticked)])
    return salted_hmac("schools.people.paste", value).hexdigest()


def _show_form(request: MemberRequest, form: ListForm) -> HttpResponse:
    context = {"form": form, "positions": position_names(request.school.labels)}
    return render(request, "schools/people_paste.html", context)


def _show_list(
    request: MemberRequest, form: ListForm, text: str, ticked: list[str]
) -> HttpResponse:
    """The list as it is understood, in a form that holds it to be mended."""
    plain = understand(read(text), known_for_import(request.school, request.member))
    lines = understand(read(text), known_for_import(request.school, request.member, ticked))
    shown = ListForm(
        initial={"text": text, "new_subjects": ticked}, offered=unknown_subjects(plain)
    )
    bad = [line for line in lines if not line.is_good]
    if bad:
        shown.fields["text"].widget.attrs["aria-invalid"] = "true"
    return render(
        request,
        "schools/people_paste.html",
        {
            "form": shown,
            "lines": lines,
            "good": [line for line in lines if line.is_good],
            "bad": bad,
            "looked_at": _seal(request, text, ticked),
            "positions": position_names(request.school.labels),
        },
    )


def _add_list(request: MemberRequest, text: str, ticked: list[str]) -> HttpResponse:
    """Add the good lines; the bad ones stay to be mended."""
    outcome = actions.add_list(request.school, request.member, text, ticked)
    if outcome.added:
        messages.success(
            request,
            ngettext("%(count)s person was added.", "%(count)s people were added.", outcome.added)
            % {"count": outcome.added},
        )
    if outcome.left:
        request.session[_to_mend(request)] = outcome.left
        return redirect("schools:people_paste", request.school.slug)
    request.session.pop(_to_mend(request), None)
    return redirect("schools:people", request.school.slug)
