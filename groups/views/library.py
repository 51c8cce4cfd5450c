"""What a group offers its schools: by kind, written here or brought from a file."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from audits.strands import StrandWords
from exchange.tables import Unreadable
from roles.wording_diff import Piece
from schools.refusals import Refused

from ..actions import entries as actions
from ..bringing import COLUMNS, lines_in, workbook
from ..forms import EntryForm, FileForm
from ..kinds import SORTS, Sort
from ..models import Entry
from ..permissions import GroupRequest, group_view
from ..queries.pages import entries_of, library_of
from .overview import workbook_response


@group_view("groups.read")
def library(request: GroupRequest) -> HttpResponse:
    """How much the group offers of each kind."""
    return render(request, "groups/library.html", {"kinds": library_of(request.group)})


@group_view("groups.read")
def kind(request: GroupRequest, kind: str) -> HttpResponse:
    """Everything of one kind, and a form to add to it."""
    sort = _sort(kind)
    return _page(request, sort, EntryForm(sort=sort))


@require_POST
@group_view("groups.administer")
def add(request: GroupRequest, kind: str) -> HttpResponse:
    """Offer something new."""
    sort = _sort(kind)
    form = EntryForm(request.POST, sort=sort)
    if form.is_valid():
        try:
            made = actions.add(request.group, request.person, kind, form.words)
        except Refused as refused:
            _say(form, refused)
        else:
            messages.success(
                request, _("“%(text)s” is offered to the schools now.") % {"text": made.text}
            )
            return redirect("groups:kind", request.group.slug, kind)
    return _page(request, sort, form, status=422)


@group_view("groups.administer")
def entry(request: GroupRequest, pk: int) -> HttpResponse:
    """Say it differently, offer it no more, or offer it again."""
    one = get_object_or_404(request.group.entries.select_related("group"), pk=pk)
    sort = _sort(one.kind)
    form = EntryForm(request.POST or None, sort=sort, entry=one)
    status = 200
    theirs: list[tuple[str, list[Piece]]] = []
    if request.method == "POST" and form.is_valid():
        try:
            revision = form.cleaned_data["revision"] or 0
            one = actions.change(one, request.person, form.words, revision)
        except actions.Changed as changed:
            form.add_error(None, changed.sentence)
            theirs = _against(form.words, actions.words_of(changed.now))
            form, status = form.again_from(changed.now), 409
        except Refused as refused:
            _say(form, refused)
        else:
            messages.success(
                request,
                _(
                    "“%(text)s” is saved. Schools that have adopted it keep their words, and are shown the difference."
                )
                % {"text": one.text},
            )
            return redirect("groups:kind", request.group.slug, one.kind)
    if form.is_bound and form.errors and status == 200:
        status = 422
    context = {"entry": one, "sort": sort, "form": form, "theirs": theirs}
    return render(request, "groups/entry.html", context, status=status)


@require_POST
@group_view("groups.administer")
def retire(request: GroupRequest, pk: int) -> HttpResponse:
    """Offer it no more, or again: `again` says which."""
    one: Entry = get_object_or_404(request.group.entries.select_related("group"), pk=pk)
    if request.POST.get("again") == "yes":
        actions.bring_back(one, request.person)
        said = _("“%(text)s” is offered again.")
    else:
        actions.retire(one, request.person)
        said = _("“%(text)s” is offered no more. Schools that adopted it keep it as their own.")
    messages.success(request, said % {"text": one.text})
    return redirect("groups:kind", request.group.slug, one.kind)


@group_view("groups.administer")
def bring(request: GroupRequest) -> HttpResponse:
    """Take entries in from a file: all of it, or nothing with every bad line named."""
    form, bad = FileForm(request.POST or None, request.FILES or None), {}
    if request.method == "POST" and form.is_valid():
        try:
            lines = lines_in(form.upload.name or "", form.upload.read())
            new, changed = actions.bring(request.group, request.person, lines)
        except actions.BadLines as refused:
            form.add_error("file", refused.sentence)
            bad = refused.lines
        except Unreadable as unreadable:
            form.add_error("file", unreadable.sentence)
        except Refused as refused:
            form.add_error("file", refused.sentence)
        else:
            messages.success(
                request,
                _("%(new)s new, %(changed)s changed.") % {"new": new, "changed": changed},
            )
            return redirect("groups:library", request.group.slug)
    context = {
        "form": form,
        "bad": bad,
        "columns": ", ".join(COLUMNS),
        "kinds": [(sort.kind, sort.title, ", ".join(sort.place_titles)) for sort in SORTS.values()],
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "groups/bring.html", context, status=status)


@require_safe
@group_view("groups.read")
def as_workbook(request: GroupRequest) -> HttpResponse:
    """Everything that is offered, as a workbook that comes back in."""
    return workbook_response(f"{request.group.slug}-library", workbook(request.group))


def _page(request: GroupRequest, sort: Sort, form: EntryForm, status: int = 200) -> HttpResponse:
    offered, retired = entries_of(request.group, sort)
    context = {"sort": sort, "offered": offered, "retired": retired, "form": form}
    return render(request, "groups/kind.html", context, status=status)


def _against(mine: actions.Words, theirs: actions.Words) -> list[tuple[str, list[Piece]]]:
    """Where theirs differ, part by part; of words without levels their own sentence says it."""
    if not theirs.levels:
        return []
    ours = StrandWords(mine.text, mine.why, mine.levels).tidy()
    return ours.against(StrandWords(theirs.text, theirs.why, theirs.levels))


def _say(form: EntryForm, refused: Refused) -> None:
    field = getattr(refused, "field", None)
    form.add_error(field if field in form.fields else None, refused.sentence)


def _sort(kind: str) -> Sort:
    if kind not in SORTS:
        raise Http404
    return SORTS[kind]
