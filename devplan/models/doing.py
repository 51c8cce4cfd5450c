"""What is done for an objective: actions, their money, and what is said of them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roles.models import Duty
from schools.models import Member, SchoolOwned

from .plan import Objective


class Status(models.TextChoices):
    """How far an action is."""

    NOT_STARTED = "not_started", _("not started")
    UNDER_WAY = "under_way", _("under way")
    DONE = "done", _("done")
    DROPPED = "dropped", _("dropped")


class Rag(models.TextChoices):
    """Red, amber, green: with the words they stand for."""

    RED = "red", _("late")
    AMBER = "amber", _("needs a word")
    GREEN = "green", _("on track")


class Action(SchoolOwned):
    """Something that somebody does for an objective, from a day until another.

    `origin_kind` and `origin_id` say where it came from: "duty", "decision",
    "discussion", or "gap:" and the kind of gap (devplan/origins.py).
    `rag` is what people state, with a reason; the computed one stands beside it (devplan/rag.py).
    """

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="actions")
    text = models.CharField(_("action"), max_length=300)
    lead = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="actions_led"
    )
    supporters = models.ManyToManyField(Member, blank=True, related_name="actions_supported")
    starts_on = models.DateField(_("start"), null=True, blank=True)
    ends_on = models.DateField(_("finish"), null=True, blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.NOT_STARTED)
    rag = models.CharField(max_length=6, choices=Rag, blank=True)
    rag_reason = models.CharField(_("why"), max_length=300, blank=True)
    monitored_how = models.CharField(_("monitored how"), max_length=200, blank=True)
    monitored_by = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    monitored_on = models.DateField(_("monitored when"), null=True, blank=True)
    duty = models.ForeignKey(
        Duty, null=True, blank=True, on_delete=models.SET_NULL, related_name="plan_actions"
    )
    origin_kind = models.CharField(max_length=20, blank=True)
    origin_id = models.PositiveBigIntegerField(null=True, blank=True)
    order = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)
    updated_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["order", "id"]
        indexes = [models.Index(fields=["school", "lead", "status"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(starts_on__lte=F("ends_on")),
                name="an_action_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return self.text


class CostKind(models.TextChoices):
    """What the money is for."""

    EQUIPMENT = "equipment", _("equipment")
    CONTENT = "content", _("content")
    TRAINING = "training", _("training")
    TIME = "time", _("time")
    SERVICE = "service", _("service")


class Cost(SchoolOwned):
    """Money planned for an action in one academic year, in pence, and why it is worth it.

    `lasts` says after how many years what is bought has to be bought again, where it has; `origin_kind`
    and `origin_id` which gap it came from, where it came from one.
    """

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="costs")
    year = models.PositiveIntegerField(_("academic year"))
    pence = models.PositiveBigIntegerField(_("planned"))
    capital = models.BooleanField(_("capital"), default=False)
    kind = models.CharField(_("kind"), max_length=12, choices=CostKind)
    funding = models.CharField(_("funding source"), max_length=80, blank=True)
    rationale = models.CharField(_("rationale"), max_length=300, blank=True)
    lasts = models.PositiveSmallIntegerField(_("lasts, in years"), null=True, blank=True)
    origin_kind = models.CharField(max_length=20, blank=True)
    origin_id = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["year", "id"]
        # Rows are always asked for within a school: without the second, SQLite would look through them all.
        indexes = [
            models.Index(fields=["school", "year"]),
            models.Index(fields=["school", "action"]),
        ]

    def __str__(self) -> str:
        return f"{self.pence}"


class Spending(SchoolOwned):
    """Money that was spent for a cost, in pence."""

    cost = models.ForeignKey(Cost, on_delete=models.CASCADE, related_name="spending")
    spent_on = models.DateField(_("date"))
    pence = models.BigIntegerField(_("spent"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["spent_on", "id"]
        indexes = [models.Index(fields=["school", "cost"])]

    def __str__(self) -> str:
        return f"{self.pence}"


class ProgressUpdate(SchoolOwned):
    """What somebody says of an action: its status, a colour, a sentence."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="updates")
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    status = models.CharField(max_length=12, choices=Status)
    rag = models.CharField(max_length=6, choices=Rag)
    computed_rag = models.CharField(max_length=6, choices=Rag)
    text = models.CharField(_("what happened"), max_length=500, blank=True)
    link = models.URLField(_("evidence: a link"), blank=True)
    evidence = models.ForeignKey(
        "files.Upload", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [
            models.Index(fields=["school", "-made_at"]),
            models.Index(fields=["school", "action", "-made_at"]),
        ]

    def __str__(self) -> str:
        return self.text
