"""What people tell each other: notes on the noticeboard, and who has read them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schools.models import Member, SchoolOwned, Subject


class Note(SchoolOwned):
    """A short note to colleagues. Without a subject or a key stage it is for all of them."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SHOWN = "shown", _("on the noticeboard")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class About(models.TextChoices):
        PLANNING = "planning", _("How it fits what is being planned")
        CHANGED = "changed", _("What has changed")
        TRY = "try", _("Something to try")

    about = models.CharField(_("what it is"), max_length=10, choices=About)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("note"))
    links = models.JSONField(_("links"), default=list)
    subjects = models.ManyToManyField(Subject, blank=True, related_name="notes")
    key_stages = models.JSONField(_("key stages"), default=list)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    written_by = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="notes_written"
    )
    written_at = models.DateTimeField(default=timezone.now)
    shown_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-shown_at", "-pk"]
        indexes = [models.Index(fields=["school", "state", "-shown_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | Q(shown_at__isnull=False),
                name="a_note_that_was_shown_says_when",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("board:note", args=[self.school.slug, self.pk])

    @property
    def for_whom(self) -> list[str]:
        """The subjects and key stages it is for, by name; none where it is for everybody (prefetch)."""
        return [*(one.name for one in self.subjects.all()), *self.key_stages]


class NoteRead(SchoolOwned):
    """That somebody opened a note, and when first."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="reads")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="notes_read")
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["read_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["note", "member"], name="a_note_is_read_once_by_each")
        ]

    def __str__(self) -> str:
        return f"{self.member}"
