"""The sample school as it is served for real: nginx with TLS, files compressed and fingerprinted, production settings.

Chromium comes to it as to any site: by its name, over HTTP/2, with a certificate that it is told to trust.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.operations.databases import sqlite_place
from tests.operations.served import HOST, Site, a_site

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
# What everybody may read, signed in or not.
PUBLIC = {
    "welcome": "/",
    "guide": "/guide/",
    "a page of the guide": "/guide/coordination/",
    "help": "/help/",
    "a topic of the help": "/help/plan/",
    "a definition": "/help/definitions/kendalls-w/",
    "sign in": "/account/login/",
    "new password": "/account/password/reset/",
}


@contextmanager
def sample_site() -> Iterator[Site]:
    """The sample school behind nginx until the block ends."""
    with tempfile.TemporaryDirectory(prefix="ictlead-site-") as kept:
        folder = Path(kept)
        with sqlite_place(folder / "place") as place:
            place.done("migrate", "--verbosity", "0")
            place.done("sample_school")
            with a_site(place, folder / "site") as site:
                yield site


def chromium_switches(site: Site) -> dict[str, str]:
    """Chromium's switches, by name, to come to the site; whoever writes them on one line quotes what has a space."""
    certificate = x509.load_pem_x509_certificate((site.folder / "certificate.pem").read_bytes())
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    public = base64.b64encode(hashlib.sha256(key).digest()).decode()
    return {
        "no-sandbox": "",
        "disable-gpu": "",
        "disable-dev-shm-usage": "",
        "disable-background-networking": "",
        "host-resolver-rules": f"MAP {HOST} 127.0.0.1",
        # This key is trusted. Were errors of certificates ignored, Chromium would keep nothing of the site.
        "ignore-certificate-errors-spki-list": public,
    }


def address(site: Site, path: str) -> str:
    """The whole address of a path, as a browser asks for it."""
    return f"https://{HOST}:{site.port}{path}"


def main_pages(site: Site) -> tuple[str, dict[str, str]]:
    """The headteacher's cookie, and the ten main pages: name → path."""
    said = site.shell("from benchmarks.site import say_main_pages; say_main_pages()")
    found = json.loads(said[-1])
    return found["cookie"], found["pages"]


def say_main_pages() -> None:
    """Print them as JSON; runs under the settings that the site is served with."""
    from django.urls import reverse
    from django_scopes import scope

    from benchmarks.measure_pages import role_page
    from benchmarks.serving import head_of, session_of
    from devplan.models import Plan
    from priorities.models import Review
    from schools.models import School

    school = School.objects.get(sample=True)
    email = head_of(school.slug)
    with scope(school=school):
        rating = Review.objects.filter(state="rating", participants__member__user__email=email)
        results = Review.objects.filter(state__in=["revealed", "agreed", "closed"])
        plan = Plan.objects.filter(state="agreed").order_by("-pk").first() or Plan.objects.first()
        asked = {
            "front page": reverse("front", args=[school.slug]),
            "role": role_page(school.slug),
            "matrix": reverse("roles:matrix", args=[school.slug]),
            "rating": reverse("priorities:rate", args=[school.slug, rating.earliest("pk").pk]),
            "results": reverse("priorities:results", args=[school.slug, results.earliest("pk").pk]),
            "plan": reverse("devplan:plan", args=[school.slug, plan.pk if plan else 0]),
            "timeline": reverse("devplan:timeline", args=[school.slug, plan.pk if plan else 0]),
            "entitlement": reverse("audits:entitlement", args=[school.slug]),
            "falling due": reverse("audits:falling", args=[school.slug]),
            "documents": reverse("documents:index", args=[school.slug]),
        }
    print(json.dumps({"cookie": session_of(email), "pages": asked}))
