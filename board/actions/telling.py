"""Choosing how often one is told."""

from __future__ import annotations

from django.db import transaction

from schools.models import Member
from schools.permissions import check

from ..models import How, Telling


@transaction.atomic
def choose(member: Member, how: str) -> Telling:
    """Be told weekly, daily or never from now on.

    Raises:
        NotAllowed: the member is no longer in the school.
    """
    check(member, "schools.enter")
    return _set(member, how)


@transaction.atomic
def never(member: Member) -> Telling:
    """Send no more e-mails of news to `member`, who asked by the link in one of them."""
    return _set(member, How.NEVER)


def _set(member: Member, how: str) -> Telling:
    telling, _made = Telling.objects.update_or_create(
        member=member, defaults={"school": member.school, "how": how}
    )
    return telling
