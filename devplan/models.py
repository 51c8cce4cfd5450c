"""The development plan: strands, objectives, actions, money, and what shows that it worked."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from roles.models import Duty
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
    """Who signed a plan, as its author or as the head."""

    class Capacity(models.TextChoices):
        AUTHOR = "author", _("author")
        HEAD = "head", _("headteacher")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="signatures")
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    capacity = models.CharField(max_length=10, choices=Capacity)
    signed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["signed_at"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "capacity"], name="a_plan_signed_once_as")
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
    """What a plan is to reach, for which aim, and how the school shall know."""

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

    `origin_kind` and `origin_id` say where it came from: "duty", "decision", "gap", "discussion".
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
    """Money planned for an action in one academic year, in pence, and why it is worth it."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="costs")
    year = models.PositiveIntegerField(_("academic year"))
    pence = models.PositiveBigIntegerField(_("planned"))
    capital = models.BooleanField(_("capital"), default=False)
    kind = models.CharField(_("kind"), max_length=12, choices=CostKind)
    funding = models.CharField(_("funding source"), max_length=80, blank=True)
    rationale = models.CharField(_("rationale"), max_length=300, blank=True)

    class Meta:
        ordering = ["year", "id"]
        indexes = [models.Index(fields=["school", "year"])]

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
        indexes = [models.Index(fields=["school", "-made_at"])]

    def __str__(self) -> str:
        return self.text


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
