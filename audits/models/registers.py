"""The registers: what the school has, pays for and has to renew, with its papers and its care."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schools.models import Member, SchoolOwned


class RegisterKind(models.TextChoices):
    """What an entry is, in the order in which registers are read."""

    FILTERING = "filtering", _("filtering")
    PROTECTION = "protection", _("virus protection")
    BROADBAND = "broadband", _("broadband")
    LICENCE = "licence", _("software licence")
    CONTRACT = "contract", _("contract")
    SERVICE = "service", _("service")
    EQUIPMENT = "equipment", _("equipment")


# What pupils and data are not safe without: once expired it is a red line on pages.
PROTECTIVE = (RegisterKind.FILTERING, RegisterKind.PROTECTION)


class Period(models.TextChoices):
    """How often the cost of an entry is paid."""

    ONCE = "once", _("once")
    MONTHLY = "monthly", _("a month")
    TERMLY = "termly", _("a term")
    YEARLY = "yearly", _("a year")


class RegisterEntry(SchoolOwned):
    """Something that the school has or pays for.

    `pence` is the cost of all of it together, once or in each `period`; None where it is not known.
    `in_use` counts what is used of `quantity`, for licences. Who answers for it is `owner`, or words.
    `notice_on` is `renews_on` less `notice_days`, kept so that it can be asked for. `replaced_in` is the
    calendar year in which the academic year starts in which it is to be replaced.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=RegisterKind)
    name = models.CharField(_("name"), max_length=160)
    tag = models.CharField(_("asset tag or serial number"), max_length=80, blank=True)
    supplier = models.CharField(_("supplier"), max_length=120, blank=True)
    owner = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    owner_words = models.CharField(_("answered for by"), max_length=120, blank=True)
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    in_use = models.PositiveIntegerField(_("in use"), null=True, blank=True)
    place = models.CharField(_("where"), max_length=120, blank=True)
    pence = models.PositiveBigIntegerField(_("cost"), null=True, blank=True)
    period = models.CharField(_("paid"), max_length=8, choices=Period, default=Period.ONCE)
    bought_on = models.DateField(_("bought on"), null=True, blank=True)
    starts_on = models.DateField(_("start"), null=True, blank=True)
    renews_on = models.DateField(_("renewal date"), null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField(_("days of notice"), null=True, blank=True)
    notice_on = models.DateField(null=True, blank=True)
    replaced_in = models.PositiveIntegerField(_("replacement year"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    retired_on = models.DateField(null=True, blank=True)
    retired_why = models.CharField(_("why"), max_length=300, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["kind", "name", "id"]
        indexes = [
            models.Index(fields=["school", "retired_on", "kind"]),
            models.Index(fields=["school", "retired_on", "renews_on"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(renews_on=None) | Q(starts_on__lte=F("renews_on")),
                name="an_entry_renews_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(replaced_in=None) | Q(replaced_in__gte=1990, replaced_in__lte=2200),
                name="an_entry_replaced_in_a_year",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def answered_for_by(self) -> str:
        """Who answers for it, in words; "" where nobody is named."""
        return self.owner.name if self.owner else self.owner_words


class EntryDocument(SchoolOwned):
    """A paper of an entry: its contract, invoice, licence."""

    entry = models.ForeignKey(RegisterEntry, on_delete=models.CASCADE, related_name="documents")
    upload = models.ForeignKey("files.Upload", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("what it is"), max_length=120, blank=True)
    added_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["added_at", "id"]
        indexes = [models.Index(fields=["school", "entry"])]

    def __str__(self) -> str:
        return self.title or self.upload.name


class Renewal(SchoolOwned):
    """A day that an entry has to be renewed or replaced by, and what came of it.

    The one that is open is the entry's next; those that are closed are its history. A plan can point at
    either. Of a replacement `due_on` is the first day of the academic year.
    """

    class What(models.TextChoices):
        RENEWAL = "renewal", _("renewal")
        REPLACEMENT = "replacement", _("replacement")

    class How(models.TextChoices):
        RENEWED = "renewed", _("renewed")
        REPLACED = "replaced", _("replaced")
        ENDED = "ended", _("ended")

    entry = models.ForeignKey(RegisterEntry, on_delete=models.CASCADE, related_name="renewals")
    what = models.CharField(max_length=12, choices=What)
    due_on = models.DateField()
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    how = models.CharField(max_length=10, choices=How, blank=True)
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["school", "closed_on", "due_on"]),
            models.Index(fields=["school", "entry"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "what"],
                condition=Q(closed_on=None),
                name="one_open_renewal_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry}"


class Maintenance(SchoolOwned):
    """Something that was done to an item, or is wrong with it. `pence` is what it cost."""

    class State(models.TextChoices):
        FAULT = "fault", _("fault")
        FIXED = "fixed", _("put right")
        SERVICED = "serviced", _("serviced")

    entry = models.ForeignKey(RegisterEntry, on_delete=models.CASCADE, related_name="maintenance")
    happened_on = models.DateField(_("day"))
    state = models.CharField(_("what it was"), max_length=10, choices=State)
    text = models.CharField(_("what happened"), max_length=500)
    who = models.CharField(_("who did it"), max_length=120, blank=True)
    pence = models.PositiveBigIntegerField(_("cost"), null=True, blank=True)
    next_on = models.DateField(_("next due"), null=True, blank=True)
    recorded_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-happened_on", "-id"]
        indexes = [
            models.Index(fields=["school", "entry"]),
            models.Index(fields=["school", "next_on"]),
        ]

    def __str__(self) -> str:
        return self.text[:60]
