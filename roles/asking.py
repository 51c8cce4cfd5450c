"""What people may ask about: a version of a role's description."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from board.askable import Kind, number
from schools.models import Member, School
from schools.permissions import may

from .models import RoleDescription, State


def _find(school: School, key: str) -> RoleDescription | None:
    found = RoleDescription.objects.filter(school=school, pk=number(key))
    return (
        found.select_related("school", "role__school", "line_manager__school")
        .prefetch_related("role__holdings__member__positions", "line_manager__positions")
        .first()
    )


def _answers(description: RoleDescription) -> list[Member | None]:
    """Its holders; of a vacant role, who it answers to."""
    return [*description.role.present_holders] or [description.line_manager]


DESCRIPTION = Kind(
    key="role",
    model="roles.roledescription",
    read_by_all=lambda one: one.state in (State.AGREED, State.SUPERSEDED),
    words=_("a role’s description"),
    find=_find,
    readable=lambda member, one: may(member, "roles.read_description", one),
    title=lambda one: one.title,
    url=lambda one: reverse("roles:version", args=[one.school.slug, one.role_id, one.number]),
    answers=_answers,
)
