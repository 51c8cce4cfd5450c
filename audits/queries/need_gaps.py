"""Gaps of the training needs: areas in which staff together cannot yet do without help."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roles.library import fill
from schools.json_rows import Asked, Rows, day
from schools.models import School
from schools.wording import listed

from ..cells import this_year
from ..gaps import Gap, Price, Source
from ..models import SkillsAnswer, SkillsQuestion, TrainingOffer
from ..needs import LEAST, Need, Stood, level, needs_of
from ..skills_library import skills_library
from .gaps import read
from .needs import level_words

NEED = "need"
_AREA = ("audit", "audit__closes_on", "audit__closed_on", "audit__opened_on", "area")
_OFFERED = ("skills__area", "year", "cost", "title", "pk")
PLAN_STRANDS = {"everyday": "staff_use", "capability": "capability", "running": "administration"}


def open_gaps(school: School) -> list[Gap]:
    """Every area in which staff are not sure yet, as the last round that has ended says: one query."""
    return read(school, {NEED: None})


def _asks(school: School, pks: list[int] | None) -> Asked:
    """Every area of every round that has ended, and each person's answers to it; for open ones what is offered too."""
    today = timezone.localdate()
    over = Q(audit__closed_on__isnull=False) | Q(audit__closes_on__lt=today)
    asked = SkillsQuestion.objects.filter(over, school=school).order_by()
    areas = asked.values(*_AREA).annotate(first=Min("pk"), many=Count("pk"))
    of_question = Q(question__audit__closed_on__isnull=False) | Q(
        question__audit__closes_on__lt=today
    )
    answers = SkillsAnswer.objects.filter(of_question, school=school, confidence__isnull=False)
    people = (
        answers.order_by()
        .values("question__audit", "question__area", "asked")
        .annotate(many=Count("pk"), points=Sum("confidence"))
    )
    rows: dict[str, Any] = {
        "areas": (areas, (*_AREA, "first", "many")),
        "people": (people, ("question__audit", "question__area", "many", "points")),
    }
    return rows | ({"offered": (_offers(school), _OFFERED)} if pks is None else {})


def _reads(school: School, found: Rows, pks: list[int] | None) -> list[Gap]:
    needs = needs_of(_stood(found))
    if pks is not None:
        return [_gap_of(school, one, {}) for one in needs if one.first.pk in pks]
    place = skills_library().place
    going = [one for one in needs if one.closed is None]
    going.sort(key=lambda one: place(one.first.area))
    prices = _prices(found["offered"])
    return [_gap_of(school, one, prices) for one in going]


def price_of(school: School, gap: Gap) -> Price | None:
    """What the training that is offered for a need costs: two queries."""
    area = SkillsQuestion.objects.filter(school=school, pk=gap.pk).values_list("area", flat=True)
    found = area.first()
    offers = _offers(school).filter(skills__area=found).values_list(*_OFFERED)
    return _prices(offers).get(found) if found else None


SOURCE = Source(NEED, _asks, _reads, price_of)


def _stood(found: Rows) -> list[Stood]:
    """Every area of every round that has ended, the oldest first.

    As in the heat map, only those count who answered all of an area.
    """
    areas = sorted(found["areas"], key=lambda one: (one[3], one[0], one[4]))
    questions = {(audit, area): many for audit, *_days, area, _first, many in areas}
    people: dict[tuple[int, str], list[int]] = defaultdict(list)
    for audit, area, many, points in found["people"]:
        if many == questions.get((audit, area)):
            people[audit, area].append(points)
    return [
        Stood(
            first, area, audit, day(min(closed or closes, closes)), _mean(people[audit, area], many)
        )
        for audit, closes, closed, _opened, area, first, many in areas
    ]


def _mean(points: list[int], questions: int) -> float | None:
    return sum(points) / (len(points) * questions) if len(points) >= LEAST else None


def _offers(school: School) -> QuerySet[TrainingOffer]:
    """The training that costs something and is still to come, once for each skill that it is for."""
    rows = TrainingOffer.objects.filter(
        school=school, cancelled_on=None, marked_at=None, cost__gt=0
    )
    return rows.filter(year__gte=this_year()).order_by("year", "pk")


def _prices(offers: Iterable[Sequence[Any]]) -> dict[str, Price]:
    """What it costs by area, of its first year; `offers` are rows of `_OFFERED`."""
    found: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for area, year, cost, title, _pk in dict.fromkeys(map(tuple, offers)):
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
