"""The strands of the self-review: all that are judged, taking what is offered, wording and retiring one's own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from roles.wording_diff import Piece
from schools.numbers import number_or_404
from schools.permissions import MemberRequest, may, member_view
from schools.refusals import Refused

from ..actions import strands as actions
from ..actions.statements import NotSo
from ..forms.strands import OwnStrandForm
from ..models import OwnStrand, SelfReview
from ..queries.strands import entry_of, strands
from ..selfreview_library import selfreview_library
from ..strands import StrandWords


@member_view("audits.list_selfreviews")
def index(request: MemberRequest) -> HttpResponse:
    """What is judged, with its levels; for those who lead, what is offered and what differs."""
    rows = SelfReview.objects.filter(school=request.school)
    context = {
        "found": strands(request.school),
        "leads": may(request.member, "audits.lead_selfreview"),
        "running": rows.exclude(state=SelfReview.State.AGREED).first(),
        "library": selfreview_library(),
    }
    return render(request, "audits/selfreview_strands.html", context)


@require_POST
@member_view("audits.lead_selfreview")
def adopt(request: MemberRequest) -> HttpResponse:
    """Take the strands that are ticked."""
    try:
        number = actions.adopt(request.school, request.member, request.POST.getlist("keys"))
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        words = ngettext("%(n)s strand taken.", "%(n)s strands taken.", number) % {"n": number}
        more = _("It is judged from the next self-review on. Reword it to fit your school.")
        messages.success(request, f"{words} {more}")
    return redirect("audits:selfreview_strands", request.school.slug)


@require_POST
@member_view("audits.lead_selfreview")
def answer(request: MemberRequest, own: int) -> HttpResponse:
    """Take the words of today, or keep the school's."""
    one = _own_or_404(request, own)
    try:
        if request.POST.get("take") == "theirs":
            one = actions.take_words(
                one, request.member, number_or_404(request.POST.get("revision"))
            )
            messages.success(request, _("“%(text)s” has the words of today.") % {"text": one.title})
        else:
            one = actions.keep_words(one, request.member)
            messages.success(request, _("Kept: “%(text)s”.") % {"text": one.title})
    except actions.Changed:
        messages.error(
            request, _("Somebody reworded this meanwhile. Nothing was changed: look again.")
        )
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("audits:selfreview_strands", request.school.slug)


@member_view("audits.lead_selfreview")
def own(request: MemberRequest, own: int) -> HttpResponse:
    """Reword one of the school's strands, retire it, or bring it back."""
    one = _own_or_404(request, own)
    form = OwnStrandForm(request.POST or None, own=one)
    theirs: list[tuple[str, list[Piece]]] = []
    if request.method == "POST" and form.is_valid():
        try:
            one = actions.reword(
                one, request.member, form.words, form.cleaned_data["revision"] or 0
            )
        except actions.Changed as meanwhile:
            theirs = form.words.tidy().against(StrandWords.of(meanwhile.now))
            form.add_error(None, meanwhile.sentence)
            form.begin_again_from(meanwhile.now.revision)
        except NotSo as refused:
            form.add_error(refused.field, refused.sentence)
        else:
            messages.success(request, _("“%(text)s” saved.") % {"text": one.title})
            return redirect("audits:selfreview_strands", request.school.slug)
    adopted = StrandWords.read(one.adopted)
    context = {
        "own": one,
        "form": form,
        "entry": entry_of(one),
        "theirs": theirs,
        "reworded": adopted.against(StrandWords.of(one)) if one.reworded else [],
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "audits/selfreview_own.html", context, status=status)


@require_POST
@member_view("audits.lead_selfreview")
def retire(request: MemberRequest, own: int) -> HttpResponse:
    """Judge a strand no more."""
    one = actions.retire(_own_or_404(request, own), request.member)
    words = _("“%(text)s” retired: the next self-review does not ask it.")
    messages.success(request, words % {"text": one.title})
    return redirect("audits:selfreview_strands", request.school.slug)


@require_POST
@member_view("audits.lead_selfreview")
def bring_back(request: MemberRequest, own: int) -> HttpResponse:
    """Judge a retired strand again."""
    one = actions.bring_back(_own_or_404(request, own), request.member)
    messages.success(request, _("“%(text)s” brought back.") % {"text": one.title})
    return redirect("audits:selfreview_strands", request.school.slug)


def _own_or_404(request: MemberRequest, pk: int) -> OwnStrand:
    rows = OwnStrand.objects.filter(school=request.school).select_related("school")
    return get_object_or_404(rows, pk=pk)
