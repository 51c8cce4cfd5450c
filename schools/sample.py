"""Whether and as whom one may look round the sample school."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django_scopes import scopes_disabled

from .models import Member
from .queries.people import order_of_positions


@dataclass(frozen=True)
class Way:
    """A further person of the sample: who they are, what they are, and the address that signs in as them."""

    name: str
    what: str
    url: str


_ways: list[Callable[[], list[Way]]] = []


def add_ways(source: Callable[[], list[Way]]) -> None:
    """Let `source` name further people of the sample; called from `AppConfig.ready`."""
    if source not in _ways:
        _ways.append(source)


def ways() -> list[Way]:
    """The people of the sample who belong to none of its schools; nobody unless the settings allow it."""
    return [way for source in _ways for way in source()] if settings.SAMPLE_SIGN_IN else []


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
