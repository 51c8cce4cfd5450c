"""A priority review: its duties, its people, its rounds of ratings, and what was decided."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from roles.models import Area, Duty, Role, RoleDescription
from schools.models import Member, PositionKind, SchoolOwned


class State(models.TextChoices):
    """Where a review stands."""

    PREPARING = "preparing", _("being prepared")
    RATING = "rating", _("open for rating")
    REVEALED = "revealed", _("revealed")
    AGREED = "agreed", _("agreed")
    CLOSED = "closed", _("closed")


class Review(FSMModelMixin, SchoolOwned):
    """One review of the balance of the coordinator's duties.

    `scale_words` holds five words or nothing for the points 1 to 5, `high_from` the median from
    which influence counts as high, `meeting_minutes` how long the meeting is that talks the
    results over. Once agreed, `result` holds all that its pages show, as plain values, so that
    it stays as it was whatever changes later. `words` holds the vision and the school's labels as
    they were when rating first opened.
    """

    title = models.CharField(_("title"), max_length=120)
    key_question = models.CharField(_("key question"), max_length=300)
    scale_words = models.JSONField(_("words of the scale"), default=list)
    deadline = models.DateField(_("rate by"), null=True, blank=True)
    high_from = models.DecimalField(
        _("influence counts as high from"), max_digits=2, decimal_places=1, default=4
    )
    meeting_minutes = models.PositiveIntegerField(_("length of the meeting"), default=60)
    state = FSMField(max_length=12, choices=State, default=State.PREPARING, protected=True)
    facilitator = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="reviews_facilitated"
    )
    previous = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    words = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["school", "state"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("priorities:review", args=[self.school.slug, self.pk])

    @property
    def deadline_has_passed(self) -> bool:
        return bool(self.deadline and self.deadline < timezone.localdate())

    @transition(field=state, source=[State.PREPARING, State.REVEALED], target=State.RATING)
    def open_rating(self) -> None:
        """People may rate: the first round, or another after a reveal."""

    @transition(field=state, source=State.RATING, target=State.REVEALED)
    def reveal(self) -> None:
        """Everybody who took part may see the ratings of the round."""

    @transition(field=state, source=State.REVEALED, target=State.AGREED)
    def agree(self) -> None:
        """The school has agreed what to do."""

    @transition(field=state, source=State.AGREED, target=State.CLOSED)
    def close(self) -> None:
        """What was decided has been followed through."""


class Round(SchoolOwned):
    """One round of rating. Its ratings are seen by nobody else until `revealed_at`."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveIntegerField()
    opened_at = models.DateTimeField(default=timezone.now)
    revealed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="a_round_number_once"),
            models.UniqueConstraint(
                fields=["review"], condition=Q(revealed_at=None), name="one_open_round_a_review"
            ),
        ]

    def __str__(self) -> str:
        return _("Round %(number)s") % {"number": self.number}


class ReviewDuty(SchoolOwned):
    """A duty in a review, with the words it is rated in from the opening on.

    `floor` and `ceiling` bound its minutes a week in a balance that fits.
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="duties")
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="in_reviews")
    order = models.PositiveIntegerField(default=0)
    text = models.CharField(max_length=300)
    short = models.CharField(max_length=40, blank=True)
    why = models.CharField(max_length=300, blank=True)
    area = models.CharField(max_length=12, choices=Area)
    floor = models.PositiveIntegerField(_("at least, minutes a week"), null=True, blank=True)
    ceiling = models.PositiveIntegerField(_("at most, minutes a week"), null=True, blank=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["review", "duty"], name="a_duty_once_a_review"),
            models.CheckConstraint(
                condition=Q(floor=None) | Q(ceiling=None) | Q(floor__lte=F("ceiling")),
                name="a_floor_below_its_ceiling",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def label(self) -> str:
        """The short name, for pictures; else the beginning of the duty."""
        return self.short or (self.text if len(self.text) <= 32 else f"{self.text[:30].rstrip()}…")


class Participant(SchoolOwned):
    """Somebody asked to rate. `group` is the position they rate from.

    Who coordinates (`coordinates`) also says how many minutes a week each duty takes them today;
    `capacity` is their release time in minutes a week. `consents` is theirs alone to give: whether
    their ratings may stand under their name.
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="participants")
    member = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="participations"
    )
    group = models.CharField(max_length=20, choices=PositionKind)
    coordinates = models.BooleanField(default=False)
    capacity = models.PositiveIntegerField(_("release time, minutes a week"), null=True, blank=True)
    role = models.ForeignKey(
        Role, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    consents = models.BooleanField(null=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "member"],
                condition=Q(member__isnull=False),
                name="a_participant_once_a_review",
            )
        ]

    def __str__(self) -> str:
        return str(self.member or _("a former member"))


class Completion(SchoolOwned):
    """A participant says that they have finished a round."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="completions")
    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, related_name="completions"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "participant"], name="finished_once_a_round")
        ]

    def __str__(self) -> str:
        return f"{self.participant}"


class Carrier(models.TextChoices):
    """Who should carry a duty."""

    COORDINATOR = "coordinator", _("coordinator")
    SHARED = "shared", _("shared")
    SOMEONE_ELSE = "someone_else", _("someone else")
    NOBODY = "nobody", _("nobody")


class Rating(SchoolOwned):
    """What one participant says of one duty in one round."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="ratings")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="ratings")
    duty = models.ForeignKey(ReviewDuty, on_delete=models.CASCADE, related_name="ratings")
    influence = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    cannot_say = models.BooleanField(default=False)
    carrier = models.CharField(max_length=12, choices=Carrier, blank=True)
    minutes = models.PositiveIntegerField(_("minutes a week today"), null=True, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    typed_in_by = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "participant", "duty"], name="a_duty_rated_once_a_round"
            ),
            models.CheckConstraint(
                condition=Q(influence=None) | Q(influence__gte=1, influence__lte=5),
                name="influence_from_one_to_five",
            ),
            models.CheckConstraint(
                condition=Q(cannot_say=False) | Q(influence=None), name="cannot_say_or_a_rating"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.influence or '–'}"


class Decision(SchoolOwned):
    """What the school decided for one duty, and why."""

    class Kind(models.TextChoices):
        KEEP = "keep", _("keep")
        MORE = "more", _("do more")
        SIMPLIFY = "simplify", _("simplify")
        SHARE = "share", _("share")
        HAND_ON = "hand_on", _("hand on")
        STOP = "stop", _("stop")

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="decisions")
    duty = models.OneToOneField(ReviewDuty, on_delete=models.CASCADE, related_name="decision")
    kind = models.CharField(_("decision"), max_length=10, choices=Kind)
    to_role = models.ForeignKey(
        Role, null=True, blank=True, on_delete=models.PROTECT, related_name="duties_decided_for"
    )
    reason = models.TextField(_("reason"), blank=True)
    decided_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    decided_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_role__isnull=True) | Q(kind__in=["hand_on", "share"]),
                name="a_role_where_handed_on_or_shared",
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class DecidedMinutes(SchoolOwned):
    """The minutes a week that one coordinator shall have for a duty."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="minutes")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    minutes = models.PositiveIntegerField(_("minutes a week"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "participant"], name="minutes_decided_once_a_coordinator"
            )
        ]

    def __str__(self) -> str:
        return f"{self.minutes}"


class FollowUp(SchoolOwned):
    """A draft that a review's decisions began."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="follow_ups")
    description = models.ForeignKey(
        RoleDescription, on_delete=models.CASCADE, related_name="began_in"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "description"], name="a_follow_up_once")
        ]

    def __str__(self) -> str:
        return f"{self.description}"
