"""As a real school serves, but over plain HTTP on the loopback and with one address more."""

from ictlead.settings.base import *  # noqa: F403
from ictlead.settings.base import env

DEBUG = False
SECRET_KEY = "benchmarks only"
ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
ROOT_URLCONF = "benchmarks.urls"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
# What a page costs is measured as it is made; a part that measures what is kept says so.
PAGES_KEPT = env.int("PAGES_KEPT", default=0)

# Whoever measures signs in as people of the sample school.
SAMPLE_SIGN_IN = True
