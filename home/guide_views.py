"""The pages of the public guide, and the example that can be taken away."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from documents.register import Document
from documents.views import file_response, pdf_response
from priorities.printing.form import blank_form
from roles.printing.description import example_description

from . import guide

EXAMPLE_SET, EXAMPLE_ROLE = "primary", "coordinator"


def index(request: HttpRequest) -> HttpResponse:
    """What the guide holds."""
    return render(request, "guide/index.html", {"parts": guide.parts()})


def page(request: HttpRequest, slug: str) -> HttpResponse:
    """One page of the guide."""
    found = guide.find_page(slug)
    if found is None:
        raise Http404
    before, after = guide.neighbours(found)
    context = {"page": found, "before": before, "after": after, **found.figures()}
    return render(request, found.template, context)


def example_pdf(request: HttpRequest) -> HttpResponse:
    """The example of a coordinator's role description, to print."""
    return pdf_response(request, _example(), save=True)


def example_docx(request: HttpRequest) -> HttpResponse:
    """The example of a coordinator's role description, to change in Word."""
    document = _example()
    if document.word is None:
        raise Http404
    return file_response(document, "docx", document.word())


def rating_form(request: HttpRequest) -> HttpResponse:
    """The form on which duties are rated, with the library's duties: to print, or to fill in."""
    return pdf_response(request, blank_form(), save=True)


def _example() -> Document:
    return example_description(EXAMPLE_SET, EXAMPLE_ROLE)
