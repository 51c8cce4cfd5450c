"""Django's `{% url %}` and `{% static %}`, which work each address out once (`schools.addresses`)."""

from __future__ import annotations

from typing import Any, cast

from django import template
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as djangos
from django.templatetags.static import StaticNode
from django.urls import NoReverseMatch
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from ..addresses import address, of_file

register = template.Library()

# What an address can be worked out of once: a text of a template's own is a SafeString.
PLAIN = frozenset({int, str, SafeString})


class Address(URLNode):
    """What `{% url "name" one two %}` makes, and `{% url … as var %}`; no app is there twice: a name is enough."""

    def render(self, context: Context) -> str:
        args = [one.resolve(context) for one in self.args]
        if self.kwargs or not all(type(one) in PLAIN for one in args):
            return str(super().render(context))
        try:
            found = address(self.view_name.resolve(context), *args)
        except NoReverseMatch:
            if self.asvar is None:
                raise
            found = ""
        if self.asvar:
            context[self.asvar] = found
            return ""
        return conditional_escape(found) if context.autoescape else found


@register.tag
def url(parser: Any, token: Any) -> Address:
    """`{% url "name" one two %}`, as Django has it."""
    made = djangos(parser, token)
    return Address(made.view_name, made.args, made.kwargs, made.asvar)


class FileAddress(StaticNode):
    """What `{% static "css/app.css" %}` makes."""

    @classmethod
    def handle_simple(cls, path: str) -> str:
        return of_file(path)


@register.tag
def static(parser: Any, token: Any) -> FileAddress:
    """`{% static "css/app.css" %}`, as Django has it."""
    return cast("FileAddress", FileAddress.handle_token(parser, token))
