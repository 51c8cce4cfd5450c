"""Writing what can be measured: an indicator, where it stood, and where it shall stand by when."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.models import Member
from schools.permissions import check
from schools.trail import record, sentence

from ..models import Indicator, Objective, Target
from .checking import NotSo, day_in, open_plan, text_in, void_signatures

sentence("devplan.indicator_added", gettext_lazy("%(who)s added the indicator “%(indicator)s”"))
sentence("devplan.indicator_changed", gettext_lazy("%(who)s changed the indicator “%(indicator)s”"))
sentence(
    "devplan.indicator_removed", gettext_lazy("%(who)s took out the indicator “%(indicator)s”")
)

MOST = Decimal("9999999999")


@dataclass(frozen=True)
class IndicatorWords:
    """What an indicator says; `targets` are (value, day) in any order."""

    name: str
    unit: str = ""
    direction: str = Indicator.Direction.UP
    baseline: Decimal | None = None
    baseline_on: datetime.date | None = None
    source: str = ""
    targets: Sequence[tuple[Decimal, datetime.date]] = ()


@transaction.atomic
def add_indicator(objective: Objective, member: Member, words: IndicatorWords) -> Indicator:
    """Let an objective be measured by something new.

    Raises:
        NotAllowed: `member` may not write this objective.
        NotSo: a name, a number or a day cannot be.
        Refused: the plan is closed.
    """
    check(member, "devplan.write", objective)
    plan = open_plan(objective.plan_id)
    indicator = Indicator(school=plan.school, plan=plan)
    _set(indicator, words)
    indicator.objectives.add(objective)
    _record(objective, member, "devplan.indicator_added", indicator.name)
    return indicator


@transaction.atomic
def change_indicator(
    indicator: Indicator, objective: Objective, member: Member, words: IndicatorWords
) -> Indicator:
    """Change an indicator of an objective, and its targets.

    Raises:
        NotAllowed: `member` may not write each objective that it measures.
        NotSo: a name, a number or a day cannot be.
        Refused: the plan is closed.
    """
    for one in indicator.objectives.all():
        check(member, "devplan.write", one)
    open_plan(indicator.plan_id)
    _set(indicator, words)
    _record(objective, member, "devplan.indicator_changed", indicator.name)
    return indicator


@transaction.atomic
def remove_indicator(indicator: Indicator, objective: Objective, member: Member) -> None:
    """Let an objective no longer be measured by this; one that measures nothing else goes.

    Raises:
        NotAllowed: `member` may not write this objective.
        Refused: the plan is closed.
    """
    check(member, "devplan.write", objective)
    open_plan(indicator.plan_id)
    indicator.objectives.remove(objective)
    _record(objective, member, "devplan.indicator_removed", indicator.name)
    if not indicator.objectives.exists():
        indicator.delete()


def _set(indicator: Indicator, words: IndicatorWords) -> None:
    indicator.name = text_in("name", words.name, 200, _("Say what is measured."))
    indicator.unit = text_in("unit", words.unit, 30)
    if words.direction not in Indicator.Direction.values:
        raise NotSo("direction", _("Choose whether higher or lower is better."))
    indicator.direction = words.direction
    indicator.baseline = _number("baseline", words.baseline)
    indicator.baseline_on = day_in("baseline_on", words.baseline_on)
    indicator.source = text_in("source", words.source, 200)
    days = [day for _value, day in words.targets]
    if len(set(days)) < len(days):
        raise NotSo("targets", _("Two targets are for the same day. Leave one out."))
    for value, day in words.targets:
        _number("targets", value)
        day_in("targets", day)
    indicator.save()
    indicator.targets.all().delete()
    Target.objects.bulk_create(
        Target(school=indicator.school, indicator=indicator, value=value, due_on=day)
        for value, day in words.targets
    )


def _number(field: str, value: Decimal | None) -> Decimal | None:
    if value is not None and (not value.is_finite() or abs(value) > MOST):
        raise NotSo(field, _("That number is too large. Choose another unit."))
    return value


def _record(objective: Objective, member: Member, verb: str, name: str) -> None:
    plan = objective.plan
    void_signatures(plan)
    path = plan.get_absolute_url()
    record(plan.school, member, verb, path=path, plan=plan.title, indicator=name)
