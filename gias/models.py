"""What England's register ("Get Information about Schools") says of each school; nothing of ours, nothing of people."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Establishment(models.Model):
    """One school of the register, open or closed, in the register's own words."""

    urn = models.CharField(_("unique reference number (URN)"), max_length=6, unique=True)
    name = models.CharField(_("name"), max_length=150)
    kind = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=60, blank=True)
    closed = models.BooleanField(default=False)
    phase = models.CharField(max_length=60, blank=True)
    local_authority = models.CharField(_("local authority"), max_length=100, blank=True)
    town = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    trust_code = models.CharField(max_length=10, blank=True)
    trust = models.CharField(max_length=200, blank=True)
    # What it is found by: name, place and postcode, each word after a space (gias/words.py).
    words = models.CharField(max_length=500)

    class Meta:
        ordering = ["name", "urn"]

    def __str__(self) -> str:
        return self.name
