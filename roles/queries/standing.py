"""Where the school is with its roles, for the picture of the cycle."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, Count, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.models import Member, PositionKind, School
from schools.navigation import Standing
from schools.once import once
from schools.prepared import prepared

from ..models import Line, Role, RoleDescription, State


@dataclass(frozen=True)
class RolesGlanced:
    """How many roles there are, how many of them agreed, proposed and due for review.

    `minutes` are what the coordinators' duties take a week as agreed, `release` the minutes a week
    they are given; of those who are given none, neither is counted.
    """

    all: int
    agreed: int
    proposed: int
    late: int
    minutes: int
    release: int

    @property
    def load(self) -> int | None:
        """The coordinators' minutes in per cent of their release time; None where they have none."""
        return round(100 * self.minutes / self.release) if self.release else None


def roles_at_a_glance(school: School) -> RolesGlanced:
    """The roles in figures: one query, once a page."""
    return once(("roles.glance", school.pk), lambda: _read(school))


def _read(school: School) -> RolesGlanced:
    [found] = _figures(school, today=timezone.localdate())
    return RolesGlanced(**found)


@prepared
def _figures(*, school: int, today: datetime.date) -> QuerySet[Any, Any]:
    roles = Role.objects.filter(school=OuterRef("pk"), retired_on=None)
    versions = RoleDescription.objects.filter(school=OuterRef("pk"), role__retired_on=None)
    agreed = versions.filter(state=State.AGREED)
    given = agreed.filter(role__position=PositionKind.COORDINATOR, release_minutes__gt=0)
    lines = Line.objects.filter(
        school=OuterRef("pk"),
        description__state=State.AGREED,
        description__role__retired_on=None,
        description__role__position=PositionKind.COORDINATOR,
        description__release_minutes__gt=0,
    )
    many = Count("role", distinct=True)
    return School.objects.filter(pk=school).values(
        all=_of_school(roles, Count("pk")),
        agreed=_of_school(agreed, many),
        proposed=_of_school(versions.filter(state=State.PROPOSED), many),
        late=_of_school(agreed.filter(review_on__lte=today), many),
        minutes=_of_school(lines, Sum("minutes")),
        release=_of_school(given, Sum("release_minutes")),
    )


def _of_school(rows: QuerySet[Any], figure: Aggregate) -> Coalesce:
    """A figure of a school's rows; 0 for none."""
    one = rows.order_by().values("school").annotate(figure=figure).values("figure")
    return Coalesce(Subquery(one), 0)


def standing(member: Member) -> Standing:
    """How many roles are agreed, wait for somebody, or are due to be looked at again: one query."""
    many = roles_at_a_glance(member.school)
    if not many.all:
        return Standing("now", _("none yet"), _("The roles are still to be described and agreed."))
    if many.late:
        return Standing(
            "late",
            ngettext("%(n)s due for review", "%(n)s due for review", many.late) % {"n": many.late},
            _("Roles are due for review: do they still fit the vision and the time?"),
        )
    if many.proposed:
        return Standing(
            "now",
            _("%(n)s of %(all)s to sign") % {"n": many.proposed, "all": many.all},
            _("The roles wait for signatures; once they are agreed, everybody can rely on them."),
        )
    if many.agreed < many.all:
        return Standing(
            "now",
            _("%(n)s of %(all)s agreed") % {"n": many.agreed, "all": many.all},
            _("Some roles are not agreed yet; until they are, nobody can be asked about them."),
        )
    return Standing("done", _("all %(all)s agreed") % {"all": many.all})
