"""What somebody is asked about their skills, and what they have said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import gettext as _

from schools.models import Member, School, Subject

from ..grouping import Grouping, group_name, groups_of
from ..models import How, SkillsAnswer, SkillsAsked, SkillsAudit, SkillsQuestion
from ..needs import minutes_for
from ..skills_library import skills_library
from .skills import area_about, area_title, areas_for

if TYPE_CHECKING:
    from ..actions.answering import Say


def steps() -> list[tuple[int, str]]:
    """The four answers in words."""
    return [(1, _("Not yet")), (2, _("With help")), (3, _("On my own")), (4, _("With ease"))]


def audit_or_404(school: School, pk: int) -> SkillsAudit:
    """A round of this school: one query."""
    found = SkillsAudit.objects.filter(school=school, pk=pk).first()
    if found is None:
        raise Http404
    found.school = school
    return found


def own_or_404(audit: SkillsAudit, member: Member) -> SkillsAsked:
    """The member's own place in a round; 404 where they are not asked: one query."""
    found = SkillsAsked.objects.filter(audit=audit, member=member).first()
    if found is None:
        raise Http404
    found.audit, found.member = audit, member
    return found


def questions_for(asked: SkillsAsked) -> list[SkillsQuestion]:
    """What is asked of somebody, in order: one query."""
    areas = areas_for(asked.audience)
    rows = SkillsQuestion.objects.filter(audit=asked.audit_id, area__in=areas)
    place = skills_library().place
    return sorted(rows, key=lambda one: (place(one.area), one.order, one.pk))


@dataclass(frozen=True)
class Item:
    """One statement with what was said of it."""

    question: SkillsQuestion
    answer: SkillsAnswer | None

    @property
    def confidence(self) -> int | None:
        return self.answer.confidence if self.answer else None

    @property
    def level(self) -> str:
        """The confidence in words."""
        return dict(steps()).get(self.confidence or 0, "")


@dataclass(frozen=True)
class AreaPage:
    """One area to answer: a screen on a phone."""

    key: str
    title: str
    about: str
    items: list[Item]

    @property
    def done(self) -> int:
        return sum(one.confidence is not None for one in self.items)

    @property
    def complete(self) -> bool:
        return self.done == len(self.items)


@dataclass(frozen=True)
class Answering:
    """All that is asked of somebody: areas in order, and how far they are."""

    asked: SkillsAsked
    areas: list[AreaPage]
    groups: list[tuple[str, str]]
    group: str

    @property
    def total(self) -> int:
        return sum(len(one.items) for one in self.areas)

    @property
    def done(self) -> int:
        return sum(one.done for one in self.areas)

    @property
    def complete(self) -> bool:
        return self.done == self.total

    @property
    def minutes(self) -> int:
        """What is left, in minutes."""
        return minutes_for(self.total - self.done)

    @property
    def next_area(self) -> AreaPage | None:
        """The first area with an open statement."""
        return next((one for one in self.areas if not one.complete), None)

    @property
    def helps(self) -> int:
        """How many statements they could help others with."""
        return sum(bool(one.answer and one.answer.helps) for a in self.areas for one in a.items)

    def area(self, key: str) -> AreaPage:
        """An area by its key; 404 where it is not asked of them."""
        for one in self.areas:
            if one.key == key:
                return one
        raise Http404

    def after(self, key: str) -> AreaPage | None:
        """The area that follows; None after the last."""
        keys = [one.key for one in self.areas]
        place = keys.index(key) + 1
        return self.areas[place] if place < len(keys) else None


def answering(asked: SkillsAsked, school: School) -> Answering:
    """What is asked of somebody and what they have said: two queries, three where subjects group."""
    questions = questions_for(asked)
    said = {one.question_id: one for one in SkillsAnswer.objects.filter(asked=asked)}
    areas: dict[str, list[Item]] = {}
    for one in questions:
        areas.setdefault(one.area, []).append(Item(one, said.get(one.pk)))
    grouping = asked.audit.grouping
    subjects = list(Subject.objects.all()) if grouping == Grouping.SUBJECT else []
    groups = groups_of(school, grouping, subjects)
    return Answering(
        asked,
        [
            AreaPage(key, area_title(school, key), area_about(school, key), items)
            for key, items in areas.items()
        ],
        [] if grouping == Grouping.POSITION else groups,
        group_name(dict(groups), asked.group),
    )


def ways() -> list[tuple[str, str]]:
    """The ways to learn, for a choice."""
    return [(str(value), str(label)) for value, label in How.choices]


def with_typed(area: AreaPage, words: Iterable[Say]) -> AreaPage:
    """The area as it was typed, not saved: what a refused form comes back with."""
    typed = {one.question: one for one in words}
    items = []
    for one in area.items:
        say, row = typed.get(one.question.pk), one.answer or SkillsAnswer()
        if say is not None:
            row.confidence = say.confidence or row.confidence
            row.helps = row.helps if say.helps is None else say.helps
            row.wants = row.wants if say.wants is None else say.wants
            row.how = row.how if say.how is None else say.how
        items.append(Item(one.question, row))
    return AreaPage(area.key, area.title, area.about, items)
