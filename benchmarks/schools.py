"""The schools that are measured: the sample school, one with 20 roles, and a large one."""

import datetime
import itertools
import random
import sys
from collections.abc import Iterator

import django

LARGE, PACK = "large", "pack"
EPOCH = datetime.datetime(2026, 9, 4, 9, tzinfo=datetime.UTC)
WORDS = (
    "audit training needs staff arrange coach colleagues licences renewal filtering backup budget "
    "scheme work capability assessment entitlement moderate pupils standards lessons inclusion "
    "report governors policy safety registers plan costs review monitor teaching subject leaders"
).split()


def sentences(seed: int, *, words: int) -> Iterator[str]:
    """Sentences of so many words, never ending, the same for the same seed."""
    source = random.Random(seed)
    while True:
        yield " ".join(source.choices(WORDS, k=words)).capitalize() + "."


def make(slug: str, *, duties: int, roles: int, lines: int, people: int = 0) -> None:
    """A school with that many duties and roles, each role with an agreed version of `lines` lines.

    It has a head and somebody for each role, or `people` where these are more.
    Every sixth role has a draft besides, every tenth a version that was superseded. The head signs
    in as `head@<slug>.example`.
    """
    from django_scopes import scope

    from roles.models import (
        Area,
        Duty,
        Holding,
        Line,
        Part,
        Priority,
        Role,
        RoleDescription,
        Signature,
    )
    from schools.models import Member, Position, PositionKind, School, User

    school = School.objects.create(
        name=f"{slug.capitalize()} School",
        slug=slug,
        phase=School.Phase.SECONDARY,
        key_stages=["KS3", "KS4"],
        set_up_at=EPOCH,
    )
    text, purpose = sentences(1, words=12), sentences(2, words=60)
    with scope(school=school):
        members = []
        for number in range(max(people, roles + 1)):
            name = "head" if number == 0 else f"person{number}"
            user = User.objects.create(email=f"{name}@{slug}.example", name=f"{name} {slug}")
            members.append(
                Member.objects.create(
                    school=school, user=user, name=user.name, email=user.email, joined_at=EPOCH
                )
            )
        head, *others = members
        kinds = [PositionKind.SMT, PositionKind.COORDINATOR, PositionKind.HEAD_OF_DEPARTMENT]
        Position.objects.create(school=school, member=head, kind=PositionKind.HEADTEACHER)
        Position.objects.bulk_create(
            Position(school=school, member=member, kind=kind)
            for member, kind in zip(others, itertools.cycle(kinds), strict=False)
        )
        all_duties = Duty.objects.bulk_create(
            Duty(school=school, area=area, text=next(text), why=next(text), order=order)
            for order, area in zip(range(duties), itertools.cycle(Area.values), strict=False)
        )
        for number, (member, kind) in enumerate(
            zip(others[:roles], itertools.cycle(kinds), strict=False)
        ):
            role = Role.objects.create(
                school=school, title=f"Role {number + 1}", position=kind, order=number
            )
            Holding.objects.create(school=school, role=role, member=member)
            states = ["agreed"]
            if number % 10 == 0:
                states.insert(0, "superseded")
            if number % 6 == 0:
                states.append("draft")
            for version, state in enumerate(states, start=1):
                description = RoleDescription.objects.create(
                    school=school,
                    role=role,
                    number=version,
                    state=state,
                    purpose=next(purpose),
                    line_manager=head,
                    release_minutes=120,
                    review_on=datetime.date(2027, 9, 1),
                    drafted_by=member,
                    words={} if state == "draft" else {"role": role.title, "school": school.name},
                    proposed_at=None if state == "draft" else EPOCH,
                    agreed_at=None if state == "draft" else EPOCH,
                )
                chosen = [all_duties[(number * lines + step) % duties] for step in range(lines)]
                Line.objects.bulk_create(
                    Line(
                        school=school,
                        description=description,
                        duty=duty,
                        part=Part.values[(number + step) % 4],
                        minutes=5 * (step % 5),
                        priority=Priority.values[step % 3],
                        order=step,
                        **(
                            {}
                            if state == "draft"
                            else {"text": duty.text, "why": duty.why, "kind": "duty"}
                            | {"area": duty.area}
                        ),
                    )
                    for step, duty in enumerate({duty.pk: duty for duty in chosen}.values())
                )
                if state != "draft":
                    Signature.objects.bulk_create(
                        Signature(
                            school=school,
                            description=description,
                            member=who,
                            capacity=capacity,
                            signed_at=EPOCH,
                        )
                        for who, capacity in ((member, "holder"), (head, "line_manager"))
                    )


def main() -> None:
    """Fill the database that the settings name."""
    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    call_command("sample_school", stdout=sys.stderr)
    with transaction.atomic():
        make(PACK, duties=60, roles=20, lines=9)
        make(LARGE, duties=400, roles=60, lines=25)


if __name__ == "__main__":
    main()
