"""Somebody's days: the page with the calendar's address, and the calendar itself."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_scopes import scope

from ..actions import calendar as acts
from ..dates import dates_of
from ..feed import as_calendar
from ..models import CalendarKey
from ..permissions import MemberRequest, member_view

SHOWN = 12


@never_cache
@member_view("schools.enter")
def calendar(request: MemberRequest) -> HttpResponse:
    """The next days that matter, and the secret address to read them in one's own calendar."""
    if request.method == "POST":
        if request.POST.get("do") == "off":
            acts.turn_off(request.member)
            messages.success(request, _("Turned off. The old address leads nowhere any more."))
        else:
            acts.renew(request.member)
            messages.success(
                request, _("Here is the address. An older one leads nowhere any more.")
            )
        return redirect("schools:calendar", request.school.slug)
    key = CalendarKey.objects.filter(member=request.member).first()
    today = timezone.localdate()
    coming = [one for one in dates_of(request.member) if one.day >= today]
    address = ""
    if key is not None:
        address = settings.BASE_URL + reverse("calendar_feed", args=[key.key])
    context = {
        "key": key,
        "address": address,
        "coming": coming[:SHOWN],
        "more": len(coming) > SHOWN,
    }
    return render(request, "schools/calendar.html", context)


@require_safe
def feed(request: HttpRequest, key: str) -> HttpResponse:
    """The calendar behind a secret address: whoever has the address may read it, signed in or not.

    Raises:
        Http404: the address was renewed or turned off, or its owner has left or may not sign in.
    """
    found = (
        CalendarKey.objects.with_scopes_disabled()
        .select_related("member__school", "member__user")
        .filter(key=key, member__left_on=None)
        .first()
    )
    if found is None or (found.member.user is not None and not found.member.user.is_active):
        raise Http404
    member = found.member
    with scope(school=member.school), timezone.override(member.school.time_zone):
        base = settings.BASE_URL
        host = urlsplit(base).hostname or "ictlead"
        name = f"ICT Lead · {member.school}"
        content = as_calendar(name, host, base, dates_of(member), timezone.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="ict-lead.ics"'
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
