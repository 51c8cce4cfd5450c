"""Questions about anything that one may read, what is answered, and whom it calls."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schools.models import Member, SchoolOwned


class Question(SchoolOwned):
    """Something asked, or said, about a thing: `kind` and `thing` are its name in `board.askable`."""

    kind = models.CharField(max_length=20)
    thing = models.CharField(max_length=40)
    text = models.TextField(_("question"))
    asked_by = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="questions"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["asked_at", "pk"]
        indexes = [models.Index(fields=["school", "kind", "thing"])]

    def __str__(self) -> str:
        return self.text[:60]

    def get_absolute_url(self) -> str:
        return reverse("board:question", args=[self.school.slug, self.pk])


class Reply(SchoolOwned):
    """A word in answer to a question."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="replies")
    text = models.TextField(_("answer"))
    by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="replies")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Call(SchoolOwned):
    """That a question waits for somebody: until they have answered, read, or have nothing to add."""

    class Why(models.TextChoices):
        ANSWERS = "answers", _("answers for it")
        NAMED = "named", _("is named in it")
        REPLIED = "replied", _("asked, and has an answer")

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="calls")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="calls")
    why = models.CharField(max_length=10, choices=Why)
    by = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["made_at", "pk"]
        indexes = [
            models.Index(
                fields=["member"], condition=Q(done_at__isnull=True), name="board_open_calls"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "member"], name="a_question_calls_each_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member}"
