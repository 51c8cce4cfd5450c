"""Where one is signed in, and what one sent too late. Both are theirs alone: no address names a person."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from .. import typed
from ..actions import sessions
from ..queries.sessions import places_of
from ..refusals import Refused
from .accounts import signed_in


@never_cache
@require_safe
@login_required
def shown(request: HttpRequest) -> HttpResponse:
    """Each session: the browser in words, since when, last used."""
    places = places_of(signed_in(request), request.session.session_key)
    return render(request, "schools/signed_in.html", {"places": places})


@require_POST
@login_required
def end(request: HttpRequest) -> HttpResponse:
    """End the session that is named, or all others."""
    user = signed_in(request)
    if "others" in request.POST:
        number = sessions.end_all(user, but=request.session.session_key)
        messages.success(
            request,
            ngettext(
                "You are signed out of %(n)d other browser.",
                "You are signed out of %(n)d other browsers.",
                number,
            )
            % {"n": number}
            if number
            else _("You are signed in here only."),
        )
        return redirect("accounts:signed_in")
    try:
        sessions.end_one(user, request.POST.get("one", ""))
    except Refused as refused:
        messages.info(request, refused.sentence)
    else:
        messages.success(request, _("You are signed out there."))
    return redirect("accounts:signed_in")


@never_cache
@login_required
def typed_before(request: HttpRequest) -> HttpResponse:
    """What one sent after one's session had ended: to be sent again, copied, or thrown away."""
    if request.method == "POST":
        typed.forget(request)
        messages.success(request, _("It is thrown away."))
        return redirect("home:start")
    kept = typed.kept_for(request)
    if kept is None:
        return redirect("home:start")
    return render(request, "schools/typed_before.html", {"kept": kept})
