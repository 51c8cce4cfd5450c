"""Agreeing: one version, several together, and what was signed on paper."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from files.actions import keep
from files.models import Upload
from files.serving import attachment
from schools.models import Member
from schools.permissions import SENTENCES, MemberRequest, NotAllowed, check, member_view
from schools.refusals import Refused
from schools.wording import listed

from ..actions import signing as actions
from ..forms.descriptions import PaperForm
from ..models import RoleDescription, Signature, State
from ..queries import descriptions as queries
from ..queries.roles import consequences
from .descriptions import found_version


@member_view("roles.sign")
def agree(request: MemberRequest, role: int, number: int) -> HttpResponse:
    """Agree a version, having read what agreeing it would change."""
    description = found_version(request, role, number)
    version = queries.read_version(description)
    if not any(party.member.pk == request.member.pk for party in version.waiting):
        holds = any(one.pk == request.member.pk for one in description.role.present_holders)
        if not holds and description.line_manager_id != request.member.pk:
            raise NotAllowed(SENTENCES["roles.sign"])
    if request.method == "POST":
        try:
            description = actions.sign(description, request.member)
        except Refused as refused:
            messages.error(request, refused.sentence)
        else:
            messages.success(request, _thanks(description))
        return redirect(description)
    return render(
        request,
        "roles/agree.html",
        {
            "version": version,
            "description": description,
            "role": description.role,
            "consequences": consequences(request.school, [description])
            if description.state == State.PROPOSED
            else None,
        },
    )


def _thanks(description: RoleDescription) -> str:
    waiting = queries.waiting_for(description)
    if description.state == State.AGREED:
        return _("You have agreed. Version %(number)s is in force.") % {
            "number": description.number
        }
    if not waiting:
        return _("You have agreed. It is in force once somebody holds the role and agrees it too.")
    return _("You have agreed. It now waits for %(names)s.") % {
        "names": listed([one.member.name for one in waiting])
    }


@member_view("roles.sign")
def agree_together(request: MemberRequest) -> HttpResponse:
    """All that waits for the reader, to be agreed as a set."""
    waiting = queries.asked_of(request.member)
    chosen = set(request.POST.getlist("version")) or {
        str(one.description.pk) for one in waiting if one.description.state == State.PROPOSED
    }
    picked = [one.description for one in waiting if str(one.description.pk) in chosen]
    refused = ""
    if request.method == "POST" and "look" not in request.POST:
        try:
            agreed = actions.agree_together(
                [one for one in picked if str(one.pk) in request.POST.getlist("version")],
                request.member,
            )
        except Refused as problem:
            refused = problem.sentence
        else:
            messages.success(
                request,
                ngettext(
                    "You have agreed %(n)s version.", "You have agreed %(n)s versions.", len(agreed)
                )
                % {"n": len(agreed)},
            )
            return redirect("roles:index", request.school.slug)
    return render(
        request,
        "roles/agree_together.html",
        {
            "waiting": [(one, str(one.description.pk) in chosen) for one in waiting],
            "consequences": consequences(request.school, picked),
            "refused": refused,
        },
        status=400 if refused else 200,
    )


@member_view("roles.record_paper_signature")
def paper(request: MemberRequest, role: int, number: int) -> HttpResponse:
    """Record a signature that was given on paper."""
    description = found_version(request, role, number)
    signers = [
        party.member
        for party in queries.waiting_for(description)
        if party.member.pk != request.member.pk
    ]
    form = PaperForm(request.POST or None, request.FILES or None, signers=signers)
    if request.method == "POST" and form.is_valid():
        try:
            _record(request, description, form)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("The signature is recorded, and shown as recorded by you."))
            return redirect(description)
    return render(
        request,
        "roles/paper.html",
        {
            "form": form,
            "description": description,
            "role": description.role,
            "signers": signers,
        },
        status=400 if form.errors else 200,
    )


@transaction.atomic
def _record(request: MemberRequest, description: RoleDescription, form: PaperForm) -> None:
    """Keep the scan and record the signature, both or neither."""
    scan: Upload | None = None
    given: UploadedFile | None = form.cleaned_data["scan"]
    if given is not None:
        scan = keep(request.school, request.member, given)
    signer = Member.objects.get(school=request.school, pk=int(form.cleaned_data["signer"]))
    actions.record_paper_signature(
        description, request.member, signer, form.cleaned_data["signed_on"], scan
    )


@member_view("roles.read")
def scan(request: MemberRequest, role: int, number: int, signature: int) -> FileResponse:
    """The scan of a signature, for those who may read the version."""
    description = found_version(request, role, number)
    found = (
        Signature.objects.filter(description=description, pk=signature)
        .select_related("scan")
        .first()
    )
    if found is None or found.scan is None:
        raise Http404
    check(request.member, "roles.read_description", description)
    return attachment(found.scan)
