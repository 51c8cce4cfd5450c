"""What an operator looks for when something is wrong: who signed in, who could not, what opens an account was changed.

Lines of the log like all others (operations/logs.py): no name, no address, nothing typed; an account stands there as
its number, which means something only to who can read the database.
"""

from __future__ import annotations

import logging
from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth import signals as auth
from django.http import HttpRequest

security = logging.getLogger("ictlead.security")

CHANGES = {
    "password_set": account.password_set,
    "password_changed": account.password_changed,
    "password_reset": account.password_reset,
    "address_confirmed": account.email_confirmed,
    "address_changed": account.email_changed,
    "address_added": account.email_added,
    "address_removed": account.email_removed,
    "signed_up": account.user_signed_up,
    "second_proof_added": mfa.authenticator_added,
    "second_proof_removed": mfa.authenticator_removed,
    "recovery_codes_made": mfa.authenticator_reset,
}


def note(event: str, request: HttpRequest | None, user: Any = None, **more: str) -> None:
    """Write that `event` happened, of which account, and by which ways it was signed in to so far."""
    session = getattr(request, "session", None) or {}
    records = session.get("account_authentication_methods", [])
    security.info(
        event,
        extra={
            "event": event,
            "user_id": getattr(user, "pk", None),
            "request_id": getattr(request, "log_id", "-"),
            "ways": [one.get("type") or one.get("method") for one in records],
            **more,
        },
    )


def listen() -> None:
    """Note what opens an account, and what changes how it is opened."""
    auth.user_logged_in.connect(_signed_in, dispatch_uid="security_log")
    auth.user_logged_out.connect(_signed_out, dispatch_uid="security_log")
    auth.user_login_failed.connect(_not_signed_in, dispatch_uid="security_log")
    for event, signal in CHANGES.items():
        signal.connect(_changed(event), weak=False, dispatch_uid=f"security_log {event}")


def _signed_in(request: HttpRequest | None = None, user: Any = None, **_told: Any) -> None:
    note("signed_in", request, user)


def _signed_out(request: HttpRequest | None = None, user: Any = None, **_told: Any) -> None:
    if request is not None:
        request.signed_out = True  # type: ignore[attr-defined]
    note("signed_out", request, user)


def _not_signed_in(request: HttpRequest | None = None, **_told: Any) -> None:
    note("sign_in_refused", request)


def _changed(event: str) -> Any:
    def changed(request: HttpRequest | None = None, user: Any = None, **told: Any) -> None:
        address = told.get("email_address")
        note(event, request, user or getattr(address, "user", None))

    return changed
