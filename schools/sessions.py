"""How long somebody stays signed in: until nothing was asked for a while, and 14 days at the latest.

A row's `expire_date` is the earlier of both ends, so that no door can forget to look: a session that is over is not
found. Reading pages moves it on, but at most every `SEEN_EVERY`: one UPDATE then, after the answer was made, and none
in between. Django's own table does not say whose a session is; this one does, so that people can see and end theirs.

A session that ended by the clock stays for a week as one that is over: it says whose a form was that is sent too late,
so that what was typed is given back to them and nobody else (`schools.typed`).
"""

from __future__ import annotations

import contextlib
import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, user_logged_in
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.core.exceptions import SuspiciousOperation
from django.db import Error
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from .browsers import known_as
from .models import SignedIn, User

SEEN_EVERY = datetime.timedelta(minutes=5)
KEPT_WHEN_OVER = datetime.timedelta(days=7)
# In the session: when it began, and in which browser.
WHERE = "signed_in"


def idle() -> datetime.timedelta:
    """How long somebody stays signed in without asking for anything."""
    return datetime.timedelta(minutes=settings.SIGNED_OUT_AFTER_MINUTES)


def ends_at(began: datetime.datetime, seen: datetime.datetime) -> datetime.datetime:
    """When a session ends of which nothing more is heard."""
    longest = datetime.timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return min(seen + idle(), began + longest)


class SessionStore(DatabaseStore):
    """Django's sessions in the database, which also know whose they are and when they were used last."""

    # The row as it was read, and whose session this was that is over.
    row: SignedIn | None = None
    was_of: int | None = None

    @classmethod
    def get_model_class(cls) -> type[SignedIn]:
        return SignedIn

    @classmethod
    def clear_expired(cls) -> None:
        """Sweep away what is over; whose it was is known for a week more."""
        now = timezone.now()
        over = Q(expire_date__lt=now, user=None) | Q(expire_date__lt=now - KEPT_WHEN_OVER)
        SignedIn.objects.filter(over).delete()

    def _get_session_from_db(self) -> SignedIn | None:
        try:
            row = SignedIn.objects.get(session_key=self.session_key)
        except (SignedIn.DoesNotExist, SuspiciousOperation):
            self._session_key = None
            return None
        if row.expire_date <= timezone.now():
            self.was_of, self._session_key = row.user_id, None
            return None
        self.row = row
        return row

    def create_model_instance(self, data: dict[str, Any]) -> SignedIn:
        row: Any = super().create_model_instance(data)
        where, now = data.get(WHERE, {}), timezone.now()
        before = self.row.began_at if self.row is not None and self.row.pk == row.pk else now
        user = data.get(SESSION_KEY)
        row.user_id = None if user is None else User._meta.pk.to_python(user)
        row.browser, row.system = where.get("browser", ""), where.get("system", "")
        row.seen_at = now
        row.began_at = (
            datetime.datetime.fromisoformat(where["began"]) if "began" in where else before
        )
        row.expire_date = min(row.expire_date, ends_at(row.began_at, now))
        made: SignedIn = row
        return made


def note_seen(session: SessionStore) -> None:
    """Move the end of a session on that was just used; writes at most every `SEEN_EVERY`, never fails an answer."""
    row, now = session.row, timezone.now()
    if row is None or row.user_id is None or row.pk != session.session_key or session.modified:
        return  # nobody's, over, or saved with all it says anyway
    if now - row.seen_at < SEEN_EVERY:
        return
    # With a full disk, or a database that is away, the page was made all the same.
    with contextlib.suppress(Error):
        SignedIn.objects.filter(pk=row.pk).update(
            seen_at=now, expire_date=ends_at(row.began_at, now)
        )


def _begins(request: HttpRequest | None = None, **_told: Any) -> None:
    """Note when somebody signs in, and in which browser."""
    if request is None:
        return
    browser, system = known_as(request.META.get("HTTP_USER_AGENT", ""))
    request.session[WHERE] = {
        "began": timezone.now().isoformat(),
        "browser": browser,
        "system": system,
    }


def listen() -> None:
    """Listen for people who sign in."""
    user_logged_in.connect(_begins, dispatch_uid="schools.sessions")
