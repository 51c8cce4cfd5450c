"""A school with a self-review, as short as it can be said; its scope is not open."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from audits.actions import judging, levels
from audits.actions import selfreview as actions
from audits.models import AgreedLevel, SelfReview, SelfReviewJudge
from audits.selfreview_library import selfreview_library
from schools.models import Member, School
from tests.factories import a_member, a_school

KEYS = selfreview_library().keys


@dataclass
class Hall:
    """A school and its people; `invited` are those who are asked as a rule."""

    school: School
    head: Member
    smt: Member
    coordinator: Member
    department: Member
    teacher: Member
    technician: Member
    governor: Member
    guest: Member

    @property
    def invited(self) -> list[Member]:
        return [self.head, self.coordinator, self.department, self.governor, self.guest]

    @property
    def everybody(self) -> list[Member]:
        return [*self.invited, self.smt, self.teacher, self.technician]


def a_hall() -> Hall:
    school = a_school()
    return Hall(
        school,
        a_member(school, "headteacher", name="Hana Head"),
        a_member(school, "smt", name="Sam Senior"),
        a_member(school, "coordinator", name="Cora Coordinator"),
        a_member(school, "head_of_department", name="Dora Department"),
        a_member(school, "teacher", name="Tom Teacher"),
        a_member(school, "technician", name="Tess Technician"),
        a_member(school, "governor", name="Gus Governor"),
        a_member(school, "guest", name="Greta Guest"),
    )


def in_days(number: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=number)


def an_open(
    hall: Hall, people: list[Member] | None = None, title: str = "Our review"
) -> SelfReview:
    """A self-review that is open for a week."""
    return actions.open_review(
        hall.school, hall.coordinator, title, in_days(7), hall.invited if people is None else people
    )


def judge_of(review: SelfReview, member: Member) -> SelfReviewJudge:
    return SelfReviewJudge.objects.select_related("review").get(review=review, member=member)


def judges(
    review: SelfReview,
    member: Member,
    given: Iterable[int],
    evidence: str | None = None,
    what_next: str | None = None,
) -> SelfReviewJudge:
    """Let somebody judge strand by strand; 0 is "can't say". Words go to each strand."""
    one = judge_of(review, member)
    for strand, level in zip(KEYS, given, strict=False):
        judging.say(one, member, judging.Say(strand, level, evidence, what_next))
    return judge_of(review, member)


def a_revealed(hall: Hall, title: str = "Our review") -> SelfReview:
    """Head and coordinator have judged everything, 3 and 2; the others are not waited for."""
    review = an_open(hall, title=title)
    judges(review, hall.head, [3] * 7)
    judges(review, hall.coordinator, [2] * 7)
    return actions.reveal(review, hall.head, [one.pk for one in review.judges.all()])


def agree_levels(review: SelfReview, member: Member, given: Iterable[int]) -> list[AgreedLevel]:
    """Agree a level for each strand."""
    return [
        levels.agree_level(
            review, member, strand, levels.Words(level, f"Seen in {strand}.", f"Mend {strand}.")
        )
        for strand, level in zip(KEYS, given, strict=False)
    ]


def an_agreed(
    hall: Hall,
    given: Iterable[int] = (2, 2, 2, 2, 2, 2, 2),
    days: int = 0,
    title: str = "Our review",
) -> SelfReview:
    """A self-review whose levels were agreed so many days ago."""
    review = a_revealed(hall, title)
    agree_levels(review, hall.head, given)
    levels.agree_all(review, hall.head)
    day = in_days(-days)
    SelfReview.objects.filter(pk=review.pk).update(
        opened_on=day, closes_on=day, revealed_on=day, agreed_on=day
    )
    return SelfReview.objects.get(pk=review.pk)
