"""Role descriptions for tests, at any point of their life."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from roles.actions import descriptions, roles, signing
from roles.drafting import content_of
from roles.merging import Content, LineContent
from roles.models import Duty, Role, RoleDescription
from schools.models import Member, School
from tests.factories import a_member, a_school


@dataclass
class Staff:
    """A school with one person in each position that the life cycle needs."""

    school: School
    head: Member
    smt: Member
    coordinator: Member
    teacher: Member
    governor: Member


def staff(**fields: Any) -> Staff:
    """A school and its people."""
    school = a_school(**fields)
    return Staff(
        school=school,
        head=a_member(school, "headteacher", name="Helen Head"),
        smt=a_member(school, "smt", name="Samira Senior"),
        coordinator=a_member(school, "coordinator", "teacher", name="Priya Coordinator"),
        teacher=a_member(school, "teacher", name="Tom Teacher"),
        governor=a_member(school, "governor", name="Grace Governor"),
    )


def a_duty(school: School, text: str = "Coach colleagues", **fields: Any) -> Duty:
    """A coordinator's duty of the school."""
    kind = fields.pop("kind", "duty")
    area = fields.pop("area", "staff" if kind == "duty" else "")
    return Duty.objects.create(school=school, text=text, kind=kind, area=area, **fields)


def a_role(people: Staff, *holders: Member, **fields: Any) -> Role:
    """A role, the coordinator's unless `position` says otherwise."""
    return roles.add_role(
        people.school,
        people.head,
        fields.get("title", "ICT coordinator"),
        fields.get("position", "coordinator"),
        holders,
    )


def a_draft(
    people: Staff,
    role: Role,
    duties: Sequence[Duty] = (),
    manager: Member | None = None,
    **fields: Any,
) -> RoleDescription:
    """A draft that can be proposed: a purpose, the head as line manager, a duty."""
    description = descriptions.start_version(role, people.head).description
    duties = duties or [
        Duty.objects.filter(school=people.school, kind="duty").first() or a_duty(people.school)
    ]
    content = Content(
        purpose=fields.get("purpose", "To coordinate what the plan describes."),
        line_manager=(manager or people.head).pk,
        release_minutes=fields.get("release_minutes", 120),
        review_on=description.review_on,
        lines={f"d{duty.pk}": LineContent("leads", 30, "high", "") for duty in duties},
    )
    return descriptions.save_draft(description, people.head, content, description.revision)


def a_proposed(people: Staff, role: Role, **fields: Any) -> RoleDescription:
    """A version that waits for its parties."""
    return descriptions.propose(a_draft(people, role, **fields), people.head)


def an_agreed(people: Staff, role: Role, **fields: Any) -> RoleDescription:
    """A version that all its parties have agreed."""
    description = a_proposed(people, role, **fields)
    for holder in role.present_holders:
        description = signing.sign(description, holder)
    assert description.line_manager is not None
    return signing.sign(description, description.line_manager)


def written(description: RoleDescription, **fields: Any) -> Content:
    """What the version holds, with some of it changed."""
    content = content_of(description, description.lines.all())
    return replace(content, **fields)
