"""Reviews for tests, at any point of their life."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from priorities.actions import preparing, rating, revealing
from priorities.actions.rating import Answer
from priorities.models import Participant, Review, ReviewDuty, Round
from roles.models import Area, Duty
from schools.models import Aim, Member, School, Vision
from tests.factories import a_member, a_school

SCALE = ["hardly any", "", "some", "", "the greatest"]


@dataclass
class Field:
    """A school with people, a vision and duties; its scope is open where it is used."""

    school: School
    head: Member
    coordinator: Member
    department: Member
    teacher: Member
    governor: Member
    duties: list[Duty] = field(default_factory=list)

    @property
    def everybody(self) -> list[Member]:
        return [self.head, self.coordinator, self.department, self.teacher, self.governor]


def a_field(**fields: Any) -> Field:
    """A school of five; `with_duties` gives it what they rate, once its scope is open."""
    school = a_school(**fields)
    return Field(
        school=school,
        head=a_member(school, "headteacher", name="Helen Head"),
        coordinator=a_member(school, "coordinator", "teacher", name="Priya Shah"),
        department=a_member(school, "head_of_department", name="Owen Hughes"),
        teacher=a_member(school, "teacher", name="Tom Teacher"),
        governor=a_member(school, "governor", name="Grace Governor"),
    )


def with_duties(where: Field, number: int = 6) -> Field:
    """Give the school a vision, and this many duties of the coordinator, area after area."""
    vision = Vision.objects.create(
        school=where.school,
        number=1,
        text="Every child makes with technology.",
        written_by=where.head,
    )
    Aim.objects.create(school=where.school, vision=vision, text="Sure teachers")
    areas = Area.values
    where.duties = [
        Duty.objects.create(
            school=where.school,
            kind="duty",
            area=areas[place % len(areas)],
            text=f"Duty number {place + 1}",
            why="It matters.",
            order=place,
        )
        for place in range(number)
    ]
    return where


def details(**fields: Any) -> preparing.Details:
    """What a review asks."""
    return preparing.Details(
        fields.get("title", "Duties of the coordinator"),
        fields.get("key_question", "Which duties will do most for our vision?"),
        fields.get("scale_words", SCALE),
        fields.get("deadline", timezone.localdate() + datetime.timedelta(days=7)),
        fields.get("meeting_minutes", 60),
    )


def a_prepared(where: Field, people: Iterable[Member] | None = None, **fields: Any) -> Review:
    """A review that can be opened: all duties, everybody."""
    review = preparing.start(where.school, where.head, details(**fields))
    chosen = where.everybody if people is None else people
    preparing.choose_participants(
        review, where.head, [one.pk for one in chosen], {where.coordinator.pk: 150}
    )
    return review


def an_open(where: Field, people: Iterable[Member] | None = None, **fields: Any) -> Round:
    """The open round of a review."""
    return preparing.open_rating(a_prepared(where, people, **fields), where.head)


def taking_part(opened: Round, member: Member) -> Participant:
    """The participation of a member."""
    return Participant.objects.select_related("review").get(review=opened.review, member=member)


def rates(
    opened: Round,
    member: Member,
    points: Sequence[int | None],
    *,
    finish: bool = True,
    **fields: Any,
) -> Participant:
    """Let a member rate the review's duties in their order; 0 is "can't say", None no answer."""
    one = taking_part(opened, member)
    duties = ReviewDuty.objects.filter(review=opened.review)
    rating.save(
        one,
        member,
        [
            Answer(duty.pk, point, given=frozenset({"influence", *fields}), **fields)
            for duty, point in zip(duties, points, strict=False)
            if point is not None
        ],
    )
    if finish:
        rating.finish(one, member)
    return one


def a_revealed(where: Field, **fields: Any) -> Review:
    """A review whose first round everybody has finished and the head has revealed."""
    opened = an_open(where, **fields)
    for place, member in enumerate(where.everybody):
        rates(opened, member, [1 + (place + n) % 5 for n in range(len(where.duties))])
    revealing.reveal(opened.review, where.head)
    return Review.objects.get(pk=opened.review_id)
