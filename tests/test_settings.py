"""The settings of a real school refuse whatever is unsafe. Each test starts Python afresh."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

GOOD = {
    "DJANGO_SETTINGS_MODULE": "ictlead.settings.production",
    "SECRET_KEY": "an-example-of-a-key-that-is-quite-long-enough-0123456789-abcdef",
    "ALLOWED_HOSTS": "ict.example.sch.uk",
    "BASE_URL": "https://ict.example.sch.uk",
}


def started(code: str, **changes: str | None) -> subprocess.CompletedProcess[str]:
    """Run `code` under the production settings; a change to None takes a variable away."""
    environment = {"PATH": os.environ["PATH"], **GOOD, **changes}
    return subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{code}"],
        cwd=ROOT,
        env={name: value for name, value in environment.items() if value is not None},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_with_what_the_readme_names() -> None:
    done = started("from django.conf import settings; print(settings.DEBUG)")
    assert (done.returncode, done.stdout.strip()) == (0, "False"), done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", None),
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("ALLOWED_HOSTS", None),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "ict.example.sch.uk,*"),
        ("BASE_URL", None),
        ("BASE_URL", "http://ict.example.sch.uk"),
    ],
)
def test_production_does_not_start_without_what_keeps_it_safe(name: str, value: str | None) -> None:
    done = started("print('started')", **{name: value})
    assert done.returncode != 0
    assert "started" not in done.stdout
    assert "ImproperlyConfigured" in done.stderr
    assert name in done.stderr


@pytest.mark.parametrize(
    "lacking", ["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_DOMAINS", "https"]
)
def test_single_sign_on_does_not_start_half_set(lacking: str) -> None:
    given: dict[str, str | None] = {
        "OIDC_ISSUER": "https://login.example.org",
        "OIDC_CLIENT_ID": "ict-lead",
        "OIDC_CLIENT_SECRET": "a-secret",
        "OIDC_DOMAINS": "oak.example, elm.example",
    }
    code = "from django.conf import settings as s; print(s.OIDC_NAME, s.OIDC_DOMAINS)"
    said = started(code, **given).stdout.strip()
    assert said == "login.example.org ['oak.example', 'elm.example']"
    if lacking == "https":
        given["OIDC_ISSUER"] = "http://login.example.org"
    else:
        given[lacking] = ""
    done = started(code, **given)
    assert done.returncode != 0 and "OIDC_ISSUER" in done.stderr


def test_debugging_cannot_be_switched_on_in_production() -> None:
    done = started(
        "from django.conf import settings; print(settings.DEBUG)",
        DEBUG="1",
        DJANGO_DEBUG="1",
    )
    assert done.stdout.strip() == "False", done.stderr


SAMPLE = """
from django.conf import settings
from django.urls import Resolver404, get_resolver, resolve
found = "sample" in get_resolver().namespace_dict
try:
    found = found or resolve("/sample/")
except Resolver404:
    pass
print(settings.SAMPLE_SIGN_IN, bool(found))
"""


def test_signing_in_as_a_sample_person_cannot_be_switched_on_in_production() -> None:
    done = started(SAMPLE, SAMPLE_SIGN_IN="1", DEBUG="1", SAMPLE="1", SIGN_UP_OPEN="1")
    assert done.stdout.strip() == "False False", done.stderr


def test_the_sample_sign_in_is_there_on_a_development_server() -> None:
    """Otherwise the test above would pass whatever the addresses are called."""
    done = started(SAMPLE, DJANGO_SETTINGS_MODULE="ictlead.settings.dev")
    assert done.stdout.strip() == "True True", done.stderr


def test_production_passes_djangos_own_deployment_check() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **GOOD},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_production_logs_in_lines_of_json_without_an_exceptions_words() -> None:
    done = started(
        "import logging\n"
        "try: int('Helen Marsh')\n"
        "except ValueError: logging.getLogger('django.request').exception('No: %s', '/s/quillhaven/')"
    )
    line = json.loads(done.stderr)
    assert (line["message"], line["exception"]) == ("No", "ValueError")
    assert "Helen" not in done.stderr and "quillhaven" not in done.stderr


def test_every_cookie_of_production_is_named_so_that_browsers_hold_it_to_its_place() -> None:
    """By the prefix a browser takes it over TLS alone, and with __Host- from this very host alone."""
    done = started(
        "from django.conf import settings as s\n"
        "from home.notes import NamedCookie\n"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, NamedCookie.cookie_name, s.RECENT_COOKIE_NAME)"
    )
    assert done.stdout.split() == [
        *("__Host-sessionid", "__Host-csrftoken", "__Host-messages", "__Secure-recent"),
    ], done.stderr


def test_keys_that_were_in_use_before_are_long_too() -> None:
    good = started("print('started')", SECRET_KEY_FALLBACKS=GOOD["SECRET_KEY"] + "-before")
    assert good.stdout.strip() == "started", good.stderr
    bad = started("print('started')", SECRET_KEY_FALLBACKS="short")
    assert "SECRET_KEY_FALLBACKS" in bad.stderr and "started" not in bad.stdout


def test_nothing_is_counted_unless_somebody_may_read_it() -> None:
    code = "from django.conf import settings; print('django_prometheus' in settings.INSTALLED_APPS)"
    assert started(code).stdout.strip() == "False"
    assert started(code, METRICS_TOKEN="a-token-of-the-monitor").stdout.strip() == "True"


@pytest.mark.parametrize(
    "name", ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"]
)
def test_production_speaks_only_over_https(name: str) -> None:
    done = started(f"from django.conf import settings; print(settings.{name})")
    assert done.stdout.strip() == "True", done.stderr
