"""Who is in the school, and how each stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .. import leaving
from ..models import Member, PositionKind, School, Subject
from ..people_import import Known
from ..permissions import may


@dataclass(frozen=True)
class Listed:
    """A person on the list: what they hold beside their positions, and whether they can sign in."""

    member: Member
    holds: Sequence[str]

    @property
    def state(self) -> str:
        """One of "joined", "invited", "not_invited", "no_address"."""
        if self.member.user_id:
            return "joined"
        if not self.member.email:
            return "no_address"
        return "invited" if self.member.invited_at else "not_invited"


@dataclass(frozen=True)
class Everybody:
    """The school's people by name, those who have left apart."""

    here: list[Listed]
    left: list[Listed]

    @property
    def to_invite(self) -> list[Member]:
        return [one.member for one in self.here if one.state == "not_invited"]

    @property
    def waiting(self) -> list[Member]:
        return [one.member for one in self.here if one.state == "invited"]


def everybody(school: School) -> Everybody:
    """All people of the school, with positions, subjects and what they hold: four queries."""
    held = leaving.held()
    here: list[Listed] = []
    left: list[Listed] = []
    for member in Member.objects.filter(erased_at=None).prefetch_related("positions", "subjects"):
        member.school = school
        listed = Listed(member, held.get(member.pk, []))
        (left if member.left_on else here).append(listed)
    return Everybody(here, left)


def order_of_positions(member: Member) -> tuple[int, str]:
    """For sorting: head, coordinator, head of department and governor before everybody else."""
    first = (
        PositionKind.HEADTEACHER,
        PositionKind.COORDINATOR,
        PositionKind.HEAD_OF_DEPARTMENT,
        PositionKind.GOVERNOR,
        PositionKind.SMT,
    )
    ranks = [first.index(kind) for kind in first if kind in member.kinds]
    return (min(ranks, default=len(first)), member.name)


def known_for_import(school: School, member: Member, new_subjects: Iterable[str] = ()) -> Known:
    """What a list of people is read against: two queries."""
    subjects = [*Subject.objects.values_list("name", flat=True), *new_subjects]
    emails = {
        email.lower(): name
        for email, name in Member.objects.exclude(email="").values_list("email", "name")
    }
    return Known(school.labels, subjects, emails, may(member, "schools.make_head"))
