"""What templates ask of the help: where it is for this page, and what a figure means."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from ..definitions import find
from ..queries import address, address_for
from ..topics import label

register = template.Library()


@register.simple_tag(takes_context=True)
def help_address(context: dict[str, Any], page: str = "") -> str:
    """`{% help_address as url %}`: where the help for this page is; of `page` where one is named."""
    match = context["request"].resolver_match if "request" in context else None
    return address_for(context.get("school"), page or (match.view_name if match else ""))


@register.simple_tag(takes_context=True)
def defined(context: dict[str, Any], key: str) -> SafeString:
    """`{% defined "influence" %}`: a small link to what a figure means, opened beside the page.

    On a page without a reader, such as a printed one, nothing.

    Raises:
        LookupError: no such figure is defined.
    """
    found = find(key)
    if found is None:
        raise LookupError(key)
    if "request" not in context:
        return SafeString("")
    said = gettext("What “%(figure)s” means") % {"figure": label(found.title, context["labels"])}
    return format_html(
        '<a class="defined" data-help href="{}" aria-label="{}" title="{}">?</a>',
        address(context.get("school"), "definition", key),
        said,
        said,
    )


@register.filter
def said(text: str, labels: dict[str, str]) -> str:
    """`{{ topic.title|said:labels }}`: a text of the help in a school's own words."""
    return label(text, labels)
