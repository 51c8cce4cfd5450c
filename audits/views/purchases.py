"""Purchases: the list, asking, one of them, and the steps that it takes."""

from __future__ import annotations

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
from schools.money import pounds, typed
from schools.numbers import number_in
from schools.permissions import MemberRequest, check, may, member_view
from schools.refusals import Refused

from ..actions import purchases as actions
from ..actions.statements import NotSo
from ..forms.purchases import DecideForm, OrderForm, QuoteForm, WishForm, WithdrawForm
from ..forms.registers import EntryForm
from ..models import Purchase, PurchaseState
from ..purposes import purpose_of
from ..queries.purchases import (
    OPEN,
    purchase_or_404,
    quote_or_404,
    steps_of,
)
from ..queries.purchases import purchases as seen_by
from ..wording_registers import kind_title, purchases_headline, state_of_purchase

S = PurchaseState


@member_view("audits.ask_purchase")
def purchases(request: MemberRequest) -> HttpResponse:
    """The purchases that the reader may see, by where they are."""
    found = seen_by(
        request.school,
        request.member,
        request.GET.get("state", ""),
        number_in(request.GET.get("page")) or 1,
    )
    context = {
        "found": found,
        "headline": purchases_headline(found.counts),
        "rows": [
            (one, state_of_purchase(one), pounds(one.pence) if one.pence is not None else "")
            for one in found.page
        ],
        "open": sum(found.counts.get(state, 0) for state in OPEN),
        "states": [
            (state, title, found.counts[state])
            for state, title in S.choices
            if found.counts.get(state)
        ],
    }
    return render(request, "audits/purchases/list.html", context)


@member_view("audits.ask_purchase")
def ask(request: MemberRequest) -> HttpResponse:
    """Ask for something: short enough for a phone in a corridor."""
    form = WishForm(request.POST or None, member=request.member)
    return _write(request, None, form)


@member_view("audits.ask_purchase")
def edit(request: MemberRequest, purchase: int) -> HttpResponse:
    """Change a wish that is not decided yet."""
    one = purchase_or_404(request.school, purchase)
    check(request.member, "audits.change_wish", one)
    form = WishForm(request.POST or None, member=request.member, purchase=one)
    return _write(request, one, form)


def _write(request: MemberRequest, one: Purchase | None, form: WishForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            if one is None:
                made = actions.ask(request.school, request.member, form.wish)
            else:
                revision = form.cleaned_data["revision"] or 0
                made = actions.change(one, request.member, form.wish, revision)
        except NotSo as refused:
            form.add_error(
                refused.field if refused.field in form.fields else None, refused.sentence
            )
        except actions.WishChanged as refused:
            form.add_error(None, refused.sentence)
            form.begin_again_from(refused.revision)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            words = (
                _("Asked for “%(what)s”. Senior managers decide, and you see here what they say.")
                if one is None
                else _("“%(what)s” is saved.")
            )
            messages.success(request, words % {"what": made.what})
            return redirect("audits:purchase", request.school.slug, made.pk)
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "purchase": one}
    return render(request, "audits/purchases/ask.html", context, status=status)


@member_view("audits.ask_purchase")
def purchase(request: MemberRequest, purchase: int) -> HttpResponse:
    """One purchase: what, why, its quotes, and where it is."""
    return page_of(request, _seen(request, purchase))


def _seen(request: MemberRequest, pk: int) -> Purchase:
    one = purchase_or_404(request.school, pk)
    check(request.member, "audits.see_purchase", one)
    return one


def page_of(request: MemberRequest, one: Purchase, **refused: Any) -> HttpResponse:
    """The page of a purchase; `refused` are forms of it that come back with their reasons."""
    member = request.member
    keeps = may(member, "audits.write_registers")
    changes = may(member, "audits.change_wish", one)
    money = typed(one.pence) if one.pence is not None else ""
    quotes = list(one.quotes.select_related("upload"))
    cheapest = quotes[0] if quotes else None
    forms: dict[str, Any] = {}
    if changes and one.state in (S.ASKED, S.APPROVED):
        forms["quote"] = QuoteForm()
    if one.state == S.ASKED and may(member, "audits.approve_purchase", one):
        forms["decide"] = DecideForm(initial={"revision": one.revision})
    if one.state == S.APPROVED and keeps:
        first = {"supplier": cheapest.supplier, "pence": typed(cheapest.pence)} if cheapest else {}
        forms["order"] = OrderForm(initial={"pence": money, **first})
    if changes and one.state in OPEN:
        forms["withdraw"] = WithdrawForm()
    context = {
        "purchase": one,
        "kind": kind_title(one.kind),
        "cost": pounds(one.pence) if one.pence is not None else "",
        "over": pounds(one.over) if one.over else "",
        "state": state_of_purchase(one),
        "steps": steps_of(one),
        "quotes": [(each, pounds(each.pence)) for each in quotes],
        "purpose": purpose_of(request.school, one.objective),
        "changes": changes and one.state == S.ASKED,
        "receives": keeps and one.state == S.ORDERED,
        "own": one.asked_by_id == member.pk,
        "forms": {**forms, **refused},
        "refused": next(iter(refused), ""),
    }
    return render(
        request, "audits/purchases/purchase.html", context, status=422 if refused else 200
    )


@require_POST
@member_view("audits.ask_purchase")
def quote(request: MemberRequest, purchase: int) -> HttpResponse:
    """Note what a supplier would take."""
    form = QuoteForm(request.POST, request.FILES)

    def do(one: Purchase) -> str:
        got = form.cleaned_data
        actions.quote(one, request.member, got["supplier"], got["pence"], got["file"])
        return _("The quote is noted.")

    return _step(request, purchase, "quote", form, do)


@member_view("audits.ask_purchase")
def letter(request: MemberRequest, purchase: int, quote: int) -> HttpResponseBase:
    """The letter of a quote, to be saved."""
    return attachment_of(_seen(request, purchase), quote)


def attachment_of(one: Purchase, pk: int) -> HttpResponseBase:
    """The file of a quote.

    Raises:
        Http404: there is none.
    """
    upload = quote_or_404(one, pk).upload
    assert upload is not None
    return attachment(upload)


@require_POST
@member_view("audits.approve_purchase")
def decide(request: MemberRequest, purchase: int) -> HttpResponse:
    """Approve a purchase, or refuse it."""
    form = DecideForm(request.POST)
    yes = request.POST.get("answer") == "yes"

    def do(one: Purchase) -> str:
        got = form.cleaned_data
        actions.decide(one, request.member, yes, got["reason"], got["revision"] or 0)
        return _("It is approved.") if yes else _("It is refused.")

    return _step(request, purchase, "decide", form, do)


@require_POST
@member_view("audits.write_registers")
def order(request: MemberRequest, purchase: int) -> HttpResponse:
    """Say that it is ordered."""
    form = OrderForm(request.POST)

    def do(one: Purchase) -> str:
        got = form.cleaned_data
        made = actions.order(one, request.member, got["supplier"], got["reference"], got["pence"])
        if made.over:
            words = _("It is ordered, for %(over)s more than was approved.")
            return words % {"over": pounds(made.over)}
        return _("It is ordered.")

    return _step(request, purchase, "order", form, do)


@require_POST
@member_view("audits.ask_purchase")
def withdraw(request: MemberRequest, purchase: int) -> HttpResponse:
    """Take it back."""
    form = WithdrawForm(request.POST)

    def do(one: Purchase) -> str:
        actions.withdraw(one, request.member, form.cleaned_data["why"])
        return _("It is withdrawn.")

    return _step(request, purchase, "withdraw", form, do)


@member_view("audits.write_registers")
def receive(request: MemberRequest, purchase: int) -> HttpResponse:
    """Say that it has come: its entry in the registers, filled in as far as is known."""
    one = purchase_or_404(request.school, purchase)
    if one.state != S.ORDERED:
        messages.error(request, _("Only what is ordered can be received."))
        return redirect("audits:purchase", request.school.slug, one.pk)
    first = {**vars(actions.first_details(one, timezone.localdate()))}
    owner = first["owner"]
    first |= {
        "owner": str(owner.pk) if owner is not None else "",
        "pence": typed(one.pence) if one.pence is not None else "",
    }
    form = EntryForm(request.POST or None, school=request.school, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            entry = actions.receive(one, request.member, form.details)
        except NotSo as refused:
            form.add_error(refused.field, refused.sentence)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("“%(entry)s” is in the registers.") % {"entry": entry.name})
            return redirect("audits:entry", request.school.slug, entry.pk)
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "entry": None, "purchase": one}
    return render(request, "audits/registers/edit.html", context, status=status)


def _step(
    request: MemberRequest, pk: int, name: str, form: Any, do: Callable[[Purchase], str]
) -> HttpResponse:
    """What all steps have in common: taken, or back on the page with the reason."""
    one = _seen(request, pk)
    if form.is_valid():
        try:
            said = do(one)
        except NotSo as refused:
            form.add_error(refused.field, refused.sentence)
        except actions.WishChangedSince as refused:
            form.add_error(None, refused.sentence)
            form.begin_again_from(_seen(request, pk).revision)
        except Refused as refused:
            messages.error(request, refused.sentence)
            return redirect("audits:purchase", request.school.slug, pk)
        else:
            messages.success(request, said)
            return redirect("audits:purchase", request.school.slug, pk)
    return page_of(request, _seen(request, pk), **{name: form})
