"""A plan that a school brings along: the file as it came, and its rows while they are mended."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schools.models import Member, SchoolOwned

from .plan import Plan


class PlanImport(SchoolOwned):
    """A table on its way into a plan.

    `upload` is the original, `rows` the table's cells as read and mended, `columns` what they are
    taken for (queries.bringing.Setting). Nothing is in the plan before `finished_at`.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="imports")
    upload = models.ForeignKey("files.Upload", on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    table = models.PositiveSmallIntegerField(_("table"), default=0)
    columns = models.JSONField(default=dict)
    rows = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-started_at", "-id"]
        indexes = [models.Index(fields=["school", "plan"])]

    def __str__(self) -> str:
        return f"{self.upload}"
