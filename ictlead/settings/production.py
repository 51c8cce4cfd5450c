"""For a real school. Everything secret comes from the environment; nothing unsafe starts."""

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import (
    CACHES,
    MIDDLEWARE,
    OIDC_CLIENT_ID,
    OIDC_CLIENT_SECRET,
    OIDC_DOMAINS,
    OIDC_ISSUER,
    STORAGES,
    VAR_DIR,
    env,
)

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY needs at least 50 characters.")
# Keys that were in use before: what they signed is good, and what they sealed opens (schools/sealing.py).
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
if any(len(key) < 50 for key in SECRET_KEY_FALLBACKS):
    raise ImproperlyConfigured("Each of SECRET_KEY_FALLBACKS needs at least 50 characters.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts that serve ICT Lead.")

BASE_URL = env.str("BASE_URL").rstrip("/")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SAMPLE_SIGN_IN = False
if not BASE_URL.startswith("https://"):
    raise ImproperlyConfigured("BASE_URL must begin with https://: people sign in with passwords.")
if OIDC_ISSUER and not OIDC_ISSUER.startswith("https://"):
    raise ImproperlyConfigured("OIDC_ISSUER must begin with https://: it says who somebody is.")
if OIDC_ISSUER and not (OIDC_CLIENT_ID and OIDC_CLIENT_SECRET and OIDC_DOMAINS):
    raise ImproperlyConfigured(
        "OIDC_ISSUER needs OIDC_CLIENT_ID, OIDC_CLIENT_SECRET and OIDC_DOMAINS beside it."
    )

# What limits how often somebody may try a password is counted by all workers together.
CACHES = {
    **CACHES,
    "default": env.cache_url("CACHE_URL", default=f"filecache://{VAR_DIR / 'cache'}"),
}

SECURE_SSL_REDIRECT = True
# Monitors on this machine ask without TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many servers of ours stand in front and add to X-Forwarded-For: limits count by the address before them.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PROXIES", default=1)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=60 * 60 * 24 * 365)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# A browser takes a cookie of such a name from this very host alone, over TLS.
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
MESSAGES_COOKIE_NAME = "__Host-messages"
# Each school has one of its own, below its address, which __Host- does not allow.
RECENT_COOKIE_NAME = "__Secure-recent"

vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

MIDDLEWARE.insert(0, "operations.logs.RequestLog")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_people": {"()": "operations.logs.WithoutPeople"}},
    "formatters": {"lines": {"()": "operations.logs.Lines"}},
    "handlers": {
        "lines": {
            "class": "logging.StreamHandler",
            "filters": ["without_people"],
            "formatter": "lines",
        }
    },
    "root": {"handlers": ["lines"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "ictlead": {"level": "INFO"},
    },
}
