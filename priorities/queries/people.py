"""Who can be asked to rate, and who of them coordinates."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from roles.models import Holding, RoleDescription
from roles.models import State as VersionState
from schools.models import Member, PositionKind, School

from ..models import Review


@dataclass(frozen=True)
class Candidate:
    """Somebody who can be asked. `capacity` is the release time of who coordinates, minutes a week."""

    member: Member
    chosen: bool
    coordinates: bool
    capacity: int | None

    @property
    def can_be_asked_by_mail(self) -> bool:
        """Whether an e-mail with the page's address is of use to them."""
        return bool(self.member.user_id and self.member.email)


@dataclass(frozen=True)
class CandidateGroup:
    """Those who hold a position, under its name; each person stands in one group only."""

    kind: str
    title: str
    people: tuple[Candidate, ...]


def coordinating() -> dict[int, tuple[int | None, int | None]]:
    """By member: the coordinator's role they hold, and its release time in minutes a week.

    The release time is that of the agreed version, else of the open one. Two queries.
    """
    holdings = Holding.objects.filter(
        until=None, role__position=PositionKind.COORDINATOR, role__retired_on=None
    ).order_by("role__order", "role_id")
    held: dict[int, int] = {}
    for member, role in holdings.values_list("member_id", "role_id"):
        held.setdefault(member, role)
    states = [VersionState.DRAFT, VersionState.PROPOSED, VersionState.AGREED]
    minutes: dict[int, int | None] = {}
    versions = RoleDescription.objects.filter(role_id__in=held.values(), state__in=states)
    for one in sorted(versions, key=lambda one: one.state == VersionState.AGREED):
        if one.release_minutes is not None or one.role_id not in minutes:
            minutes[one.role_id] = one.release_minutes
    return {member: (role, minutes.get(role)) for member, role in held.items()}


def candidates(
    school: School, review: Review, chosen: Collection[int] | None = None
) -> list[CandidateGroup]:
    """Everybody in the school by position, those who take part marked; `chosen` (ids of members)
    marks others instead, as after a refused form. Five queries.
    """
    there = {one.member_id: one for one in review.participants.all()}
    marked = set(there) if chosen is None else set(chosen)
    known = coordinating()
    groups: dict[str, list[Candidate]] = {}
    for person in Member.objects.filter(left_on=None).prefetch_related("positions"):
        person.school = school
        kind = next((k for k in PositionKind.values if k in person.kinds), PositionKind.GUEST.value)
        coordinates = person.pk in known or PositionKind.COORDINATOR in person.kinds
        capacity = known.get(person.pk, (None, None))[1]
        if person.pk in there and there[person.pk].capacity is not None:
            capacity = there[person.pk].capacity
        groups.setdefault(kind, []).append(
            Candidate(person, person.pk in marked, coordinates, capacity)
        )
    return [
        CandidateGroup(kind, school.labels.position(kind), tuple(groups[kind]))
        for kind in PositionKind.values
        if kind in groups
    ]
