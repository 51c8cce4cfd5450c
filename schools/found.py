"""What of the school itself can be found: its people, its vision, what was suggested for it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from .findable import INSIDERS, SENIOR, Findable, Found, insider, register
from .models import Aim, Member, Position, School, Vision, VisionSuggestion
from .permissions import may


def _members() -> QuerySet[Any]:
    return Member.objects.select_related("school").prefetch_related("positions", "subjects")


def _member(row: Member) -> Found | None:
    if row.left_on:
        return None
    subjects = ", ".join(one.name for one in row.subjects.all())
    return Found(
        row.name,
        "\n".join(part for part in (row.positions_text, subjects) if part),
        reverse("schools:people", args=[row.school.slug]),
        frozenset({INSIDERS}),
    )


def _visions() -> QuerySet[Any]:
    return Vision.objects.select_related("school").prefetch_related("aims")


def _vision(row: Vision) -> Found:
    return Found(
        _now("Vision, version %(number)s") % {"number": row.number},
        "\n".join([row.text, *(aim.text for aim in row.aims.all())]),
        reverse("schools:vision_version", args=[row.school.slug, row.number]),
        frozenset({INSIDERS}),
    )


def _suggestion(row: VisionSuggestion) -> Found:
    return Found(
        _now("A suggestion for the vision"),
        f"{row.text}\n{row.answer}".strip(),
        reverse("schools:vision", args=[row.school.slug]) + "#suggestions",
        frozenset({SENIOR, insider(row.member_id)}),
    )


def _suggested_it(member: Member, row: VisionSuggestion) -> bool:
    return row.member_id == member.pk and may(member, "schools.read")


register(
    Findable(
        "person",
        _("Person"),
        0,
        Member,
        _members,
        _member,
        "schools.read",
        watches=((Position, "positions"), (School, "school")),
    )
)
register(
    Findable(
        "vision",
        _("Vision"),
        10,
        Vision,
        _visions,
        _vision,
        "schools.read",
        watches=((Aim, "aims"),),
    )
)
register(
    Findable(
        "suggestion",
        _("Suggestion"),
        10,
        VisionSuggestion,
        lambda: VisionSuggestion.objects.select_related("school"),
        _suggestion,
        "schools.write_vision",
        own=_suggested_it,
    )
)
