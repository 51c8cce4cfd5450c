"""Where somebody is signed in, as they may read it: never the key of a session, which would open it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from ..middleware import holds
from ..models import SignedIn, User
from ..sessions import SessionStore


@dataclass(frozen=True)
class Place:
    """One session: the browser in words, since when, last used; both days to the hour."""

    handle: str
    browser: str
    since: datetime.datetime
    seen: datetime.datetime
    is_here: bool


def places_of(user: User, here: str | None) -> list[Place]:
    """Every session in which `user` is signed in, the one with the key `here` first, then by last use; one query."""
    rows = SignedIn.objects.filter(user=user, expire_date__gt=timezone.now()).order_by("-seen_at")
    good = [row for row in rows if _is_good(row, user)]
    places = [
        Place(_handle_of(row), _in_words(row), row.began_at, row.seen_at, row.session_key == here)
        for row in good
    ]
    return sorted(places, key=lambda one: not one.is_here)


def by_handle(user: User, handle: str) -> SignedIn | None:
    """The session of `user` with that handle."""
    for row in SignedIn.objects.filter(user=user):
        if constant_time_compare(_handle_of(row), handle):
            return row
    return None


def _is_good(row: SignedIn, user: User) -> bool:
    """Whether it is open still: the account may have another password by now."""
    return holds(SessionStore().decode(row.session_data), user)


def _handle_of(row: SignedIn) -> str:
    """What a session is called on a page; nobody finds its key by that."""
    return salted_hmac("schools.sessions", row.session_key).hexdigest()[:20]


def _in_words(row: SignedIn) -> str:
    if row.browser and row.system:
        return _("%(browser)s on %(system)s") % {"browser": row.browser, "system": row.system}
    return row.browser or row.system or _("A browser that says nothing of itself")
