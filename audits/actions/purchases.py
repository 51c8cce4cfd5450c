"""Purchases: asked for, approved or refused, ordered, received into the registers, or withdrawn."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from files.actions import EVIDENCE, keep
from schools.models import Member, School
from schools.money import MOST
from schools.permissions import check
from schools.refusals import Refused
from schools.trail import record, sentence

from .. import purposes
from ..entries import MOST_PIECES, Details
from ..models import Purchase, PurchaseState, Quote, RegisterEntry, RegisterKind
from . import registers
from .statements import NotSo

sentence("audits.asked", gettext_lazy("%(who)s asked for “%(what)s”"))
sentence("audits.wish_changed", gettext_lazy("%(who)s changed the wish for “%(what)s”"))
sentence("audits.approved", gettext_lazy("%(who)s approved the purchase of “%(what)s”"))
sentence("audits.refused", gettext_lazy("%(who)s refused the purchase of “%(what)s”"))
sentence("audits.ordered", gettext_lazy("%(who)s ordered “%(what)s”"))
sentence("audits.received", gettext_lazy("%(who)s received “%(what)s” into the registers"))
sentence("audits.withdrawn", gettext_lazy("%(who)s withdrew the purchase of “%(what)s”"))
sentence("audits.quoted", gettext_lazy("%(who)s noted a quote for “%(what)s”"))

S = PurchaseState
MOST_QUOTES = 20


@dataclass(frozen=True)
class Wish:
    """What somebody asks for. `pence` is what it may cost, all of it; `objective` what it is for."""

    what: str
    why: str
    kind: str = RegisterKind.EQUIPMENT
    quantity: int = 1
    pence: int | None = None
    objective: int | None = None


class WishChanged(Refused):
    """Somebody else changed the purchase meanwhile; `revision` is what it has now."""

    def __init__(self, revision: int) -> None:
        super().__init__(
            _(
                "Somebody else changed this purchase while you were writing. What you typed is still "
                "below: save again to put it in place of theirs."
            )
        )
        self.revision = revision


class WishChangedSince(Refused):
    """The wish was changed between its being read and decided."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This wish was changed while you were reading it. It stands here as it is now: look at it "
                "once more, then decide."
            )
        )


@transaction.atomic
def ask(school: School, member: Member, wish: Wish) -> Purchase:
    """Ask for something to be bought.

    Raises:
        NotAllowed: `member` is no staff.
        NotSo: a field cannot be.
    """
    check(member, "audits.ask_purchase")
    made = Purchase(school=school, asked_by=member)
    _write(made, wish, member)
    made.save()
    _record(made, member, "audits.asked")
    return made


@transaction.atomic
def change(purchase: Purchase, member: Member, wish: Wish, revision: int) -> Purchase:
    """Change a wish that is not decided yet; `revision` is that which the writer saw.

    Raises:
        NotAllowed: it is neither the member's nor do they keep the registers.
        NotSo: a field cannot be.
        WishChanged: somebody else changed it since.
        Refused: it is decided.
    """
    now = _held(purchase)
    check(member, "audits.change_wish", now)
    _expect(now, S.ASKED)
    if now.revision != revision:
        raise WishChanged(now.revision)
    _write(now, wish, member)
    now.revision += 1
    now.save()
    _record(now, member, "audits.wish_changed")
    return now


@transaction.atomic
def quote(
    purchase: Purchase,
    member: Member,
    supplier: str,
    pence: int | None,
    uploaded: UploadedFile | None = None,
) -> Quote:
    """Note what a supplier would take, before it is ordered, with their letter where there is one.

    Raises:
        NotAllowed: the wish is neither the member's to change nor do they keep the registers.
        NotSo: no supplier or price, a file of another kind, too many quotes.
        Refused: it is ordered, or ended.
    """
    now = _held(purchase)
    check(member, "audits.change_wish", now)
    _expect(now, S.ASKED, S.APPROVED)
    name = " ".join(supplier.split())
    if not name or len(name) > 120:
        raise NotSo("supplier", _("Name the supplier in at most 120 characters."))
    if pence is None or not 0 <= pence <= MOST:
        raise NotSo("pence", _("Give the price of all of it, in pounds."))
    if now.quotes.count() >= MOST_QUOTES:
        raise NotSo("supplier", _("A purchase can have %(most)s quotes.") % {"most": MOST_QUOTES})
    upload = None
    if uploaded is not None:
        try:
            upload = keep(now.school, member, uploaded, EVIDENCE)
        except Refused as refused:
            raise NotSo("file", refused.sentence) from refused
    made = Quote.objects.create(
        school=now.school,
        purchase=now,
        supplier=name,
        pence=pence,
        upload=upload,
        made_by=member,
    )
    _record(now, member, "audits.quoted")
    return made


@transaction.atomic
def decide(
    purchase: Purchase, member: Member, yes: bool, reason: str, revision: int | None = None
) -> Purchase:
    """Approve a purchase, or refuse it with a reason; `revision` is that which was read, None is as it is.

    Raises:
        NotAllowed: `member` may not approve, or asked for it and is not the head.
        NotSo: it is refused without a reason, or that is too long.
        WishChangedSince: the wish was changed since it was read.
        Refused: it is decided already.
    """
    now = _held(purchase)
    check(member, "audits.approve_purchase", now)
    _expect(now, S.ASKED)
    if revision is not None and now.revision != revision:
        raise WishChangedSince
    now.reason = _words("reason", reason, "" if yes else _("Say why, so that they know."))
    if yes:
        now.approve()
        now.approved_pence = now.pence
    else:
        now.refuse()
    now.decided_by, now.decided_on = member, timezone.localdate()
    _save(now)
    _record(now, member, "audits.approved" if yes else "audits.refused")
    return now


@transaction.atomic
def order(
    purchase: Purchase, member: Member, supplier: str, reference: str, pence: int | None
) -> Purchase:
    """Say that it is ordered, where, under which reference, and for how much.

    Raises:
        NotAllowed: `member` does not keep the registers.
        NotSo: no supplier, or the price cannot be.
        Refused: it is not approved, or ordered already.
    """
    check(member, "audits.write_registers")
    now = _held(purchase)
    _expect(now, S.APPROVED)
    name, number = " ".join(supplier.split()), " ".join(reference.split())
    if not name or len(name) > 120:
        raise NotSo("supplier", _("Name the supplier in at most 120 characters."))
    if len(number) > 80:
        raise NotSo("reference", _("This can have %(most)s characters.") % {"most": 80})
    if pence is not None and not 0 <= pence <= MOST:
        raise NotSo("pence", _("Give an amount from 0 to £100 million."))
    now.order()
    now.supplier, now.order_reference = name, number
    now.pence = pence if pence is not None else now.pence
    now.ordered_by, now.ordered_on = member, timezone.localdate()
    _save(now)
    _record(now, member, "audits.ordered")
    return now


@transaction.atomic
def receive(purchase: Purchase, member: Member, details: Details) -> RegisterEntry:
    """Say that it has come: its entry is made in the registers, in the same breath or not at all.

    Raises:
        NotAllowed: `member` does not keep the registers.
        NotSo: a field of the entry cannot be.
        Refused: it is not ordered, or received already.
    """
    check(member, "audits.write_registers")
    now = _held(purchase)
    _expect(now, S.ORDERED)
    entry = registers.add(now.school, member, details)
    now.receive()
    now.entry, now.pence = entry, details.pence
    now.received_by, now.received_on = member, timezone.localdate()
    _save(now)
    _record(now, member, "audits.received")
    return entry


@transaction.atomic
def withdraw(purchase: Purchase, member: Member, why: str) -> Purchase:
    """Take a wish back, or say that what was approved or ordered is not bought after all.

    Raises:
        NotAllowed: it is not the member's wish or is decided, and they do not keep the registers.
        NotSo: nothing is said why.
        Refused: it is received, refused or withdrawn already.
    """
    now = _held(purchase)
    check(member, "audits.change_wish", now)
    _expect(now, S.ASKED, S.APPROVED, S.ORDERED)
    now.ended_why = _words("why", why, _("Say why in a few words."))
    now.withdraw()
    now.ended_by, now.ended_on = member, timezone.localdate()
    _save(now)
    _record(now, member, "audits.withdrawn")
    return now


def first_details(purchase: Purchase, today: datetime.date) -> Details:
    """What is known of the entry that a purchase becomes."""
    return Details(
        kind=purchase.kind,
        name=purchase.what,
        supplier=purchase.supplier,
        owner=purchase.ordered_by,
        quantity=purchase.quantity,
        pence=purchase.pence,
        bought_on=today,
    )


def _write(made: Purchase, wish: Wish, member: Member) -> None:
    what, why = " ".join(wish.what.split()), " ".join(wish.why.split())
    if not what or len(what) > 160:
        raise NotSo("what", _("Say what you need, in at most 160 characters."))
    if not why or len(why) > 500:
        raise NotSo("why", _("Say what it is for, in at most 500 characters."))
    if wish.kind not in RegisterKind.values:
        raise NotSo("kind", _("Choose what it is."))
    if not 1 <= wish.quantity <= MOST_PIECES:
        raise NotSo("quantity", _("Give a number from 1 to 1,000,000."))
    if wish.pence is not None and not 0 <= wish.pence <= MOST:
        raise NotSo("pence", _("Give an amount from 0 to £100 million."))
    if wish.objective is not None and wish.objective != made.objective:
        known = {one.pk: one.title for one in purposes.choices(member)}
        if wish.objective not in known:
            raise NotSo("objective", _("That objective is not in the plan. Choose another."))
        made.objective_words = known[wish.objective][:300]
    elif wish.objective is None:
        made.objective_words = ""
    made.what, made.why, made.kind = what, why, wish.kind
    made.quantity, made.pence, made.objective = wish.quantity, wish.pence, wish.objective


def _words(field: str, text: str, missing: str) -> str:
    tidy = " ".join(text.split())
    if not tidy and missing:
        raise NotSo(field, missing)
    if len(tidy) > 300:
        raise NotSo(field, _("This can have %(most)s characters.") % {"most": 300})
    return tidy


def _held(purchase: Purchase) -> Purchase:
    return (
        Purchase.objects.select_for_update(of=("self",))
        .select_related("school", "ordered_by")
        .get(pk=purchase.pk)
    )


def _expect(purchase: Purchase, *states: str) -> None:
    if purchase.state not in states:
        raise Refused(
            _("This purchase is %(state)s: that cannot be done with it now.")
            % {"state": PurchaseState(purchase.state).label}
        )


def _save(purchase: Purchase) -> None:
    purchase.revision += 1
    purchase.save()


def _record(purchase: Purchase, member: Member, verb: str) -> None:
    path = reverse("audits:purchase", args=[purchase.school.slug, purchase.pk])
    record(purchase.school, member, verb, path=path, what=purchase.what)
