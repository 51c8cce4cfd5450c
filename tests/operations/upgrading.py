"""A release before, taken to this one and back by the steps that deploy/README.md names: `script/try-upgrade [REF]`.

A clone of this repository stands at the older release with an environment and a database of its own, is filled with the
sample school and served. Then the lines of "A new release" are run as they stand, with other folders, while somebody
keeps asking for pages; then those of "Back to the release before". Every row is compared, pages are opened, and files
that they name are looked for. It asks gunicorn itself: nginx stays as it is at an upgrade.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from .databases import ROOT, postgres_place, runs_postgres, sqlite_place
from .installed import Installed
from .rows import Rows, read_rows

SESSIONS = """
from django.conf import settings
from django.test import Client
from schools.models import User
client = Client()
user = User.objects.get(email="helen@quillhaven.example")
client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
print(settings.SESSION_COOKIE_NAME + "=" + client.cookies[settings.SESSION_COOKIE_NAME].value)
"""
# What somebody saves with the new release, which going back loses.
CHANGE = """
from schools.models import School
School.objects.filter(sample=True).update(name="Renamed since")
"""
FRONT = "/s/quillhaven/"
PAGES = 60
# These rows come and go by themselves, or say which release it is.
OF_THE_RELEASE = {"django_migrations", "django_content_type", "auth_permission"}
OF_THE_RELEASE |= {"django_session", "schools_signedin"}
# So do these values: when somebody came in, and which tables of a school have changed since pages of it were kept.
OF_THE_MOMENT = {"schools_user.last_login", "schools_school.marks"}


def say(text: str) -> None:
    """A line of the report, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def git(*arguments: str) -> str:
    """What git says in this repository."""
    command = ["git", "-c", f"safe.directory={ROOT}", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def release_before() -> str:
    """The newest tag before this commit; without one, the first commit that can be deployed."""
    tags = git("tag", "--merged", "HEAD", "--no-contains", "HEAD", "--sort=-creatordate").split()
    first = git("log", "--format=%H", "--diff-filter=A", "--reverse", "--", "deploy/README.md")
    return tags[0] if tags else first.split()[0]


def steps(heading: str) -> list[str]:
    """The lines to type that stand below that heading of deploy/README.md."""
    text = (ROOT / "deploy/README.md").read_text(encoding="utf-8")
    part = re.split(r"^## ", text.split(f"\n## {heading}\n", 1)[1], flags=re.MULTILINE)[0]
    found = re.findall(r"^    (\S.*)$", part, re.MULTILINE)
    assert found, f"deploy/README.md names no steps below “{heading}”."
    return [line.partition(" #")[0].strip() for line in found]


def take(site: Installed, heading: str, words: dict[str, str]) -> None:
    """Run the steps as they stand there, with `words` in place of what an operator fills in."""
    for line in steps(heading):
        for old, new in words.items():
            line = line.replace(old, new)
        say(f"    {line}")
        if line.startswith("systemctl "):
            {"reload": site.reload, "stop": site.stop, "start": site.start}[line.split()[1]]()
        else:
            site.run(line)


def look_round(site: Installed) -> int:
    """Open pages from the front page on, with the files that they name; how many.

    Raises:
        AssertionError: one did not answer 200, or named a file that is not there.
    """
    cookie = site.shell(SESSIONS)[-1]
    waiting, seen, opened = ["/", "/guide/", FRONT], {"/", "/guide/", FRONT}, 0
    while waiting and opened < PAGES:
        path = waiting.pop(0)
        status, text = site.follow(path, cookie)
        assert status == 200, f"{path} answered {status}.\n{site.log()[-3000:]}"
        opened += 1
        for name in re.findall(r'(?:href|src)="/static/([^"]+)"', text):
            assert (site.app / "static-collected" / name).exists(), f"{path} names {name}."
        for link in re.findall(rf'href="({FRONT}[^"?#]+/)"', text):
            if link not in seen:
                seen.add(link)
                waiting.append(link)
    return opened


@contextmanager
def asked_meanwhile(site: Installed, cookie: str) -> Iterator[list[int | str]]:
    """What pages answer to somebody who asks all the while."""
    over = threading.Event()
    answers: list[int | str] = []

    def asks() -> None:
        while not over.is_set():
            for path in (FRONT, f"{FRONT}roles/", "/guide/"):
                try:
                    answers.append(site.ask(path, cookie)[0])
                except OSError as problem:
                    answers.append(repr(problem))
                time.sleep(0.1)

    thread = threading.Thread(target=asks)
    thread.start()
    try:
        yield answers
    finally:
        over.set()
        thread.join()


def rows_of(site: Installed) -> Rows:
    """All rows but those that say which release it is, and what can be found, which is made anew."""
    found = read_rows(site.environment["DATABASE_URL"])
    return {
        name: rows
        for name, rows in found.items()
        if name not in OF_THE_RELEASE and not name.startswith("finding_")
    }


def compared(before: Rows, after: Rows) -> list[str]:
    """What of `before` is not there any more, or is another: a line each."""
    lines = []
    for table, columns in before.items():
        if table not in after:
            lines.append(f"{table} is gone, with {columns.count} rows")
            continue
        if columns.count != after[table].count:
            lines.append(f"{table}: {columns.count} rows became {after[table].count}")
            continue
        for column, values in columns.values.items():
            if f"{table}.{column}" in OF_THE_MOMENT:
                continue
            if column not in after[table].values:
                lines.append(f"{table}.{column} is gone")
            elif changed := sum(
                one != other for one, other in zip(values, after[table].values[column], strict=True)
            ):
                lines.append(f"{table}.{column}: {changed} values are others")
    return lines


def there_and_back(folder: Path, url: str, before: str, here: str) -> None:
    """All of it, in a folder of its own.

    Raises:
        AssertionError: something is not as it should be; says what.
    """
    site = Installed(folder, url)
    say(f"Installing {before[:10]}.")
    site.clone(before, here)
    for line in (
        "migrate --verbosity 0",
        "collectstatic --no-input --verbosity 0",
        "sample_school",
    ):
        site.run(f"deploy/manage {line}")
    site.start()
    try:
        say(f"It serves: {look_round(site)} pages.")
        rows = rows_of(site)
        backups = folder / "backups"
        words = {
            "/srv/ictlead/backups": str(backups),
            "v1.2.3": here,
            "v1.2.2": before,
            "/media/key/backup-key": str(folder / "key"),
        }
        say(f"A new release, {here[:10]}:")
        cookie = site.shell(SESSIONS)[-1]
        with asked_meanwhile(site, cookie) as answers:
            take(site, "A new release", words)
        signed_in = site.ask(FRONT, cookie)[0] == 200
        say(f"Who was signed in {'still is' if signed_in else 'has to sign in again'}.")
        failed = [one for one in answers if one not in (200, *([] if signed_in else [302]))]
        say(f"Asked meanwhile: {len(answers)} pages, {len(failed)} failed.")
        assert not failed, f"{failed}\n{site.log()[-3000:]}"
        say(f"It serves: {look_round(site)} pages.")
        _say_rows(rows, rows_of(site))
        site.shell(CHANGE)
        (backup,) = backups.glob("*.backup")
        words["/srv/ictlead/backups/ictlead-….backup"] = str(backup)
        say(f"Back to {before[:10]}:")
        take(site, "Back to the release before", dict(sorted(words.items(), reverse=True)))
        say(f"It serves: {look_round(site)} pages.")
        _say_rows(rows, rows_of(site))
    finally:
        site.stop()


def _say_rows(before: Rows, after: Rows) -> None:
    lines = compared(before, after)
    number = sum(one.count for one in before.values())
    say(f"Rows compared: {number:,} in {len(before)} tables, {len(lines)} differences.")
    assert not lines, "\n".join(lines)


def _interrupted(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def main() -> int:
    """Try it; 0 where all was as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ref", nargs="?", metavar="REF", help="the release to come from")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, _interrupted)  # what was started is ended on the way out
    before = git("rev-parse", "--verify", f"{given.ref or release_before()}^{{commit}}")
    here = git("rev-parse", "HEAD")
    if git("status", "--porcelain", "--untracked-files=no"):
        say("What is not committed is not tried.")
    with tempfile.TemporaryDirectory(prefix="ictlead-upgrade-") as kept:
        folder = Path(kept)
        place = postgres_place if runs_postgres() else sqlite_place
        with place(folder / "place") as database:
            try:
                there_and_back(folder, database.url, before, here)
            except (AssertionError, subprocess.CalledProcessError) as problem:
                say(f"{problem}\n{getattr(problem, 'stderr', None) or ''}")
                return 1
    say(f"From {before[:10]} to {here[:10]} and back, all as it should be.")
    return 0


if __name__ == "__main__":
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    sys.exit(main())
