"""What is typed into a plan and its objectives, and what of it can be."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from schools.models import Aim, Subject

from ..days import EARLIEST, LATEST
from ..models import Criterion, Objective, Plan, Strand
from .checking import NotSo, day_in, text_in

LEAST_YEARS, MOST_YEARS = 3, 10
LONGEST = 20_000


@dataclass(frozen=True)
class PlanWords:
    """What a plan says of itself. `first_year` is the calendar year in which its first year starts."""

    title: str
    first_year: int
    years: int = LEAST_YEARS
    introduction: str = ""
    strategies: str = ""

    @classmethod
    def of(cls, plan: Plan) -> PlanWords:
        """What a plan says now."""
        return cls(plan.title, plan.first_year, plan.years, plan.introduction, plan.strategies)


@dataclass(frozen=True)
class CriterionWords:
    """A success criterion; `pk` is the one it stands for, None for a new one."""

    text: str
    due_on: datetime.date | None = None
    met: str = Criterion.Met.OPEN
    pk: int | None = None


@dataclass(frozen=True)
class ObjectiveWords:
    """What an objective says: strand, aim and subject by id, its criteria in their order."""

    text: str
    strand: int
    aim: int | None = None
    subject: int | None = None
    sdp_reference: str = ""
    strategies: str = ""
    criteria: Sequence[CriterionWords] = ()

    @classmethod
    def of(cls, objective: Objective) -> ObjectiveWords:
        """What an objective says now."""
        return cls(
            objective.text,
            objective.strand_id,
            objective.aim_id,
            objective.subject_id,
            objective.sdp_reference,
            objective.strategies,
            tuple(
                CriterionWords(one.text, one.due_on, one.met, one.pk)
                for one in objective.criteria.all()
            ),
        )


def plan_fields(words: PlanWords) -> dict[str, object]:
    """The fields of a plan that says this, by name.

    Raises:
        NotSo: the title or the years cannot be.
    """
    if not EARLIEST <= words.first_year <= LATEST:
        raise NotSo("first_year", _("Look at the first year once more."))
    if not LEAST_YEARS <= words.years <= MOST_YEARS:
        raise NotSo(
            "years",
            _("A plan covers from %(least)s to %(most)s academic years.")
            % {"least": LEAST_YEARS, "most": MOST_YEARS},
        )
    return {
        "title": text_in("title", words.title, 120, _("Give the plan a title.")),
        "first_year": words.first_year,
        "years": words.years,
        "introduction": text_in("introduction", words.introduction, LONGEST),
        "strategies": text_in("strategies", words.strategies, LONGEST),
    }


def objective_fields(plan: Plan, words: ObjectiveWords) -> dict[str, object]:
    """The fields of an objective that says this, by name.

    Raises:
        NotSo: the words, the strand, the aim or the subject cannot be.
    """
    text = text_in("text", words.text, 300, _("Say what shall be reached."))
    if not Strand.objects.filter(plan=plan, pk=words.strand).exists():
        raise NotSo("strand", _("Choose one of the plan’s strands."))
    if words.aim is not None and not Aim.objects.filter(pk=words.aim).exists():
        raise NotSo("aim", _("That aim is no longer in the vision. Choose another."))
    if words.subject is not None and not Subject.objects.filter(pk=words.subject).exists():
        raise NotSo("subject", _("That subject is no longer the school’s. Choose another."))
    return {
        "text": text,
        "strand_id": words.strand,
        "aim_id": words.aim,
        "subject_id": words.subject,
        "sdp_reference": text_in("sdp_reference", words.sdp_reference, 120),
        "strategies": text_in("strategies", words.strategies, 300),
    }


def set_criteria(objective: Objective, criteria: Sequence[CriterionWords]) -> None:
    """Let the objective have these criteria; those that stand for one there keep their id."""
    there = {one.pk: one for one in objective.criteria.all()}
    kept = set()
    for order, words in enumerate(one for one in criteria if one.text.strip()):
        if words.met not in Criterion.Met.values:
            raise NotSo("criteria", _("Choose whether the criterion is met."))
        one = there.get(words.pk) if words.pk else None
        if one is None:
            one = Criterion(school=objective.school, objective=objective)
        one.text = text_in("criteria", words.text, 300)
        one.due_on, one.met, one.order = day_in("criteria", words.due_on), words.met, order
        one.save()
        kept.add(one.pk)
    objective.criteria.exclude(pk__in=kept).delete()
