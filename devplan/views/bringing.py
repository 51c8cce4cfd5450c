"""Bringing the plan that a school has: choose the file, say what its columns are, mend, save."""

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

from exchange.tables import Unreadable
from files.kinds import XLSX
from files.serving import attachment
from roles.queries.people import everybody
from schools.models import Aim, Subject
from schools.numbers import number_in, numbers_in
from schools.permissions import MemberRequest, member_view
from schools.refusals import Refused

from .. import years
from ..actions import bringing as acts
from ..actions.checking import Changed
from ..bringing.columns import LEAVE
from ..exports.workbook import plan_workbook
from ..models import CostKind, Plan, PlanImport
from ..queries.bringing import (
    Setting,
    choices_of_fields,
    import_or_404,
    imports_of,
    read_import,
    staff_choices,
    unused,
)
from ..queries.brought import names_of, shown
from ..queries.plans import plan_or_404
from .writing.answers import for_plan

_CELL = re.compile(r"r(\d{1,6})-(\d{1,2})")


@member_view("devplan.write_plan")
@for_plan
def bring(request: MemberRequest, plan: Plan) -> HttpResponse:
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
                found = acts.bring_file(plan, request.member, given)
            except Refused as refused:
                problem = refused.sentence
            else:
                return redirect("devplan:bringing", request.school.slug, plan.pk, found.pk)
    context = {"plan": plan, "problem": problem, "typed": typed, "brought": imports_of(plan)}
    return render(request, "devplan/bring/start.html", context, status=422 if problem else 200)


@member_view("devplan.write_plan")
@for_plan
def bringing(request: MemberRequest, plan: Plan, bringing: int) -> HttpResponse:
    """What its columns are, which rows want mending, what it would change; save all of it."""
    found = import_or_404(plan, bringing)
    problem, status = "", 200
    if request.method == "POST":
        try:
            answer = _do(request, plan, found)
        except Changed:
            problem, status = (
                _("Somebody went on with this table meanwhile. This is how it is now."),
                409,
            )
            found = import_or_404(plan, bringing)
        except (Refused, Unreadable) as refused:
            problem, status = refused.sentence, 422
        else:
            return answer
    return _page(request, plan, found, problem, status)


def _do(request: MemberRequest, plan: Plan, found: PlanImport) -> HttpResponse:
    wanted, member = request.POST.get("do", ""), request.member
    revision = number_in(request.POST.get("revision")) or 0
    here = redirect("devplan:bringing", request.school.slug, plan.pk, found.pk)
    if wanted == "save":
        read = acts.save_import(found, member, request.POST.get("shown", ""))
        n = len(read.whole.lines)
        messages.success(
            request,
            ngettext("%(n)s row is in the plan.", "%(n)s rows are in the plan.", n) % {"n": n},
        )
        return redirect("devplan:write", request.school.slug, plan.pk)
    if wanted == "drop":
        acts.drop_import(found, member)
        messages.success(request, _("The table was given up. The plan is as it was."))
        return redirect("devplan:bring", request.school.slug, plan.pk)
    if wanted == "table":
        acts.choose_table(found, member, number_in(request.POST.get("table")) or 0, revision)
    elif wanted == "columns":
        acts.set_columns(found, member, _setting(request, found), revision)
    elif wanted == "people":
        setting = Setting.of(found)
        for index, (name, _n) in enumerate(read_import(found).unknown):
            chosen = number_in(request.POST.get(f"who-{index}"))
            if request.POST.get(f"name-{index}") == name and chosen is not None:
                setting.people[name] = chosen
        acts.set_columns(found, member, setting, revision)
    else:
        acts.mend(found, member, _cells(request), _left_out(request), revision)
    return here


def _setting(request: HttpRequest, found: PlanImport) -> Setting:
    """What was said of the columns; who is who stays."""
    setting, sent = Setting.of(found), request.POST
    setting.fields = [sent.get(f"field-{index}", LEAVE) for index in range(len(setting.fields))]
    setting.strand, setting.kind = sent.get("strand", ""), sent.get("kind", "")
    setting.funding, setting.rationale = sent.get("funding", ""), sent.get("rationale", "")
    setting.year = number_in(sent.get("year"))
    setting.capital = bool(sent.get("capital"))
    return setting


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


def _page(
    request: MemberRequest, plan: Plan, found: PlanImport, problem: str, status: int
) -> HttpResponse:
    if found.finished_at:
        return render(request, "devplan/bring/done.html", {"plan": plan, "found": found})
    read = read_import(found)
    everyone = everybody(plan.school)
    ties = {
        "aim_id": dict(Aim.objects.filter(school=plan.school).values_list("pk", "text")),
        "subject_id": dict(Subject.objects.filter(school=plan.school).values_list("pk", "name")),
    }
    setting = read.setting
    context: dict[str, Any] = {
        "plan": plan,
        "found": found,
        "read": read,
        "setting": setting,
        "shown": shown(read, names_of(everyone), ties, number_in(request.GET.get("row")) or 0),
        "columns": [
            {"index": index, "head": head, "field": field, "example": _example(read.given, index)}
            for index, (head, field) in enumerate(zip(setting.heads, setting.fields, strict=False))
        ],
        "fields": choices_of_fields(),
        "unused": unused(setting),
        "unknown": read.unknown[:40],
        "staff": staff_choices(plan.school) if read.unknown else [],
        "kinds": CostKind.choices,
        "years": [(one, years.name(one)) for one in years.of_plan(plan.first_year, plan.years)],
        "tables": _tables(setting),
        "problem": problem,
    }
    return render(request, "devplan/bring/table.html", context, status=status)


def _tables(setting: Setting) -> list[tuple[int, str, int]]:
    """The tables of the file, where it has several: place, name, rows."""
    if len(setting.tables) < 2:
        return []
    return [(index, name, rows) for index, (name, rows) in enumerate(setting.tables)]


def _example(given: Any, column: int) -> str:
    return next(
        (
            row.cells[column][:60]
            for row in given
            if not row.heading and column < len(row.cells) and row.cells[column]
        ),
        "",
    )


@member_view("devplan.write_plan")
def original(request: MemberRequest, plan: int, bringing: int) -> HttpResponseBase:
    """The file as it was brought, to be saved."""
    one = plan_or_404(request.school, plan, request.member)
    return attachment(import_or_404(one, bringing).upload)


@member_view("devplan.read")
def workbook(request: MemberRequest, plan: int) -> HttpResponse:
    """The plan as a workbook that comes back in."""
    one = plan_or_404(request.school, plan, request.member)
    name = slugify(one.title) or "plan"
    return HttpResponse(
        plan_workbook(one),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"'},
    )
