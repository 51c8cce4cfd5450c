"""Ending sessions: one's own, one by one or all others; and, by who runs the site, anybody's."""

from __future__ import annotations

from typing import Any

from allauth.account import signals
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from ..models import SignedIn, User
from ..queries.sessions import by_handle
from ..refusals import Refused
from ..security_log import note


@transaction.atomic
def end_one(user: User, handle: str) -> None:
    """End one session of `user`, by its handle (`queries.sessions`).

    Raises:
        Refused: there is no such session of theirs; it may have ended by itself.
    """
    found = by_handle(user, handle)
    if found is None:
        raise Refused(_("That one has ended already."))
    found.delete()
    note("session_ended", None, user)


@transaction.atomic
def end_all(user: User, *, but: str | None = None) -> int:
    """End all sessions of `user`, but for the one with that key; how many were."""
    number, _which = SignedIn.objects.filter(user=user).exclude(session_key=but or "").delete()
    if number:
        note("sessions_ended", None, user)
    return number


@transaction.atomic
def end_everybodys() -> int:
    """End every session of everybody; how many were."""
    number, _which = SignedIn.objects.all().delete()
    note("sessions_of_all_ended", None)
    return number


def _password_changed(request: HttpRequest | None = None, user: Any = None, **_told: Any) -> None:
    """A new password ends every other session: they were over already, and are not listed any more."""
    here = None if request is None else request.session.session_key
    end_all(user, but=here)


def listen() -> None:
    """Listen for new passwords."""
    for signal in (signals.password_changed, signals.password_set, signals.password_reset):
        signal.connect(_password_changed, dispatch_uid="schools.actions.sessions")
