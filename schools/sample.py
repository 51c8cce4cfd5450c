"""Whether and as whom one may look round the sample school."""

from django.conf import settings
from django_scopes import scopes_disabled

from .models import Member
from .queries.people import order_of_positions


def people() -> list[Member]:
    """The sample school's people, to sign in as; nobody unless the settings allow it."""
    if not settings.SAMPLE_SIGN_IN:
        return []
    with scopes_disabled():  # the positions, read along, are scoped as well
        members = list(
            Member.objects.filter(school__sample=True, user__isnull=False, left_on=None)
            .select_related("school")
            .prefetch_related("positions")
            .order_by("id")
        )
    return sorted(members, key=order_of_positions)
