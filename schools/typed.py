"""What somebody typed and sent after their session had ended: kept for them while they sign in again, then given back.

It lies sealed in the new session of that browser, and is opened for the person whose session the old one was, and for
nobody else: who signs in as another there loses it unseen. Passwords and files are never kept.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .sealing import TYPED, CannotBeOpened, opened, seal

NAME = "typed"
LONGEST = 200_000
# Where passwords and codes are typed.
NEVER_BELOW = "/account/"
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 (the name of a field)


@dataclass(frozen=True)
class Typed:
    """A form that was sent too late: where to, its fields in their order, and whether a file was with it."""

    path: str
    fields: list[tuple[str, str]]
    had_files: bool

    @property
    def texts(self) -> list[str]:
        """What a person wrote in it, to be read and copied: values with a space or a line in them."""
        return [
            value for _name, value in self.fields if any(one.isspace() for one in value.strip())
        ]


def sent_too_late(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer; who is sent to sign in because their session has ended is told so, and what they sent is kept."""
    session: Any = request.session
    if request.method == "POST" and response.status_code < 400:
        _let_go_of(request)
    if session.was_of is None or "HX-Request" in request.headers or not _asks_to_sign_in(response):
        return response
    hours, minutes = divmod(settings.SIGNED_OUT_AFTER_MINUTES, 60)
    kept = request.method == "POST" and _keep(request, session.was_of)
    if kept:
        messages.info(
            request,
            _("You were signed out meanwhile. What you typed is kept: sign in, and send it again."),
        )
        query = urlencode({"next": reverse("accounts:typed")})
        return redirect(f"{resolve_url(settings.LOGIN_URL)}?{query}")
    after = (
        ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
        if not minutes
        else ngettext("%(n)d minute", "%(n)d minutes", settings.SIGNED_OUT_AFTER_MINUTES)
        % {"n": settings.SIGNED_OUT_AFTER_MINUTES}
    )
    messages.info(
        request, _("You were signed out: nothing was asked for %(after)s.") % {"after": after}
    )
    return response


def kept_for(request: HttpRequest) -> Typed | None:
    """What this browser sent too late, if it was sent in a session of who is signed in now; otherwise it goes."""
    sealed = request.session.get(NAME)
    if sealed is None:
        return None
    try:
        told = json.loads(opened(sealed, TYPED))
    except CannotBeOpened:
        told = {}
    if told.get("of") != request.user.pk:
        del request.session[NAME]
        return None
    fields = [(str(name), str(value)) for name, value in told["fields"]]
    return Typed(told["path"], fields, told["had_files"])


def forget(request: HttpRequest) -> None:
    """Let go of what is kept."""
    request.session.pop(NAME, None)


def _keep(request: HttpRequest, user: int) -> bool:
    """Keep a form, unless it is too long or nothing of it may be kept."""
    if request.path.startswith(NEVER_BELOW):
        return False
    try:
        fields = [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name != TOKEN
        ]
        had_files = bool(request.FILES)
    except MultiPartParserError:
        return False
    if any("password" in name for name, _value in fields) or not fields:
        return False
    told = json.dumps(
        {
            "of": user,
            "path": request.get_full_path(),
            "fields": fields,
            "had_files": had_files,
        }
    )
    if len(told) > LONGEST:
        return False
    request.session[NAME] = seal(told, TYPED)
    return True


def _let_go_of(request: HttpRequest) -> None:
    """What was kept for this address has been sent again."""
    if request.session.get(NAME) is None:
        return
    kept = kept_for(request)
    if kept is not None and kept.path == request.get_full_path():
        forget(request)


def _asks_to_sign_in(response: HttpResponse) -> bool:
    where = response.get("Location", "")
    return response.status_code == 302 and where.split("?")[0] == resolve_url(settings.LOGIN_URL)
