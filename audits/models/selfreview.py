"""Self-review: what several people judge of each strand, each alone, and the level that is then agreed.

What somebody judges is theirs: it goes when they are erased, and never stands in the trail. What was
agreed stays, with the words that it was agreed in.
"""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from schools.models import Member, SchoolOwned


class OwnStrand(SchoolOwned):
    """A strand of the self-review that the school has taken beside the product's own, in the school's words.

    `key` names what it was taken from, and `owner` whose that is; `adopted` keeps its words as they were then
    (`audits.strands.StrandWords`). `levels` are five, the lowest first: what one would see, how one knows, examples
    of what comes next. `plan_strand` is the kind of a plan's strand that it is of, "" where there is none such.
    """

    title = models.CharField(_("name"), max_length=120)
    about = models.CharField(_("what it asks"), max_length=300)
    levels = models.JSONField()
    plan_strand = models.CharField(max_length=20, blank=True)
    order = models.PositiveIntegerField(default=0)
    key = models.CharField(max_length=80)
    owner = models.CharField(max_length=40)
    adopted = models.JSONField()
    retired_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["order", "id"]
        indexes = [models.Index(fields=["school", "retired_on"])]
        constraints = [
            models.UniqueConstraint(fields=["school", "key"], name="a_strand_adopted_once")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def reworded(self) -> bool:
        """Whether the school has changed the words it adopted."""
        words = {"title": self.title, "about": self.about, "levels": self.levels}
        return bool(words != self.adopted)


class SelfReview(FSMModelMixin, SchoolOwned):
    """One review of where the school's work with technology stands, strand by strand.

    `strands` are those of the school's own, in the words that they had when it was opened: all that is judged in it
    is told by `audits.strands.strands_of`. `year` is the calendar year in which its academic year starts;
    `closes_on` the last day to judge. Judgements can be given while it is judging, and are seen by nobody else
    before it is revealed.
    """

    class State(models.TextChoices):
        JUDGING = "judging", _("being judged")
        REVEALED = "revealed", _("revealed")
        AGREED = "agreed", _("agreed")

    title = models.CharField(_("title"), max_length=120)
    year = models.PositiveIntegerField()
    state = FSMField(max_length=10, choices=State, default=State.JUDGING, protected=True)
    opened_on = models.DateField()
    closes_on = models.DateField(_("judge by"))
    revealed_on = models.DateField(null=True, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    opened_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    strands = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-opened_on", "-id"]
        indexes = [models.Index(fields=["school", "-opened_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opened_on")),
                name="a_self_review_closes_after_it_opens",
            ),
            models.UniqueConstraint(
                fields=["school"],
                condition=Q(state__in=["judging", "revealed"]),
                name="one_self_review_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state="judging", revealed_on=None)
                | Q(state__in=["revealed", "agreed"], revealed_on__isnull=False),
                name="a_revealed_self_review_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(state="agreed", agreed_on__isnull=False)
                | Q(state__in=["judging", "revealed"], agreed_on=None),
                name="an_agreed_self_review_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("audits:selfreview", args=[self.school.slug, self.pk])

    @property
    def is_judging(self) -> bool:
        return bool(self.state == self.State.JUDGING)

    @property
    def is_revealed(self) -> bool:
        return bool(self.state == self.State.REVEALED)

    @property
    def is_agreed(self) -> bool:
        return bool(self.state == self.State.AGREED)

    @property
    def can_be_judged(self) -> bool:
        """Whether a judgement can be given today."""
        return self.is_judging and timezone.localdate() <= self.closes_on

    @property
    def as_of(self) -> datetime.date:
        """The day for which it speaks: that of agreeing, else of its opening."""
        return self.agreed_on or self.opened_on

    @transition(field=state, source=State.JUDGING, target=State.REVEALED)
    def reveal(self) -> None:
        """Those who took part see all judgements, without names."""

    @transition(field=state, source=State.REVEALED, target=State.AGREED)
    def agree(self) -> None:
        """Every strand has its agreed level; nothing changes any more."""


class SelfReviewJudge(SchoolOwned):
    """Somebody who is asked to judge, guests too. `finished_at` is set once every strand is judged."""

    review = models.ForeignKey(SelfReview, on_delete=models.CASCADE, related_name="judges")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["school", "member"])]
        constraints = [
            models.UniqueConstraint(fields=["review", "member"], name="a_judge_once_a_self_review")
        ]

    def __str__(self) -> str:
        return f"{self.member}"


class StrandJudgement(SchoolOwned):
    """What one person says of one strand: a level or that they can't say, how they know, what next.

    Without either of the first two it holds words that were typed before a level was chosen. What was brought in
    with a school has no judge, only the review (`unnamed_in`): who judged what is not taken along.
    """

    judge = models.ForeignKey(
        SelfReviewJudge, null=True, on_delete=models.CASCADE, related_name="judgements"
    )
    unnamed_in = models.ForeignKey(
        SelfReview,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="unnamed_judgements",
    )
    strand = models.CharField(max_length=80)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    cannot_say = models.BooleanField(default=False)
    evidence = models.TextField(_("how do we know?"), blank=True)
    what_next = models.TextField(_("what next?"), blank=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["judge", "strand"], name="a_strand_judged_once"),
            models.CheckConstraint(
                condition=Q(judge__isnull=False, unnamed_in=None)
                | Q(judge=None, unnamed_in__isnull=False),
                name="a_judge_or_a_self_review",
            ),
            models.CheckConstraint(
                condition=Q(level=None) | Q(level__gte=1, level__lte=5),
                name="a_strand_judged_from_one_to_five",
            ),
            models.CheckConstraint(
                condition=Q(cannot_say=False) | Q(level=None),
                name="a_level_or_cannot_say",
            ),
        ]

    def __str__(self) -> str:
        return self.strand

    @property
    def answered(self) -> bool:
        """Whether a level is chosen, or that they can't say."""
        return self.cannot_say or self.level is not None


class AgreedLevel(SchoolOwned):
    """The level that was agreed for a strand, how the school knows, and what comes next.

    `title` and `descriptor` are the words of the strand and of the level on that day.
    """

    review = models.ForeignKey(SelfReview, on_delete=models.CASCADE, related_name="levels")
    strand = models.CharField(max_length=80)
    level = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    descriptor = models.CharField(max_length=500)
    evidence = models.TextField(_("how do we know?"))
    what_next = models.TextField(_("what next?"), blank=True)
    agreed_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    agreed_on = models.DateField()
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["school", "strand"])]
        constraints = [
            models.UniqueConstraint(fields=["review", "strand"], name="a_level_agreed_once"),
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=5), name="a_level_agreed_from_one_to_five"
            ),
        ]

    def __str__(self) -> str:
        return self.title
