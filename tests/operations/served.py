"""What stands in deploy/, started for real: gunicorn and nginx with TLS, on free loopback ports."""

from __future__ import annotations

import http.client
import os
import re
import shlex
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from .databases import ROOT, Place

HOST = "ict.example.sch.uk"
PASSWORD = "between two meetings"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Answer:
    """An answer: its status, headers by lower-case name, all cookies, and body."""

    status: int
    headers: dict[str, str]
    cookies: list[str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Site:
    """A served school: how to ask it, and the process that serves it."""

    place: Place
    port: int
    plain_port: int
    environment: dict[str, str]
    folder: Path
    trusting: ssl.SSLContext
    gunicorn: subprocess.Popen[bytes] | None = None
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(
        self,
        path: str,
        method: str = "GET",
        *,
        cookie: str = "",
        host: str = HOST,
        body: str = "",
        **headers: str,
    ) -> Answer:
        """Ask over TLS, as a browser would."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        raw = socket.create_connection(("127.0.0.1", self.port), timeout=90)
        connection = http.client.HTTPSConnection(HOST, self.port, timeout=90)
        connection.sock = self.trusting.wrap_socket(raw, server_hostname=HOST)
        if body:
            named.setdefault("Content-Type", "application/x-www-form-urlencoded")
        try:
            connection.request(
                method, path, body or None, {"Host": host, "Cookie": cookie, **named}
            )
            got = connection.getresponse()
            return Answer(
                got.status,
                {name.lower(): value for name, value in got.getheaders()},
                got.headers.get_all("Set-Cookie") or [],
                got.read(),
            )
        finally:
            connection.close()

    def save(self, path: str, cookie: str, body: str) -> Answer:
        """Send a form as a page of the site does."""
        token = "c" * 32
        return self.ask(
            path,
            "POST",
            cookie=f"{cookie}; __Host-csrftoken={token}",
            body=body,
            Origin=f"https://{HOST}",
            Referer=f"https://{HOST}{path}",
            X_CSRFToken=token,
        )

    def ask_gunicorn(self, path: str, **headers: str) -> Answer:
        """Ask on gunicorn's own socket, as a monitor on the machine does."""
        connection = http.client.HTTPConnection(HOST, timeout=30)
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(str(self.folder / "gunicorn.sock"))
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers={"Host": HOST, **named})
        got = connection.getresponse()
        answer = Answer(got.status, dict(got.getheaders()), [], got.read())
        connection.close()
        return answer

    def workers(self) -> set[int]:
        """The processes that serve requests now."""
        assert self.gunicorn
        master = self.gunicorn.pid
        said = Path(f"/proc/{master}/task/{master}/children").read_text()
        return {int(one) for one in said.split()}

    def log(self) -> str:
        """All that gunicorn and the program have said."""
        return (self.folder / "log").read_text(encoding="utf-8")

    def shell(self, code: str) -> list[str]:
        """Run `code` under the settings that the site is served with; the lines that it printed."""
        ran = subprocess.run(
            [sys.executable, "manage.py", "shell", "--no-imports", "--command", code],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout.splitlines()

    def start(self) -> None:
        """Start gunicorn with the command that the unit names, and wait until it is ready."""
        unit = (ROOT / "deploy/systemd/ictlead.service").read_text(encoding="utf-8")
        found = re.search(r"^ExecStart=(.+)$", unit, re.MULTILINE)
        assert found
        program, *arguments = shlex.split(found[1])
        assert program.endswith("/.venv/bin/gunicorn")
        with (self.folder / "log").open("ab") as log:
            self.gunicorn = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", *arguments],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until = time.monotonic() + 90
        while time.monotonic() < until:
            try:
                if self.ask_gunicorn("/readyz").status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.2)
        raise AssertionError(f"gunicorn did not start.\n{self.log()}")

    def kill(self) -> None:
        """End gunicorn and all its workers at once, as a machine does that loses its power."""
        assert self.gunicorn
        os.killpg(self.gunicorn.pid, signal.SIGKILL)
        self.gunicorn.wait()

    def stop(self) -> None:
        if self.gunicorn and self.gunicorn.poll() is None:
            self.gunicorn.terminate()
            try:
                self.gunicorn.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.kill()


@contextmanager
def a_site(place: Place, folder: Path, **more: str) -> Iterator[Site]:
    """The place's school behind nginx, with `more` in its environment, until the block ends."""
    folder.mkdir()
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    port, plain = free_port(), free_port()
    example = (ROOT / "deploy/environment.example").read_text(encoding="utf-8")
    named = dict(line.split("=", 1) for line in example.splitlines() if "=" in line)
    environment = {
        "PATH": os.environ["PATH"],
        **named,
        "SECRET_KEY": "a-key-for-this-test-only-0123456789-0123456789-0123456789",
        "DATABASE_URL": place.url,
        "FILES_DIR": str(place.folder / "files"),
        "DOCUMENTS_DIR": str(place.folder / "documents"),
        "STATIC_ROOT": str(folder / "static"),
        "EMAIL_URL": "consolemail://",
        "CACHE_URL": f"filecache://{folder / 'cache'}",
        "METRICS_TOKEN": "the-token-of-the-monitor",
        "WEB_CONCURRENCY": "2",
        "BIND": f"unix:{folder / 'gunicorn.sock'}",
        **more,
    }
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
        cwd=ROOT,
        env=environment,
        check=True,
    )
    trusting = ssl.create_default_context(cafile=str(certificate))
    site = Site(place, port, plain, environment, folder, trusting)
    site.start()
    nginx = subprocess.Popen(
        ["nginx", "-p", str(folder), "-c", str(_nginx(site, certificate, key)), "-e", "nginx.log"],
        env={"PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"},
        stdin=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 20
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield site
    finally:
        site.stop()
        nginx.terminate()
        nginx.wait(timeout=20)


def _nginx(site: Site, certificate: Path, key: Path) -> Path:
    """The site's configuration with this test's ports and folders, within a whole one."""
    changes = {
        "listen 80;": f"listen 127.0.0.1:{site.plain_port};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{site.port} ssl http2;",
        "    listen [::]:80;\n": "",
        "    listen [::]:443 ssl http2;\n": "",
        "/run/ictlead/gunicorn.sock": str(site.folder / "gunicorn.sock"),
        f"/etc/letsencrypt/live/{HOST}/fullchain.pem": str(certificate),
        f"/etc/letsencrypt/live/{HOST}/privkey.pem": str(key),
        "/srv/ictlead/app/static-collected/": f"{site.folder / 'static'}/",
        "/srv/ictlead/app/": f"{ROOT}/",
    }
    written = (ROOT / "deploy/nginx/ictlead.conf").read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in written, old
        written = written.replace(old, new)
    (site.folder / "site.conf").write_text(written, encoding="utf-8")
    temporary = " ".join(
        f"{name}_temp_path {site.folder / name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = site.folder / "nginx.conf"
    whole.write_text(
        f"""
daemon off;
pid {site.folder / "nginx.pid"};
{"user root;" if os.geteuid() == 0 else ""}
worker_processes 1;
events {{ worker_connections 512; }}
http {{
    types {{ text/css css; application/javascript js; image/svg+xml svg; font/woff2 woff2; }}
    default_type application/octet-stream;
    {temporary}
    include {site.folder / "site.conf"};
}}
""",
        encoding="utf-8",
    )
    return whole
