"""`{% asking "vision" page.newest %}`: what was asked about a thing, and the form to ask."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from schools.permissions import may

from ..queries.questions import asked_about

register = template.Library()


@register.inclusion_tag("board/_asking.html", takes_context=True)
def asking(context: Context, kind: str, thing: Any) -> dict[str, Any]:
    """The questions about `thing` (or its key), for a page that its reader may read: two queries."""
    key = str(getattr(thing, "pk", thing) or "")
    member = context.get("member")
    if not key or not may(member, "board.ask"):
        return {"asked": None}
    found = asked_about(kind, key)
    return {
        "asked": found,
        "open": [one for one in found if one.closed_at is None],
        "closed": [one for one in found if one.closed_at is not None],
        "kind": kind,
        "key": key,
        "school": context["school"],
        "csrf_token": context["csrf_token"],
    }
