"""A trust with an administrator and a reader, a school that has joined it, and the people of both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from django_scopes import scope

from groups.actions import joining, starting
from groups.models import Affiliation, Group, GroupMember
from schools.models import Member, PositionKind, School, User
from tests.factories import a_member, a_school

from .selfreview_parts import offer


@dataclass
class Trust:
    """The group, its administrator and reader, its school with head and teacher, and their membership."""

    group: Group
    admin: GroupMember
    reader: GroupMember
    school: School
    head: Member
    teacher: Member
    joined: Affiliation


@pytest.fixture
def trust() -> Trust:
    group, admin = starting.start_group("Heron Trust", "trust", "admin@heron.example", "Nadia")
    reader = GroupMember.objects.create(
        group=group, user=User.objects.create_user("reader@heron.example", name="Colm")
    )
    school = a_school(name="Oak", slug="oak", urn="990001")
    head = a_member(school, PositionKind.HEADTEACHER, name="Helen Head")
    teacher = a_member(school, PositionKind.TEACHER)
    joined = joining.invite(group, admin, "990001")
    with scope(school=school):
        joined = joining.accept(joined, head)
    return Trust(group, admin, reader, school, head, teacher, joined)


@pytest.fixture
def inside(trust: Trust) -> Iterator[Trust]:
    """The trust with one strand on offer, within its school."""
    offer(trust)
    with scope(school=trust.school):
        yield trust


def as_user(user: User | None) -> Client:
    """A browser in which `user` is signed in; nobody for None."""
    client = Client()
    if user is not None:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client
