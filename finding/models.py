"""What is kept so that things can be found: a row a thing, beside the words that the database indexes itself."""

from __future__ import annotations

from django.db import models

from schools.models import SchoolOwned


class Audience(SchoolOwned):
    """Those who may read something: tokens of schools/findable.py, in order, one space apart.

    `digest` is the SHA-256 of `tokens`, which may be too long for an index.
    """

    tokens = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "digest"], name="an_audience_once_a_school")
        ]

    def __str__(self) -> str:
        return self.tokens


class Entry(SchoolOwned):
    """One thing that can be found. The migration adds the index over `title` and `text`."""

    kind = models.CharField(max_length=30)
    thing = models.PositiveBigIntegerField()
    step = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    url = models.CharField(max_length=200)
    audience = models.ForeignKey(Audience, on_delete=models.CASCADE, related_name="entries")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["kind", "thing"], name="a_thing_found_once")]

    def __str__(self) -> str:
        return self.title
