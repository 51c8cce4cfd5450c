"""The way in, the front page, and the pages for when something went wrong."""

import datetime
import errno
import sys
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.queries.pages import groups_of
from schools import security_log
from schools.kept import kept
from schools.models import Member
from schools.permissions import MemberRequest, member_view

from .examples import example_bar, example_cycle
from .front import front_of
from .gone import became_of


def welcome(request: HttpRequest) -> HttpResponse:
    """What this is and for whom: the public first page."""
    return render(
        request,
        "home/welcome.html",
        {
            "ring": example_cycle(),
            "bar": example_bar(),
            "sign_up_open": settings.SIGN_UP_OPEN,
        },
    )


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where a weakness is reported, in the form of RFC 9116; not there where the operator names nobody.

    Raises:
        Http404: SECURITY_CONTACT is not set.
    """
    if not settings.SECURITY_CONTACT:
        raise Http404
    until = timezone.now() + datetime.timedelta(days=180)
    text = (
        f"Contact: {settings.SECURITY_CONTACT}\n"
        f"Expires: {until.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%SZ}\n"
        "Preferred-Languages: en\n"
        f"Canonical: {settings.BASE_URL}{request.path}\n"
    )
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@login_required
def start(request: HttpRequest) -> HttpResponse:
    """After signing in: on to one's school or group of schools, or to choose between several.

    With `?choose` the list is shown even to who is in one only.
    """
    memberships = list(
        Member.objects.with_scopes_disabled()
        .filter(user=request.user, left_on=None)  # type: ignore[misc]
        .select_related("school")
        .order_by("school__name")
    )
    groups = groups_of(request.user)  # type: ignore[arg-type]
    if "choose" not in request.GET and len(memberships) + len(groups) == 1:
        return redirect("front", memberships[0].school.slug) if memberships else redirect(groups[0])
    return render(request, "home/start.html", {"memberships": memberships, "groups": groups})


@member_view("schools.enter")
@kept
def front(request: MemberRequest) -> HttpResponse:
    """What needs this member, and where the school is."""
    today = timezone.localdate()
    context = {"front": front_of(request.member, today), "today": today}
    return render(request, "home/front.html", context)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: a sentence that says who may."""
    sentence = getattr(exception, "sentence", "")
    security_log.note("refused", request, request.user, view=_view_of(request))
    return render(request, "errors/403.html", {"sentence": sentence}, status=403)


def not_found(request: HttpRequest, exception: Any) -> HttpResponse:
    """404: not here, or not for you; the same page for both.

    Who is of the school reads what the trail says of what was there, as far as they may read it.
    """
    return render(request, "errors/404.html", {"gone": became_of(request)}, status=404)


def bad_request(request: HttpRequest, exception: Any) -> HttpResponse:
    """400: something in the request cannot be read."""
    return render(request, "errors/400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; needs neither database nor context.

    503 where only the database cannot be reached, or a disk is full: that passes, and nothing is broken.
    """
    problem = sys.exc_info()[1]
    full = isinstance(problem, OSError) and problem.errno in (errno.ENOSPC, errno.EDQUOT)
    if full or isinstance(problem, (OperationalError, InterfaceError)):
        away = HttpResponse(render_to_string("errors/503.html"), status=503)
        away["Retry-After"] = "30"
        return away
    return HttpResponse(render_to_string("errors/500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was open too long, or came from elsewhere."""
    security_log.note("form_without_its_token", request, view=_view_of(request))
    return render(request, "errors/csrf.html", status=403)


def _view_of(request: HttpRequest) -> str:
    """The page's name in the URL configuration, which names nobody."""
    return getattr(request.resolver_match, "view_name", None) or "-"
