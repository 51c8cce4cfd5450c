"""The secret address of somebody's calendar: made, renewed, turned off."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils import timezone

from ..models import CalendarKey, Member
from ..permissions import check


@transaction.atomic
def renew(member: Member) -> CalendarKey:
    """Give the member's calendar a new address; the old one leads nowhere from now on.

    Raises:
        NotAllowed: the member is no longer in the school.
    """
    check(member, "schools.enter")
    CalendarKey.objects.filter(member=member).delete()
    return CalendarKey.objects.create(
        school=member.school, member=member, key=secrets.token_urlsafe(32), made_at=timezone.now()
    )


@transaction.atomic
def turn_off(member: Member) -> None:
    """Let the member's calendar have no address.

    Raises:
        NotAllowed: the member is no longer in the school.
    """
    check(member, "schools.enter")
    CalendarKey.objects.filter(member=member).delete()
