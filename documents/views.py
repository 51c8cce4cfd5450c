"""What can be printed, as a list, and each of them as a PDF or a Word file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from schools.permissions import MemberRequest, member_view

from . import pdf, register
from .register import Document, Format

TYPES: dict[Format, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@member_view("documents.print")
def index(request: MemberRequest) -> HttpResponse:
    """Everything that the member may print, under its headings."""
    groups = register.grouped(request.school, request.member)
    return render(request, "documents/index.html", {"groups": groups})


@member_view("documents.print")
def as_pdf(request: MemberRequest, name: str) -> HttpResponse:
    """One document, to read and print in the browser; a page that says so where it cannot be made."""
    return pdf_response(request, _find(request, name))


@member_view("documents.print")
def as_word(request: MemberRequest, name: str) -> HttpResponse:
    """One document as a Word file, where it is to be had as one."""
    document = _find(request, name)
    if document.word is None:
        raise Http404
    return file_response(document, "docx", document.word())


def pdf_response(request: HttpRequest, document: Document, save: bool = False) -> HttpResponse:
    """The document as a PDF, or a page that says that it could not be made and what to do."""
    try:
        return file_response(document, "pdf", pdf.render(document), save)
    except pdf.PrintFailed:
        context = {"document": document}
        return render(request, "documents/failed.html", context, status=500)


def file_response(
    document: Document, ending: Format, content: bytes, save: bool = False
) -> HttpResponse:
    """The file: a PDF opens in the browser unless it is to be saved, a Word file is saved.

    It is asked for anew each time, for it may change.
    """
    response = HttpResponse(content, content_type=TYPES[ending])
    save = save or ending != "pdf"
    disposition = content_disposition_header(save, document.file_name(ending))
    response["Content-Disposition"] = disposition or "inline"
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response


def _find(request: MemberRequest, name: str) -> Document:
    document = register.find(request.school, request.member, name)
    if document is None:
        raise Http404
    return document
