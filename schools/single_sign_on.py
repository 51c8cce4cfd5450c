"""Single sign-on: whom the provider of a trust or an authority may sign in, and why it signs in nobody else.

The provider is asked who somebody is, and nothing more. Who belongs where is the school's to say: it invites.
`provider.py` speaks with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from allauth.account.models import EmailAddress
from django.conf import settings

from .models import User


class Why(StrEnum):
    """Why nobody was signed in, as the security log has it."""

    STALE = "stale"  # not begun here, begun too long ago, or used before
    STOPPED = "stopped"  # by the person or by the provider
    UNFIT = "unfit"  # what came back is not what was asked for, or not the provider's
    UNVERIFIED = "unverified"  # the provider does not say that the address is this person's
    ELSEWHERE = "elsewhere"  # the provider may not speak for such an address
    UNKNOWN = "unknown"  # nobody here has the address
    CLOSED = "closed"  # the account is


class Away(Exception):
    """The provider cannot be reached, or does not answer as a provider does."""


class NotSignedIn(Exception):
    """Somebody came back from the provider and is not signed in, for a reason to be told."""

    def __init__(self, why: Why, address: str = "", user: User | None = None) -> None:
        super().__init__(why.value)
        self.why, self.address, self.user = why, address, user


@dataclass(frozen=True)
class Arrived:
    """Who came back: by the address that the provider answers for; and where here they were going."""

    address: str
    going: str


def is_on() -> bool:
    """Whether a provider is set."""
    return bool(settings.OIDC_ISSUER)


def owner(address: str) -> User:
    """Whose account it is: that of the person who has proved here, too, that the address is theirs.

    Compared letter by letter: two addresses that a database holds for alike may be two people's.

    Raises:
        NotSignedIn: the provider may not speak for such an address, nobody has it, or their account is closed.
    """
    address = address.lower()
    domain = address.rpartition("@")[2]
    if not address.isascii() or not {"*", domain}.intersection(settings.OIDC_DOMAINS):
        raise NotSignedIn(Why.ELSEWHERE, address)
    found = EmailAddress.objects.select_related("user").filter(email=address, verified=True).first()
    if found is None:
        raise NotSignedIn(Why.UNKNOWN, address)
    user: User = found.user
    if not user.is_active:
        raise NotSignedIn(Why.CLOSED, address, user)
    return user
