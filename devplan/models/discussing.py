"""Discussions of progress: upwards with senior managers, downwards with subject leaders."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from schools.models import Member, SchoolOwned, Subject

from .doing import Action
from .plan import Indicator, Objective, Plan


class Direction(models.TextChoices):
    """With whom progress is discussed."""

    UP = "up", _("with senior managers")
    DOWN = "down", _("with a subject leader")


class Cadence(models.TextChoices):
    """How often a discussion comes round."""

    FORTNIGHT = "fortnight", _("every fortnight")
    MONTH = "month", _("every month")
    HALF_TERM = "half_term", _("every half-term")
    TERM = "term", _("every term")


class Series(SchoolOwned):
    """A discussion that comes round: with whom, how often, and when next.

    One upwards is with its `people`; one downwards is about a `subject`, and with whoever leads it.
    """

    direction = models.CharField(max_length=5, choices=Direction)
    title = models.CharField(_("title"), max_length=120)
    subject = models.ForeignKey(
        Subject, null=True, blank=True, on_delete=models.CASCADE, related_name="discussions"
    )
    people = models.ManyToManyField(Member, blank=True, related_name="discussion_series")
    cadence = models.CharField(
        _("how often"), max_length=10, choices=Cadence, default=Cadence.HALF_TERM
    )
    next_on = models.DateField(_("next"), null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-direction", "title", "id"]
        verbose_name_plural = "series"
        indexes = [models.Index(fields=["school", "next_on"])]

    def __str__(self) -> str:
        return self.title


class Discussion(FSMModelMixin, SchoolOwned):
    """One meeting of a series about a plan: agenda, notes, outcomes, and the minutes once agreed."""

    class State(models.TextChoices):
        PREPARED = "prepared", _("prepared")
        HELD = "held", _("minutes to be agreed")
        AGREED = "agreed", _("minutes agreed")

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="discussions")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="discussions")
    held_on = models.DateField(_("date"))
    present = models.ManyToManyField(Member, blank=True, related_name="+")
    notes = models.TextField(_("notes"), blank=True)
    state = FSMField(max_length=10, choices=State, default=State.PREPARED, protected=True)
    prepared_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    prepared_at = models.DateTimeField(default=timezone.now)
    held_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    reopened_reason = models.CharField(_("what is not right"), max_length=300, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-held_on", "-id"]
        indexes = [models.Index(fields=["school", "-held_on"])]

    def __str__(self) -> str:
        return f"{self.series}, {self.held_on}"

    @transition(field=state, source=State.PREPARED, target=State.HELD)
    def hold(self) -> None:
        """It has taken place; its minutes wait to be agreed."""

    @transition(field=state, source=State.HELD, target=State.PREPARED)
    def reopen(self) -> None:
        """The minutes are not right yet."""

    @transition(field=state, source=State.HELD, target=State.AGREED)
    def agree(self) -> None:
        """Its minutes are agreed, and do not change any more."""


class AgendaItem(SchoolOwned):
    """One thing to talk about, why it stands there, and what was said."""

    class Kind(models.TextChoices):
        LATE = "late", _("late")
        RED = "red", _("stated red")
        DECIDED = "decided", _("decided")
        MEASURED = "measured", _("measured")
        SPENT = "spent", _("spent")
        DONE = "done", _("done")
        OUTCOME = "outcome", _("from last time")
        OTHER = "other", _("other")

    discussion = models.ForeignKey(Discussion, on_delete=models.CASCADE, related_name="agenda")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.OTHER)
    text = models.CharField(_("item"), max_length=300)
    detail = models.CharField(max_length=300, blank=True)
    action = models.ForeignKey(
        Action, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    indicator = models.ForeignKey(
        Indicator, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    notes = models.TextField(_("notes"), blank=True)
    order = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.text


class Outcome(SchoolOwned):
    """What a discussion came to: who does what by when, and the action of the plan it became."""

    discussion = models.ForeignKey(Discussion, on_delete=models.CASCADE, related_name="outcomes")
    text = models.CharField(_("outcome"), max_length=300)
    lead = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    due_on = models.DateField(_("by"), null=True, blank=True)
    objective = models.ForeignKey(
        Objective, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    action = models.ForeignKey(
        Action, null=True, blank=True, on_delete=models.SET_NULL, related_name="outcomes"
    )
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.text
