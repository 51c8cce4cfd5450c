"""Purchases: from somebody's wish through approval and order to receipt, which makes an entry."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from schools.models import Member, SchoolOwned

from .registers import RegisterEntry, RegisterKind


class PurchaseState(models.TextChoices):
    """Where a purchase is."""

    ASKED = "asked", _("asked for")
    APPROVED = "approved", _("approved")
    ORDERED = "ordered", _("ordered")
    RECEIVED = "received", _("received")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Purchase(FSMModelMixin, SchoolOwned):
    """Something that somebody asks to be bought.

    `pence` is what it is thought to cost, then what it is ordered for, then what was paid, all of it together;
    `approved_pence` what it was thought to cost when it was approved, where that was known.
    `objective` is the number of an objective of a plan, which the app of plans knows, and
    `objective_words` what it said.
    """

    kind = models.CharField(
        _("kind"), max_length=12, choices=RegisterKind, default=RegisterKind.EQUIPMENT
    )
    what = models.CharField(_("what"), max_length=160)
    why = models.CharField(_("why"), max_length=500)
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    pence = models.PositiveBigIntegerField(_("cost"), null=True, blank=True)
    approved_pence = models.PositiveBigIntegerField(null=True, blank=True)
    objective = models.PositiveBigIntegerField(null=True, blank=True)
    objective_words = models.CharField(max_length=300, blank=True)
    state = FSMField(
        max_length=10, choices=PurchaseState, default=PurchaseState.ASKED, protected=True
    )
    asked_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_on = models.DateField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    supplier = models.CharField(_("supplier"), max_length=120, blank=True)
    order_reference = models.CharField(_("order reference"), max_length=80, blank=True)
    ordered_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    ordered_on = models.DateField(null=True, blank=True)
    received_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    received_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=300, blank=True)
    entry = models.OneToOneField(
        RegisterEntry, null=True, blank=True, on_delete=models.SET_NULL, related_name="purchase"
    )
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [
            models.Index(fields=["school", "state"]),
            models.Index(fields=["school", "asked_by"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="received") | Q(received_on__isnull=False),
                name="what_is_received_has_a_day",
            )
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def over(self) -> int:
        """By how many pence it costs more than was approved; 0 where that is not known."""
        if self.pence is None or self.approved_pence is None:
            return 0
        return max(self.pence - self.approved_pence, 0)

    @transition(field=state, source=PurchaseState.ASKED, target=PurchaseState.APPROVED)
    def approve(self) -> None:
        """Somebody who may has agreed to it."""

    @transition(field=state, source=PurchaseState.ASKED, target=PurchaseState.REFUSED)
    def refuse(self) -> None:
        """Somebody who may has not agreed to it."""

    @transition(field=state, source=PurchaseState.APPROVED, target=PurchaseState.ORDERED)
    def order(self) -> None:
        """It is ordered."""

    @transition(field=state, source=PurchaseState.ORDERED, target=PurchaseState.RECEIVED)
    def receive(self) -> None:
        """It has come, and stands in the registers."""

    @transition(
        field=state,
        source=[PurchaseState.ASKED, PurchaseState.APPROVED, PurchaseState.ORDERED],
        target=PurchaseState.WITHDRAWN,
    )
    def withdraw(self) -> None:
        """It is not wanted any more, or the order was cancelled."""


class Quote(SchoolOwned):
    """What a supplier would take for a purchase, all of it together, with their letter where there is one."""

    purchase = models.ForeignKey(Purchase, on_delete=models.CASCADE, related_name="quotes")
    supplier = models.CharField(_("supplier"), max_length=120)
    pence = models.PositiveBigIntegerField(_("price"))
    upload = models.ForeignKey(
        "files.Upload", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pence", "id"]
        indexes = [models.Index(fields=["school", "purchase"])]

    def __str__(self) -> str:
        return self.supplier
