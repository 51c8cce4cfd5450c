"""What can be printed, as a list, and each of them as a PDF or a Word file."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.views.decorators.cache import never_cache

from schools import kept
from schools.once import together
from schools.permissions import MemberRequest, member_view
from schools.revision import reading

from . import pdf, progress, register
from .first_print import note_printed
from .register import Document, Format

SALT, AN_HOUR = "documents.progress", 3600
TYPES: dict[Format, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@member_view("documents.print")
def index(request: MemberRequest) -> HttpResponse:
    """Everything that the member may print, under its headings."""
    with together():
        groups = register.grouped(request.school, request.member)
    return render(request, "documents/index.html", {"groups": groups})


@member_view("documents.print")
def as_pdf(request: MemberRequest, name: str) -> HttpResponse:
    """One document, to read and print in the browser; a page that says so where it cannot be made.

    One that takes long is drawn by a process of its own, and a page says how far it is. While nothing has
    changed that it was made from, the file is known without making the document again.
    """
    remembering = kept.may_be_kept(request)
    known = kept.find(request, kept.name_of_file(request)) if remembering else None
    if known is not None and (content := pdf.read_kept(known[0][0])) is not None:
        return _as_file(content, "pdf", known[0][1])
    with reading() as tables:
        document = _find(request, name)
        try:
            prepared = pdf.prepare(document)
        except pdf.PrintFailed:
            return _failed(request, document)
    if remembering:
        known_as = (prepared.name, document.file_name("pdf"))
        kept.keep(request, kept.name_of_file(request), tables, known_as)
    try:
        found = pdf.read_kept(prepared.name)
        if found is None and progress.is_heavy(prepared.html) and progress.can_wait():
            return _wait_for(request, prepared)
        content = pdf.render_prepared(prepared) if found is None else found
    except pdf.PrintFailed:
        return _failed(request, document)
    note_printed(request.school, request.member, name)
    return file_response(document, "pdf", content)


def _wait_for(request: MemberRequest, prepared: pdf.Prepared) -> HttpResponse:
    """To the page that says how far it is; where too many are drawn already, to one that says so."""
    document = prepared.document
    if not progress.begin(prepared):
        context = {"title": document.title, "busy": True, "seconds": 5}
        return render(request, "documents/progress.html", context)
    told = {
        "kept": prepared.name,
        "name": document.name,
        "title": document.title,
        "word": document.word is not None,
        "member": request.member.pk,
    }
    address = reverse("documents:progress", args=[request.school.slug])
    return redirect(f"{address}?{urlencode({'of': signing.dumps(told, salt=SALT)})}")


@never_cache
@member_view("documents.print")
def show_progress(request: MemberRequest) -> HttpResponse:
    """How far a PDF is that takes long; once it is finished, to the PDF.

    `?of=` is signed: only who was let in to the document has one, and it is good for an hour.
    """
    try:
        told = signing.loads(request.GET.get("of", ""), salt=SALT, max_age=AN_HOUR)
    except signing.BadSignature:
        raise Http404 from None
    if told["member"] != request.member.pk:
        raise Http404
    state = progress.progress_of(told["kept"])
    address = reverse("documents:pdf", args=[request.school.slug, told["name"]])
    if state is None or pdf.storage().exists(told["kept"]):
        return redirect(address)
    if state.failed:
        progress.forget(told["kept"])
        return _failed(request, told, address)
    context = {"title": told["title"], "state": state, "seconds": 2}
    return render(request, "documents/progress.html", context)


def _failed(
    request: HttpRequest, document: Document | dict[str, Any], again: str = ""
) -> HttpResponse:
    context = {"document": document, "again": again}
    return render(request, "documents/failed.html", context, status=500)


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
        return _failed(request, document)


def file_response(
    document: Document, ending: Format, content: bytes, save: bool = False
) -> HttpResponse:
    """The file: a PDF opens in the browser unless it is to be saved, a Word file is saved.

    It is asked for anew each time, for it may change.
    """
    return _as_file(content, ending, document.file_name(ending), save)


def _as_file(content: bytes, ending: Format, file_name: str, save: bool = False) -> HttpResponse:
    response = HttpResponse(content, content_type=TYPES[ending])
    disposition = content_disposition_header(save or ending != "pdf", file_name)
    response["Content-Disposition"] = disposition or "inline"
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response


def _find(request: MemberRequest, name: str) -> Document:
    document = register.find(request.school, request.member, name)
    if document is None:
        raise Http404
    return document
