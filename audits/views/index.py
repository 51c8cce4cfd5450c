"""Where we are: what is known, part by part, and what is not."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from schools.permissions import MemberRequest, may, member_view

from ..parts import PARTS


@member_view("audits.enter")
def index(request: MemberRequest) -> HttpResponse:
    """The parts of the audits that the reader may open."""
    parts = [
        (part, part.known(request.member)) for part in PARTS if may(request.member, part.permission)
    ]
    waiting = next(
        (
            known
            for state in ("late", "now")
            for _part, known in parts
            if known.standing.state == state
        ),
        None,
    )
    context = {
        "parts": parts,
        "waiting": waiting,
        "sentence": waiting.standing.sentence if waiting else "",
    }
    return render(request, "audits/index.html", context)
