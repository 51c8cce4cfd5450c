"""The pages of the help: the list, a topic, the definitions. Each stands within a school and outside of all.

Outside it says what the field says, within a school what that school calls things. Where htmx asks for a page, its
matter alone is sent, for the panel beside the page that somebody is at.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from schools.labels import LABELS, Labels
from schools.models import School
from schools.permissions import MemberRequest, may, member_view

from . import definitions
from .queries import address, in_words, leads, search
from .topics import Topic, all_help

MAY_PRINT = "documents.print"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All topics, or those that speak of what was typed."""
    school, labels = _school_of(request)
    typed = " ".join(request.GET.get("q", "").split())[:100]
    context = {
        "parts": all_help().parts,
        "typed": typed,
        "hits": search(typed, labels, school) if typed else [],
    }
    return _answer(request, "index", context)


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """One topic."""
    school, labels = _school_of(request)
    found = all_help().topics.get(slug)
    if found is None:
        raise Http404
    context = {
        "topic": found,
        "said": in_words(found, labels, leads(school), 3 if _in_panel(request) else 2),
        "opens": _opens(found, school),
    }
    return _answer(request, "topic", context)


@require_safe
def all_definitions(request: HttpRequest) -> HttpResponse:
    """Every figure with its formula, its source and an example."""
    _school, labels = _school_of(request)
    groups = [
        (group.title, [one.said(labels) for one in group.definitions])
        for group in definitions.all_groups()
    ]
    return _answer(request, "definitions", {"groups": groups})


@require_safe
def definition(request: HttpRequest, key: str) -> HttpResponse:
    """One figure."""
    _school, labels = _school_of(request)
    found = definitions.find(key)
    if found is None:
        raise Http404
    return _answer(request, "definition", {"one": found.said(labels)})


def _within(view: Callable[..., HttpResponse]) -> Callable[..., Any]:
    """The same page within a school, for everybody who belongs to it."""

    @member_view("schools.enter")
    def within(request: MemberRequest, /, **rest: str) -> HttpResponse:
        return view(request, **rest)

    return within


index_within = _within(index)
topic_within = _within(topic)
all_definitions_within = _within(all_definitions)
definition_within = _within(definition)


def _school_of(request: HttpRequest) -> tuple[School | None, Labels]:
    school: School | None = getattr(request, "school", None)
    return school, school.labels if school else Labels(LABELS)


def _in_panel(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def _opens(found: Topic, school: School | None) -> str:
    """The address of the page that a topic is about, where somebody is in a school."""
    if school is None or not found.opens:
        return ""
    try:
        return reverse(found.opens, args=[school.slug])
    except NoReverseMatch:
        return reverse(found.opens)


def _answer(request: HttpRequest, page: str, context: dict[str, Any]) -> HttpResponse:
    """The page, or its matter alone for the panel."""
    school, _labels = _school_of(request)
    template = f"handbook/_{page}.html" if _in_panel(request) else f"handbook/{page}.html"
    context |= {
        "in_panel": _in_panel(request),
        "index_url": address(school, "index"),
        "definitions_url": address(school, "definitions"),
        "can_print": may(getattr(request, "member", None), MAY_PRINT),
    }
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response
