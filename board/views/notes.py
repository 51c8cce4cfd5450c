"""The noticeboard: to read, to write on, to take a note down."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from schools.models import Subject
from schools.permissions import MemberRequest, check, may, member_view
from schools.refusals import Refused

from ..actions import notes as actions
from ..forms.notes import NoteForm
from ..models import Note
from ..queries import notes as queries

PAGE = 30


@member_view("board.read")
def index(request: MemberRequest) -> HttpResponse:
    """All notes by half-term, or those for a subject and a key stage."""
    subjects = list(Subject.objects.filter(school=request.school))
    wanted = request.GET.get("subject", "")
    subject = next((one for one in subjects if str(one.pk) == wanted), None)
    stage = request.GET.get("stage", "")
    stage = stage if stage in request.school.key_stages else ""
    typed = request.GET.get("page", "1")
    page = max(1, int(typed)) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1
    board = queries.board(request.member, subject, stage, page, PAGE)
    context = {
        "board": board,
        "subjects": subjects,
        "subject": subject,
        "stage": stage,
        "may_write": may(request.member, "board.write"),
        "page": page,
        "older": page + 1 if board.total > page * PAGE else 0,
    }
    return render(request, "board/index.html", context)


def found_note(request: MemberRequest, note: int) -> Note:
    """The note of the address, which the reader may read.

    Raises:
        Http404: there is none.
        NotAllowed: it is somebody else's draft.
    """
    notes = Note.objects.select_related("written_by", "withdrawn_by").prefetch_related("subjects")
    one = get_object_or_404(notes, pk=note)
    one.school = request.school
    check(request.member, "board.read", one)
    return one


@member_view("board.read")
def note(request: MemberRequest, note: int) -> HttpResponse:
    """One note; opening it is reading it."""
    one = found_note(request, note)
    if one.state == Note.State.WITHDRAWN:
        return render(request, "board/withdrawn.html", {"note": one}, status=410)
    if not request.visiting:
        actions.read(one, request.member)
    readers = queries.readers(one)
    context = {
        "note": one,
        "readers": readers,
        "mine": one.written_by_id == request.member.pk,
        "of": max(queries.could_read(request.school) - 1, len(readers)),
        "may_change": may(request.member, "board.change", one),
    }
    return render(request, "board/note.html", context)


@member_view("board.write")
def write(request: MemberRequest) -> HttpResponse:
    """Write a note, or keep it as a draft."""
    form = NoteForm(request.POST or None, school=request.school)
    if request.method == "POST" and form.is_valid():
        show = request.POST.get("do") != "keep"
        one = actions.write(request.school, request.member, form.words(), show=show)
        return _saved(request, one)
    return render(request, "board/write.html", {"form": form, "note": None})


@member_view("board.change")
def edit(request: MemberRequest, note: int) -> HttpResponse:
    """Change a note."""
    one = found_note(request, note)
    check(request.member, "board.change", one)
    form = NoteForm(request.POST or None, school=request.school, note=one)
    if request.method == "POST" and form.is_valid():
        show = request.POST.get("do") != "keep"
        try:
            one = actions.change(one, request.member, form.words(), show=show)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            return _saved(request, one)
    return render(request, "board/write.html", {"form": form, "note": one})


def _saved(request: MemberRequest, one: Note) -> HttpResponse:
    if one.state == Note.State.DRAFT:
        messages.success(request, _("Kept as a draft. Only you see it."))
        return redirect("board:edit", request.school.slug, one.pk)
    messages.success(request, _("It is on the noticeboard."))
    return redirect("board:note", request.school.slug, one.pk)


@member_view("board.change")
def withdraw(request: MemberRequest, note: int) -> HttpResponse:
    """Take a note down, after a page that says what happens then."""
    one = found_note(request, note)
    check(request.member, "board.change", one)
    if request.method == "POST":
        draft = one.state == Note.State.DRAFT
        actions.withdraw(one, request.member)
        said = _("The draft is gone.") if draft else _("It is off the noticeboard.")
        messages.success(request, said)
        return redirect("board:index", request.school.slug)
    return render(request, "board/withdraw.html", {"note": one})
