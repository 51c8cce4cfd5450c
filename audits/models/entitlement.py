"""Pupils' entitlement: what each key stage is to get, whether it does, and who signed that.

A *cell* is one key stage of ICT itself (no subject) or of a subject. Its statements are answered
once an academic year, which is kept as the calendar year in which it starts.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from schools.models import Member, SchoolOwned, Subject


class Kind(models.TextChoices):
    """What a statement is about."""

    ICT = "ict", _("ICT itself")
    EVERY = "every", _("every subject")
    SUBJECT = "subject", _("one subject")


class Answer(models.TextChoices):
    """What is said of a statement."""

    MET = "met", _("met")
    PARTLY = "partly", _("partly")
    NOT_YET = "not_yet", _("not yet")
    NOT_TAUGHT = "not_taught", _("not taught here")


class Statement(SchoolOwned):
    """Something that pupils of a key stage are entitled to, in the school's words.

    `key` names the library's entry that it was adopted from, and `owner` whose library that is;
    `adopted_text` and `adopted_why` keep its words as they were then. A statement for every subject
    is answered for each of them.
    """

    kind = models.CharField(_("about"), max_length=10, choices=Kind)
    subject = models.ForeignKey(
        Subject, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    key_stage = models.CharField(_("key stage"), max_length=10)
    text = models.CharField(_("statement"), max_length=300)
    why = models.CharField(_("what to look for"), max_length=300, blank=True)
    order = models.PositiveIntegerField(default=0)
    key = models.CharField(max_length=80, blank=True)
    owner = models.CharField(max_length=40, blank=True)
    adopted_text = models.CharField(max_length=300, blank=True)
    adopted_why = models.CharField(max_length=300, blank=True)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["order", "id"]
        indexes = [models.Index(fields=["school", "key_stage", "kind"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="subject", subject__isnull=False)
                | (~Q(kind="subject") & Q(subject__isnull=True)),
                name="a_statement_of_one_subject_names_it",
            ),
            models.UniqueConstraint(
                fields=["school", "key"],
                condition=~Q(key="") & Q(subject=None),
                name="a_statement_adopted_once",
            ),
            models.UniqueConstraint(
                fields=["school", "subject", "key"],
                condition=~Q(key="") & Q(subject__isnull=False),
                name="a_statement_adopted_once_a_subject",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def reworded(self) -> bool:
        """Whether the school has changed the words it adopted."""
        return bool(self.key) and (self.text, self.why) != (self.adopted_text, self.adopted_why)


class Judgement(SchoolOwned):
    """What is said of a statement in one academic year, of ICT itself or of a subject.

    Without an answer it holds evidence that was written before one was given.
    """

    year = models.PositiveIntegerField()
    subject = models.ForeignKey(
        Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    key_stage = models.CharField(max_length=10)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="judgements")
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, blank=True)
    evidence = models.TextField(_("how we know"), blank=True)
    said_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["school", "year", "subject", "key_stage"])]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "statement"],
                condition=Q(subject=None),
                name="a_judgement_once_a_year",
            ),
            models.UniqueConstraint(
                fields=["year", "statement", "subject"],
                condition=Q(subject__isnull=False),
                name="a_judgement_once_a_year_and_subject",
            ),
            models.CheckConstraint(
                condition=Q(answer__in=["", *Answer.values]), name="a_judgement_of_four_answers"
            ),
            models.CheckConstraint(
                condition=Q(year__gte=1990, year__lte=2200), name="a_judgement_in_a_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement}: {self.get_answer_display()}"

    @property
    def stands_in(self) -> str:
        """What keeps its subject from being removed."""
        return _now("the entitlement, %(stage)s") % {"stage": self.key_stage}


class Signature(SchoolOwned):
    """Somebody answers for what is said of a cell in an academic year."""

    class Capacity(models.TextChoices):
        DEPARTMENT = "department", _("head of department")
        COORDINATOR = "coordinator", _("coordinator")
        HEAD = "head", _("headteacher")

    year = models.PositiveIntegerField()
    subject = models.ForeignKey(
        Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    key_stage = models.CharField(max_length=10)
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    capacity = models.CharField(max_length=12, choices=Capacity)
    signed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-signed_at", "-id"]
        indexes = [models.Index(fields=["school", "signed_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "year", "key_stage"],
                condition=Q(subject=None),
                name="ict_itself_signed_once_a_year",
            ),
            models.UniqueConstraint(
                fields=["school", "year", "key_stage", "subject"],
                condition=Q(subject__isnull=False),
                name="a_subject_signed_once_a_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject or Kind.ICT.label}, {self.key_stage}, {self.year}"

    @property
    def stands_in(self) -> str:
        """What keeps its subject from being removed."""
        return _now("the entitlement, %(stage)s") % {"stage": self.key_stage}


class EntitlementGap(SchoolOwned):
    """A statement that a signature says is not met: kept under one number until one says that it is.

    So a plan can point at a gap, and see later whether it has closed, whichever year it is.
    """

    subject = models.ForeignKey(
        Subject, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="gaps")
    answer = models.CharField(max_length=10, choices=Answer)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["opened_on", "id"]
        indexes = [models.Index(fields=["school", "closed_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["statement"], condition=Q(subject=None), name="a_gap_once"
            ),
            models.UniqueConstraint(
                fields=["statement", "subject"],
                condition=Q(subject__isnull=False),
                name="a_gap_once_a_subject",
            ),
            models.CheckConstraint(
                condition=Q(answer__in=["partly", "not_yet"]), name="a_gap_is_not_met"
            ),
        ]

    def __str__(self) -> str:
        return str(self.statement)
