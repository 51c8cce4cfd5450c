"""Schools and people for tests, as short as they can be said."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.test import Client

from schools.models import Member, Position, School, User

_numbers = count(1)


def a_school(**fields: Any) -> School:
    """A primary school; its scope is not open."""
    number = next(_numbers)
    return School.objects.create(
        **{
            "name": f"School {number}",
            "slug": f"school-{number}",
            "phase": School.Phase.PRIMARY,
            "key_stages": ["KS1", "KS2"],
            **fields,
        }
    )


def a_member(school: School, *kinds: str, **fields: Any) -> Member:
    """A person who holds these positions in `school` and can sign in."""
    number = next(_numbers)
    name = fields.pop("name", f"Person {number}")
    email = fields.pop("email", f"person-{number}@example.org")
    user = User.objects.create(email=email, name=name)
    members = Member.objects.with_scopes_disabled()
    member = members.create(school=school, user=user, name=name, email=email, **fields)
    Position.objects.with_scopes_disabled().bulk_create(
        Position(school=school, member=member, kind=kind) for kind in kinds
    )
    return member


def signed_in(client: Client, member: Member) -> Client:
    """The client, signed in as `member`."""
    assert member.user is not None
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client
