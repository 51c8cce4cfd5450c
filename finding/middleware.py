"""The pages that somebody saw last in a school: in a signed cookie of theirs, so that no page costs a query for it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .recent import Page, again, keep

TITLE = re.compile(rb"<title>(.*?)</title>", re.S)
LOOKED_AT = 4_000


class RecentPagesMiddleware:
    """Remembers a whole page of a school that was read with success; nothing that was sent, or a part of a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        member = getattr(request, "member", None)
        if member is not None and response.status_code == 304:
            again(request, response, member)  # the browser has the page already
            return response
        if (
            member is None
            or request.method != "GET"
            or response.status_code != 200
            or response.streaming
            or not response.get("Content-Type", "").startswith("text/html")
            or getattr(request, "htmx", False)
        ):
            return response
        found = TITLE.search(response.content[:LOOKED_AT])
        if found is None:
            return response
        # "The page · the school · ICT Lead"
        words = html.unescape(found[1].decode("utf-8", "replace")).split(f" · {member.school}")[0]
        keep(request, response, member, Page(" ".join(words.split()), request.path))
        return response
