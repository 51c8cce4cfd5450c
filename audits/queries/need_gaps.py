"""Gaps of the training needs: areas in which staff together cannot yet do without help."""

from __future__ import annotations

import datetime
from collections import defaultdict

from django.db.models import Count, Min, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roles.library import fill
from schools.models import School
from schools.wording import listed

from ..cells import this_year
from ..gaps import Gap, Price, Source
from ..models import SkillsAnswer, SkillsQuestion, TrainingOffer
from ..needs import LEAST, Need, Stood, level, needs_of
from ..skills_library import skills_library
from .needs import level_words

NEED = "need"
PLAN_STRANDS = {"everyday": "staff_use", "capability": "capability", "running": "administration"}


def open_gaps(school: School) -> list[Gap]:
    """Every area in which staff are not sure yet, as the last round that has ended says: three queries at most."""
    place = skills_library().place
    going = [one for one in needs_of(_stood(school)) if one.closed is None]
    going.sort(key=lambda one: place(one.first.area))
    prices = _prices(school, {one.first.area for one in going})
    return [_gap_of(school, one, prices) for one in going]


def some_gaps(school: School, pks: list[int]) -> list[Gap]:
    """These, open or closed, without their prices: two queries."""
    found = [one for one in needs_of(_stood(school)) if one.first.pk in pks]
    return [_gap_of(school, one, {}) for one in found]


def price_of(school: School, gap: Gap) -> Price | None:
    """What the training that is offered for a need costs: two queries."""
    area = SkillsQuestion.objects.filter(school=school, pk=gap.pk).values_list("area", flat=True)
    found = area.first()
    return _prices(school, {found}).get(found) if found else None


SOURCE = Source(NEED, open_gaps, some_gaps, price_of)


def _stood(school: School) -> list[Stood]:
    """Every area of every round that has ended, the oldest first: two queries.

    As in the heat map, only those count who answered all of an area.
    """
    today = timezone.localdate()
    over = Q(audit__closed_on__isnull=False) | Q(audit__closes_on__lt=today)
    asked = SkillsQuestion.objects.filter(over, school=school).order_by(
        "audit__opened_on", "audit_id"
    )
    rows = asked.values_list(
        "audit", "audit__closes_on", "audit__closed_on", "audit__opened_on", "area"
    ).annotate(first=Min("pk"), many=Count("pk"))
    questions: dict[tuple[int, str], tuple[int, int]] = {}
    days: dict[int, datetime.date] = {}
    for audit, closes, closed, _opened, area, first, many in rows:
        questions[audit, area] = (first, many)
        days[audit] = min(closed or closes, closes)
    if not days:
        return []
    answers = SkillsAnswer.objects.filter(question__audit__in=days, confidence__isnull=False)
    people: dict[tuple[int, str], list[int]] = defaultdict(list)
    for audit, area, _asked, many, points in (
        answers.order_by()
        .values_list("question__audit_id", "question__area", "asked_id")
        .annotate(many=Count("pk"), points=Sum("confidence"))
    ):
        if many == questions[audit, area][1]:
            people[audit, area].append(points)
    order = {pk: number for number, pk in enumerate(days)}
    return [
        Stood(first, area, audit, days[audit], _mean(people[audit, area], many))
        for (audit, area), (first, many) in sorted(
            questions.items(), key=lambda one: (order[one[0][0]], one[1][0])
        )
    ]


def _mean(points: list[int], questions: int) -> float | None:
    return sum(points) / (len(points) * questions) if len(points) >= LEAST else None


def _prices(school: School, areas: set[str]) -> dict[str, Price]:
    """What the training costs that is offered for these areas and still to come, of its first year: one query."""
    if not areas:
        return {}
    rows = (
        TrainingOffer.objects.filter(school=school, cancelled_on=None, marked_at=None, cost__gt=0)
        .filter(year__gte=this_year(), skills__area__in=areas)
        .order_by("year", "pk")
        .distinct()
    )
    found: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for area, year, cost, title, _pk in rows.values_list(
        "skills__area", "year", "cost", "title", "pk"
    ):
        found[area].append((year, cost, title))
    prices = {}
    for area, many in found.items():
        first = [one for one in many if one[0] == many[0][0]]
        titles = listed([f"“{title}”" for _year, _cost, title in first])
        why = _("Training that is offered: %(training)s") % {"training": titles}
        prices[area] = Price(many[0][0], sum(one[1] for one in first), "training", why[:300])
    return prices


def _gap_of(school: School, need: Need, prices: dict[str, Price]) -> Gap:
    """A need as what a plan is offered."""
    first, last = need.first, need.latest
    area = skills_library().area(first.area)
    title = fill(area.title, school.labels) if area else first.area
    said = {"words": level_words(level(last.mean)), "mean": f"{last.mean or 0:.1f}"}
    ended = ""
    if need.closed is not None:
        ended = _("“%(words)s”, %(mean)s of 4, on %(day)s") % {
            "words": level_words(level(need.closed.mean)),
            "mean": f"{need.closed.mean or 0:.1f}",
            "day": date_format(need.closed.on, "j F Y"),
        }
    shown = need.closed or last
    return Gap(
        kind=NEED,
        pk=first.pk,
        text=_("Staff are sure of themselves: %(area)s") % {"area": title},
        about=_("training needs, %(area)s") % {"area": title},
        subject_id=None,
        subject="",
        key_stage="",
        answer=said["words"],
        opened_on=first.on,
        closed_on=need.closed.on if need.closed else None,
        url=reverse("audits:needs_area", args=[school.slug, shown.audit, first.area]),
        stood=_("what staff can do “%(words)s”, %(mean)s of 4") % said,
        ended=ended,
        strand=PLAN_STRANDS.get(first.area, "pedagogy"),
        price=prices.get(first.area),
    )
