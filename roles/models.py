"""Duties, roles, and the numbered versions of their descriptions."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from schools.addresses import address
from schools.models import Member, PositionKind, SchoolOwned, Subject


class DutyKind(models.TextChoices):
    """Whose part of the work a duty describes."""

    DUTY = "duty", _("coordinator’s duty")
    ASPECT = "aspect", _("aspect of the headteacher’s role")
    SENIOR = "senior", _("responsibility of senior management")
    DEPARTMENT = "department", _("responsibility of a head of department")


class Area(models.TextChoices):
    """The five areas of the coordinator's duties."""

    STAFF = "staff", _("Staff development")
    LEADERSHIP = "leadership", _("Management and leadership")
    CURRICULUM = "curriculum", _("Curriculum planning")
    RESOURCES = "resources", _("Resources")
    TEACHING = "teaching", _("Teaching and learning")


class Duty(SchoolOwned):
    """Something that a school wants done, in the school's words.

    `key` names the library's entry that it was adopted from, `adopted_text` and `adopted_why`
    keep the library's words as they were then: what differs from them is the school's own.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=DutyKind, default=DutyKind.DUTY)
    area = models.CharField(_("area"), max_length=12, choices=Area, blank=True)
    text = models.CharField(_("duty"), max_length=300)
    short = models.CharField(_("short name"), max_length=40, blank=True)
    why = models.CharField(_("why it matters"), max_length=300, blank=True)
    order = models.PositiveIntegerField(default=0)
    key = models.CharField(max_length=60, blank=True)
    adopted_text = models.CharField(max_length=300, blank=True)
    adopted_why = models.CharField(max_length=300, blank=True)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["order", "id"]
        indexes = [models.Index(fields=["school", "kind", "area", "order"])]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "key"], condition=~Q(key=""), name="an_entry_adopted_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="duty", area__gt="") | (~Q(kind="duty") & Q(area="")),
                name="an_area_for_duties_only",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def reworded(self) -> bool:
        """Whether the school has changed the words it adopted."""
        return bool(self.key) and (self.text, self.why) != (self.adopted_text, self.adopted_why)

    @property
    def label(self) -> str:
        """The short name, for pictures; else the beginning of the duty."""
        return self.short or (self.text if len(self.text) <= 32 else f"{self.text[:30].rstrip()}…")


class Role(SchoolOwned):
    """A named job: "ICT coordinator, infants". It has holders, or is vacant."""

    title = models.CharField(_("title"), max_length=120)
    position = models.CharField(_("position"), max_length=20, choices=PositionKind)
    holders = models.ManyToManyField(Member, through="Holding", related_name="roles")
    order = models.PositiveIntegerField(default=0)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["order", "title"]
        indexes = [models.Index(fields=["school", "retired_on"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("roles:role", self.school.slug, self.pk)

    @cached_property
    def present_holders(self) -> list[Member]:
        """Who holds the role today (prefetch `holdings__member`)."""
        return sorted(
            (h.member for h in self.holdings.all() if h.until is None), key=lambda m: m.name
        )

    @property
    def is_vacant(self) -> bool:
        return not self.present_holders


class Holding(SchoolOwned):
    """Somebody holds a role, from a day on, until another."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="holdings")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="holdings")
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "member"],
                condition=Q(until=None),
                name="a_role_held_once_by_a_member",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.role}"


class State(models.TextChoices):
    """Where a version stands in its life."""

    DRAFT = "draft", _("draft")
    PROPOSED = "proposed", _("proposed")
    AGREED = "agreed", _("agreed")
    SUPERSEDED = "superseded", _("superseded")
    WITHDRAWN = "withdrawn", _("withdrawn")


OPEN_STATES = (State.DRAFT, State.PROPOSED)


class RoleDescription(FSMModelMixin, SchoolOwned):
    """A numbered version of what a role is: its purpose, its duties, its time.

    `state` is protected: only the transitions below change it, and only `roles.actions` calls
    them. `words` holds the copies that a proposed or agreed version was read with (`school`,
    `role`, `labels`, `vision`, `aims`); its lines hold theirs. `revision` counts the edits of a
    draft, so that two people who edit it at once are both heard.
    """

    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="descriptions")
    number = models.PositiveIntegerField()
    state = FSMField(max_length=12, choices=State, default=State.DRAFT, protected=True)
    purpose = models.TextField(_("purpose"), blank=True)
    line_manager = models.ForeignKey(
        Member,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="descriptions_managed",
        verbose_name=_("answers to"),
    )
    release_minutes = models.PositiveIntegerField(
        _("release time, minutes a week"), null=True, blank=True
    )
    review_on = models.DateField(_("review by"), null=True, blank=True)
    drafted_by = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="descriptions_drafted"
    )
    revision = models.PositiveIntegerField(default=1)
    words = models.JSONField(default=dict)
    return_reason = models.TextField(_("why it went back"), blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    proposed_at = models.DateTimeField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        indexes = [models.Index(fields=["school", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["role", "number"], name="a_version_number_once"),
            models.UniqueConstraint(
                fields=["role"], condition=Q(state="agreed"), name="one_agreed_version_a_role"
            ),
            models.UniqueConstraint(
                fields=["role"],
                condition=Q(state__in=["draft", "proposed"]),
                name="one_open_version_a_role",
            ),
        ]

    def __str__(self) -> str:
        return _("%(role)s, version %(number)s") % {"role": self.title, "number": self.number}

    def get_absolute_url(self) -> str:
        return address("roles:version", self.school.slug, self.role_id, self.number)

    @property
    def title(self) -> str:
        """The role's title: as it was agreed, or as it is now."""
        return str(self.words.get("role") or self.role.title)

    @property
    def is_open(self) -> bool:
        """Whether it can still change: a draft, or proposed."""
        return self.state in OPEN_STATES

    @property
    def review_is_due(self) -> bool:
        return bool(
            self.state == State.AGREED and self.review_on and self.review_on <= timezone.localdate()
        )

    @transition(field=state, source=State.DRAFT, target=State.PROPOSED)
    def propose(self) -> None:
        """Put it before its holders and line manager."""

    @transition(field=state, source=State.PROPOSED, target=State.DRAFT)
    def send_back(self) -> None:
        """Back to be written on; the signatures given are void."""

    @transition(field=state, source=State.PROPOSED, target=State.AGREED)
    def become_agreed(self) -> None:
        """Everybody whose agreement it needs has given it."""

    @transition(field=state, source=State.AGREED, target=State.SUPERSEDED)
    def supersede(self) -> None:
        """A newer version has been agreed, or the role has ended."""

    @transition(field=state, source=[State.DRAFT, State.PROPOSED], target=State.WITHDRAWN)
    def withdraw(self) -> None:
        """It will not be agreed; kept to be read."""


class Part(models.TextChoices):
    """What a role does with a thing."""

    LEADS = "leads", _("leads")
    SHARES = "shares", _("shares")
    CONSULTED = "consulted", _("is consulted")
    INFORMED = "informed", _("is informed")


class Priority(models.TextChoices):
    """How much a line matters beside the others."""

    HIGH = "high", _("high")
    MEDIUM = "medium", _("medium")
    LOW = "low", _("low")


class Line(SchoolOwned):
    """One thing in a version: a duty, or the entitlement of a subject at a key stage.

    While the version is open its words are the duty's; from the proposal on they are copied into
    `text`, `why`, `kind` and `area`, so that nothing said later changes what was agreed.
    """

    description = models.ForeignKey(RoleDescription, on_delete=models.CASCADE, related_name="lines")
    duty = models.ForeignKey(
        Duty, null=True, blank=True, on_delete=models.PROTECT, related_name="lines"
    )
    subject = models.ForeignKey(
        Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="role_lines"
    )
    key_stage = models.CharField(_("key stage"), max_length=10, blank=True)
    part = models.CharField(_("part"), max_length=10, choices=Part, default=Part.LEADS)
    minutes = models.PositiveIntegerField(_("minutes a week"), null=True, blank=True)
    priority = models.CharField(_("priority"), max_length=10, choices=Priority, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    order = models.PositiveIntegerField(default=0)
    text = models.CharField(max_length=300, blank=True)
    why = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=12, blank=True)
    area = models.CharField(max_length=12, blank=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(duty__isnull=False, subject__isnull=True, key_stage="")
                | Q(duty__isnull=True, subject__isnull=False, key_stage__gt=""),
                name="a_line_is_a_duty_or_an_entitlement",
            ),
            models.UniqueConstraint(
                fields=["description", "duty"],
                condition=Q(duty__isnull=False),
                name="a_duty_once_a_version",
            ),
            models.UniqueConstraint(
                fields=["description", "subject", "key_stage"],
                condition=Q(subject__isnull=False),
                name="an_entitlement_once_a_version",
            ),
        ]

    def __str__(self) -> str:
        return self.wording

    @property
    def is_entitlement(self) -> bool:
        return self.subject_id is not None

    @property
    def wording(self) -> str:
        """What the line says, as it was agreed or as it is now."""
        if self.text:
            return self.text
        if self.duty is not None:
            return self.duty.text
        return _("%(subject)s, %(key_stage)s: pupils’ entitlement is secured") % {
            "subject": self.subject,
            "key_stage": self.key_stage,
        }

    @property
    def stands_in(self) -> str:
        """The version that it is a line of: what a refusal to remove its subject names."""
        return str(self.description)

    @property
    def reason(self) -> str:
        """Why it matters, as it was agreed or as it is now."""
        if self.text:
            return self.why
        return self.duty.why if self.duty else ""

    @property
    def group(self) -> str:
        """Where the line stands: an area's key, a kind of duty, or "entitlement"."""
        if self.is_entitlement:
            return "entitlement"
        if self.kind:
            return self.area or self.kind
        return (self.duty.area or self.duty.kind) if self.duty else ""


class Signature(SchoolOwned):
    """Somebody agrees a version, as a holder of the role or as its line manager."""

    class Capacity(models.TextChoices):
        HOLDER = "holder", _("holder")
        LINE_MANAGER = "line_manager", _("line manager")

    description = models.ForeignKey(
        RoleDescription, on_delete=models.CASCADE, related_name="signatures"
    )
    member = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="signatures"
    )
    capacity = models.CharField(max_length=15, choices=Capacity)
    signed_at = models.DateTimeField(default=timezone.now)
    on_paper = models.DateField(_("signed on paper on"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    scan = models.ForeignKey(
        "files.Upload", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    void = models.BooleanField(default=False)

    class Meta:
        ordering = ["signed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["description", "member", "capacity"],
                condition=Q(void=False),
                name="signed_once_by_a_member",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member}, {self.get_capacity_display()}"


class Comment(SchoolOwned):
    """Something said about a version while it is proposed, on the whole or on a line."""

    description = models.ForeignKey(
        RoleDescription, on_delete=models.CASCADE, related_name="comments"
    )
    line = models.ForeignKey(
        Line, null=True, blank=True, on_delete=models.SET_NULL, related_name="comments"
    )
    member = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="role_comments"
    )
    text = models.TextField(_("comment"))
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["made_at", "id"]

    def __str__(self) -> str:
        return self.text[:60]
