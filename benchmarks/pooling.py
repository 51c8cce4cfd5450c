"""PgBouncer before a PostgreSQL cluster, in transaction mode, on a free loopback port.

`python -m benchmarks.pooling COMMAND [ARGUMENT…]` runs a command with `DATABASE_URL` leading through one, as in

    script/postgres .venv/bin/python -m benchmarks.pooling .venv/bin/python -m pytest --create-db --reuse-db tests/roles
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

from tests.operations.served import free_port

CONNECTIONS = 8  # which PgBouncer holds to a database; those who ask may be many more
# In transaction mode a cursor that the server keeps between transactions is lost.
WITHOUT_CURSORS = "?DISABLE_SERVER_SIDE_CURSORS=True"


def settings(url: str, port: int, connections: int) -> str:
    """PgBouncer's own settings file, for the cluster of that address."""
    cluster = urlsplit(url)
    return f"""
[databases]
* = host={cluster.hostname} port={cluster.port}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = users
pool_mode = transaction
default_pool_size = {connections}
max_client_conn = 500
logfile = log
"""


@contextmanager
def pooled(url: str, connections: int = CONNECTIONS) -> Iterator[str]:
    """The address of the same database through a PgBouncer, which runs until the block ends.

    Raises:
        RuntimeError: it did not start, with what it said.
    """
    cluster, port = urlsplit(url), free_port()
    folder = Path(tempfile.mkdtemp(prefix="ictlead-pgbouncer-"))
    (folder / "settings").write_text(settings(url, port, connections), encoding="utf-8")
    (folder / "users").write_text(f'"{cluster.username}" "{cluster.password}"\n', encoding="utf-8")
    program = [shutil.which("pgbouncer") or "/usr/sbin/pgbouncer", "--quiet", "settings"]
    owner: dict[str, object] = {}
    if os.geteuid() == 0:
        entry = pwd.getpwnam("postgres")  # it refuses to serve as root
        owner = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        for path in (folder, *folder.iterdir()):
            shutil.chown(path, "postgres", "postgres")
    process = subprocess.Popen(program, cwd=folder, stdin=subprocess.DEVNULL, **owner)  # type: ignore[call-overload]
    through = cluster._replace(
        netloc=f"{cluster.username}:{cluster.password}@127.0.0.1:{port}"
    ).geturl()
    try:
        _wait_for(through, process, folder / "log")
        yield through + WITHOUT_CURSORS
    finally:
        process.terminate()
        process.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    import psycopg

    until = time.monotonic() + 20
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError as problem:
            if process.poll() is not None or time.monotonic() > until:
                said = log.read_text(encoding="utf-8") if log.exists() else ""
                raise RuntimeError(f"PgBouncer did not start.\n{problem}\n{said}") from problem
            time.sleep(0.1)
        else:
            return


def _interrupted(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def main() -> int:
    """Run the command; its own result."""
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    signal.signal(signal.SIGTERM, _interrupted)  # PgBouncer is ended on the way out
    with pooled(os.environ["DATABASE_URL"]) as url:
        return subprocess.run(
            sys.argv[1:], env={**os.environ, "DATABASE_URL": url}, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
