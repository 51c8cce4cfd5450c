"""Ending sessions: one’s own; by the headteacher somebody’s of the school; by who runs the site anybody’s."""

from __future__ import annotations

from typing import Any

from allauth.account import signals
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Member, SignedIn, User
from ..permissions import check
from ..queries.sessions import by_handle
from ..refusals import Refused
from ..security_log import note
from ..trail import record, sentence

sentence("schools.person_signed_out", gettext_lazy("%(who)s signed %(person)s out everywhere"))


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
def sign_out(person: Member, member: Member, *, here: str | None = None) -> int:
    """Sign somebody of the school out wherever they are signed in, as when a computer is lost; how many sessions were.

    Who does it for themselves stays signed in `here`, the key of the session in which they ask.

    Raises:
        NotAllowed: only the head and the deputy may.
        Refused: nobody signs in as this person.
    """
    check(member, "schools.manage")
    if person.user is None:
        raise Refused(_("Nobody signs in as this person."))
    number = end_all(person.user, but=here)
    if number:
        record(person.school, member, "schools.person_signed_out", person=person)
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
