"""A school and its people: everything else belongs to one of these."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from .labels import LABELS, Labels
from .managers import SchoolManager
from .revision import first_marks


class UserManager(BaseUserManager["User"]):
    """Makes users, who are known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make a user. Without a password nobody can sign in as them until one is set."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str | None) -> User:
        """Find a user however the address is capitalised."""
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in, by e-mail address; a member of one school or several."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    is_active = models.BooleanField(default=True)
    may_start_school = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_user_an_address")]

    def __str__(self) -> str:
        return self.name or self.email


class SignedIn(AbstractBaseSession):
    """A session, kept by `schools.sessions`: where somebody is signed in, or a visitor who has not yet.

    `seen_at` is exact to some minutes, so that reading a page does not write. Of the browser a word or two are kept, no
    address.
    """

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="signed_in")
    browser = models.CharField(max_length=20, blank=True)
    system = models.CharField(max_length=20, blank=True)
    began_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        from .sessions import SessionStore

        return SessionStore


class School(models.Model):
    """A school: the boundary that nothing crosses."""

    class Phase(models.TextChoices):
        NURSERY = "nursery", _("nursery")
        PRIMARY = "primary", _("primary")
        MIDDLE = "middle", _("middle")
        SECONDARY = "secondary", _("secondary")
        ALL_THROUGH = "all-through", _("all-through")
        SPECIAL = "special", _("special")

    class SecondProof(models.TextChoices):
        NOBODY = "", _("nobody")
        LEADERS = "leaders", _("who leads")
        EVERYBODY = "everybody", _("everybody")

    name = models.CharField(_("name"), max_length=150)
    slug = models.SlugField(unique=True, max_length=60)
    urn = models.CharField(_("unique reference number (URN)"), max_length=6, blank=True)
    phase = models.CharField(_("phase"), max_length=20, choices=Phase)
    local_authority = models.CharField(_("local authority"), max_length=100, blank=True)
    key_stages = models.JSONField(_("key stages"), default=list)
    label_words = models.JSONField(default=dict)
    time_zone = models.CharField(_("time zone"), max_length=50, default="Europe/London")
    # Who needs a second proof beside the password to come in (schools/second_proof.py).
    second_proof = models.CharField(max_length=10, choices=SecondProof, default="", blank=True)
    sample = models.BooleanField(default=False)
    # A mark for each table, which changes with what is written of the school (schools/revision.py).
    marks = models.JSONField(default=first_marks, editable=False)
    set_up_at = models.DateTimeField(null=True, blank=True)
    # When somebody was last erased here: what browsers keep from before may hold their name.
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save all but the marks, which may have gone on since this was read; a new school's are saved."""
        if not self._state.adding and not args and kwargs.get("update_fields") is None:
            fields = self._meta.concrete_fields
            kwargs["update_fields"] = [
                one.name for one in fields if one.name not in ("id", "marks")
            ]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("front", args=[self.slug])

    @cached_property
    def labels(self) -> Labels:
        """The school's words for what the field calls SMT, ICT, coordinator…"""
        return Labels({**LABELS, **{k: v for k, v in self.label_words.items() if v}})


class SchoolOwned(models.Model):
    """What belongs to one school. Reading it outside that school's scope is an error."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")

    objects = SchoolManager()

    class Meta:
        abstract = True


class PositionKind(models.TextChoices):
    """What somebody is in a school; several add up."""

    HEADTEACHER = "headteacher", _("headteacher")
    SMT = "smt", _("senior management team")
    COORDINATOR = "coordinator", _("ICT coordinator")
    HEAD_OF_DEPARTMENT = "head_of_department", _("head of department")
    TEACHER = "teacher", _("teacher")
    TECHNICIAN = "technician", _("technician")
    BUSINESS_MANAGER = "business_manager", _("business manager")
    GOVERNOR = "governor", _("governor")
    GUEST = "guest", _("guest")


class Subject(SchoolOwned):
    """A subject taught in the school; members may lead it."""

    name = models.CharField(_("name"), max_length=80)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "name"]
        constraints = [
            models.UniqueConstraint("school", Lower("name"), name="a_subject_once_a_school")
        ]

    def __str__(self) -> str:
        return self.name


class Member(SchoolOwned):
    """A person in a school, with or without a way to sign in yet."""

    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="memberships"
    )
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail address"), blank=True)
    deputy = models.BooleanField(_("deputy of the headteacher"), default=False)
    subjects = models.ManyToManyField(Subject, blank=True, related_name="leaders")
    invited_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    # Since then the row holds nobody's name: what it signed and did is a former member's.
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["school", "left_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "user"],
                condition=Q(user__isnull=False),
                name="a_user_once_a_school",
            ),
            models.UniqueConstraint(
                "school", Lower("email"), condition=~Q(email=""), name="an_address_once_a_school"
            ),
            models.UniqueConstraint(
                fields=["school"], condition=Q(deputy=True), name="one_deputy_a_school"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of position the member holds; nobody who has left holds any."""
        if self.left_on:
            return frozenset()
        return frozenset(position.kind for position in self.positions.all())

    @property
    def is_head(self) -> bool:
        return PositionKind.HEADTEACHER in self.kinds

    @property
    def acts_as_head(self) -> bool:
        """Whether the member is the headteacher or the deputy whom the head named."""
        return self.is_head or (self.deputy and PositionKind.SMT in self.kinds)

    @property
    def positions_text(self) -> str:
        """The positions in the school's own words: "SMT, coordinator"."""
        return ", ".join(
            self.school.labels.position(kind) for kind in PositionKind.values if kind in self.kinds
        )


class Position(SchoolOwned):
    """One position that a member holds."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="positions")
    kind = models.CharField(max_length=20, choices=PositionKind)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "kind"], name="a_position_once_a_member")
        ]
        indexes = [models.Index(fields=["school", "kind"])]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_kind_display()}"


class Vision(SchoolOwned):
    """One version of what the school wants ICT to do; the newest is the one that holds."""

    number = models.PositiveIntegerField()
    text = models.TextField(_("vision"))
    horizon = models.DateField(_("to be reached by"), null=True, blank=True)
    review_on = models.DateField(_("review by"), null=True, blank=True)
    written_by = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="visions_written"
    )
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["school", "number"], name="a_vision_number_once")
        ]

    def __str__(self) -> str:
        return _("Vision, version %(number)s") % {"number": self.number}

    @property
    def review_is_due(self) -> bool:
        return bool(self.review_on and self.review_on <= timezone.localdate())


class Aim(SchoolOwned):
    """One aim of a vision."""

    vision = models.ForeignKey(Vision, on_delete=models.CASCADE, related_name="aims")
    text = models.CharField(_("aim"), max_length=300)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.text


class VisionReview(SchoolOwned):
    """A time that was set aside for the vision: when, and what came of it."""

    held_on = models.DateField(_("held on"))
    note = models.TextField(_("what came of it"), blank=True)
    recorded_by = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="vision_reviews_recorded"
    )

    class Meta:
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return f"{self.held_on}"


class VisionSuggestion(SchoolOwned):
    """What somebody who may not write the vision would change in it."""

    vision = models.ForeignKey(Vision, on_delete=models.CASCADE, related_name="suggestions")
    text = models.TextField(_("suggestion"))
    member = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="vision_suggestions"
    )
    made_at = models.DateTimeField(default=timezone.now)
    taken_up = models.BooleanField(_("taken up"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.text[:60]


class AcademicYear(SchoolOwned):
    """An academic year, known by the calendar year in which it starts."""

    starts_in = models.PositiveIntegerField(
        _("starts in"), validators=[MinValueValidator(1990), MaxValueValidator(2200)]
    )

    class Meta:
        ordering = ["starts_in"]
        constraints = [
            models.UniqueConstraint(fields=["school", "starts_in"], name="a_year_once_a_school")
        ]

    def __str__(self) -> str:
        return f"{self.starts_in}/{(self.starts_in + 1) % 100:02d}"


class Term(SchoolOwned):
    """One of the three terms of a year, with its half-term break."""

    class Name(models.TextChoices):
        AUTUMN = "autumn", _("autumn")
        SPRING = "spring", _("spring")
        SUMMER = "summer", _("summer")

    year = models.ForeignKey(AcademicYear, on_delete=models.CASCADE, related_name="terms")
    name = models.CharField(max_length=10, choices=Name)
    starts_on = models.DateField(_("starts"))
    ends_on = models.DateField(_("ends"))
    break_starts_on = models.DateField(_("half-term starts"), null=True, blank=True)
    break_ends_on = models.DateField(_("half-term ends"), null=True, blank=True)

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["year", "name"], name="a_term_once_a_year"),
            models.CheckConstraint(
                condition=Q(starts_on__lt=F("ends_on")), name="a_term_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_name_display()} {self.year}"

    def contains(self, day: datetime.date) -> bool:
        """Whether `day` falls into the term, its half-term break included."""
        return self.starts_on <= day <= self.ends_on


class Activity(SchoolOwned):
    """One thing that somebody did, as a sentence: the trail.

    `verb` names the sentence (schools/trail.py), `about` fills it. Names of people never
    stand in `about`: people are references, so that a name can be erased.
    """

    at = models.DateTimeField(default=timezone.now)
    member = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="activities"
    )
    verb = models.CharField(max_length=60)
    about = models.JSONField(default=dict)
    person = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    path = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["school", "-at"])]

    def __str__(self) -> str:
        return self.verb


class CalendarKey(SchoolOwned):
    """The secret part of the address under which a member's calendar can be read without signing in."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="calendar_key")
    key = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.member}"
