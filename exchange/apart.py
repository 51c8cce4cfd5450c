"""Files that unpack are read by a process of their own, held to its time and memory.

`python -m exchange.apart MOST MEGABYTES SECONDS`, with the file on its input, writes its tables to its output as
JSON. However a file is made, reading it ends soon, and never takes with it the process that serves pages: this
one is given little of both, and knows of no database and no secret.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parent.parent
# Measured with 5,000 rows of 60 cells, the most that is read: 14 s of a busy processor, 336 MB of addresses.
MEGABYTES, SECONDS, LONGEST = 640, 40, 90
MOST_SAID = 40 * 1024 * 1024
_one_at_a_time = threading.Lock()


class TooMuch(Exception):
    """Reading the file would take more time or memory than a table of its size should."""


def read(data: bytes, most: int) -> dict[str, Any]:
    """The tables of a workbook or a document, as `main` writes them.

    Returns:
        `{"tables": [[name, [[line, cells, problems by column, heading], …]], …]}` or `{"unreadable": sentence}`.

    Raises:
        TooMuch: it was ended, or would have said too much.
    """
    with _one_at_a_time, tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
        given.write(data)
        given.seek(0)
        limits = [str(one) for one in (most, MEGABYTES, SECONDS)]
        if not _run([sys.executable, "-m", "exchange.apart", *limits], given, said):
            raise TooMuch
        if said.seek(0, os.SEEK_END) > MOST_SAID:
            raise TooMuch
        said.seek(0)
        found: dict[str, Any] = json.load(said)
        return found


def _run(command: list[str], given: IO[bytes], said: IO[bytes]) -> bool:
    """Whether it came to its end."""
    try:
        done = subprocess.run(  # noqa: S603 - our own module, and numbers
            command,
            stdin=given,
            stdout=said,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def limit(megabytes: int, seconds: int) -> None:
    """Hold this process to its memory, its time, and what it may write; from here on it cannot have more."""
    for what, most in (
        (resource.RLIMIT_AS, megabytes * 1024 * 1024),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, MOST_SAID + 1024),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(what)
        kept = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (kept, kept))


def main(most: int) -> int:
    """Read the file on the input; 0 where its tables, or why there are none, are written."""
    from django.conf import settings

    settings.configure(USE_I18N=True, LANGUAGE_CODE="en-gb", LOCALE_PATHS=[ROOT / "locale"])
    import django

    django.setup()
    from . import sheets
    from .tables import Unreadable

    try:
        tables = sheets.opened(sys.stdin.buffer.read(), most)
    except Unreadable as refused:
        told: dict[str, Any] = {"unreadable": refused.sentence}
    else:
        told = {
            "tables": [
                [one.name, [[row.line, row.cells, row.problems, row.heading] for row in one.rows]]
                for one in tables
            ]
        }
    json.dump(told, sys.stdout)
    return 0


if __name__ == "__main__":
    limit(int(sys.argv[2]), int(sys.argv[3]))
    sys.exit(main(int(sys.argv[1])))
