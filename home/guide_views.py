"""The pages of the public guide, and the example that can be taken away."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from documents.pdf import render as to_pdf
from documents.register import Document, Format
from priorities.printing.form import blank_form
from roles.printing.description import example_description

from . import guide

EXAMPLE_SET, EXAMPLE_ROLE = "primary", "coordinator"
TYPES: dict[Format, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


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
    document = _example()
    return _download(document, "pdf", to_pdf(document))


def example_docx(request: HttpRequest) -> HttpResponse:
    """The example of a coordinator's role description, to change in Word."""
    document = _example()
    if document.word is None:
        raise Http404
    return _download(document, "docx", document.word())


def rating_form(request: HttpRequest) -> HttpResponse:
    """The form on which duties are rated, with the library's duties: to print, or to fill in."""
    document = blank_form()
    return _download(document, "pdf", to_pdf(document))


def _example() -> Document:
    return example_description(EXAMPLE_SET, EXAMPLE_ROLE)


def _download(document: Document, ending: Format, content: bytes) -> HttpResponse:
    """The file, to be kept under the document's name."""
    response = HttpResponse(content, content_type=TYPES[ending])
    response["Content-Disposition"] = f'attachment; filename="{document.file_name(ending)}"'
    return response
