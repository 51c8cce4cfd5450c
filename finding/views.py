"""Looking for something: the page, and the parts of the palette."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps

from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from schools.permissions import MemberRequest, member_view

from .beside import beside
from .jumps import jumps, named, pages
from .queries import search
from .recent import seen
from .words import words_of

IN_PALETTE = 8
# Somebody who types fast asks the palette twice a second; a program that reads a school out by searching asks more.
MOST_A_MINUTE = 150


def _not_too_often(
    view: Callable[[MemberRequest], HttpResponse],
) -> Callable[[MemberRequest], HttpResponse]:
    """Refuse, for the rest of the minute, who has searched more than `MOST_A_MINUTE` times in it."""

    @wraps(view)
    def counted(request: MemberRequest) -> HttpResponse:
        key = f"finding.{request.member.pk}.{int(time.time() // 60)}"
        cache.add(key, 0, timeout=120)
        try:
            tries = cache.incr(key)
        except ValueError:  # it went just now
            tries = 1
        if tries > MOST_A_MINUTE:
            return render(request, "429.html", status=429)
        return view(request)

    return counted


@never_cache
@member_view("schools.enter")
@_not_too_often
def find(request: MemberRequest) -> HttpResponse:
    """What was found, by step of the cycle."""
    typed = request.GET.get("q", "")
    found = search(request.member, typed)
    context = {
        "found": found,
        "beside": beside(request.member, found.typed),
        "pages": named(pages(request, request.member), words_of(typed)),
        "recent": seen(request, request.member) if not found.typed else [],
    }
    return render(request, "finding/find.html", context)


@never_cache
@member_view("schools.enter")
@_not_too_often
def now(request: MemberRequest) -> HttpResponse:
    """The nearest of what was found, as the palette shows it while somebody types."""
    found = search(request.member, request.GET.get("q", ""), shown=IN_PALETTE)
    context = {"found": found, "beside": beside(request.member, found.typed)}
    return render(request, "finding/_found.html", context)


@never_cache
@member_view("schools.enter")
def places(request: MemberRequest) -> HttpResponse:
    """Where one can jump to by name: asked for once, when the palette opens."""
    return render(request, "finding/_places.html", {"jumps": jumps(request, request.member)})
