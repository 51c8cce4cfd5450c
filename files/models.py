"""A file that somebody gave to the school."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schools.models import Member, SchoolOwned


def place(upload: "Upload", name: str) -> str:
    """Where a file is kept: below its school, under its digest, never under the name it came with."""
    return f"uploads/{upload.school_id}/{upload.sha256[:2]}/{upload.sha256}"


class Upload(SchoolOwned):
    """One uploaded file: its contents are checked before it is kept (files/actions.py)."""

    file = models.FileField(upload_to=place)
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.name
