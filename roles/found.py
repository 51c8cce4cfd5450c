"""What of the roles can be found: duties, roles, and the versions of their descriptions."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from schools.findable import INSIDERS, LEADERS, Findable, Found, colleague, insider, register
from schools.models import Member

from .models import Duty, Holding, Line, Role, RoleDescription, State


def _duty(row: Duty) -> Found:
    return Found(
        row.text,
        "\n".join(part for part in (row.short, row.why) if part),
        reverse("roles:duties", args=[row.school.slug]) + f"#duty-{row.pk}",
        frozenset({INSIDERS}),
    )


def _roles() -> QuerySet[Any]:
    return Role.objects.select_related("school").prefetch_related("holdings__member")


def _role(row: Role) -> Found:
    return Found(
        row.title,
        ", ".join(one.name for one in row.present_holders),
        row.get_absolute_url(),
        frozenset({INSIDERS}),
    )


def _descriptions() -> QuerySet[Any]:
    return RoleDescription.objects.select_related("school", "role__school").prefetch_related(
        "lines__duty", "lines__subject", "role__holdings__member"
    )


def _description(row: RoleDescription) -> Found:
    lines = [part for line in row.lines.all() for part in (line.wording, line.note) if part]
    if row.state in (State.AGREED, State.SUPERSEDED):
        readers = {INSIDERS}
    else:
        holders = {colleague(one.pk) for one in row.role.present_holders}
        readers = {LEADERS, *holders, insider(row.line_manager_id)}
    return Found(
        str(row),
        "\n".join([row.purpose, *lines]).strip(),
        row.get_absolute_url(),
        frozenset(readers),
    )


register(
    Findable(
        "duty",
        _("Duty"),
        40,
        Duty,
        lambda: Duty.objects.select_related("school"),
        _duty,
        "roles.read",
    )
)
register(
    Findable(
        "role",
        _("Role"),
        40,
        Role,
        _roles,
        _role,
        "roles.read",
        watches=((Holding, "holdings"), (Member, "holders")),
    )
)
register(
    Findable(
        "description",
        _("Role description"),
        40,
        RoleDescription,
        _descriptions,
        _description,
        "roles.read_description",
        watches=(
            (Line, "lines"),
            (Duty, "lines__duty"),
            (Role, "role"),
            (Holding, "role__holdings"),
        ),
    )
)
