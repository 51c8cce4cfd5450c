"""Whether and as whom one may look round the sample school."""

from django.conf import settings

from .models import Member
from .queries.people import order_of_positions


def people() -> list[Member]:
    """The sample school's people, to sign in as; nobody unless the settings allow it."""
    if not settings.SAMPLE_SIGN_IN:
        return []
    return sorted(
        Member.objects.with_scopes_disabled()
        .filter(school__sample=True, user__isnull=False, left_on=None)
        .select_related("school")
        .prefetch_related("positions")
        .order_by("id"),
        key=order_of_positions,
    )
