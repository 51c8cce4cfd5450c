"""What opens an account beside the password is kept sealed: an app's secret, and what recovery codes are made from.

Sealed with Fernet (AES-128-CBC and HMAC-SHA-256) by a key that is derived from the SECRET_KEY, which is not in the
database: whoever reads the database alone, or an old copy of it, cannot sign in with it. What was sealed with one of
SECRET_KEY_FALLBACKS opens too; `manage.py seal_again` seals it anew, and the old key can go.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

SEALED = "sealed:"
# A key of its own for each, so that what was sealed for one is nothing to another.
SECOND_PROOFS, TYPED, SEEN = "second proofs", "typed", "seen"


class CannotBeOpened(ValidationError, PermissionDenied):
    """Something was sealed with a key that this server does not have: said beside a form's field, or as a page."""

    # A page that only counts codes counts none, and offers to make new ones.
    silent_variable_failure = True

    def __init__(self) -> None:
        self.sentence = _(
            "This cannot be read here any more: the site’s secret key has changed. Ask who runs the site to take"
            " your second proof away, then set up a new one."
        )
        super().__init__(self.sentence)


def seal(text: str, purpose: str = SECOND_PROOFS) -> str:
    """The text, readable by this server alone."""
    return SEALED + _keys(purpose).encrypt(text.encode()).decode()


def opened(text: str, purpose: str = SECOND_PROOFS) -> str:
    """What was sealed; a text that was not, as it is.

    Raises:
        CannotBeOpened: it was sealed with a key that the settings do not have.
    """
    if not text.startswith(SEALED):
        return text
    try:
        return _keys(purpose).decrypt(text.removeprefix(SEALED).encode()).decode()
    except InvalidToken as error:
        raise CannotBeOpened from error


def sealed(data: dict[str, Any], change: Callable[[str], str] = seal) -> dict[str, Any]:
    """What an authenticator keeps, its secrets put through `change`."""
    after = dict(data)
    for name in ("secret", "seed"):
        if name in after:
            after[name] = change(after[name])
    if "migrated_codes" in after:
        after["migrated_codes"] = [change(one) for one in after["migrated_codes"]]
    return after


@transaction.atomic
def seal_again() -> tuple[int, int]:
    """Seal all that is kept with the key of today: how many were, and how many cannot be opened and were left."""
    done = lost = 0
    for one in _kept():
        try:
            one.data = sealed(one.data, lambda text: seal(opened(text)))
        except CannotBeOpened:
            lost += 1
        else:
            one.save(update_fields=["data"])
            done += 1
    return done, lost


def _kept() -> Iterator[Authenticator]:
    """Every app and list of codes, held until the transaction ends: a code that is used meanwhile stays used."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]
    rows = Authenticator.objects.select_for_update().filter(type__in=kinds)
    return rows.order_by("pk").iterator()


def _keys(purpose: str) -> MultiFernet:
    """The key of today, then those that were in use before."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_key(one, purpose)) for one in secrets])


@cache
def _key(secret: str | bytes, purpose: str) -> bytes:
    whole = secret if isinstance(secret, bytes) else secret.encode()
    info = f"ictlead: {purpose}".encode()
    return urlsafe_b64encode(
        HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(whole)
    )
