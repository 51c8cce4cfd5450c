"""For a development server on this machine: `script/server`."""

from .base import *  # noqa: F403
from .base import VAR_DIR, env

VAR_DIR.mkdir(exist_ok=True)

DEBUG = env.bool("DEBUG", default=True)
SECRET_KEY = "development only, never in production"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
INTERNAL_IPS: list[str] = []

# A page looks as its template says now.
PAGES_KEPT = 0

ACCOUNT_EMAIL_VERIFICATION = "none"
SIGN_UP_OPEN = True
SAMPLE_SIGN_IN = True

EMAIL_BACKEND = "schools.mail_backend.FileAndConsoleBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
