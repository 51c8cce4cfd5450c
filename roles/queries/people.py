"""Who could hold a role, and whom one could answer to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from schools.models import Member, Position, School
from schools.rules import is_staff

from ..drafting import may_manage
from ..models import Role


def everybody(school: School, only: Collection[int] | None = None) -> list[Member]:
    """Everybody who has a position today, by name, their positions known; one query.

    `only` narrows it to the members of these ids.
    """
    kinds: dict[int, set[str]] = defaultdict(set)
    members: dict[int, Member] = {}
    positions = Position.objects.filter(school=school, member__left_on=None)
    if only is not None:
        positions = positions.filter(member__in=only)
    for position in positions.select_related("member").order_by("member__name", "member_id"):
        kinds[position.member_id].add(position.kind)
        members.setdefault(position.member_id, position.member)
    for pk, member in members.items():
        member.school = school
        # What `Member.kinds` would ask for each of them.
        member.__dict__["kinds"] = frozenset(kinds[pk])
    return list(members.values())


def staff_of(school: School, only: Collection[int] | None = None) -> list[Member]:
    """Who can hold a role: everybody with a position among the staff; of the members `only`, if given."""
    return [one for one in everybody(school, only) if is_staff(one)]


def possible_managers(role: Role) -> list[Member]:
    """Whom the role can answer to."""
    return [one for one in everybody(role.school) if may_manage(one, role)]
