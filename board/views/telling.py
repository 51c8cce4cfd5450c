"""How often one is told: to choose, and to end it by the link in an e-mail."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from django_scopes import scope

from schools.permissions import MemberRequest, member_view

from ..actions import telling as actions
from ..forms.telling import TellingForm
from ..models import How, Telling
from ..unsubscribing import member_of


@member_view("schools.enter")
def telling(request: MemberRequest) -> HttpResponse:
    """Choose weekly, daily or never."""
    chosen = Telling.objects.filter(member=request.member).first()
    how = chosen.how if chosen else How.WEEKLY
    form = TellingForm(request.POST or None, initial={"how": how})
    if request.method == "POST" and form.is_valid():
        actions.choose(request.member, form.cleaned_data["how"])
        messages.success(request, _("Saved."))
        return redirect("board:telling", request.school.slug)
    return render(request, "board/telling.html", {"form": form, "to": request.member.email})


@csrf_exempt  # mail programs post here of themselves (RFC 8058); the signed address says whose it is
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """End the e-mails with one click; reading the page, as scanners of e-mails do, ends nothing.

    Raises:
        Http404: the address is not one of ours.
    """
    member = member_of(token)
    if member is None:
        raise Http404
    done = request.method == "POST"
    if done:
        with scope(school=member.school):
            actions.never(member)
    context = {"school_name": member.school.name, "slug": member.school.slug, "done": done}
    response = render(request, "board/unsubscribe.html", context)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
