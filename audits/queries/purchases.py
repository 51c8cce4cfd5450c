"""Purchases as they are read: those that somebody may see, and one of them with its steps."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from schools.models import Member, School
from schools.money import pounds
from schools.permissions import may

from ..models import Purchase, PurchaseState, Quote

S = PurchaseState
A_PAGE = 50
# States in which somebody has something to do.
OPEN = (S.ASKED, S.APPROVED, S.ORDERED)


@dataclass(frozen=True)
class Purchases:
    """Purchases that the reader may see: a page of those in one state, and how many are in each."""

    page: Page[Purchase]
    counts: dict[str, int]
    state: str


def purchases(school: School, member: Member, state: str = "", page: int = 1) -> Purchases:
    """All for those who keep the registers, their own for others; three queries. "" is all that is open."""
    rows = Purchase.objects.filter(school=school)
    if not may(member, "audits.write_registers"):
        rows = rows.filter(asked_by=member)
    counts = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    rows = rows.filter(state=state) if state in S.values else rows.filter(state__in=OPEN)
    found = rows.select_related("asked_by").order_by("-asked_at", "-pk")
    known = state if state in S.values else ""
    return Purchases(Paginator(found, A_PAGE).get_page(page), counts, known)


def purchase_or_404(school: School, pk: int) -> Purchase:
    """A purchase of the school: one query.

    Raises:
        Http404: there is none of that id.
    """
    people = ("asked_by", "decided_by", "ordered_by", "received_by", "ended_by", "entry")
    found = Purchase.objects.filter(school=school, pk=pk).select_related(*people).first()
    if found is None:
        raise Http404
    found.school = school
    return found


def quote_or_404(purchase: Purchase, pk: int) -> Quote:
    """A quote of a purchase that has a letter.

    Raises:
        Http404: there is none of that id.
    """
    rows = Quote.objects.filter(purchase=purchase, pk=pk, upload__isnull=False)
    found = rows.select_related("upload").first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Step:
    """A step of a purchase: its words, who took it and when; `state` is done, now, later or ended."""

    title: str
    state: str
    who: str = ""
    day: datetime.date | None = None
    words: str = ""


def steps_of(one: Purchase) -> list[Step]:
    """The steps that a purchase has taken, the one that it waits for, and those to come."""

    def name(member: Member | None) -> str:
        return member.name if member else _("somebody who was erased")

    found = [
        Step(_("Asked for"), "done", name(one.asked_by), timezone.localdate(one.asked_at), one.why)
    ]
    if one.state == S.REFUSED:
        return [
            *found,
            Step(_("Refused"), "ended", name(one.decided_by), one.decided_on, one.reason),
        ]
    if one.decided_on:
        price = one.approved_pence
        at = _("at %(price)s") % {"price": pounds(price)} if price is not None else ""
        words = " · ".join(each for each in (at, one.reason) if each)
        found.append(Step(_("Approved"), "done", name(one.decided_by), one.decided_on, words))
    if one.ordered_on:
        words = " · ".join(each for each in (one.supplier, one.order_reference) if each)
        found.append(Step(_("Ordered"), "done", name(one.ordered_by), one.ordered_on, words))
    if one.received_on:
        found.append(Step(_("Received"), "done", name(one.received_by), one.received_on))
    if one.state == S.WITHDRAWN:
        gone = Step(_("Withdrawn"), "ended", name(one.ended_by), one.ended_on, one.ended_why)
        return [*found, gone]
    rest = [_("To be approved"), _("To be ordered"), _("To be received")][len(found) - 1 :]
    return [*found, *(Step(title, "later" if n else "now") for n, title in enumerate(rest))]
