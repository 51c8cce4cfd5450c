"""What shows that a plan works: measurements of its indicators, and looks at what is done."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schools.models import Member, SchoolOwned

from .doing import Action
from .plan import Criterion, Indicator, Plan


class Measurement(SchoolOwned):
    """Where an indicator stood on a day, in its unit, and how one knows."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="measurements")
    value = models.DecimalField(_("measured"), max_digits=12, decimal_places=2)
    measured_on = models.DateField(_("on"))
    source = models.CharField(_("source"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["measured_on", "id"]
        indexes = [models.Index(fields=["school", "measured_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "measured_on"], name="a_measurement_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.value}"


class Monitoring(SchoolOwned):
    """A look at what is done: planned for a day, and once it is done, what was found.

    It is tied to the actions and success criteria that it looks at.
    """

    class Kind(models.TextChoices):
        VISIT = "visit", _("visit to lessons")
        SAMPLE = "sample", _("sample of pupils’ work")
        SURVEY = "survey", _("survey")
        TALK = "talk", _("talk with pupils or staff")
        DATA = "data", _("look at figures")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="monitoring")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    about = models.CharField(_("what is looked at"), max_length=200)
    by = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="monitoring"
    )
    planned_on = models.DateField(_("planned for"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    found = models.TextField(_("what was found"), blank=True)
    actions = models.ManyToManyField(Action, blank=True, related_name="monitoring")
    criteria = models.ManyToManyField(Criterion, blank=True, related_name="monitoring")
    link = models.URLField(_("evidence: a link"), blank=True)
    evidence = models.ForeignKey(
        "files.Upload", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-planned_on", "-done_on", "-id"]
        indexes = [models.Index(fields=["school", "plan"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_on__isnull=False) | Q(done_on__isnull=False),
                name="monitoring_has_a_day",
            )
        ]

    def __str__(self) -> str:
        return self.about
