"""What schools publish to a group: the page, paper, a workbook."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from documents import pdf
from documents.views import file_response

from .. import exports
from ..permissions import GroupRequest, group_view
from ..queries.rollup import rollup

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@group_view("groups.read")
def overview(request: GroupRequest) -> HttpResponse:
    """The schools' published figures, topic by topic, and what they come to together."""
    found = rollup(request.group)
    return render(request, "groups/overview.html", {"rollup": found})


@require_safe
@group_view("groups.read")
def as_pdf(request: GroupRequest) -> HttpResponse:
    """The same on paper."""
    document = exports.document(request.group, rollup(request.group))
    try:
        content = pdf.render(document)
    except pdf.PrintFailed:
        return render(request, "groups/print_failed.html", {"document": document}, status=500)
    return file_response(document, "pdf", content)


@require_safe
@group_view("groups.read")
def as_workbook(request: GroupRequest) -> HttpResponse:
    """The same as a workbook, with values rather than words."""
    content = exports.workbook(request.group, rollup(request.group))
    return workbook_response(f"{request.group.slug}-schools", content)


def workbook_response(name: str, content: bytes) -> HttpResponse:
    """A workbook to save under `name`."""
    disposition = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=disposition)
