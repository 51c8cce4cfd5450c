"""What a new plan takes over from the one before: whatever is unfinished."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from ..models import Action, Cost, Criterion, Indicator, Objective, Plan, Status, Strand, Target

SETTLED = (Status.DONE, Status.DROPPED)


def roll_over(previous: Plan, plan: Plan, made: Sequence[Strand]) -> None:
    """Write into `plan` the objectives of `previous` that are unfinished: their unmet criteria, their
    actions that are neither done nor dropped, costs of the new plan's years, and what is measured.

    Strands are matched by name, then by kind; one that `plan` has not is added. People who left
    lead and monitor nothing any more.
    """
    strands = _strands(previous, plan, made)
    objectives = previous.objectives.prefetch_related(
        "criteria",
        "actions__lead",
        "actions__monitored_by",
        "actions__supporters",
        "actions__costs",
    )
    copies: dict[int, Objective] = {}
    for old in objectives:
        if not _unfinished(old):
            continue
        copies[old.pk] = _objective(old, plan, strands[old.strand_id])
    _indicators(previous, plan, copies)


def _unfinished(objective: Objective) -> bool:
    """Something is left to do or to reach; or nothing was ever begun."""
    actions, criteria = list(objective.actions.all()), list(objective.criteria.all())
    if not actions and not criteria:
        return True
    return any(one.status not in SETTLED for one in actions) or any(
        one.met != Criterion.Met.MET for one in criteria
    )


def _strands(previous: Plan, plan: Plan, made: Sequence[Strand]) -> dict[int, Strand]:
    """The new plan's strand for each old one. Without any, the new plan has the old one's."""
    by_name = {one.name.casefold(): one for one in made}
    by_kind = {one.kind: one for one in reversed(made) if one.kind != "other"}
    needed = set(previous.objectives.values_list("strand_id", flat=True))
    found: dict[int, Strand] = {}
    order = len(made)
    for old in previous.strands.all():
        one = by_name.get(old.name.casefold()) or by_kind.get(old.kind)
        if one is None:
            if made and old.pk not in needed:
                continue
            one = Strand.objects.create(
                school=plan.school, plan=plan, name=old.name, kind=old.kind, order=order
            )
            order += 1
        found[old.pk] = one
    return found


def _objective(old: Objective, plan: Plan, strand: Strand) -> Objective:
    new = Objective.objects.create(
        school=plan.school,
        plan=plan,
        strand=strand,
        text=old.text,
        aim_id=old.aim_id,
        subject_id=old.subject_id,
        sdp_reference=old.sdp_reference,
        strategies=old.strategies,
        origin_kind=old.origin_kind,
        origin_id=old.origin_id,
        order=old.order,
    )
    Criterion.objects.bulk_create(
        Criterion(
            school=plan.school,
            objective=new,
            text=one.text,
            due_on=one.due_on,
            met=one.met,
            order=one.order,
        )
        for one in old.criteria.all()
        if one.met != Criterion.Met.MET
    )
    for one in old.actions.all():
        if one.status not in SETTLED:
            _action(one, new, plan)
    return new


def _action(old: Action, objective: Objective, plan: Plan) -> None:
    lead = old.lead if old.lead and not old.lead.left_on else None
    watcher = old.monitored_by if old.monitored_by and not old.monitored_by.left_on else None
    new = Action.objects.create(
        school=plan.school,
        objective=objective,
        text=old.text,
        lead=lead,
        starts_on=old.starts_on,
        ends_on=old.ends_on,
        status=old.status,
        rag=old.rag,
        rag_reason=old.rag_reason,
        monitored_how=old.monitored_how,
        monitored_by=watcher,
        monitored_on=old.monitored_on,
        duty_id=old.duty_id,
        origin_kind=old.origin_kind,
        origin_id=old.origin_id,
        order=old.order,
        updated_on=old.updated_on,
    )
    new.supporters.set([one for one in old.supporters.all() if not one.left_on])
    years = range(plan.first_year, plan.first_year + plan.years)
    Cost.objects.bulk_create(
        Cost(
            school=plan.school,
            action=new,
            year=one.year,
            pence=one.pence,
            capital=one.capital,
            kind=one.kind,
            funding=one.funding,
            rationale=one.rationale,
            lasts=one.lasts,
            origin_kind=one.origin_kind,
            origin_id=one.origin_id,
        )
        for one in old.costs.all()
        if one.year in years
    )


def _indicators(previous: Plan, plan: Plan, copies: dict[int, Objective]) -> None:
    begins = datetime.date(plan.first_year, 8, 1)
    for old in previous.indicators.prefetch_related("objectives", "targets"):
        served = [copies[one.pk] for one in old.objectives.all() if one.pk in copies]
        if not served:
            continue
        new = Indicator.objects.create(
            school=plan.school,
            plan=plan,
            name=old.name,
            unit=old.unit,
            direction=old.direction,
            baseline=old.baseline,
            baseline_on=old.baseline_on,
            source=old.source,
        )
        new.objectives.set(served)
        Target.objects.bulk_create(
            Target(school=plan.school, indicator=new, value=one.value, due_on=one.due_on)
            for one in old.targets.all()
            if one.due_on >= begins
        )
