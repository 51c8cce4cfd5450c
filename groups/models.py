"""A group of schools, its people, its schools, what it offers them, and what they publish to it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schools.models import SchoolOwned, User

LONGEST_SLUG = 30


class Group(models.Model):
    """Schools that have something in common. Its address never changes: the keys of what it offers begin with it."""

    class Kind(models.TextChoices):
        TRUST = "trust", _("trust")
        AUTHORITY = "authority", _("local authority")
        CHARITY = "charity", _("charity")

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(unique=True, max_length=LONGEST_SLUG)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    sample = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("groups:overview", args=[self.slug])

    @property
    def own(self) -> str:
        """What the keys of all that it offers begin with, and no others."""
        return f"{self.slug}:"


class GroupMember(models.Model):
    """Somebody of a group: of no school by that, and with nothing to see there but what it publishes."""

    class Part(models.TextChoices):
        ADMINISTRATOR = "administrator", _("administrator")
        READER = "reader", _("reader")

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="people")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="groups_of_schools")
    part = models.CharField(_("may"), max_length=14, choices=Part, default=Part.READER)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["user__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["group", "user"], name="a_person_once_a_group")
        ]

    def __str__(self) -> str:
        return f"{self.user}"

    @property
    def administers(self) -> bool:
        return self.part == self.Part.ADMINISTRATOR


class Affiliation(SchoolOwned):
    """A school that a group has invited; it belongs to the group once its head has accepted."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="affiliations")
    invited_at = models.DateTimeField(default=timezone.now)
    joined_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["group__name"]
        indexes = [models.Index(fields=["group", "joined_on"])]
        constraints = [
            models.UniqueConstraint(fields=["school", "group"], name="a_school_once_a_group")
        ]

    def __str__(self) -> str:
        return f"{self.group}"


class Published(SchoolOwned):
    """The figures of one topic as a school last published them to a group: copies, with their day.

    The group reads nothing else of the school. Without the row the topic is not published.
    """

    affiliation = models.ForeignKey(Affiliation, on_delete=models.CASCADE, related_name="published")
    topic = models.CharField(max_length=20)
    figures = models.JSONField(default=dict)
    since = models.DateField(default=timezone.localdate)
    taken_on = models.DateField(default=timezone.localdate)

    class Meta:
        ordering = ["topic"]
        constraints = [
            models.UniqueConstraint(fields=["affiliation", "topic"], name="a_topic_published_once")
        ]

    def __str__(self) -> str:
        return self.topic


class Entry(models.Model):
    """One thing that a group offers its schools to adopt, in the group's words.

    `key` is for ever: schools' own wording hangs on it. It begins with the group's address. What an entry says where
    depends on its kind (`groups/kinds.py`): `place` is a duty's group, a statement's key stage, the area of
    a skill or the kind of a strand; `subject` the subject of a statement of entitlement. `minutes` are those
    that a duty takes in a week. A strand of the self-review asks its `why`, on five `levels`, the lowest first, kept
    as schools keep them (`audits.strands`).
    """

    class Kind(models.TextChoices):
        DUTY = "duty", _("duties")
        ENTITLEMENT = "entitlement", _("statements of entitlement")
        SKILL = "skill", _("statements about staff’s skills")
        STRAND = "strand", _("strands of a plan")
        SELFREVIEW = "selfreview", _("strands of the self-review")

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=12, choices=Kind)
    key = models.CharField(max_length=60, unique=True)
    place = models.CharField(max_length=40)
    subject = models.CharField(_("subject"), max_length=80, blank=True)
    text = models.CharField(_("words"), max_length=220)
    short = models.CharField(_("short name"), max_length=28, blank=True)
    why = models.CharField(_("why it matters"), max_length=220, blank=True)
    minutes = models.PositiveIntegerField(_("minutes a week"), null=True, blank=True)
    levels = models.JSONField(default=list, blank=True)
    order = models.PositiveIntegerField(default=0)
    retired_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["order", "pk"]
        indexes = [models.Index(fields=["group", "kind", "order"])]
        constraints = [
            models.CheckConstraint(condition=~Q(key=""), name="an_entry_of_a_group_has_a_key")
        ]

    def __str__(self) -> str:
        return self.text
