"""Where a message waits for the next page: in a cookie of a name that the settings choose, or else in the session."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class NamedCookie(CookieStorage):
    """Django's cookie of messages, by another name."""

    cookie_name = settings.MESSAGES_COOKIE_NAME


class Storage(FallbackStorage):
    """As Django's own, with that cookie."""

    storage_classes = (NamedCookie, SessionStorage)
