"""The whole of deploy/ at work: nginx with TLS, gunicorn, the production settings, the sample school."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

import pytest

from .databases import ROOT, Place, a_place
from .served import HOST, PASSWORD, Answer, Site, a_site

SESSIONS = f"""
from django.conf import settings
from django.test import Client
from schools.models import User

helen = User.objects.get(email="helen@quillhaven.example")
helen.set_password("{PASSWORD}")
helen.save()
for user in User.objects.filter(email__endswith="@quillhaven.example").order_by("email"):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    cookie = settings.SESSION_COOKIE_NAME
    print(user.email.split("@")[0], f"{{cookie}}={{client.cookies[cookie].value}}", sep="\\t")
"""
STAFF = ("amira", "joel", "grace", "owen", "daniel", "ryan", "janet", "ruth", "paul")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("deployed")
    with ExitStack() as stack:
        place: Place = stack.enter_context(a_place(folder / "place"))  # type: ignore[arg-type]
        place.fill()
        served = stack.enter_context(a_site(place, folder / "site"))
        said = served.shell(SESSIONS)
        served.cookies = dict(line.split("\t") for line in said if "\t" in line)
        yield served


def test_a_deployed_school_keeps_what_the_product_promises(site: Site) -> None:
    """One walk, so that it is started once: each step has its own sentence below."""
    it_answers_over_tls_and_sends_plain_http_there(site)
    every_page_carries_what_keeps_browsers_safe(site)
    static_files_come_compressed_and_stay(site)
    monitors_are_answered_on_the_machine_and_not_outside(site)
    somebody_signs_in_and_a_foreign_form_is_refused(site)
    guessing_a_password_is_counted_by_all_workers_together(site)
    a_reload_under_load_fails_no_request(site)
    what_was_confirmed_is_there_after_the_server_was_killed(site)
    the_log_names_nobody(site)


def it_answers_over_tls_and_sends_plain_http_there(site: Site) -> None:
    assert site.ask("/").status == 200
    plain = http.client.HTTPConnection("127.0.0.1", site.plain_port, timeout=30)
    plain.request("GET", "/guide/?a=b", headers={"Host": HOST})
    answer = plain.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/guide/?a=b")
    assert site.ask("/", host="another.example").status == 400


def every_page_carries_what_keeps_browsers_safe(site: Site) -> None:
    for path, cookie in (("/", ""), ("/s/quillhaven/", site.cookies["helen"]), ("/gone/", "")):
        answer = site.ask(path, cookie=cookie)
        assert answer.status == (404 if path == "/gone/" else 200)
        headers = answer.headers
        assert (
            int(re.findall(r"max-age=(\d+)", headers["strict-transport-security"])[0]) >= 31536000
        )
        assert "unsafe" not in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["server"] == "nginx"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "camera=()" in headers["permissions-policy"]
        assert cookie == "" or "private" in headers["cache-control"]


def static_files_come_compressed_and_stay(site: Site) -> None:
    page = site.ask("/").text
    found = re.findall(r'href="(/static/css/app\.[0-9a-f]+\.css)"', page)
    assert found, "the style sheet carries no fingerprint"
    answer = site.ask(found[0], Accept_Encoding="gzip")
    assert answer.status == 200
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert len(answer.body) < len(site.ask(found[0]).body) / 2
    assert site.ask("/", Accept_Encoding="gzip").headers["content-encoding"] == "gzip"


def monitors_are_answered_on_the_machine_and_not_outside(site: Site) -> None:
    assert site.ask("/healthz").status == 200
    assert site.ask("/readyz").status == 404
    token = {"Authorization": "Bearer the-token-of-the-monitor"}
    assert site.ask("/metrics", **token).status == 404
    counted = site.ask_gunicorn("/metrics", **token)
    assert counted.status == 200
    assert "django_http_responses_total_by_status_view_method_total" in counted.text
    assert "quillhaven" not in counted.text
    assert site.ask_gunicorn("/metrics").status == 404


def somebody_signs_in_and_a_foreign_form_is_refused(site: Site) -> None:
    form = urlencode({"login": "helen@quillhaven.example", "password": PASSWORD})
    signed_in = site.save("/account/login/", "", form)
    assert signed_in.status == 302, signed_in.text
    (session,) = (one for one in signed_in.cookies if "session" in one)
    assert session.startswith("__Host-sessionid=")
    assert "Secure" in session and "HttpOnly" in session and "SameSite=Lax" in session
    assert site.ask("/s/quillhaven/", cookie=session.split(";")[0]).status == 200
    wrong = urlencode({"login": "helen@quillhaven.example", "password": "another one here"})
    assert site.save("/account/login/", "", wrong).status == 200
    foreign = site.ask(
        "/account/login/",
        "POST",
        body=form,
        Origin="https://evil.example",
        cookie="__Host-csrftoken=" + "c" * 32,
    )
    assert foreign.status == 403


def guessing_a_password_is_counted_by_all_workers_together(site: Site) -> None:
    """Five wrong ones within five minutes; each of two workers alone would allow as many again."""

    def tries(password: str) -> Answer:
        form = urlencode({"login": "priya@quillhaven.example", "password": password})
        return site.save("/account/login/", "", form)

    answers = [tries(f"a wrong one, {number}") for number in range(6)]
    assert all("Too many" not in one.text for one in answers[:5])
    assert answers[5].status == 429 or "Too many" in answers[5].text


def a_reload_under_load_fails_no_request(site: Site) -> None:
    assert site.gunicorn
    before, over = site.workers(), threading.Event()
    answers: list[int | str] = []

    def asks() -> None:
        while not over.is_set():
            try:
                answers.append(site.ask("/s/quillhaven/", cookie=site.cookies["helen"]).status)
            except OSError as problem:
                answers.append(repr(problem))

    threads = [threading.Thread(target=asks) for _ in range(4)]
    for thread in threads:
        thread.start()
    until = time.monotonic() + 120
    while time.monotonic() < until and len(answers) < 8:
        time.sleep(0.1)
    os.kill(site.gunicorn.pid, signal.SIGHUP)
    while time.monotonic() < until and (site.workers() & before or len(site.workers()) < 2):
        time.sleep(0.1)
    after = len(answers)
    while time.monotonic() < until and len(answers) < after + 12:
        time.sleep(0.1)
    over.set()
    for thread in threads:
        thread.join()
    assert not site.workers() & before
    assert len(answers) >= after + 12
    assert set(answers) == {200}, answers


def what_was_confirmed_is_there_after_the_server_was_killed(site: Site) -> None:
    """Twenty people save while the server is killed; what they were told is saved must be there."""
    confirmed: list[str] = []
    over = threading.Event()

    def saves(person: int) -> None:
        cookie, number = site.cookies[STAFF[person % len(STAFF)]], 0
        while not over.is_set():
            number += 1
            text = f"suggestion {person}.{number}."
            try:
                answer = site.save(
                    "/s/quillhaven/vision/suggest/", cookie, urlencode({"text": text})
                )
            except OSError:
                continue
            if answer.status == 302:
                confirmed.append(text)
            elif answer.status not in (502, 503, 504):
                raise AssertionError(answer.text)

    threads = [threading.Thread(target=saves, args=(person,)) for person in range(20)]
    for thread in threads:
        thread.start()
    until = time.monotonic() + 60
    while len(confirmed) < 60 and time.monotonic() < until:
        time.sleep(0.05)
    site.kill()
    over.set()
    for thread in threads:
        thread.join()
    assert len(confirmed) >= 60
    site.start()
    found = site.shell(
        "from schools.models import VisionSuggestion as V\n"
        "print(*V.objects.with_scopes_disabled().values_list('text', flat=True), sep='\\n')"
    )
    assert not set(confirmed) - set(found)
    assert site.ask("/s/quillhaven/vision/", cookie=site.cookies["helen"]).status == 200


def the_log_names_nobody(site: Site) -> None:
    log = site.log()
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    assert any(line.get("view") == "front" and line.get("status") == 200 for line in lines)
    for secret in ("quillhaven", PASSWORD, "suggestion 1", "Helen", "c" * 32):
        assert secret not in log, secret


# The files ------------------------------------------------------------------------------------------


def test_the_units_are_what_systemd_understands(tmp_path: Path) -> None:
    units = []
    for unit in sorted((ROOT / "deploy/systemd").iterdir()):
        here = tmp_path / unit.name
        text = unit.read_text(encoding="utf-8").replace(
            "/srv/ictlead/app/.venv", str(ROOT / ".venv")
        )
        here.write_text(text, encoding="utf-8")
        units.append(str(here))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_what_the_timers_run_are_commands_that_there_are() -> None:
    from django.core.management import get_commands

    named = {
        command
        for unit in (ROOT / "deploy/systemd").glob("*.service")
        for command in re.findall(r"manage\.py (\w+)", unit.read_text(encoding="utf-8"))
    }
    assert {"send_reminders", "send_digests", "backup"} <= named <= set(get_commands())


def test_every_setting_that_the_readme_names_is_in_the_example_or_needs_none() -> None:
    example = (ROOT / "deploy/environment.example").read_text(encoding="utf-8")
    given = set(re.findall(r"^(\w+)=", example, re.MULTILINE))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = set(re.findall(r"^\| ((?:`[A-Z_]+`(?:, )?)+) \|", readme, re.MULTILINE))
    explained = {name for cell in table for name in re.findall(r"`([A-Z_]+)`", cell)}
    assert given - explained == {"WEB_CONCURRENCY"}
    rarely = {
        "SIGN_UP_OPEN",
        "SECURE_HSTS_SECONDS",
        "PROXIES",
        "OIDC_VERIFIED_CLAIM",
        "DRAWING_MEGABYTES",
        "DRAWING_SECONDS",
        "SIGNED_OUT_AFTER_MINUTES",
        "SECOND_PROOF",
    }
    assert explained - given <= rarely
