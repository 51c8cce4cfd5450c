"""How somebody wants to be told, and what they were told when."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schools.models import Member, SchoolOwned


class How(models.TextChoices):
    """How often somebody gets an e-mail of what waits for them and what is new."""

    WEEKLY = "weekly", _("Once a week, on Monday morning")
    DAILY = "daily", _("On every weekday on which there is something new")
    NEVER = "never", _("Never")


class Telling(SchoolOwned):
    """What a member chose; who has chosen nothing is told weekly."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="telling")
    how = models.CharField(max_length=10, choices=How, default=How.WEEKLY)

    def __str__(self) -> str:
        return f"{self.member}: {self.how}"


class Digest(SchoolOwned):
    """That a member was told on a day, or that there was nothing to tell (`lines` 0).

    It is written before the e-mail goes out, so that of two runs at once only one sends it; while
    `done_at` is empty it is on its way, or the run broke off. `said` is a digest of what waited.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="digests")
    day = models.DateField()
    begun_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
    lines = models.PositiveIntegerField(default=0)
    said = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["member", "day"], name="a_digest_a_member_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.day}"
