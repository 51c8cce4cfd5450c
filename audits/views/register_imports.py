"""Bringing a register: choose the file, say what its columns are, mend or leave out rows, save."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exchange.columns import LEAVE
from exchange.tables import Unreadable
from files.kinds import XLSX
from files.serving import attachment
from schools.numbers import number_in, numbers_in
from schools.permissions import MemberRequest, member_view
from schools.refusals import Refused

from ..actions import register_imports as acts
from ..bringing.columns import FIELDS
from ..bringing.workbook import registers_workbook
from ..models import RegisterImport, RegisterKind
from ..queries.register_imports import (
    Setting,
    import_or_404,
    imports_of,
    read_import,
)
from ..showing_imports import shown
from ..wording_registers import kind_title

_CELL = re.compile(r"r(\d{1,6})-(\d{1,2})")


@member_view("audits.write_registers")
def bring(request: MemberRequest) -> HttpResponse:
    """Choose a file, or paste a table; what was brought before."""
    problem, typed = "", request.POST.get("text", "")
    if request.method == "POST":
        given = request.FILES.get("file")
        if given is None and typed.strip():
            given = SimpleUploadedFile(str(_("Pasted table.csv")), typed.encode())
        if given is None:
            problem = _("Choose a file, or paste a table.")
        else:
            try:
                found = acts.bring_file(request.school, request.member, given)
            except Refused as refused:
                problem = refused.sentence
            else:
                return redirect("audits:register_bringing", request.school.slug, found.pk)
    context = {"problem": problem, "typed": typed, "brought": imports_of(request.school)[:20]}
    return render(request, "audits/registers/bring.html", context, status=422 if problem else 200)


@member_view("audits.write_registers")
def bringing(request: MemberRequest, imported: int) -> HttpResponse:
    """What its columns are, which rows want mending, what it would change; save all of it."""
    found = import_or_404(request.school, imported)
    problem, status = "", 200
    if request.method == "POST":
        try:
            return _do(request, found)
        except acts.ImportChanged as refused:
            problem, status = refused.sentence, 409
            found = import_or_404(request.school, imported)
        except (Refused, Unreadable) as refused:
            problem, status = refused.sentence, 422
    return _page(request, found, problem, status)


def _do(request: MemberRequest, found: RegisterImport) -> HttpResponse:
    wanted, member = request.POST.get("do", ""), request.member
    revision = number_in(request.POST.get("revision")) or 0
    if wanted == "save":
        read = acts.save_import(found, member, request.POST.get("shown", ""))
        n = len(read.new) + len(read.changed)
        words = ngettext("%(n)s row is in the registers.", "%(n)s rows are in the registers.", n)
        messages.success(request, words % {"n": n} if n else _("Nothing had changed."))
        return redirect("audits:entries", request.school.slug)
    if wanted == "drop":
        acts.drop_import(found, member)
        messages.success(request, _("The table was given up. The registers are as they were."))
        return redirect("audits:register_bring", request.school.slug)
    if wanted == "table":
        acts.choose_table(found, member, number_in(request.POST.get("table")) or 0, revision)
    elif wanted == "columns":
        many = len(Setting.of(found).fields)
        fields = [request.POST.get(f"field-{index}", LEAVE) for index in range(many)]
        acts.set_columns(found, member, fields, request.POST.get("kind", ""), revision)
    elif wanted == "out":
        acts.leave_out_wrong(found, member, revision)
    else:
        acts.mend(found, member, _cells(request), _left_out(request), revision)
    return redirect("audits:register_bringing", request.school.slug, found.pk)


def _cells(request: HttpRequest) -> dict[int, dict[int, str]]:
    cells: dict[int, dict[int, str]] = {}
    for name, text in request.POST.items():
        if found := _CELL.fullmatch(name):
            cells.setdefault(int(found[1]), {})[int(found[2])] = str(text)
    return cells


def _left_out(request: HttpRequest) -> dict[int, bool]:
    """Rows that were shown with a choice to leave them out, and whether that was chosen."""
    chosen = set(numbers_in(request.POST.getlist("out")))
    asked = set(numbers_in(request.POST.getlist("row")))
    return {line: line in chosen for line in asked}


def _page(request: MemberRequest, found: RegisterImport, problem: str, status: int) -> HttpResponse:
    if found.finished_at:
        return render(request, "audits/registers/brought.html", {"found": found})
    read = read_import(found)
    setting = read.setting
    pairs = zip(setting.heads, setting.fields, strict=False)
    context: dict[str, Any] = {
        "found": found,
        "read": read,
        "shown": shown(read),
        "columns": [
            (index, head, name, _example(read.given, index))
            for index, (head, name) in enumerate(pairs)
        ],
        "fields": [(name, str(label)) for name, label in FIELDS.items()],
        "kind": setting.kind,
        "kinds": [(kind, kind_title(kind)) for kind in RegisterKind.values],
        "tables": _tables(setting),
        "problem": problem,
    }
    return render(request, "audits/registers/bringing.html", context, status=status)


def _tables(setting: Setting) -> list[tuple[int, str, int]]:
    """The tables of the file, where it has several: place, name, rows."""
    if len(setting.tables) < 2:
        return []
    return [(index, name, rows) for index, (name, rows) in enumerate(setting.tables)]


def _example(given: Any, column: int) -> str:
    return next(
        (row.cells[column][:60] for row in given if column < len(row.cells) and row.cells[column]),
        "",
    )


@member_view("audits.write_registers")
def original(request: MemberRequest, imported: int) -> HttpResponseBase:
    """The file as it was brought, to be saved."""
    return attachment(import_or_404(request.school, imported).upload)


@member_view("audits.read_registers")
def workbook(request: MemberRequest) -> HttpResponse:
    """The registers as a workbook that comes back in."""
    name = slugify(f"registers {request.school.name}")
    return HttpResponse(
        registers_workbook(request.school),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"'},
    )
