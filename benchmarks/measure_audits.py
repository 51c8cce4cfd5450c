"""Where we are: the results pages of a large school beside those of one a tenth as large, and their queries.

120 staff × 60 statements of training needs; 15 subjects × 5 key stages × 20 statements of entitlement.
"""

from __future__ import annotations

import datetime
import random

import django

from benchmarks.measure_results import queries_of
from benchmarks.report import report
from benchmarks.serving import served, session_of

STAFF, STATEMENTS = 120, 60
SUBJECTS, STAGES, EACH = 15, ["EYFS", "KS1", "KS2", "KS3", "KS4"], 20
MOST_QUERIES, MOST_TIMES = 15, 4


def a_school(slug: str, staff: int, stages: list[str], subjects: int) -> None:
    """Make a school of so many staff and subjects; the first of its people is its head."""
    from django.utils import timezone
    from django_scopes import scope

    from schools.models import Member, Position, PositionKind, School, Subject, User

    school = School.objects.create(
        name=slug.capitalize(),
        slug=slug,
        phase=School.Phase.ALL_THROUGH,
        key_stages=stages,
        set_up_at=timezone.now(),
    )
    with scope(school=school):
        Subject.objects.bulk_create(
            Subject(school=school, name=f"Subject {number}", order=number)
            for number in range(subjects)
        )
        kinds = [PositionKind.HEADTEACHER, PositionKind.COORDINATOR]
        kinds += [PositionKind.TEACHER, PositionKind.HEAD_OF_DEPARTMENT] * staff
        for number in range(staff):
            user = User.objects.create(email=f"{number}@{slug}.example", name=f"Person {number}")
            member = Member.objects.create(
                school=school, user=user, name=user.name, email=user.email
            )
            Position.objects.create(school=school, member=member, kind=kinds[number])


def needs_of(slug: str, staff: int, statements: int) -> list[str]:
    """A round that has ended, answered by everybody in full: the paths of its results."""
    from django.urls import reverse
    from django.utils import timezone
    from django_scopes import scope

    from audits.actions import asking, skills
    from audits.actions.statements import Words
    from audits.models import SkillsAnswer, SkillsAsked, SkillsAudit, SkillsQuestion
    from audits.skills_library import skills_library
    from schools.models import Member, School

    rolled = random.Random(staff)
    school = School.objects.get(slug=slug)
    areas = [one.key for one in skills_library().areas]
    with scope(school=school):
        people = list(Member.objects.prefetch_related("positions").order_by("pk"))
        for number in range(statements):
            words = Words(f"I can do the thing that is number {number} of those asked")
            skills.add(school, people[0], areas[number % len(areas)], words)
        today = timezone.localdate()
        audit = asking.open_audit(
            school, people[0], "Skills", "position", today + datetime.timedelta(days=7), people
        )
        questions = list(SkillsQuestion.objects.filter(audit=audit))
        SkillsAnswer.objects.bulk_create(
            SkillsAnswer(
                school=school,
                asked=asked,
                question=question,
                confidence=rolled.randint(1, 4),
                helps=rolled.random() < 0.2,
                wants=rolled.random() < 0.2,
            )
            for asked in SkillsAsked.objects.filter(audit=audit)
            for question in questions
        )
        SkillsAudit.objects.filter(pk=audit.pk).update(closed_on=today)
        at = [slug, audit.pk]
        return [
            reverse("audits:needs", args=at),
            reverse("audits:needs_area", args=[*at, areas[0]]),
            reverse("audits:helping", args=at),
        ]


def entitlement_of(slug: str, each: int) -> list[str]:
    """Every cell answered in two years: the paths of the grid and of its gaps."""
    from django.urls import reverse
    from django_scopes import scope

    from audits.cells import this_year
    from audits.models import Answer, Judgement, Kind, Statement
    from schools.models import Member, School, Subject

    school = School.objects.get(slug=slug)
    with scope(school=school):
        rows = Statement.objects.bulk_create(
            Statement(
                school=school,
                kind=Kind.EVERY,
                key_stage=stage,
                text=f"Pupils of {stage} do the thing that is number {number}",
                order=number,
            )
            for stage in school.key_stages
            for number in range(each)
        )
        head, answers = Member.objects.order_by("pk").first(), [*Answer.values]
        for year in (this_year(), this_year() - 1):
            Judgement.objects.bulk_create(
                Judgement(
                    school=school,
                    year=year,
                    subject=subject,
                    key_stage=one.key_stage,
                    statement=one,
                    answer=answers[(number + year) % 3],
                    evidence="Seen in lessons and in pupils’ work.",
                    said_by=head,
                )
                for number, one in enumerate(rows)
                for subject in Subject.objects.all()
            )
    return [
        reverse("audits:entitlement", args=[slug]),
        reverse("audits:gaps", args=[slug]),
    ]


def main() -> None:
    """Measure each results page of the large school beside that of the small one."""
    django.setup()
    paths: dict[str, list[str]] = {}
    for slug, staff, statements, stages, subjects, each in (
        ("tenth", STAFF // 10, STATEMENTS, STAGES[:3], 5, EACH // 2),
        ("whole", STAFF, STATEMENTS, STAGES, SUBJECTS, EACH),
    ):
        a_school(slug, staff, stages, subjects)
        paths[slug] = [*needs_of(slug, staff, statements), *entitlement_of(slug, each)]
    names = ["needs", "needs of an area", "who can help whom", "entitlement", "gaps"]
    for name, path in zip(names, paths["whole"], strict=True):
        queries = queries_of("0@whole.example", path)
        report(f"audits: queries of {name}", queries, "queries", MOST_QUERIES)
    with served() as server:
        cookies = {slug: session_of(f"0@{slug}.example") for slug in paths}
        for name, small, large in zip(names, paths["tenth"], paths["whole"], strict=True):
            times: dict[str, list[float]] = {"tenth": [], "whole": []}
            for _turn in range(5):  # in turn, so that a busy machine weighs on both
                for slug, path in (("tenth", small), ("whole", large)):
                    server.cookie = cookies[slug]
                    times[slug] += server.server_ms(path, times=8)
            report(f"audits: {name}", min(times["whole"]), "ms", min(times["tenth"]))


if __name__ == "__main__":
    main()
