"""Settings that hold everywhere. `dev`, `test` and `production` add what differs."""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()

INSTALLED_APPS = [
    "home",
    "groups",
    "devplan",
    "priorities",
    "audits",
    "roles",
    "board",
    "schools",
    "documents",
    "charts",
    "exchange",
    "notices",
    "files",
    "operations",
    "gias",
    "takeaway",
    "handbook",
    "finding",  # after all of ours: it listens for what they registered
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "rules",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "home.headers.SafeHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "schools.middleware.SeenMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "schools.middleware.SchoolMiddleware",
    "home.refusing.InOurWords",
    "finding.middleware.RecentPagesMiddleware",
]

ROOT_URLCONF = "ictlead.urls"
WSGI_APPLICATION = "ictlead.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "schools.context_processors.school",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "schools.templatetags.addresses",
                "schools.templatetags.schools",
                "handbook.templatetags.handbook",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["bootstrap5"]
CRISPY_TEMPLATE_PACK = "bootstrap5"


def _database() -> dict:
    """`DATABASE_URL`, or one SQLite file that many people can use at once."""
    config = env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'ictlead.sqlite3'}")
    if config["ENGINE"] == "django.db.backends.sqlite3":
        # Opening the file anew for each request takes twice as long as an empty page itself.
        config.setdefault("CONN_MAX_AGE", 60)
        config.setdefault("OPTIONS", {}).update(
            {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            }
        )
    else:
        config.setdefault("CONN_MAX_AGE", 600)
        config.setdefault("CONN_HEALTH_CHECKS", True)
    # Ours see what is written, so that no page is kept beyond it (schools/revision.py).
    kind = config["ENGINE"].rpartition(".")[2]
    if kind not in ("sqlite3", "postgresql"):
        raise ImproperlyConfigured(
            f"DATABASE_URL names {kind}; ICT Lead runs on SQLite or PostgreSQL."
        )
    config["ENGINE"] = f"ictlead.database.{kind}"
    return config


DATABASES = {"default": _database()}
# How many finished pages a worker keeps in its memory (schools/kept.py); 0 keeps none. In memory, for it needs no
# service, is gone with the worker, and leaves nothing about people on a disk.
PAGES_KEPT = env.int("PAGES_KEPT", default=300)
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 60 * 60,
        "OPTIONS": {"MAX_ENTRIES": PAGES_KEPT},
    },
    # A page has ten to thirty of them, far shorter than itself.
    "parts": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "parts",
        "TIMEOUT": 60 * 60,
        "OPTIONS": {"MAX_ENTRIES": PAGES_KEPT * 20},
    },
}
# What drawing one long PDF may take of memory, and of the processor in seconds (documents/drawing.py).
DRAWING_MEGABYTES = env.int("DRAWING_MEGABYTES", default=1_024)
DRAWING_SECONDS = env.int("DRAWING_SECONDS", default=180)
# Where ClamAV's daemon looks through uploads, a socket's path or `host:port` (files/scanning.py); unset: nothing does.
VIRUS_SCANNER = env.str("VIRUS_SCANNER", default="")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "schools.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "schools.passwords.LeakedPasswordValidator"},
    {"NAME": "schools.passwords.PlaceValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:start"
LOGOUT_REDIRECT_URL = "home:welcome"

ACCOUNT_ADAPTER = "schools.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "schools.accounts.SignupForm"
ACCOUNT_FORMS = {
    "login": "schools.account_forms.LoginForm",
    "signup": "schools.account_forms.SignupForm",
    "reset_password": "schools.account_forms.ResetPasswordForm",
    "reset_password_from_key": "schools.account_forms.ResetPasswordKeyForm",
    "change_password": "schools.account_forms.ChangePasswordForm",
    "add_email": "schools.account_forms.AddEmailForm",
    "set_password": "schools.account_forms.SetPasswordForm",
}
MFA_FORMS = {
    "authenticate": "schools.account_forms.AuthenticateForm",
    "reauthenticate": "schools.account_forms.ReauthenticateForm",
    "activate_totp": "schools.account_forms.ActivateTOTPForm",
    "add_webauthn": "schools.account_forms.AddWebAuthnForm",
    "edit_webauthn": "schools.account_forms.EditWebAuthnForm",
}
MFA_ADAPTER = "schools.accounts.MFAAdapter"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_USER_DISPLAY = "schools.accounts.display"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "ICT Lead"

# Of whom a second proof is asked on the whole site, whatever a school asks: "leaders", "everybody", or nobody.
SECOND_PROOF = env.str("SECOND_PROOF", default="")
if SECOND_PROOF not in ("", "leaders", "everybody"):
    raise ImproperlyConfigured("SECOND_PROOF is leaders, everybody, or not set.")

# Whether anybody may sign up and describe a school of their own. Otherwise the
# first headteacher of a school is made by `manage.py first_headteacher`.
SIGN_UP_OPEN = env.bool("SIGN_UP_OPEN", default=False)
# Signing in as anybody of the sample school with one click: on only in `dev` and `test`.
SAMPLE_SIGN_IN = False
# Whether people who lead a school may look round the sample school with their own account, to read only. Where
# `manage.py sample_school` has made none, there is nothing to look round.
SAMPLE_VISITS = env.bool("SAMPLE_VISITS", default=True)

# Monitors read the counters with this token; unset, nothing is counted and there is nothing to read.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
if METRICS_TOKEN:
    INSTALLED_APPS.append("django_prometheus")
    MIDDLEWARE.insert(0, "django_prometheus.middleware.PrometheusBeforeMiddleware")
    MIDDLEWARE.append("django_prometheus.middleware.PrometheusAfterMiddleware")
# Single sign-on at the provider of a trust or an authority (schools/single_sign_on.py); off while OIDC_ISSUER is unset.
OIDC_ISSUER = env.str("OIDC_ISSUER", default="")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
# What stands on the button.
OIDC_NAME = env.str("OIDC_NAME", default="") or urlsplit(OIDC_ISSUER).hostname or ""
# The part after the @ of the addresses that this provider may speak for; "*" where it may for all.
OIDC_DOMAINS = [one.strip().lower() for one in env.list("OIDC_DOMAINS", default=[])]
# By what the provider says that an address is its owner's.
OIDC_VERIFIED_CLAIM = env.str("OIDC_VERIFIED_CLAIM", default="email_verified")
# Where a weakness is reported, as `mailto:` or `https:`; unset, /.well-known/security.txt is not there.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")
# The public key that backups are encrypted for.
BACKUP_KEY = env.str("BACKUP_KEY", default="")

BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="ICT Lead <ictlead@localhost>")

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
# With one language there is nothing to look up in catalogues, which takes a seventh of the time of a page.
USE_I18N = len(LANGUAGES) > 1
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True
FORMAT_MODULE_PATH = ["ictlead.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", default=str(BASE_DIR / "static-collected"))
# The pictures of docs/ stand in the printed handbook.
STATICFILES_DIRS = [BASE_DIR / "static", ("screens", BASE_DIR / "docs" / "screens")]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": env.str("FILES_DIR", default=str(VAR_DIR / "files"))},
    },
    "documents": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": env.str("DOCUMENTS_DIR", default=str(VAR_DIR / "documents"))},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF, "data:"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
MESSAGE_STORAGE = "home.notes.Storage"
MESSAGES_COOKIE_NAME = "messages"
RECENT_COOKIE_NAME = "recent"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "schools.sessions"
# Signed in until the browser is closed, nothing was asked for this long, or 14 days have passed.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SIGNED_OUT_AFTER_MINUTES = env.int("SIGNED_OUT_AFTER_MINUTES", default=180)
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_FAILURE_VIEW = "home.views.csrf_failure"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
