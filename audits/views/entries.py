"""One entry of the registers: read, added, changed, renewed, retired; its papers."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from files.serving import attachment
from schools.money import typed
from schools.offers import offers_for
from schools.permissions import MemberRequest, check, may, member_view
from schools.refusals import Refused

from ..actions import maintenance
from ..actions import registers as actions
from ..actions.statements import NotSo
from ..cells import year_name
from ..forms.registers import EntryForm, HappenedForm, PaperForm, RenewForm, RetireForm
from ..models import RegisterEntry, RegisterKind
from ..queries.register_gaps import gap_of
from ..queries.registers import entry_or_404, entry_page, line_or_404, paper_or_404
from ..wording_registers import SIGNS, cost_words, kind_title, renewal_words, state_words

# Which of the small forms of the page was refused, so that it comes back open and filled in.
Forms = dict[str, Any]


@member_view("audits.read_registers")
def entry(request: MemberRequest, entry: int) -> HttpResponse:
    """One entry with what is known of it."""
    return page_of(request, entry_or_404(request.school, entry))


def page_of(request: MemberRequest, one: RegisterEntry, **refused: Any) -> HttpResponse:
    """The page of an entry; `refused` are forms of it that come back with their reasons."""
    member = request.member
    page = entry_page(one, may(member, "audits.read_papers", one))
    keeps = may(member, "audits.write_registers") and one.retired_on is None
    forms: Forms = {}
    if keeps:
        first: dict[str, Any] = {
            "pence": typed(one.pence) if one.pence is not None else "",
            "renews_on": _next(one),
            "revision": one.revision,
        }
        forms = {
            "renew": RenewForm(initial=first) if one.renews_on else None,
            "retire": RetireForm(),
            "paper": PaperForm(),
            "log": HappenedForm(initial={"happened_on": timezone.localdate()}),
        }
    colour, sign = SIGNS[page.state]
    context = {
        "page": page,
        "entry": one,
        "kind": kind_title(one.kind),
        "cost": cost_words(one.pence, one.period),
        "colour": colour,
        "sign": sign,
        "words": state_words(one, page.state, timezone.localdate()),
        "over": one.in_use is not None and one.in_use > one.quantity,
        "replaced_in": year_name(one.replaced_in) if one.replaced_in else "",
        "offers": [
            offer
            for each in page.open
            for offer in offers_for(gap_of(request.school, each), member)
        ]
        if one.retired_on is None
        else [],
        "log": [(each, cost_words(each.pence, "once")) for each in page.maintenance],
        "history": [renewal_words(each) for each in page.history],
        "keeps": keeps,
        "forms": {**forms, **refused},
        "refused": next(iter(refused), ""),
    }
    return render(request, "audits/registers/entry.html", context, status=422 if refused else 200)


def _next(one: RegisterEntry) -> datetime.date | None:
    """Until when it would run if it were renewed for as long as it runs now."""
    if one.renews_on is None:
        return None
    begun = one.starts_on or one.bought_on
    years = max(round((one.renews_on - begun).days / 365.25), 1) if begun else 1
    try:
        return one.renews_on.replace(year=one.renews_on.year + years)
    except ValueError:
        return one.renews_on.replace(year=one.renews_on.year + years, day=28)


@member_view("audits.write_registers")
def add(request: MemberRequest) -> HttpResponse:
    """Add an entry; `?kind=` chooses what it is."""
    kind = request.GET.get("kind", "")
    first = {"kind": kind} if kind in RegisterKind.values else {"kind": RegisterKind.EQUIPMENT}
    form = EntryForm(request.POST or None, school=request.school, initial=first)
    return _write(request, None, form)


@member_view("audits.write_registers")
def edit(request: MemberRequest, entry: int) -> HttpResponse:
    """Change an entry."""
    one = entry_or_404(request.school, entry)
    return _write(request, one, EntryForm(request.POST or None, school=request.school, entry=one))


def _write(request: MemberRequest, one: RegisterEntry | None, form: EntryForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            if one is None:
                made = actions.add(request.school, request.member, form.details)
            else:
                revision = form.cleaned_data["revision"] or 0
                made = actions.change(one, request.member, form.details, revision)
        except NotSo as refused:
            form.add_error(refused.field, refused.sentence)
        except actions.EntryChanged as refused:
            form.add_error(None, refused.sentence)
            form.begin_again_from(refused.revision)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("“%(entry)s” is saved.") % {"entry": made.name})
            return redirect("audits:entry", request.school.slug, made.pk)
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "entry": one}
    return render(request, "audits/registers/edit.html", context, status=status)


@require_POST
@member_view("audits.write_registers")
def renew(request: MemberRequest, entry: int) -> HttpResponse:
    """Say that an entry is renewed, until when and for how much."""
    form = RenewForm(request.POST)

    def do(one: RegisterEntry) -> str:
        got = form.cleaned_data
        actions.renew(one, request.member, got["renews_on"], got["pence"], got["revision"])
        return _("“%(entry)s” is renewed.") % {"entry": one.name}

    return _small(request, entry, "renew", form, do)


@require_POST
@member_view("audits.write_registers")
def retire(request: MemberRequest, entry: int) -> HttpResponse:
    """Take an entry out of what the school has."""
    form = RetireForm(request.POST)

    def do(one: RegisterEntry) -> str:
        got = form.cleaned_data
        actions.retire(one, request.member, got["why"], got["replaced"])
        return _("“%(entry)s” is taken out of the registers.") % {"entry": one.name}

    return _small(request, entry, "retire", form, do)


@require_POST
@member_view("audits.write_registers")
def bring_back(request: MemberRequest, entry: int) -> HttpResponse:
    """Put a retired entry back."""
    one = entry_or_404(request.school, entry)
    actions.bring_back(one, request.member)
    messages.success(request, _("“%(entry)s” is in the registers again.") % {"entry": one.name})
    return redirect("audits:entry", request.school.slug, one.pk)


@require_POST
@member_view("audits.write_registers")
def paper_add(request: MemberRequest, entry: int) -> HttpResponse:
    """Keep a paper with an entry."""
    form = PaperForm(request.POST, request.FILES)

    def do(one: RegisterEntry) -> str:
        got = form.cleaned_data
        made = actions.attach(one, request.member, got["file"], got["title"])
        return _("“%(paper)s” is kept.") % {"paper": made}

    return _small(request, entry, "paper", form, do)


@member_view("audits.read_registers")
def paper(request: MemberRequest, entry: int, paper: int) -> HttpResponseBase:
    """A paper of an entry, to be saved."""
    one = entry_or_404(request.school, entry)
    check(request.member, "audits.read_papers", one)
    return attachment(paper_or_404(one, paper).upload)


@require_POST
@member_view("audits.write_registers")
def paper_remove(request: MemberRequest, entry: int, paper: int) -> HttpResponse:
    """Remove a paper of an entry."""
    one = entry_or_404(request.school, entry)
    actions.detach(paper_or_404(one, paper), request.member)
    messages.success(request, _("The paper is removed."))
    return redirect("audits:entry", request.school.slug, one.pk)


@require_POST
@member_view("audits.write_registers")
def log(request: MemberRequest, entry: int) -> HttpResponse:
    """Write a line into the maintenance log."""
    form = HappenedForm(request.POST)

    def do(one: RegisterEntry) -> str:
        maintenance.log(one, request.member, form.said)
        return _("It stands in the log.")

    return _small(request, entry, "log", form, do)


@require_POST
@member_view("audits.write_registers")
def log_remove(request: MemberRequest, entry: int, line: int) -> HttpResponse:
    """Remove a line of the log that was written by mistake."""
    one = entry_or_404(request.school, entry)
    maintenance.remove(line_or_404(one, line), request.member)
    messages.success(request, _("The line is removed."))
    return redirect("audits:entry", request.school.slug, one.pk)


def _small(
    request: MemberRequest, pk: int, name: str, form: Any, do: Callable[[RegisterEntry], str]
) -> HttpResponse:
    """What the small forms of an entry's page have in common: done, or back on the page with the reason."""
    one = entry_or_404(request.school, pk)
    if form.is_valid():
        try:
            said = do(one)
        except NotSo as refused:
            form.add_error(refused.field, refused.sentence)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, said)
            return redirect("audits:entry", request.school.slug, one.pk)
    return page_of(request, entry_or_404(request.school, pk), **{name: form})
