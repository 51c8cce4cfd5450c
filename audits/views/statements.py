"""The school's statements of entitlement: all of them, taking, adding, wording, retiring."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from roles.wording_diff import wording_diff
from schools.numbers import number_or_404
from schools.permissions import MemberRequest, check, may, member_view
from schools.refusals import Refused

from ..actions import statements as actions
from ..cells import stage_title
from ..forms.statements import AddForm, WordsForm
from ..models import Statement
from ..offered import library_of
from ..queries import statements as queries


@member_view("audits.read_entitlement")
def statements(request: MemberRequest) -> HttpResponse:
    """What the school asks, and of what."""
    source = library_of(request.school)
    leads = may(request.member, "audits.adopt_statements")
    context = {
        "found": queries.statements(request.school, request.member),
        "library": source,
        "stages": [one for one in source.stages if one.stage in request.school.key_stages],
        "new": len(queries.offered(request.school, source)) if leads else 0,
        "differs": len(queries.differences(request.school, source)) if leads else 0,
    }
    return render(request, "audits/statements.html", context)


@require_POST
@member_view("audits.adopt_statements")
def adopt(request: MemberRequest) -> HttpResponse:
    """Take statements from the library: what is ticked, or everything on offer."""
    everything = request.POST.get("all") == "yes"
    try:
        number = actions.adopt(
            request.school,
            request.member,
            None if everything else request.POST.getlist("refs"),
        )
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("audits:statement_updates", request.school.slug)
    words = ngettext("%(n)s statement taken.", "%(n)s statements taken.", number) % {"n": number}
    more = _("Reword, add or retire what does not fit your school.")
    messages.success(request, f"{words} {more}")
    return redirect("audits:entitlement", request.school.slug)


@member_view("audits.edit_statements")
def add(request: MemberRequest) -> HttpResponse:
    """Add a statement of the school's own."""
    form = AddForm(request.POST or None, school=request.school, member=request.member)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add(
                request.school,
                request.member,
                form.kind,
                form.cleaned_data["stage"],
                form.words,
                form.subject,
            )
        except actions.NotSo as refused:
            form.add_error(refused.field, refused.sentence)
        else:
            messages.success(request, _("“%(text)s” added.") % {"text": made.text})
            return redirect("audits:statements", request.school.slug)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "audits/statement_add.html", {"form": form}, status=status)


@member_view("audits.edit_statements")
def statement(request: MemberRequest, statement: int) -> HttpResponse:
    """Reword a statement, retire it, or bring it back; the library's words beside the school's."""
    one = _statement_or_404(statement)
    check(request.member, "audits.edit_statements", one)
    form = WordsForm(request.POST or None, statement=one)
    theirs: actions.Words | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.reword(one, request.member, form.words, form.base)
        except actions.Changed as meanwhile:
            theirs = meanwhile.now
            form.add_error(None, meanwhile.sentence)
            form.begin_again_from(theirs)
        except actions.NotSo as refused:
            form.add_error(refused.field, refused.sentence)
        else:
            messages.success(request, _("“%(text)s” saved.") % {"text": form.words.text})
            return redirect("audits:statements", request.school.slug)
    entry = library_of(request.school).entry(one.key)
    context = {
        "statement": one,
        "form": form,
        "about": queries.about_words(request.school, one),
        "stage": stage_title(one.key_stage),
        "entry": entry,
        "their_text": wording_diff(form.words.text, theirs.text) if theirs else [],
        "own_words": wording_diff(one.adopted_text, one.text) if one.reworded else [],
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "audits/statement.html", context, status=status)


@require_POST
@member_view("audits.edit_statements")
def retire(request: MemberRequest, statement: int) -> HttpResponse:
    """Ask a statement no more."""
    one = actions.retire(_statement_or_404(statement), request.member)
    messages.success(request, _("“%(text)s” retired: it is asked no more.") % {"text": one.text})
    return redirect("audits:statements", request.school.slug)


@require_POST
@member_view("audits.edit_statements")
def bring_back(request: MemberRequest, statement: int) -> HttpResponse:
    """Ask a retired statement again."""
    one = actions.bring_back(_statement_or_404(statement), request.member)
    messages.success(request, _("“%(text)s” brought back.") % {"text": one.text})
    return redirect("audits:statements", request.school.slug)


@member_view("audits.adopt_statements")
def updates(request: MemberRequest) -> HttpResponse:
    """What the library has that the school has not, and words differently."""
    if request.method == "POST":
        one = _statement_or_404(number_or_404(request.POST.get("statement")))
        try:
            if request.POST.get("take") == "theirs":
                base = actions.Words(
                    request.POST.get("base_text", ""), request.POST.get("base_why", "")
                )
                one = actions.take_words(one, request.member, base)
                messages.success(request, _("Now reads: “%(text)s”.") % {"text": one.text})
            else:
                one = actions.keep_words(one, request.member)
                messages.success(request, _("Kept: “%(text)s”.") % {"text": one.text})
        except actions.Changed:
            messages.error(
                request, _("Somebody reworded this meanwhile. Nothing was changed: look again.")
            )
        except Refused as refused:
            messages.error(request, refused.sentence)
        return redirect("audits:statement_updates", request.school.slug)
    source = library_of(request.school)
    context = {
        "library": source,
        "offers": queries.offered(request.school, source),
        "differences": queries.differences(request.school, source),
    }
    return render(request, "audits/statement_updates.html", context)


def _statement_or_404(pk: int) -> Statement:
    """A statement of the open school.

    Raises:
        Http404: it has none of that number.
    """
    return get_object_or_404(Statement.objects.select_related("subject", "school"), pk=pk)
