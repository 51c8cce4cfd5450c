"""As on a development server, with every folder in a place of the test's own."""

import os

from ictlead.settings.dev import *  # noqa: F403
from ictlead.settings.dev import STORAGES

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    **STORAGES,
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": f"{os.environ['PLACE']}/files"},
    },
    "documents": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": f"{os.environ['PLACE']}/documents"},
    },
}
