"""A round of updates: once a half-term, a word on every action that is under way."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schools.models import Member, SchoolOwned

from .doing import Action
from .plan import Plan


class UpdateRound(SchoolOwned):
    """A word asked for on some actions of a plan until a day.

    An action is answered by whatever is said of it after `asked_at`. Who leads it is asked; when its
    lead changes, the new one is.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="rounds")
    actions = models.ManyToManyField(Action, related_name="rounds")
    asked_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField(_("until"))
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan"], condition=Q(closed_at=None), name="one_round_of_updates_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan}, {self.due_on}"


class RoundReminder(SchoolOwned):
    """Somebody was reminded of a round: once each."""

    round = models.ForeignKey(UpdateRound, on_delete=models.CASCADE, related_name="reminders")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    sent_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "member"], name="reminded_of_a_round_once")
        ]

    def __str__(self) -> str:
        return f"{self.member}, {self.sent_on}"
