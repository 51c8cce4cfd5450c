"""The objectives of the plan, as what a purchase can be for."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from audits.purposes import Purpose
from schools.models import Member, School
from schools.permissions import may

from .models import Objective
from .queries.plans import current


def choices(member: Member) -> list[Purpose]:
    """The objectives of the plan that the member may read, in its order: two queries."""
    if not may(member, "devplan.enter"):
        return []
    plan = current(member)
    if plan is None:
        return []
    rows = Objective.objects.filter(plan=plan).order_by("strand__order", "strand_id", "order", "pk")
    return [_purpose(member.school, one) for one in rows]


def some(school: School, pks: Iterable[int]) -> dict[int, Purpose]:
    """These objectives, by their number: one query."""
    rows = Objective.objects.filter(school=school, pk__in=list(pks))
    return {one.pk: _purpose(school, one) for one in rows}


def _purpose(school: School, one: Objective) -> Purpose:
    url = reverse("devplan:plan", args=[school.slug, one.plan_id])
    return Purpose(one.pk, one.text, f"{url}#objective-{one.pk}")
