"""Writing a plan: the plan itself, its strands, its objectives and their criteria.

What is done for an objective is in doing.py, what is measured in measuring.py, what a plan takes
over from the one before in rolling.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from schools.models import Member, School
from schools.permissions import check
from schools.refusals import Refused
from schools.trail import record, sentence

from ..library import objective_template
from ..models import Action, Cost, Objective, Plan, Strand, StrandKind
from ..offered import strands_of as preset_strands
from ..origins import gap_in
from .checking import Changed, NotSo, moved, next_order, open_plan, text_in, void_signatures
from .rolling import roll_over
from .words import (
    CriterionWords,
    ObjectiveWords,
    PlanWords,
    objective_fields,
    plan_fields,
    set_criteria,
)

__all__ = (
    "Changed",
    "CriterionWords",
    "NotSo",
    "ObjectiveWords",
    "PlanWords",
    "add_from_template",
    "add_objective",
    "add_strand",
    "change_objective",
    "change_plan",
    "move_objective",
    "move_strand",
    "remove_objective",
    "remove_strand",
    "rename_strand",
    "start_plan",
)

sentence("devplan.started", gettext_lazy("%(who)s began the plan “%(plan)s”"))
sentence("devplan.changed", gettext_lazy("%(who)s changed what “%(plan)s” says of itself"))
sentence("devplan.strand_added", gettext_lazy("%(who)s added the strand “%(strand)s”"))
sentence("devplan.strand_changed", gettext_lazy("%(who)s changed the strand “%(strand)s”"))
sentence("devplan.strand_removed", gettext_lazy("%(who)s took out the strand “%(strand)s”"))
sentence("devplan.objective_added", gettext_lazy("%(who)s added the objective “%(objective)s”"))
sentence("devplan.objective_changed", gettext_lazy("%(who)s changed the objective “%(objective)s”"))
sentence(
    "devplan.objective_removed", gettext_lazy("%(who)s took out the objective “%(objective)s”")
)


@transaction.atomic
def start_plan(
    school: School,
    member: Member,
    words: PlanWords,
    preset: str = "",
    strands: Sequence[str] = (),
    previous: Plan | None = None,
    strands_of: Plan | None = None,
) -> Plan:
    """Begin a plan: with the strands of a preset, with strands of these names, with those of another
    plan, or with those of `previous`, whose unfinished objectives and actions it then takes over.

    Raises:
        NotAllowed: `member` may not start plans.
        NotSo: the title, the years or a strand cannot be.
    """
    check(member, "devplan.write_plan")
    plan = Plan(school=school, written_by=member, previous=previous, **plan_fields(words))
    plan.save()
    wanted = [(one.name, one.kind) for one in preset_strands(school, preset)] if preset else []
    if strands_of is not None:
        wanted = [(one.name, one.kind) for one in strands_of.strands.all()]
    known = {name.casefold() for name, _kind in wanted}
    for typed in strands:
        name = text_in("strands", typed, 80)
        if name and name.casefold() not in known:
            known.add(name.casefold())
            wanted.append((name, StrandKind.OTHER.value))
    made = Strand.objects.bulk_create(
        Strand(school=school, plan=plan, name=name, kind=kind, order=order)
        for order, (name, kind) in enumerate(wanted)
    )
    if previous is not None:
        roll_over(previous, plan, made)
    _record(plan, member, "devplan.started")
    return plan


@transaction.atomic
def change_plan(plan: Plan, member: Member, words: PlanWords, revision: int) -> Plan:
    """Change what a plan says of itself. `revision` is the one that the writer has read.

    Raises:
        NotAllowed: `member` may not change plans.
        NotSo: the title or the years cannot be, or costs would fall outside the years.
        Changed: somebody else changed it since; `now` is a `PlanWords`.
        Refused: the plan is closed.
    """
    check(member, "devplan.write_plan")
    now = open_plan(plan.pk)
    fields = plan_fields(words)
    if all(getattr(now, name) == value for name, value in fields.items()):
        return now
    if now.revision != revision:
        raise Changed(PlanWords.of(now), now.revision)
    _refuse_costs_outside(now, words)
    for name, value in fields.items():
        setattr(now, name, value)
    now.revision += 1
    now.save(update_fields=[*fields, "revision"])
    _record(now, member, "devplan.changed")
    return now


def _refuse_costs_outside(plan: Plan, words: PlanWords) -> None:
    inside = (words.first_year, words.first_year + words.years - 1)
    outside = Cost.objects.filter(action__objective__plan=plan).exclude(year__range=inside).count()
    if outside:
        raise NotSo(
            "years",
            ngettext(
                "%(n)s cost would fall outside these years. Move it to another year first.",
                "%(n)s costs would fall outside these years. Move them to other years first.",
                outside,
            )
            % {"n": outside},
        )


# ---- Strands


@transaction.atomic
def add_strand(plan: Plan, member: Member, name: str, kind: str = StrandKind.OTHER) -> Strand:
    """Add a strand at the end.

    Raises:
        NotAllowed: `member` may not change strands.
        NotSo: there is one of that name, or none was given.
        Refused: the plan is closed.
    """
    check(member, "devplan.write_plan")
    plan = open_plan(plan.pk)
    strand = Strand(school=plan.school, plan=plan, order=next_order(plan.strands))
    _name_strand(strand, name, kind)
    _record(plan, member, "devplan.strand_added", strand=strand.name)
    return strand


@transaction.atomic
def rename_strand(strand: Strand, member: Member, name: str, kind: str) -> Strand:
    """Call a strand something else, or say what kind it is of.

    Raises:
        NotAllowed: `member` may not change strands.
        NotSo: there is another of that name, or none was given.
        Refused: the plan is closed.
    """
    check(member, "devplan.write_plan")
    plan = open_plan(strand.plan_id)
    _name_strand(strand, name, kind)
    _record(plan, member, "devplan.strand_changed", strand=strand.name)
    return strand


def _name_strand(strand: Strand, name: str, kind: str) -> None:
    name = text_in("name", name, 80, _("Give the strand a name."))
    if kind not in StrandKind.values:
        raise NotSo("kind", _("Choose what the strand is about."))
    others = Strand.objects.filter(plan=strand.plan_id).exclude(pk=strand.pk)
    if any(one.casefold() == name.casefold() for one in others.values_list("name", flat=True)):
        raise NotSo("name", _("The plan has a strand “%(name)s” already.") % {"name": name})
    strand.name, strand.kind = name, kind
    # Its place may have changed since it was read.
    strand.save(update_fields=["name", "kind"] if strand.pk else None)


@transaction.atomic
def move_strand(strand: Strand, member: Member, up: bool) -> None:
    """Put a strand one place up or down.

    Raises:
        NotAllowed: `member` may not change strands.
        Refused: the plan is closed.
    """
    check(member, "devplan.write_plan")
    plan = open_plan(strand.plan_id)
    moved(list(plan.strands.all()), strand, up)


@transaction.atomic
def remove_strand(strand: Strand, member: Member) -> None:
    """Take out a strand that has no objectives.

    Raises:
        NotAllowed: `member` may not change strands.
        Refused: it has objectives, or the plan is closed.
    """
    check(member, "devplan.write_plan")
    plan = open_plan(strand.plan_id)
    there = strand.objectives.count()
    if there:
        raise Refused(
            ngettext(
                "“%(strand)s” has %(n)s objective. Move it to another strand, or take it out, first.",
                "“%(strand)s” has %(n)s objectives. Move them to other strands, or take them out, first.",
                there,
            )
            % {"strand": strand.name, "n": there}
        )
    _record(plan, member, "devplan.strand_removed", strand=strand.name)
    strand.delete()


# ---- Objectives


@transaction.atomic
def add_objective(
    plan: Plan,
    member: Member,
    words: ObjectiveWords,
    origin: tuple[str, int | None] = ("", None),
) -> Objective:
    """Add an objective at the end of its strand. `origin` says which gap it came from, kind and id.

    Raises:
        NotAllowed: `member` may not write it; heads of department only for a subject they lead.
        NotSo: the words, the strand, the aim, the subject or a criterion cannot be.
        Refused: the plan is closed.
    """
    plan = open_plan(plan.pk)
    if origin[0] and gap_in(*origin) is None:
        raise ValueError("An objective comes from a gap, or from nothing.")
    objective = Objective(school=plan.school, plan=plan)
    objective.origin_kind, objective.origin_id = origin
    fields = objective_fields(plan, words)
    for name, value in fields.items():
        setattr(objective, name, value)
    check(member, "devplan.write", objective)
    objective.order = next_order(plan.objectives)
    objective.save()
    set_criteria(objective, words.criteria)
    _record(plan, member, "devplan.objective_added", objective=objective.text)
    return objective


@transaction.atomic
def change_objective(
    objective: Objective, member: Member, words: ObjectiveWords, revision: int
) -> Objective:
    """Change an objective and its criteria. `revision` is the one that the writer has read.

    Raises:
        NotAllowed: `member` may not write it, or not what it would become.
        NotSo: the words, the strand, the aim, the subject or a criterion cannot be.
        Changed: somebody else changed it since; `now` is an `ObjectiveWords`.
        Refused: the plan is closed.
    """
    now = Objective.objects.select_for_update().get(pk=objective.pk)
    check(member, "devplan.write", now)
    plan = open_plan(now.plan_id)
    fields = objective_fields(plan, words)
    said = ObjectiveWords.of(now)
    if now.revision != revision:
        if _same(said, words):
            return now
        raise Changed(said, now.revision)
    for name, value in fields.items():
        setattr(now, name, value)
    check(member, "devplan.write", now)
    now.revision += 1
    now.save()
    set_criteria(now, words.criteria)
    _record(plan, member, "devplan.objective_changed", objective=now.text)
    return now


@transaction.atomic
def move_objective(objective: Objective, member: Member, up: bool) -> None:
    """Put an objective one place up or down within its strand.

    Raises:
        NotAllowed: `member` may not write it.
        Refused: the plan is closed.
    """
    check(member, "devplan.write", objective)
    open_plan(objective.plan_id)
    moved(list(Objective.objects.filter(strand=objective.strand_id)), objective, up)


@transaction.atomic
def remove_objective(objective: Objective, member: Member) -> None:
    """Take out an objective with its criteria, actions and costs.

    Raises:
        NotAllowed: `member` may not write it.
        Refused: progress was said of one of its actions, or the plan is closed.
    """
    check(member, "devplan.write", objective)
    plan = open_plan(objective.plan_id)
    if Action.objects.filter(objective=objective, updates__isnull=False).exists():
        raise Refused(
            _(
                "Progress was said of this objective’s actions, which would be lost. Say “dropped” of "
                "the actions instead."
            )
        )
    _record(plan, member, "devplan.objective_removed", objective=objective.text)
    objective.delete()


@transaction.atomic
def add_from_template(strand: Strand, member: Member, key: str) -> Objective:
    """Add an objective from the library to a strand, with its criteria and actions, to be reworded.

    Raises:
        NotAllowed: `member` may not write objectives of no subject.
        Refused: the plan is closed, or there is no such template.
    """
    template = objective_template(key)
    if template is None:
        raise Refused(_("That objective is no longer on offer. Choose another."))
    objective = add_objective(
        strand.plan,
        member,
        ObjectiveWords(
            template.text, strand.pk, criteria=[CriterionWords(one) for one in template.criteria]
        ),
    )
    Action.objects.bulk_create(
        Action(school=objective.school, objective=objective, text=one.text, order=order)
        for order, one in enumerate(template.actions)
    )
    return objective


def _same(said: ObjectiveWords, words: ObjectiveWords) -> bool:
    return said == ObjectiveWords(**{**words.__dict__, "criteria": tuple(words.criteria)})


def _record(plan: Plan, member: Member, verb: str, **about: Any) -> None:
    void_signatures(plan)
    path = plan.get_absolute_url()
    record(plan.school, member, verb, path=path, plan=plan.title, **about)
