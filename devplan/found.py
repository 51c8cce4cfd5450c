"""What of the plans can be found: what they say, what is done, measured and looked at, and discussions."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from schools.findable import (
    INSIDERS,
    LEADERS,
    SENIOR,
    Findable,
    Found,
    colleague,
    position,
    register,
    subject,
)
from schools.models import PositionKind

from .models import (
    Action,
    AgendaItem,
    Criterion,
    Direction,
    Discussion,
    Indicator,
    Monitoring,
    Objective,
    Outcome,
    Plan,
    ProgressUpdate,
    Series,
    State,
    Strand,
)


def _is_read_by_all(plan: Plan) -> bool:
    return plan.state in (State.AGREED, State.CLOSED)


def _readers(plan: Plan) -> frozenset[str]:
    if _is_read_by_all(plan):
        return frozenset({INSIDERS})
    return frozenset({LEADERS, position(PositionKind.HEAD_OF_DEPARTMENT)})


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _address(name: str, plan: Plan, *arguments: Any) -> str:
    return reverse(f"devplan:{name}", args=[plan.school.slug, plan.pk, *arguments])


def _plans() -> QuerySet[Any]:
    return Plan.objects.select_related("school").prefetch_related("strands")


def _plan(row: Plan) -> Found:
    strands = (one.name for one in row.strands.all())
    return Found(
        row.title,
        _lines(row.introduction, row.strategies, *strands),
        row.get_absolute_url(),
        _readers(row),
    )


def _objectives() -> QuerySet[Any]:
    return Objective.objects.select_related("plan__school").prefetch_related("criteria")


def _objective(row: Objective) -> Found:
    return Found(
        row.text,
        _lines(row.sdp_reference, row.strategies, *(one.text for one in row.criteria.all())),
        f"{row.plan.get_absolute_url()}#objective-{row.pk}",
        _readers(row.plan),
    )


def _actions() -> QuerySet[Any]:
    return Action.objects.select_related("objective__plan__school").prefetch_related("updates")


def _action(row: Action) -> Found:
    said = (one.text for one in row.updates.all())
    return Found(
        row.text,
        _lines(row.rag_reason, row.monitored_how, *said),
        _address("update", row.objective.plan, row.pk),
        _readers(row.objective.plan),
    )


def _indicator(row: Indicator) -> Found:
    return Found(
        row.name,
        _lines(row.unit, row.source),
        _address("indicator", row.plan, row.pk),
        _readers(row.plan),
    )


def _look(row: Monitoring) -> Found:
    return Found(row.about, row.found, _address("monitoring", row.plan), _readers(row.plan))


def _discussions() -> QuerySet[Any]:
    return Discussion.objects.select_related("series", "plan__school").prefetch_related(
        "agenda", "outcomes", "series__people"
    )


def _discussion(row: Discussion) -> Found:
    """For who takes part and senior managers; upwards, once the minutes are agreed, for governors."""
    readers = {SENIOR}
    if _is_read_by_all(row.plan):
        readers |= {colleague(one.pk) for one in row.series.people.all()}
        if row.series.direction == Direction.DOWN:
            readers.add(subject(row.series.subject_id))
        elif row.state == Discussion.State.AGREED:
            readers.add(position(PositionKind.GOVERNOR))
    items = (part for one in row.agenda.all() for part in (one.text, one.detail, one.notes))
    outcomes = (one.text for one in row.outcomes.all())
    return Found(
        f"{row.series.title}, {date_format(row.held_on)}",
        _lines(row.notes, *items, *outcomes),
        _address("discussion", row.plan, row.pk),
        frozenset(readers),
    )


register(
    Findable(
        "plan",
        _("Plan"),
        50,
        Plan,
        _plans,
        _plan,
        "devplan.read",
        watches=((Strand, "strands"),),
    )
)
register(
    Findable(
        "objective",
        _("Objective"),
        50,
        Objective,
        _objectives,
        _objective,
        "devplan.read",
        watches=((Plan, "plan"), (Criterion, "criteria")),
    )
)
register(
    Findable(
        "action",
        _("Action"),
        50,
        Action,
        _actions,
        _action,
        "devplan.read",
        watches=((Plan, "objective__plan"), (ProgressUpdate, "updates")),
    )
)
register(
    Findable(
        "indicator",
        _("Indicator"),
        60,
        Indicator,
        lambda: Indicator.objects.select_related("plan__school"),
        _indicator,
        "devplan.read",
        watches=((Plan, "plan"),),
        about=lambda row: row.plan,
    )
)
register(
    Findable(
        "look",
        _("Monitoring"),
        60,
        Monitoring,
        lambda: Monitoring.objects.select_related("plan__school"),
        _look,
        "devplan.read",
        watches=((Plan, "plan"),),
        about=lambda row: row.plan,
    )
)
register(
    Findable(
        "discussion",
        _("Discussion"),
        50,
        Discussion,
        _discussions,
        _discussion,
        "devplan.read_minutes",
        watches=(
            (Plan, "plan"),
            (Series, "series"),
            (AgendaItem, "agenda"),
            (Outcome, "outcomes"),
        ),
    )
)
