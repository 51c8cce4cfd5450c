"""`{% asking "vision" page.newest %}`: what was asked about a thing, and the form to ask."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from schools.kept import part
from schools.permissions import may

from ..queries.questions import asked_about

register = template.Library()


@register.simple_tag(takes_context=True)
def asking(context: Context, kind: str, thing: Any) -> str:
    """The questions about `thing` (or its key), for a page that its reader may read: one query."""
    key = str(getattr(thing, "pk", thing) or "")
    if not key or not may(context.get("member"), "board.ask"):
        return ""
    return part(f"asked {kind} {key}", lambda: _said(context, kind, key))


def _said(context: Context, kind: str, key: str) -> SafeString:
    found = asked_about(context["school"], kind, key)
    said = {
        "open": [one for one in found if one.closed_at is None],
        "closed": [one for one in found if one.closed_at is not None],
        "kind": kind,
        "key": key,
        "school": context["school"],
        "csrf_token": context["csrf_token"],
    }
    return render_to_string("board/_asking.html", said)
