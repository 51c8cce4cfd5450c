"""The texts of a plan as they were agreed, who signed them, and what differs between two."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet, Subquery
from django.http import Http404
from django.utils import timezone

from schools.models import Member
from schools.prepared import prepared

from ..differing import (
    Names,
    RowChange,
    Told,
    lines_by_row,
    people_in,
    people_of,
    row_change,
    told,
)
from ..models import Plan, PlanSignature, PlanVersion
from ..text import Difference, differences, plain_text


def names_of(pks: Collection[int], known: Names | None = None) -> dict[int, str]:
    """The names of members by id; one query, none where all are `known`."""
    found = {pk: known[pk] for pk in pks if known and pk in known}
    missing = set(pks) - set(found)
    if missing:
        found.update(Member.objects.filter(pk__in=missing).values_list("pk", "name"))
    return found


def readable(changes: Iterable[Difference], known: Names | None = None) -> list[RowChange]:
    """Differences as people read them; one query where they are about people not `known`."""
    all_of_them = list(changes)
    names = names_of(people_in(all_of_them), known)
    return [row_change(one, names) for one in all_of_them]


def versions_of(plan: Plan) -> list[PlanVersion]:
    """The texts of a plan as agreed, the newest first, each with its signatures; two queries."""
    signatures = PlanSignature.objects.select_related("member")
    return list(plan.versions.defer("text").prefetch_related(Prefetch("signatures", signatures)))


@dataclass(frozen=True)
class Signed:
    """A signature as a page says it: who, as what, on which day; `version_id` as in `PlanSignature`."""

    name: str
    capacity: str
    as_what: str
    on: datetime.date
    version_id: int | None


@prepared
def _signatures(*, school: int, plan: int, with_text: bool) -> QuerySet[PlanSignature]:
    newest = PlanVersion.objects.filter(plan=plan).order_by("-number").values("number")[:1]
    wanted = Q(version=None) | Q(version__number=Subquery(newest))
    rows = PlanSignature.objects.filter(wanted, plan=plan)
    return rows.select_related("member", *(["version"] if with_text else []))


def newest_signatures(plan: Plan) -> list[PlanSignature]:
    """Those of the text agreed last, which comes with them, and those that wait for the other one."""
    return list(_signatures(plan.school, plan=plan.pk, with_text=True))


def signatures(plan: Plan) -> list[Signed]:
    """The same as a page says them: one query."""
    return [_said(one) for one in _signatures(plan.school, plan=plan.pk, with_text=False)]


def _said(one: PlanSignature) -> Signed:
    name = one.member.name if one.member else ""
    day = timezone.localdate(one.signed_at)
    return Signed(name, one.capacity, str(one.get_capacity_display()), day, one.version_id)


@dataclass(frozen=True)
class VersionPage:
    """A text as agreed, and what became of it: in `against`, or until now where that is None."""

    plan: Plan
    version: PlanVersion
    against: PlanVersion | None
    all: list[PlanVersion]
    changes: list[RowChange]
    told: Told
    signatures: list[Signed]

    @property
    def newer(self) -> list[PlanVersion]:
        """The versions after this one, the next first."""
        return [one for one in reversed(self.all) if one.number > self.version.number]


def version_or_404(plan: Plan, number: int, against: int = 0) -> VersionPage:
    """A version of a plan compared with a newer one, or with what the plan says now.

    Raises:
        Http404: there is no such version.
    """
    versions = {one.number: one for one in plan.versions.all()}
    version = versions.get(number)
    if version is None:
        raise Http404
    other = versions.get(against) if against > number else None
    new = other.text if other else plain_text(plan)
    different = differences(version.text, new)
    names = names_of(people_of(version.text) | people_of(new) | people_in(different))
    whole = told(version.text, names)
    said = {**lines_by_row(told(new, names)), **lines_by_row(whole)} if different else {}
    return VersionPage(
        plan,
        version,
        other,
        list(versions.values()),
        [row_change(one, names, said) for one in different],
        whole,
        [_said(one) for one in version.signatures.select_related("member")],
    )
