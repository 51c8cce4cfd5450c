"""The plan itself: its strands and objectives, and what shows that they are reached."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from schools.models import Aim, Member, SchoolOwned, Subject


class State(models.TextChoices):
    """Where a plan stands."""

    DRAFT = "draft", _("draft")
    AGREED = "agreed", _("agreed")
    CLOSED = "closed", _("closed")


class Plan(FSMModelMixin, SchoolOwned):
    """A development plan of three academic years or more.

    `first_year` is the calendar year in which its first academic year starts, `years` how many it
    covers. `strategies` names the local and national strategies it answers to, one a line.
    `revision` counts the edits of the plan's own fields.
    """

    title = models.CharField(_("title"), max_length=120)
    first_year = models.PositiveIntegerField(_("first academic year"))
    years = models.PositiveSmallIntegerField(_("academic years"), default=3)
    introduction = models.TextField(_("where we are now"), blank=True)
    strategies = models.TextField(_("strategies it answers to"), blank=True)
    state = FSMField(max_length=10, choices=State, default=State.DRAFT, protected=True)
    previous = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="next_plans"
    )
    written_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    governors_noted_on = models.DateField(_("noted by governors on"), null=True, blank=True)

    class Meta:
        ordering = ["-first_year", "-id"]
        indexes = [models.Index(fields=["school", "state"])]
        constraints = [
            models.CheckConstraint(condition=Q(years__gte=3), name="a_plan_of_three_years_or_more"),
            models.UniqueConstraint(
                fields=["school"], condition=Q(state="agreed"), name="one_agreed_plan_a_school"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("devplan:plan", args=[self.school.slug, self.pk])

    @property
    def span(self) -> str:
        """The calendar years it spans: "2026–29"."""
        return f"{self.first_year}–{(self.first_year + self.years) % 100:02d}"

    @transition(field=state, source=State.DRAFT, target=State.AGREED)
    def agree(self) -> None:
        """Its author and the head have signed it."""

    @transition(field=state, source=State.AGREED, target=State.CLOSED)
    def close(self) -> None:
        """Its time is over."""


class PlanVersion(SchoolOwned):
    """The text of a plan as it was agreed: later changes are shown against it.

    `text` holds strands, objectives, actions and costs as plain values (devplan/text.py).
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="a_plan_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.plan}, {self.number}"


class PlanSignature(SchoolOwned):
    """Who signed a plan, as its author or as the head.

    `version` is the text that was agreed with it; without one it waits for the other signature.
    """

    class Capacity(models.TextChoices):
        AUTHOR = "author", _("author")
        HEAD = "head", _("headteacher")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="signatures")
    version = models.ForeignKey(
        PlanVersion, null=True, blank=True, on_delete=models.CASCADE, related_name="signatures"
    )
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    capacity = models.CharField(max_length=10, choices=Capacity)
    signed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["signed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "capacity"],
                condition=Q(version=None),
                name="a_plan_waits_once_signed_as",
            ),
            models.UniqueConstraint(
                fields=["version", "capacity"],
                condition=Q(version__isnull=False),
                name="a_plan_version_signed_once_as",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}, {self.get_capacity_display()}"


class StrandKind(models.TextChoices):
    """What a strand is about, whatever the school calls it: the alignment checks go by it."""

    INFRASTRUCTURE = "infrastructure", _("infrastructure")
    CONTENT = "content", _("digital content")
    STAFF_USE = "staff_use", _("staff’s use of ICT")
    PEDAGOGY = "pedagogy", _("pedagogy")
    CAPABILITY = "capability", _("ICT capability")
    SUBJECTS = "subjects", _("ICT in subjects")
    ADMINISTRATION = "administration", _("administration")
    OTHER = "other", _("other")


class Strand(SchoolOwned):
    """One of the parts that a plan is divided into."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="strands")
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=15, choices=StrandKind, default=StrandKind.OTHER)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "name"], name="a_strand_once_a_plan")
        ]

    def __str__(self) -> str:
        return self.name


class Objective(SchoolOwned):
    """What a plan is to reach, for which aim, and how the school shall know.

    `origin_kind` and `origin_id` say which gap it came from, where it came from one (devplan/origins.py).
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="objectives")
    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="objectives")
    text = models.CharField(_("objective"), max_length=300)
    aim = models.ForeignKey(
        Aim, null=True, blank=True, on_delete=models.SET_NULL, related_name="objectives"
    )
    subject = models.ForeignKey(
        Subject, null=True, blank=True, on_delete=models.SET_NULL, related_name="objectives"
    )
    sdp_reference = models.CharField(
        _("place in the school development plan"), max_length=120, blank=True
    )
    strategies = models.CharField(_("strategies it answers to"), max_length=300, blank=True)
    origin_kind = models.CharField(max_length=20, blank=True)
    origin_id = models.PositiveBigIntegerField(null=True, blank=True)
    order = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["order", "id"]
        indexes = [models.Index(fields=["school", "plan", "strand"])]

    def __str__(self) -> str:
        return self.text


class Criterion(SchoolOwned):
    """A success criterion of an objective: what will be so, by when, and whether it is."""

    class Met(models.TextChoices):
        OPEN = "open", _("open")
        MET = "met", _("met")
        PARTLY = "partly", _("partly met")
        NOT_MET = "not_met", _("not met")

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="criteria")
    text = models.CharField(_("success criterion"), max_length=300)
    due_on = models.DateField(_("by"), null=True, blank=True)
    met = models.CharField(_("state"), max_length=10, choices=Met, default=Met.OPEN)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.text


class Indicator(SchoolOwned):
    """Something that can be measured: its unit, direction, and where it stood at the beginning."""

    class Direction(models.TextChoices):
        UP = "up", _("higher is better")
        DOWN = "down", _("lower is better")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="indicators")
    name = models.CharField(_("indicator"), max_length=200)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    direction = models.CharField(max_length=5, choices=Direction, default=Direction.UP)
    baseline = models.DecimalField(
        _("baseline"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    baseline_on = models.DateField(_("baseline measured on"), null=True, blank=True)
    source = models.CharField(_("measured how"), max_length=200, blank=True)
    objectives = models.ManyToManyField(Objective, blank=True, related_name="indicators")

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Target(SchoolOwned):
    """Where an indicator shall stand by a day."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="targets")
    value = models.DecimalField(_("target"), max_digits=12, decimal_places=2)
    due_on = models.DateField(_("by"))

    class Meta:
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "due_on"], name="a_target_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.value}"


class Finding(SchoolOwned):
    """A finding of the checks that the school has set aside, and why."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="set_aside")
    check_name = models.CharField(max_length=40)
    thing = models.CharField(max_length=60)
    reason = models.CharField(_("reason"), max_length=300)
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    set_aside_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "check_name", "thing"], name="a_finding_set_aside_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.check_name}: {self.thing}"
