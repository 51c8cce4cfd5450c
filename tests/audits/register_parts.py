"""A school with people who keep registers, as short as it can be said; its scope is not open."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django_scopes import scope

from audits.actions import registers
from audits.actions.registers import follow
from audits.entries import Details
from audits.falling import notice_day
from audits.models import Period, RegisterEntry, RegisterKind
from schools.models import Member, School
from tests.factories import a_member, a_school

KEEPERS = ("head", "deputy", "smt", "coordinator", "technician", "manager")
ASKERS = ("department", "teacher")


@dataclass
class Keepers:
    """A school with one person of each position, and a guest."""

    school: School
    head: Member
    deputy: Member
    smt: Member
    coordinator: Member
    technician: Member
    manager: Member
    department: Member
    teacher: Member
    governor: Member
    guest: Member


def keepers() -> Keepers:
    """The school and its people, without any entry."""
    school = a_school()
    return Keepers(
        school,
        a_member(school, "headteacher", name="Hana Head"),
        a_member(school, "smt", name="Della Deputy", deputy=True),
        a_member(school, "smt", name="Sam Senior"),
        a_member(school, "coordinator", name="Cora Coordinator"),
        a_member(school, "technician", name="Theo Technician"),
        a_member(school, "business_manager", name="Bea Business"),
        a_member(school, "head_of_department", name="Dora Department"),
        a_member(school, "teacher", name="Tom Teacher"),
        a_member(school, "governor", name="Gus Governor"),
        a_member(school, "guest", name="Gwen Guest"),
    )


def day(days: int) -> datetime.date:
    """A day so many days from today."""
    return timezone.localdate() + datetime.timedelta(days=days)


def an_entry(there: Keepers, **said: Any) -> RegisterEntry:
    """An entry added by the technician, who answers for it; the scope is open."""
    words = {"kind": RegisterKind.LICENCE, "name": "Number garden", "owner": there.technician}
    return registers.add(there.school, there.technician, Details(**{**words, **said}))


def a_large_register(there: Keepers, many: int) -> None:
    """So many entries of every kind, with all that an entry can say, and their renewals."""
    today = timezone.localdate()
    kinds, periods = RegisterKind.values, Period.values
    with scope(school=there.school):
        rows = []
        for n in range(many):
            renews = today + datetime.timedelta(days=(n * 7) % 900 - 60) if n % 3 else None
            rows.append(
                RegisterEntry(
                    school=there.school,
                    kind=kinds[n % len(kinds)],
                    name=f"Thing number {n}, with a name of some length",
                    tag=f"QP-{n:05}",
                    supplier=f"Supplier {n % 40}",
                    owner=there.technician if n % 2 else there.manager,
                    quantity=n % 60 + 1,
                    in_use=n % 61 if n % 4 == 0 else None,
                    place=f"Room {n % 70}",
                    pence=(n % 90) * 1_150 if n % 9 else None,
                    period=periods[n % len(periods)],
                    bought_on=today - datetime.timedelta(days=n % 2_000),
                    renews_on=renews,
                    notice_days=30 if renews else None,
                    notice_on=notice_day(renews, 30),
                    replaced_in=today.year + n % 6 if n % 3 == 0 else None,
                )
            )
        RegisterEntry.objects.bulk_create(rows, batch_size=500)
        for one in RegisterEntry.objects.filter(pk__in=[row.pk for row in rows[:20]]):
            follow(one, there.technician)
