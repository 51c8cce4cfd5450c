"""Who would like to learn what, and who can help: names only for those who may see them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from schools.models import Member, School
from schools.permissions import may

from ..models import How, SkillsAnswer, SkillsAudit, SkillsQuestion, TrainingOffer
from ..skills_library import skills_library
from .skills import area_title


@dataclass(frozen=True)
class Wanting:
    """Somebody who would like to learn something, and how."""

    member: int
    name: str
    how: str


@dataclass
class Match:
    """One statement: who would like to learn it, who can help, and the training that there is for it.

    `wanting` is filled for those who may see answers alone; `mine` holds where the reader wants it.
    """

    question: SkillsQuestion
    wanting: list[Wanting] = field(default_factory=list)
    helpers: list[str] = field(default_factory=list)
    offers: list[TrainingOffer] = field(default_factory=list)
    mine: bool = False

    @property
    def ways(self) -> list[tuple[str, int]]:
        """How they would like to learn it, the most wanted first."""
        counts: dict[str, int] = defaultdict(int)
        for one in self.wanting:
            counts[one.how] += bool(one.how)
        return sorted(
            ((how, many) for how, many in counts.items() if many), key=lambda pair: -pair[1]
        )


@dataclass(frozen=True)
class Matches:
    """A round's matches area by area; `most` are those that most people want."""

    areas: list[tuple[str, list[Match]]]
    leads: bool

    @property
    def all(self) -> list[Match]:
        return [one for _title, rows in self.areas for one in rows]

    @property
    def most(self) -> list[Match]:
        wanted = [one for one in self.all if one.wanting]
        return sorted(wanted, key=lambda one: -len(one.wanting))

    @property
    def mine(self) -> list[Match]:
        return [one for one in self.all if one.mine]


def matches(audit: SkillsAudit, member: Member, school: School) -> Matches:
    """Who can help whom in a round: four queries.

    Those who lead see who wants what, and everybody who could help; others see those who agreed that
    all colleagues may, and of wants only their own.
    """
    leads = may(member, "audits.lead_skills")
    place = skills_library().place
    rows = SkillsQuestion.objects.filter(audit=audit)
    found = {
        one.pk: Match(one)
        for one in sorted(rows, key=lambda one: (place(one.area), one.order, one.pk))
    }
    by_skill = {one.question.skill_id: one for one in found.values()}
    labels = {str(value): str(label) for value, label in How.choices}
    answers = SkillsAnswer.objects.filter(question__audit=audit, asked__member__left_on=None)
    columns = (
        *("question_id", "helps", "wants", "how"),
        *("asked__member_id", "asked__member__name", "asked__shows_help"),
    )
    said = answers.exclude(helps=False, wants=False).order_by("asked__member__name", "asked_id")
    for question, helps, wants, how, who, name, shows in said.values_list(*columns):
        match = found[question]
        if wants and who == member.pk:
            match.mine = True
        if wants and leads:
            match.wanting.append(Wanting(who, name, labels.get(how, "")))
        if helps and (shows or leads) and (leads or who != member.pk):
            match.helpers.append(name)
    offers = TrainingOffer.objects.filter(school=school, cancelled_on=None, marked_at=None)
    for offer in offers.prefetch_related("skills"):
        for skill in offer.skills.all():
            if skill.pk in by_skill:
                by_skill[skill.pk].offers.append(offer)
    areas: dict[str, list[Match]] = {}
    for one in found.values():
        areas.setdefault(one.question.area, []).append(one)
    return Matches([(area_title(school, key), rows) for key, rows in areas.items()], leads)
