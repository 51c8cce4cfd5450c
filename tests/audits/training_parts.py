"""A school that asks its staff about their skills, as short as it can be said; its scope is not open."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils import timezone
from django_scopes import scope

from audits.actions import answering, asking, offers, skills
from audits.actions.answering import Say
from audits.actions.offers import Details
from audits.actions.statements import Words
from audits.cells import this_year
from audits.models import Skill, SkillsAsked, SkillsAudit, SkillsQuestion, TrainingOffer
from audits.skills_library import skills_library
from schools.models import Member, School
from tests.factories import a_member, a_school

AREAS = [one.key for one in skills_library().areas][:2]


@dataclass
class Staff:
    """A school with a head, an SMT member, a coordinator, a governor, a guest and so many teachers."""

    school: School
    head: Member
    smt: Member
    coordinator: Member
    governor: Member
    guest: Member
    teachers: list[Member] = field(default_factory=list)

    @property
    def teacher(self) -> Member:
        return self.teachers[0]

    @property
    def everybody(self) -> list[Member]:
        return [self.head, self.smt, self.coordinator, *self.teachers]


def a_staff(teachers: int = 4, statements: int = 2) -> Staff:
    """Its statements are so many in each of two areas, which everybody is asked."""
    school = a_school()
    made = Staff(
        school,
        a_member(school, "headteacher", name="Hana Head"),
        a_member(school, "smt", name="Sam Senior"),
        a_member(school, "coordinator", name="Cora Coordinator"),
        a_member(school, "governor", name="Gus Governor"),
        a_member(school, "guest", name="Gwen Guest"),
        [a_member(school, "teacher", name=f"Tess Teacher {n}") for n in range(teachers)],
    )
    with scope(school=school):
        for area in AREAS:
            for number in range(statements):
                skills.add(school, made.coordinator, area, Words(f"I can do {area} {number}"))
    return made


def in_days(number: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=number)


def a_round(staff: Staff, people: Sequence[Member] | None = None, **about: str) -> SkillsAudit:
    """A round that asks these people, or all staff, for two weeks; the scope is open."""
    return asking.open_audit(
        staff.school,
        staff.coordinator,
        about.get("title", "Skills audit"),
        about.get("grouping", SkillsAudit.Grouping.POSITION),
        in_days(14),
        staff.everybody if people is None else people,
    )


def asked_of(audit: SkillsAudit, member: Member) -> SkillsAsked:
    return SkillsAsked.objects.select_related("audit", "school", "member").get(
        audit=audit, member=member
    )


def says(
    audit: SkillsAudit,
    member: Member,
    confidence: int,
    *,
    only: int | None = None,
    helps: bool = False,
    wants: bool = False,
    how: str = "",
) -> answering.Heard:
    """Let a member give every statement (or the first `only`) the same answer."""
    questions = list(SkillsQuestion.objects.filter(audit=audit).order_by("order", "pk"))[:only]
    words = [Say(one.pk, confidence, helps, wants, how or None) for one in questions]
    return answering.say(asked_of(audit, member), member, words)


def let_it_end(audit: SkillsAudit) -> SkillsAudit:
    """Let the round's last day have been yesterday."""
    SkillsAudit.objects.filter(pk=audit.pk).update(opened_on=in_days(-20), closes_on=in_days(-1))
    audit.refresh_from_db()
    return audit


def an_offer(
    staff: Staff, audit: SkillsAudit | None = None, day: int = 7, **about: object
) -> TrainingOffer:
    """Training for every statement, in so many days; the scope is open."""
    details = Details(
        **{  # type: ignore[arg-type]
            "title": "Spreadsheets after school",
            "year": this_year(),
            "term": "autumn",
            "held_on": in_days(day),
            **about,
        }
    )
    return offers.offer(
        staff.school, staff.coordinator, details, list(Skill.objects.order_by("pk")), audit
    )


def it_took_place(offer: TrainingOffer, days_ago: int = 1) -> TrainingOffer:
    TrainingOffer.objects.filter(pk=offer.pk).update(held_on=in_days(-days_ago))
    offer.refresh_from_db()
    return offer
