"""Taking the school along as one file, and bringing one in."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from schools.carrying import SENTENCES
from schools.models import User
from schools.permissions import MemberRequest, NotAllowed, member_view
from schools.refusals import Refused
from schools.rules import may_start_school

from . import actions, progress
from .forms import BringForm, TakeForm

SALT = "takeaway.file"


@member_view("takeaway.take")
def take(request: MemberRequest) -> HttpResponse:
    """What the file will hold and what not; begins to make it."""
    form = TakeForm(request.POST if request.method == "POST" else None)
    busy = request.method == "POST" and progress.is_busy()
    if request.method == "POST" and form.is_valid() and not busy:
        name = progress.new_name()
        with transaction.atomic():
            actions.note_taken(request.school, request.member)
            begin = partial(progress.start, name, request.member, **form.cleaned_data)
            transaction.on_commit(begin)
        told = signing.dumps({"name": name, "member": request.member.pk}, salt=SALT)
        address = reverse("takeaway:progress", args=[request.school.slug])
        return redirect(f"{address}?{urlencode({'of': told})}")
    context = {"form": form, "left_out": SENTENCES, "busy": busy}
    return render(request, "takeaway/take.html", context, status=503 if busy else 200)


@never_cache
@member_view("takeaway.take")
def show_progress(request: MemberRequest) -> HttpResponse:
    """How far the file is; once it is finished, where to save it."""
    name = _asked_for(request)
    # In this order: what is finished in between is seen.
    state, path = progress.state_of(name), progress.finished(name)
    context: dict[str, Any] = {"of": request.GET["of"]}
    if request.htmx and (path is not None or state is None or state.failed):  # type: ignore[attr-defined]
        # The line that is asked for again has come to its end: let the page be loaded anew.
        return HttpResponse(headers={"HX-Refresh": "true"})
    if path is not None:
        return render(request, "takeaway/ready.html", context | {"size": path.stat().st_size})
    if state is None or state.failed:
        gone = state is None
        if not gone:
            progress.forget(name)
        return render(request, "takeaway/failed.html", {"gone": gone}, status=404 if gone else 500)
    return render(request, "takeaway/progress.html", context | {"state": state})


@never_cache
@member_view("takeaway.take")
def download(request: MemberRequest) -> HttpResponseBase:
    """The finished file, to be saved; only who asked for it has it."""
    path = progress.finished(_asked_for(request))
    if path is None:
        return render(request, "takeaway/failed.html", {"gone": True}, status=404)
    day = timezone.localdate().isoformat()
    response = FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=f"{request.school.slug}-{day}.zip",
        content_type="application/zip",
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _asked_for(request: MemberRequest) -> str:
    """The file's name in `?of=`, which is signed: only who asked for the file has one, good for a day.

    Raises:
        Http404: it is none of ours, is somebody else's, or too old.
    """
    try:
        told = signing.loads(request.GET.get("of", ""), salt=SALT, max_age=progress.A_DAY)
    except signing.BadSignature:
        raise Http404 from None
    if told["member"] != request.member.pk:
        raise Http404
    return str(told["name"])


@never_cache
@login_required
@sensitive_post_parameters()
def bring(request: HttpRequest) -> HttpResponse:
    """Bring a school in from its file; whoever does is its headteacher."""
    user = request.user
    if not isinstance(user, User) or not may_start_school(user):
        raise NotAllowed(
            _("Only people whom this site’s operator has let in may start a school. Ask them.")
        )
    form = BringForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                member = actions.bring(user, form.cleaned_data["file"])
            except Refused as refused:
                said = {"why": refused.sentence}
                form.add_error("file", _("%(why)s Nothing was brought in.") % said)
            else:
                messages.success(
                    request,
                    _(
                        "%(school)s is here as it was, and you are its %(head)s. Nobody else can sign in yet: "
                        "invite them below when you are ready."
                    )
                    % {"school": member.school, "head": member.school.labels["headteacher"]},
                )
                return redirect("schools:people", member.school.slug)
    return render(request, "takeaway/bring.html", {"form": form}, status=status)
