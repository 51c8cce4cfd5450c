"""Training that is offered: the list, one offer with who comes and what it changed, and the plan by term."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.http import Http404

from schools.models import Member, School, Term
from schools.money import pounds
from schools.permissions import may

from ..after import after_is_over
from ..models import (
    Skill,
    SkillsAnswer,
    TrainingAfter,
    TrainingOffer,
    TrainingPlace,
)
from ..needs import Change, change

TERMS = [str(one) for one in Term.Name.values]


@dataclass(frozen=True)
class OfferRow:
    """An offer in a list: how many have signed up and came, whether the reader has, whether it is for them.

    `wanted` is how many would like to learn something of it, for those who may know; else None.
    """

    offer: TrainingOffer
    taken: int
    came: int
    mine: bool
    fits: bool
    wanted: int | None
    gives: bool

    @property
    def cost(self) -> str:
        """What it costs, as people write it; a dash where it is nothing."""
        return pounds(self.offer.cost) if self.offer.cost else "–"

    @property
    def free(self) -> int | None:
        """Places left; None where there is no limit."""
        return None if self.offer.places is None else max(self.offer.places - self.taken, 0)


@dataclass(frozen=True)
class Offers:
    """What is still to come, and what has been, the newest first."""

    coming: list[OfferRow]
    been: list[OfferRow]

    @property
    def fitting(self) -> list[OfferRow]:
        """What is to come and made for the reader, who has no place in it yet."""
        return [one for one in self.coming if one.fits and not one.mine and one.free != 0]


def offers(school: School, member: Member) -> Offers:
    """All training that is offered: at most five queries."""
    leads = may(member, "audits.lead_skills")
    rows = list(
        TrainingOffer.objects.filter(school=school, cancelled_on=None)
        .select_related("giver")
        .prefetch_related("skills")
        .annotate(
            taken=Count("signed_up"), came=Count("signed_up", filter=Q(signed_up__attended=True))
        )
        .order_by("year", "pk")
    )
    mine = set(TrainingPlace.objects.filter(member=member).values_list("offer_id", flat=True))
    audits = {one.audit_id for one in rows if one.audit_id}
    wants = (
        SkillsAnswer.objects.filter(wants=True, question__audit__in=audits)
        .filter(asked__member__left_on=None)
        .order_by()
        .values_list("question__audit_id", "question__skill_id", "asked__member_id")
    )
    wanting: dict[tuple[int, int], set[int]] = defaultdict(set)
    for audit, skill, who in wants if leads else wants.filter(asked__member=member):
        wanting[audit, skill].add(who)
    found = []
    for one in rows:
        people = set().union(*(wanting[one.audit_id or 0, each.pk] for each in one.skills.all()))
        found.append(
            OfferRow(
                one,
                one.taken,
                one.came,
                one.pk in mine,
                member.pk in people,
                len(people) if leads else None,
                one.giver_id == member.pk,
            )
        )
    found.sort(key=lambda row: _when(row.offer))
    coming = [one for one in found if not _over(one.offer)]
    return Offers(coming, [one for one in reversed(found) if _over(one.offer)])


def _over(one: TrainingOffer) -> bool:
    return one.marked_at is not None or one.has_been


def _when(one: TrainingOffer) -> tuple[int, int, str]:
    day = one.held_on.isoformat() if one.held_on else "9999"
    return one.year, TERMS.index(one.term) if one.term in TERMS else 9, day


def offer_or_404(school: School, pk: int) -> TrainingOffer:
    """An offer of this school: one query."""
    found = TrainingOffer.objects.filter(school=school, pk=pk).select_related("giver").first()
    if found is None:
        raise Http404
    found.school = school
    return found


@dataclass(frozen=True)
class Changed:
    """What a training changed in one statement; None where it is of too few."""

    skill: Skill
    change: Change | None


@dataclass(frozen=True)
class OfferPage:
    """An offer with who comes. `wanting` is filled for those who may see answers."""

    offer: TrainingOffer
    skills: list[Skill]
    places: list[TrainingPlace]
    mine: TrainingPlace | None
    over: bool
    changed: list[Changed] = field(default_factory=list)
    wanting: list[str] = field(default_factory=list)

    @property
    def came(self) -> list[TrainingPlace]:
        return [one for one in self.places if one.attended]

    @property
    def said_after(self) -> int:
        return sum(one.after_done_at is not None for one in self.came)

    @property
    def free(self) -> int | None:
        if self.offer.places is None:
            return None
        return max(self.offer.places - len(self.places), 0)


def offer_page(one: TrainingOffer, member: Member) -> OfferPage:
    """One offer: at most six queries."""
    skills = list(one.skills.all())
    places = list(one.signed_up.select_related("member").order_by("member__name"))
    mine = next((each for each in places if each.member_id == member.pk), None)
    over = after_is_over(one, places)
    wanting: list[str] = []
    if may(member, "audits.lead_skills") and one.audit_id:
        there = {each.member_id for each in places}
        rows = SkillsAnswer.objects.filter(
            wants=True,
            question__audit=one.audit_id,
            question__skill__in=skills,
            asked__member__left_on=None,
        ).order_by("asked__member__name")
        names = dict(rows.values_list("asked__member_id", "asked__member__name"))
        wanting = [name for pk, name in names.items() if pk not in there]
    return OfferPage(
        one, skills, places, mine, over, _changed(one, skills) if over else [], wanting
    )


def _changed(one: TrainingOffer, skills: list[Skill]) -> list[Changed]:
    """Before and after of those who came and said both, statement by statement: two queries."""
    after = {
        (who, skill): confidence
        for who, skill, confidence in TrainingAfter.objects.filter(place__offer=one)
        .filter(place__attended=True)
        .order_by()
        .values_list("place__member_id", "skill_id", "confidence")
    }
    people = {who for who, _skill in after}
    before = SkillsAnswer.objects.filter(
        question__audit=one.audit_id, asked__member__in=people, confidence__isnull=False
    ).order_by()
    # Only who said everything, before and after: so that each figure is of the same people.
    pairs: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
    for who, skill, confidence in before.values_list(
        "asked__member_id", "question__skill_id", "confidence"
    ):
        if confidence is not None and (who, skill) in after:
            pairs[who][skill] = (confidence, after[who, skill])
    whole = [each for each in pairs.values() if len(each) == len(skills)]
    return [Changed(skill, change([each[skill.pk] for each in whole])) for skill in skills]


@dataclass(frozen=True)
class PlanTerm:
    """A term of the training plan with its offers; `cost` is in pence."""

    key: str
    title: str
    rows: list[OfferRow]

    @property
    def cost(self) -> int:
        return sum(one.offer.cost for one in self.rows)


@dataclass(frozen=True)
class TrainingPlan:
    """A year's training, term by term."""

    year: int
    terms: list[PlanTerm]
    years: list[int]

    @property
    def rows(self) -> list[OfferRow]:
        return [row for term in self.terms for row in term.rows]

    @property
    def cost(self) -> int:
        """What it costs in all, in pence."""
        return sum(term.cost for term in self.terms)

    @property
    def taken(self) -> int:
        return sum(row.taken for row in self.rows)


def training_plan(school: School, year: int) -> TrainingPlan:
    """What is offered in an academic year, term by term: three queries. Nobody is named but who gives it."""
    rows = (
        TrainingOffer.objects.filter(school=school, year=year, cancelled_on=None)
        .select_related("giver")
        .prefetch_related("skills")
        .annotate(
            taken=Count("signed_up"), came=Count("signed_up", filter=Q(signed_up__attended=True))
        )
        .order_by("pk")
    )
    found = [
        OfferRow(one, one.taken, one.came, False, False, None, False)
        for one in sorted(rows, key=_when)
    ]
    years = TrainingOffer.objects.filter(school=school, cancelled_on=None).order_by("year")
    return TrainingPlan(
        year,
        [
            PlanTerm(str(key), str(title), [one for one in found if one.offer.term == key])
            for key, title in Term.Name.choices
        ],
        list(years.values_list("year", flat=True).distinct()),
    )
