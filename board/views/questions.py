"""Questions about anything that one may read."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from schools.permissions import MemberRequest, NotAllowed, member_view
from schools.refusals import Refused

from ..actions import questions as actions
from ..askable import KINDS, Thing, find
from ..forms.questions import AnswerForm, AskForm
from ..models import Call, Question, Reply
from ..queries import questions as queries


def _check(request: MemberRequest, about: Thing) -> None:
    """Let pass who may read the thing.

    Raises:
        NotAllowed: the member may not.
    """
    if not about.readable(request.member):
        raise NotAllowed(actions.NOT_READABLE)


@member_view("board.ask")
def ask(request: MemberRequest, kind: str, thing: str) -> HttpResponse:
    """Ask about a thing: the page for those who would name somebody, and where every such form goes."""
    about = find(request.school, kind, thing)
    if about is None:
        raise Http404
    _check(request, about)
    people = queries.colleagues(about)
    form = AskForm(request.POST or None, people=people, me=request.member.pk)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.ask(request.school, request.member, about, said["text"], said["tell"])
        except Refused as refused:
            form.add_error("text", refused.sentence)
        else:
            messages.success(
                request, _("Sent. The answer will stand here, and on your front page.")
            )
            return redirect(f"{about.url}#asked")
    answers = about.answers() or queries.heads(request.school)
    context = {"form": form, "about": about, "answers": answers}
    return render(request, "board/ask.html", context)


def _found(request: MemberRequest, thread: int) -> tuple[Question, Thing | None]:
    """The question of the address and what it is about; None where that is gone.

    Raises:
        Http404: there is no such question.
        NotAllowed: the reader may not read the thing.
    """
    found = Question.objects.select_related("asked_by", "closed_by", "school")
    one = get_object_or_404(
        found.prefetch_related(Prefetch("replies", Reply.objects.select_related("by"))), pk=thread
    )
    about = find(request.school, one.kind, one.thing)
    if about is not None:
        _check(request, about)
    return one, about


@member_view("board.ask")
def question(request: MemberRequest, thread: int) -> HttpResponse:
    """A question with its answers; a word in answer is posted here."""
    one, about = _found(request, thread)
    if about is None:
        if one.kind in KINDS and not request.visiting:
            actions.done_with(one, request.member)
        words = KINDS[one.kind].words if one.kind in KINDS else _("something")
        return render(request, "board/gone.html", {"question": one, "words": words}, status=410)
    people = queries.colleagues(about)
    form = AnswerForm(request.POST or None, people=people, me=request.member.pk)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.reply(one, request.member, about, said["text"], said["tell"])
        except Refused as refused:
            form.add_error("text", refused.sentence)
        else:
            messages.success(request, _("Your answer stands there."))
            return redirect(one)
    if not request.visiting:
        actions.seen(one, request.member)
    waits = Call.objects.filter(question=one, done_at=None).select_related("member")
    context = {
        "form": form,
        "about": about,
        "question": one,
        "waits": [call.member for call in waits if call.why != Call.Why.REPLIED],
        "may_close": actions.may_close(one, request.member, about),
    }
    return render(request, "board/question.html", context)


@require_POST
@member_view("board.ask")
def close(request: MemberRequest, thread: int) -> HttpResponse:
    """Say that it is answered."""
    one, about = _found(request, thread)
    if about is None:
        raise Http404
    actions.close(one, request.member, about)
    messages.success(request, _("Marked as answered. A further word opens it again."))
    return redirect(one)


@require_POST
@member_view("board.ask")
def nothing_to_add(request: MemberRequest, thread: int) -> HttpResponse:
    """It waits for the member no more; back to the front page."""
    one, _about = _found(request, thread)
    actions.done_with(one, request.member)
    messages.success(request, _("It waits for you no more."))
    return redirect("front", request.school.slug)
