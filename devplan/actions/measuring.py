"""Writing what can be measured: an indicator, where it stood, and where it shall stand by when."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.models import Member
from schools.permissions import check
from schools.refusals import Refused
from schools.trail import record, sentence

from ..models import Indicator, Objective, Target
from .checking import Changed, NotSo, day_in, open_plan, text_in, void_signatures

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

    @classmethod
    def of(cls, indicator: Indicator) -> IndicatorWords:
        """What an indicator says now."""
        return cls(
            indicator.name,
            indicator.unit,
            indicator.direction,
            indicator.baseline,
            indicator.baseline_on,
            indicator.source,
            tuple((one.value, one.due_on) for one in indicator.targets.order_by("due_on")),
        )

    @property
    def mark(self) -> str:
        """A short sign of what is said: another for other words, the same for the same."""
        targets = sorted((str(day), value.normalize()) for value, day in self.targets)
        baseline = None if self.baseline is None else self.baseline.normalize()
        said = [self.name.strip(), self.unit.strip(), self.direction, str(baseline)]
        said += [str(self.baseline_on), self.source.strip(), str(targets)]
        return sha256("\n".join(said).encode()).hexdigest()[:16]


@transaction.atomic
def add_indicator(
    objective: Objective,
    member: Member,
    words: IndicatorWords,
    others: Collection[Objective] = (),
) -> Indicator:
    """Let an objective, and `others` of its plan, be measured by something new.

    Raises:
        NotAllowed: `member` may not write one of the objectives.
        NotSo: a name, a number or a day cannot be.
        Refused: the plan is closed.
    """
    check(member, "devplan.write", objective)
    plan = open_plan(objective.plan_id)
    indicator = Indicator(school=plan.school, plan=plan)
    _set(indicator, words)
    indicator.objectives.add(objective)
    _measures(indicator, objective, member, others)
    _record(objective, member, "devplan.indicator_added", indicator.name)
    return indicator


@transaction.atomic
def change_indicator(
    indicator: Indicator,
    objective: Objective,
    member: Member,
    words: IndicatorWords,
    *,
    others: Collection[Objective] | None = None,
    read: str = "",
) -> Indicator:
    """Change an indicator of an objective, its targets, and which other objectives it measures.

    `others` are the objectives that it measures beside this one; None leaves them as they are. `read`
    is the mark of the words that the writer has read, where it is to be seen whether they are still so.

    Raises:
        NotAllowed: `member` may not write each objective that it measures, or would measure.
        NotSo: a name, a number or a day cannot be.
        Changed: somebody else changed it since; `now` is an `IndicatorWords`.
        Refused: the plan is closed.
    """
    open_plan(indicator.plan_id)
    now = Indicator.objects.select_for_update().get(pk=indicator.pk)
    now.plan, now.school = objective.plan, objective.school
    for one in now.objectives.all():
        check(member, "devplan.write", one)
    said = IndicatorWords.of(now)
    if said.mark != words.mark:
        if read and said.mark != read:
            raise Changed(said, 0)
        _set(now, words)
    if others is not None:
        _measures(now, objective, member, others)
    _record(objective, member, "devplan.indicator_changed", now.name)
    return now


def _measures(
    indicator: Indicator, objective: Objective, member: Member, others: Collection[Objective]
) -> None:
    """Let it measure the objective and these others, all of which `member` may write."""
    for one in others:
        if one.plan_id != indicator.plan_id:
            raise NotSo("others", _("Choose objectives of this plan."))
        check(member, "devplan.write", one)
    indicator.objectives.set({objective, *others})


@transaction.atomic
def remove_indicator(indicator: Indicator, objective: Objective, member: Member) -> None:
    """Let an objective no longer be measured by this; one that measures nothing else goes.

    Raises:
        NotAllowed: `member` may not write this objective.
        Refused: it was measured, and measures nothing else; or the plan is closed.
    """
    check(member, "devplan.write", objective)
    open_plan(objective.plan_id)
    alone = not indicator.objectives.exclude(pk=objective.pk).exists()
    if alone and indicator.measurements.exists():
        raise Refused(
            _(
                "It was measured, and what was measured would be lost. Keep it, or take out its "
                "measurements first."
            )
        )
    indicator.objectives.remove(objective)
    _record(objective, member, "devplan.indicator_removed", indicator.name)
    if alone:
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
