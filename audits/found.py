"""What of the audits can be found. What somebody answers about themselves is nowhere among it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from schools.findable import (
    INSIDERS,
    LEADERS,
    STAFF,
    Findable,
    Found,
    colleague,
    person,
    position,
    register,
)
from schools.models import PositionKind, SchoolOwned, Subject

from .cells import stage_title, year_name
from .models import (
    AgreedLevel,
    Judgement,
    Kind,
    Maintenance,
    OwnStrand,
    Purchase,
    RegisterEntry,
    SelfReview,
    SelfReviewJudge,
    Skill,
    SkillsAudit,
    Statement,
    TrainingOffer,
)
from .strands import StrandWords

READERS = frozenset({INSIDERS})


# Entitlement -----------------------------------------------------------------------------------
def _statement(row: Statement) -> Found:
    about = row.subject.name if row.subject else row.get_kind_display()
    return Found(
        row.text,
        f"{about}, {stage_title(row.key_stage)}\n{row.why}".strip(),
        reverse("audits:statements", args=[row.school.slug]) + f"#statement-{row.pk}",
        READERS,
    )


def _judgements() -> QuerySet[Any]:
    return Judgement.objects.select_related("school", "subject", "statement")


def _judgement(row: Judgement) -> Found | None:
    if not row.evidence:
        return None
    about = row.subject.name if row.subject else str(Kind.ICT.label)
    return Found(
        f"{about}, {stage_title(row.key_stage)}, {year_name(row.year)}",
        f"{row.statement.text}\n{row.evidence}",
        reverse("audits:entitlement", args=[row.school.slug]),
        READERS,
    )


register(
    Findable(
        "statement",
        _("Entitlement statement"),
        20,
        Statement,
        lambda: Statement.objects.select_related("school", "subject"),
        _statement,
        "audits.read_entitlement",
        watches=((Subject, "subject"),),
    )
)
register(
    Findable(
        "judgement",
        _("Entitlement: how we know"),
        20,
        Judgement,
        _judgements,
        _judgement,
        "audits.read_entitlement",
        watches=((Subject, "subject"), (Statement, "statement")),
    )
)


# Training needs --------------------------------------------------------------------------------
def _skill(row: Skill) -> Found:
    return Found(
        row.text,
        row.why,
        reverse("audits:skills_statements", args=[row.school.slug]),
        READERS,
    )


def _round(row: SkillsAudit) -> Found:
    return Found(
        row.title, year_name(row.year), reverse("audits:training", args=[row.school.slug]), READERS
    )


def _offer(row: TrainingOffer) -> Found:
    return Found(
        row.title,
        "\n".join(part for part in (row.about, row.place, row.outside) if part),
        reverse("audits:offer", args=[row.school.slug, row.pk]),
        READERS,
    )


def _owned(model: type[SchoolOwned]) -> Callable[[], QuerySet[Any]]:
    return lambda: model.objects.select_related("school")


KINDS: tuple[tuple[str, Any, type[SchoolOwned], Callable[[Any], Found]], ...] = (
    ("skill", _("Skill"), Skill, _skill),
    ("training", _("Skills audit"), SkillsAudit, _round),
    ("offer", _("Training"), TrainingOffer, _offer),
)
for _key, _title, _model, _describe in KINDS:
    register(Findable(_key, _title, 20, _model, _owned(_model), _describe, "audits.see_training"))


# Self-review -----------------------------------------------------------------------------------
def _readers_of(review: SelfReview) -> frozenset[str]:
    """Everybody with a position in the school, and those who judged."""
    return frozenset({INSIDERS, *(person(one.member_id) for one in review.judges.all())})


def _selfreview(row: SelfReview) -> Found | None:
    """One that is agreed: until then it is of those who take part, whom their front page leads there."""
    if not row.is_agreed:
        return None
    return Found(row.title, year_name(row.year), row.get_absolute_url(), _readers_of(row))


def _level(row: AgreedLevel) -> Found | None:
    if not row.review.is_agreed:
        return None
    url = reverse("audits:selfreview", args=[row.school.slug, row.review_id])
    return Found(
        f"{row.title}, {row.review.title}",
        "\n".join(part for part in (row.descriptor, row.evidence, row.what_next) if part),
        f"{url}#strand-{row.strand}",
        _readers_of(row.review),
    )


register(
    Findable(
        "selfreview",
        _("Self-review"),
        20,
        SelfReview,
        lambda: SelfReview.objects.select_related("school").prefetch_related("judges"),
        _selfreview,
        "audits.read_levels",
        watches=((SelfReviewJudge, "judges"),),
    )
)


def _strand(row: OwnStrand) -> Found:
    """One of the school's own, so that it is found by what one would see at a level too."""
    seen = "\n".join(one.text for one in StrandWords.of(row).levels)
    page = reverse("audits:selfreview_strands", args=[row.school.slug])
    return Found(row.title, f"{row.about}\n{seen}", page, READERS)


register(
    Findable(
        "ownstrand",
        _("Self-review: strand"),
        20,
        OwnStrand,
        lambda: OwnStrand.objects.select_related("school"),
        _strand,
        "audits.list_selfreviews",
    )
)
register(
    Findable(
        "level",
        _("Self-review: agreed level"),
        20,
        AgreedLevel,
        lambda: AgreedLevel.objects.select_related("school", "review").prefetch_related(
            "review__judges"
        ),
        _level,
        "audits.read_levels",
        watches=((SelfReview, "review"), (SelfReviewJudge, "review__judges")),
        about=lambda row: row.review,
    )
)


# Registers -------------------------------------------------------------------------------------
def _entry(row: RegisterEntry) -> Found:
    return Found(
        row.name,
        "\n".join(part for part in (row.supplier, row.tag, row.place, row.note) if part),
        reverse("audits:entry", args=[row.school.slug, row.pk]),
        frozenset({STAFF}),
    )


register(
    Findable(
        "entry",
        _("Register"),
        20,
        RegisterEntry,
        _owned(RegisterEntry),
        _entry,
        "audits.read_registers",
    )
)


def _purchase(row: Purchase) -> Found:
    """For those who keep the registers, and whoever asked for it."""
    keepers = (position(PositionKind.TECHNICIAN), position(PositionKind.BUSINESS_MANAGER))
    return Found(
        row.what,
        "\n".join(part for part in (row.why, row.supplier, row.reason) if part),
        reverse("audits:purchase", args=[row.school.slug, row.pk]),
        frozenset({LEADERS, *keepers, colleague(row.asked_by_id)}),
    )


register(
    Findable(
        "purchase",
        _("Purchase"),
        20,
        Purchase,
        _owned(Purchase),
        _purchase,
        "audits.see_purchase",
    )
)


def _maintenance(row: Maintenance) -> Found:
    return Found(
        f"{row.entry.name}: {row.text}",
        "\n".join(part for part in (str(row.get_state_display()), row.who) if part),
        reverse("audits:entry", args=[row.school.slug, row.entry_id]) + "#log",
        frozenset({STAFF}),
    )


register(
    Findable(
        "maintenance",
        _("Maintenance"),
        20,
        Maintenance,
        lambda: Maintenance.objects.select_related("school", "entry"),
        _maintenance,
        "audits.read_registers",
        watches=((RegisterEntry, "entry"),),
    )
)
