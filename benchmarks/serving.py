"""The product behind gunicorn on a free loopback port, and requests to it as somebody signed in."""

import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TIMED = re.compile(r"^(\d{3}) (\d+) (\S+)$")


@dataclass
class Server:
    """A gunicorn whose log tells the time it took for each request."""

    port: int
    process: int
    log: Path
    cookie: str = ""

    def get(self, path: str) -> bytes:
        """What is there.

        Raises:
            RuntimeError: the answer is not 200.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request("GET", path, headers={"Cookie": self.cookie})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}.")
        return body

    def at(self, path: str) -> str:
        """The whole address of a path."""
        return f"http://127.0.0.1:{self.port}{path}"

    def server_ms(self, *paths: str, times: int) -> list[float]:
        """The median time that the worker itself spent on each path, in milliseconds.

        They are asked for in turn, so that whatever else the machine does falls on all alike.
        """
        for path in paths * 5:
            self.get(path)
        before = {path: len(self._timed(path)) for path in paths}
        for path in paths * times:
            self.get(path)
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline and any(
            len(self._timed(path)) < before[path] + times for path in paths
        ):
            time.sleep(0.05)
        return [statistics.median(self._timed(path)[before[path] :]) / 1000 for path in paths]

    def _timed(self, path: str) -> list[int]:
        matches = (TIMED.match(line) for line in self.log.read_text().splitlines())
        address = path.partition("?")[0]  # the log leaves out what is asked
        return [int(match[2]) for match in matches if match and match[3] == address]

    def worker_mb(self) -> float:
        """The memory that the worker holds, in megabytes (RSS)."""
        children = Path(f"/proc/{self.process}/task/{self.process}/children").read_text().split()
        status = Path(f"/proc/{children[0]}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found
        return int(found[1]) / 1024


@contextmanager
def served(workers: int = 1, **environment: str) -> Iterator[Server]:
    """Serve the database of the settings until the block ends, with more set in the environment."""
    with socket.socket() as listening, tempfile.TemporaryDirectory() as folder:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        listening.set_inheritable(True)
        log = Path(folder) / "log"
        log.touch()
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "ictlead.wsgi:application"),
                *("--workers", str(workers), "--timeout", "300", "--log-level", "warning"),
                *("--access-logfile", str(log), "--access-logformat", "%(s)s %(D)s %(U)s"),
                *("--bind", f"fd://{listening.fileno()}"),
            ],
            pass_fds=[listening.fileno()],
            env={**os.environ, **environment},
        )
        server = Server(listening.getsockname()[1], process.pid, log)
        try:
            yield server
        finally:
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def session_of(email: str) -> str:
    """A Cookie header that signs in the user with this address."""
    from django.conf import settings
    from django.test import Client

    from schools.models import User

    client = Client()
    client.force_login(
        User.objects.get(email=email), backend="django.contrib.auth.backends.ModelBackend"
    )
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


def head_of(slug: str) -> str:
    """The e-mail address of a school's headteacher."""
    from schools.models import Member

    head = (
        Member.objects.with_scopes_disabled()
        .filter(school__slug=slug, positions__kind="headteacher", user__isnull=False)
        .select_related("user")
        .first()
    )
    assert head and head.user
    return str(head.user.email)
