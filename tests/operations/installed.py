"""An installation as an operator has it: a clone, its own .venv and environment, gunicorn as the unit starts it."""

from __future__ import annotations

import http.client
import os
import re
import shlex
import signal
import socket
import subprocess
import time
from pathlib import Path

from .databases import ROOT
from .served import HOST


class Installed:
    """A release in `folder`/app that serves the database at `url`."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.app = folder, folder / "app"
        self.socket = folder / "gunicorn.sock"
        self.environment = {"DATABASE_URL": url}
        self.gunicorn: subprocess.Popen[bytes] | None = None

    def clone(self, ref: str, here: str) -> None:
        """Install that release; `here` can be checked out in it later."""
        quiet = ["git", "-c", "safe.directory=*", "-c", "advice.detachedHead=false"]
        for arguments in (
            ["clone", "--quiet", "--no-checkout", str(ROOT), str(self.app)],
            ["-C", str(self.app), "fetch", "--quiet", str(ROOT), here],
            ["-C", str(self.app), "checkout", "--quiet", ref],
        ):
            subprocess.run([*quiet, *arguments], check=True, capture_output=True, text=True)
        self.run("script/bootstrap")
        self._fill_in()

    def _fill_in(self) -> None:
        """Write the environment as an operator does, with a pair of keys for backups."""
        example = (self.app / "deploy/environment.example").read_text(encoding="utf-8")
        named = dict(line.split("=", 1) for line in example.splitlines() if "=" in line)
        place = self.folder / "var"
        (self.folder / "backups").mkdir()
        named |= self.environment | {
            "SECRET_KEY": "a-key-for-this-trial-only-0123456789-0123456789-0123456789",
            "FILES_DIR": str(place / "files"),
            "DOCUMENTS_DIR": str(place / "documents"),
            "CACHE_URL": f"filecache://{place / 'cache'}",
            "EMAIL_URL": "consolemail://",
            "WEB_CONCURRENCY": "2",
            "BIND": f"unix:{self.socket}",
        }
        self.environment = named
        self._write()
        said = self.run("deploy/manage backup_key")
        (self.folder / "key").write_text(said, encoding="utf-8")
        public = re.search(r"\bage1\w+", said)
        assert public, said
        named["BACKUP_KEY"] = public[0]
        self._write()

    def _write(self) -> None:
        lines = (f"{name}={shlex.quote(value)}\n" for name, value in self.environment.items())
        (self.folder / "environment").write_text("".join(lines), encoding="utf-8")

    def _variables(self) -> dict[str, str]:
        kept = ("PATH", "HOME", "LC_ALL", "LANG", "PIP_CONFIG_FILE", "PIP_INDEX_URL")
        return {name: os.environ[name] for name in kept if name in os.environ}

    def run(self, line: str) -> str:
        """Type a line in the folder of the release; what it printed.

        Raises:
            CalledProcessError: it failed; its words are in `stderr`.
        """
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=self.app,
            env={**self._variables(), "ENVIRONMENT": str(self.folder / "environment")},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def shell(self, code: str) -> list[str]:
        """Run code within the release; the lines that it printed."""
        return self.run(
            f"deploy/manage shell --no-imports --command {shlex.quote(code)}"
        ).splitlines()

    def ask(self, path: str, cookie: str = "") -> tuple[int, str]:
        """Ask gunicorn as nginx does: the status, and the page or where it leads on to."""
        connection = http.client.HTTPConnection(HOST, timeout=90)
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.settimeout(90)
        try:
            connection.sock.connect(str(self.socket))
            headers = {"Host": HOST, "X-Forwarded-Proto": "https", "Cookie": cookie}
            connection.request("GET", path, headers=headers)
            got = connection.getresponse()
            text = got.read().decode("utf-8", "replace")
            return got.status, got.headers.get("Location") or text
        finally:
            connection.close()

    def follow(self, path: str, cookie: str = "") -> tuple[int, str]:
        """The same, going where one page leads on to another by itself."""
        for _step in range(5):
            status, text = self.ask(path, cookie)
            if status not in (301, 302):
                break
            path = text
        return status, text

    def log(self) -> str:
        """All that gunicorn and the program have said."""
        return (self.folder / "log").read_text(encoding="utf-8")

    def start(self) -> None:
        """Start gunicorn with the command of the release's own unit, and wait until it is ready."""
        unit = (self.app / "deploy/systemd/ictlead.service").read_text(encoding="utf-8")
        found = re.search(r"^ExecStart=(.+)$", unit, re.MULTILINE)
        assert found
        command = shlex.split(found[1].replace("/srv/ictlead/app/", f"{self.app}/"))
        with (self.folder / "log").open("ab") as log:
            self.gunicorn = subprocess.Popen(
                command,
                cwd=self.app,
                env={**self._variables(), **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + 120
        while time.monotonic() < until:
            try:
                if self.ask("/readyz")[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.2)
        raise AssertionError(f"gunicorn did not start.\n{self.log()}")

    def _workers(self) -> set[str]:
        assert self.gunicorn
        number = self.gunicorn.pid
        return set(Path(f"/proc/{number}/task/{number}/children").read_text().split())

    def reload(self) -> None:
        """Let new workers take over, as `systemctl reload` does; over when the old ones are gone."""
        assert self.gunicorn
        before, until = self._workers(), time.monotonic() + 120
        os.kill(self.gunicorn.pid, signal.SIGHUP)
        while self._workers() & before or len(self._workers()) < 2:
            assert time.monotonic() < until, self.log()
            time.sleep(0.2)
        self._wait_until_ready()

    def stop(self) -> None:
        """End gunicorn, if it runs."""
        if self.gunicorn and self.gunicorn.poll() is None:
            self.gunicorn.terminate()
            try:
                self.gunicorn.wait(timeout=90)
            except subprocess.TimeoutExpired:
                os.killpg(self.gunicorn.pid, signal.SIGKILL)
                self.gunicorn.wait()
