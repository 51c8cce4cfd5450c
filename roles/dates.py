"""The days on which somebody's role descriptions are to be reviewed."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from schools.dates import CalendarDate
from schools.models import Member

from .models import Holding, RoleDescription, State


def dates(member: Member) -> Iterable[CalendarDate]:
    """Review dates of the agreed descriptions that the member holds or manages; one query."""
    held = Holding.objects.filter(role=OuterRef("role"), until=None, member=member)
    found = (
        RoleDescription.objects.filter(
            school=member.school,
            state=State.AGREED,
            review_on__isnull=False,
            role__retired_on=None,
        )
        .filter(Q(Exists(held)) | Q(line_manager=member))
        .select_related("role")
        .order_by("review_on", "pk")
    )
    for one in found:
        one.school = one.role.school = member.school
        if one.review_on is not None:
            yield CalendarDate(
                one.review_on,
                _("Review “%(role)s”") % {"role": one.role.title},
                one.role.get_absolute_url(),
                f"role-{one.role_id}",
            )
