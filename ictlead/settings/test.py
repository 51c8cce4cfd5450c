"""For the tests: fast password hashing, e-mail kept in memory, files in a place of their own."""

import tempfile

from .base import *  # noqa: F403
from .base import STORAGES

DEBUG = False
USE_I18N = True  # so that a language more can be tried
SECRET_KEY = "tests only"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SIGN_UP_OPEN = True
SAMPLE_SIGN_IN = True
ACCOUNT_RATE_LIMITS = False

_files = tempfile.mkdtemp(prefix="ictlead-test-")
STORAGES = {
    **STORAGES,
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": f"{_files}/files"},
    },
    "documents": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": f"{_files}/documents"},
    },
}
