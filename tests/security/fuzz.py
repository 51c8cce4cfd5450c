"""Fuzz a served school as each position: `script/fuzz [--many N] [--seed N] [--people KEY…]`.

A temporary SQLite database, gunicorn on a free loopback port, the sample school; a fresh copy for each person.
"""

from __future__ import annotations

import argparse
import http.client
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.operations.databases import ROOT
from tests.operations.served import free_port

from .fuzzing import Ask, Fuzzer, Got, Sent, run

TOKEN = "c" * 32


def say(text: str) -> None:
    """A line of the report, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def asking(port: int, session: str) -> Ask:
    """Asks the server on this port, with a token in every form."""

    def ask(sent: Sent) -> Got:
        cookies = f"csrftoken={TOKEN}" + (f"; sessionid={session}" if session else "")
        headers = {"Cookie": cookies, "X-CSRFToken": TOKEN, "Content-Type": sent.content_type}
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        try:
            connection.request(sent.method, sent.path, sent.body or None, headers)
            got = connection.getresponse()
            text = got.read().decode("utf-8", "replace")
            return Got(got.status, {name.lower(): value for name, value in got.getheaders()}, text)
        except (http.client.HTTPException, OSError) as problem:
            return Got(599, {}, repr(problem))
        finally:
            connection.close()

    return ask


@contextmanager
def served(folder: Path, pristine: Path) -> Iterator[int]:
    """A server on a copy of the database, until the block ends; its port."""
    shutil.copy(pristine, folder / "copy.sqlite3")
    port = free_port()
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{folder / 'copy.sqlite3'}"}
    options = ["--workers=2", "--threads=2", "--timeout=120", f"--bind=127.0.0.1:{port}"]
    with (folder / "log").open("ab") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "ictlead.wsgi:application", *options],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )
    try:
        until = time.monotonic() + 120
        while asking(port, "")(Sent("", "GET", "/healthz")).status != 200:
            if time.monotonic() > until:
                sys.exit(f"The server did not start.\n{(folder / 'log').read_text()}")
            time.sleep(0.3)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=60)


def prepare(folder: Path) -> Path:
    """The sample school in a database of its own; Django is set up on it."""
    pristine = folder / "pristine.sqlite3"
    os.environ.update(
        {
            "DJANGO_SETTINGS_MODULE": "tests.operations.settings",
            "DATABASE_URL": f"sqlite:///{pristine}",
            "PLACE": str(folder),
            "DEBUG": "0",
        }
    )
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("sample_school")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return pristine


def sessions(people: list[str]) -> dict[str, str]:
    """A session of each person; none for "-", who is signed out."""
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client

    from home import sample

    found = {"-": ""}
    for key in people:
        if key != "-":
            client = Client()
            user = get_user_model().objects.get(email=sample.ADDRESS.format(key=key))
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            found[key] = client.cookies["sessionid"].value
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return found


def main() -> int:
    """Send it all; 0 where no answer is a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--many", type=int, default=1_000, help="requests of junk for each person")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--people", nargs="*", help="keys of the sample’s people; - for nobody")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="ictlead-fuzz-"))
    try:
        pristine = prepare(folder)
        from schools.models import School

        from .addresses import PEOPLE, arguments_for, patterns

        people = given.people or [*PEOPLE, "-"]
        session = sessions(people)
        school = School.objects.get(sample=True)
        good = {name: arguments_for(school, name, route) for name, route, _one in patterns()}
        faults: Counter[tuple[str, str]] = Counter()
        everything = 0
        for person in people:
            with served(folder, pristine) as port:
                fuzzer = Fuzzer(person, given.seed, school.slug, good)
                number, found = run(fuzzer, asking(port, session[person]), given.many)
            everything += number
            say(f"{person}: {number} requests, {len(fuzzer.forms)} forms, {len(found)} faults")
            for wrong, sent in found:
                faults[wrong, sent.name] += 1
                say(f"  {wrong}: {sent}")
        say(f"{everything} requests, seed {given.seed}: {sum(faults.values())} faults")
        for (wrong, name), count in faults.most_common():
            say(f"  {count} × {wrong} at {name}")
        if faults:
            say((folder / "log").read_text(encoding="utf-8")[-20_000:])
        return 1 if faults else 0
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
