"""Training needs: what staff say of themselves, what is offered, who came, and what they say after.

What somebody answers is theirs: it goes when they are erased, and never stands in the trail.
"""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from schools.models import Member, SchoolOwned, Term


class Skill(SchoolOwned):
    """Something that staff should be able to do, in the school's words: "I can …".

    `area` is the library's; `key`, `owner` and `adopted_text` say what it was adopted from.
    """

    area = models.CharField(_("area"), max_length=40)
    text = models.CharField(_("statement"), max_length=300)
    why = models.CharField(_("what is meant"), max_length=300, blank=True)
    order = models.PositiveIntegerField(default=0)
    key = models.CharField(max_length=80, blank=True)
    owner = models.CharField(max_length=40, blank=True)
    adopted_text = models.CharField(max_length=300, blank=True)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["order", "id"]
        indexes = [models.Index(fields=["school", "retired_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "key"], condition=~Q(key=""), name="a_skill_adopted_once"
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def reworded(self) -> bool:
        """Whether the school has changed the words it adopted."""
        return bool(self.key) and self.text != self.adopted_text


class SkillsAudit(SchoolOwned):
    """One round of asking. Once its day has passed, or it is closed, nothing in it changes any more.

    `grouping` is the one way in which its results are grouped: two ways would give people away.
    """

    class Grouping(models.TextChoices):
        POSITION = "position", _("position")
        STAGE = "stage", _("the key stage they mostly teach")
        SUBJECT = "subject", _("the subject they mostly teach")

    title = models.CharField(_("title"), max_length=120)
    year = models.PositiveIntegerField()
    grouping = models.CharField(_("grouped by"), max_length=10, choices=Grouping)
    opened_on = models.DateField()
    closes_on = models.DateField(_("closing day"))
    closed_on = models.DateField(null=True, blank=True)
    opened_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-opened_on", "-id"]
        indexes = [models.Index(fields=["school", "-opened_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=models.F("opened_on")),
                name="a_skills_audit_closes_after_it_opens",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether it can be answered today."""
        return self.closed_on is None and timezone.localdate() <= self.closes_on

    @property
    def ended_on(self) -> datetime.date:
        """Its last day: that of closing, or the one that was set."""
        return min(self.closed_on or self.closes_on, self.closes_on)


class SkillsQuestion(SchoolOwned):
    """A statement as it was worded in one round."""

    audit = models.ForeignKey(SkillsAudit, on_delete=models.CASCADE, related_name="questions")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    area = models.CharField(max_length=40)
    text = models.CharField(max_length=300)
    why = models.CharField(max_length=300, blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["audit", "skill"], name="a_skill_asked_once_a_round")
        ]

    def __str__(self) -> str:
        return self.text


class SkillsAsked(SchoolOwned):
    """Somebody who is asked in a round; `group` is where the results count them, "" until they say.

    `shows_help` holds where they agreed that all colleagues see what they could help with.
    """

    audit = models.ForeignKey(SkillsAudit, on_delete=models.CASCADE, related_name="asked")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    audience = models.CharField(max_length=10)
    group = models.CharField(max_length=40, blank=True)
    shows_help = models.BooleanField(default=False)
    asked_at = models.DateTimeField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["school", "member"])]
        constraints = [
            models.UniqueConstraint(fields=["audit", "member"], name="asked_once_a_round")
        ]

    def __str__(self) -> str:
        return f"{self.member}"


class How(models.TextChoices):
    """How somebody would like to learn something."""

    COACH = "coach", _("beside me, in my room")
    SESSION = "session", _("a session with colleagues")
    WATCH = "watch", _("watching a colleague")
    SELF = "self", _("by myself, in my own time")
    COURSE = "course", _("a course outside school")


class SkillsAnswer(SchoolOwned):
    """What somebody says of themselves to one statement; without a confidence, ticks alone."""

    asked = models.ForeignKey(SkillsAsked, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(SkillsQuestion, on_delete=models.CASCADE, related_name="answers")
    confidence = models.PositiveSmallIntegerField(null=True, blank=True)
    helps = models.BooleanField(default=False)
    wants = models.BooleanField(default=False)
    how = models.CharField(max_length=10, choices=How, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["asked", "question"], name="a_statement_answered_once"),
            models.CheckConstraint(
                condition=Q(confidence=None) | Q(confidence__gte=1, confidence__lte=4),
                name="confidence_of_four_steps",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}"


class TrainingOffer(SchoolOwned):
    """Training that somebody gives, for some statements. `cost` is in pence, all of it together."""

    title = models.CharField(_("title"), max_length=120)
    about = models.TextField(_("what happens there"), blank=True)
    skills = models.ManyToManyField(Skill, blank=True, related_name="+")
    audit = models.ForeignKey(SkillsAudit, null=True, on_delete=models.SET_NULL, related_name="+")
    giver = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    outside = models.CharField(_("given by somebody outside"), max_length=120, blank=True)
    year = models.PositiveIntegerField(_("academic year"))
    term = models.CharField(_("term"), max_length=10, choices=Term.Name)
    held_on = models.DateField(_("day"), null=True, blank=True)
    starts_at = models.TimeField(_("begins at"), null=True, blank=True)
    minutes = models.PositiveIntegerField(_("minutes"), null=True, blank=True)
    place = models.CharField(_("where"), max_length=120, blank=True)
    places = models.PositiveIntegerField(_("places"), null=True, blank=True)
    cost = models.PositiveIntegerField(_("cost"), default=0)
    marked_at = models.DateTimeField(null=True, blank=True)
    cancelled_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["year", "held_on", "id"]
        indexes = [models.Index(fields=["school", "year"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(year__gte=1990, year__lte=2200), name="training_in_a_year"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def given_by(self) -> str:
        """Who gives it, in words; "" where nobody is named yet."""
        return self.giver.name if self.giver else self.outside

    @property
    def has_been(self) -> bool:
        """Whether its day has come."""
        return self.held_on is not None and self.held_on <= timezone.localdate()

    @property
    def takes_people(self) -> bool:
        """Whether places are taken and given back: to the end of its day, until who came is said."""
        over = self.held_on is not None and self.held_on < timezone.localdate()
        return self.cancelled_on is None and self.marked_at is None and not over


class TrainingPlace(SchoolOwned):
    """Somebody who signed up; `attended` is said afterwards by whoever gave the training."""

    offer = models.ForeignKey(TrainingOffer, on_delete=models.CASCADE, related_name="signed_up")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    attended = models.BooleanField(null=True, blank=True)
    after_done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["made_at", "id"]
        indexes = [models.Index(fields=["school", "member"])]
        constraints = [models.UniqueConstraint(fields=["offer", "member"], name="a_place_once")]

    def __str__(self) -> str:
        return _now("%(who)s, %(what)s") % {"who": self.member, "what": self.offer}


class TrainingAfter(SchoolOwned):
    """What somebody who attended says afterwards to one of the statements that it was for."""

    place = models.ForeignKey(TrainingPlace, on_delete=models.CASCADE, related_name="after")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    confidence = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["place", "skill"], name="said_after_once"),
            models.CheckConstraint(
                condition=Q(confidence__gte=1, confidence__lte=4),
                name="confidence_after_of_four_steps",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.skill}"
