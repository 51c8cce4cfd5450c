"""Scan the sample school with wapiti, signed out and signed in: `script/wapiti [--people KEY…] [--minutes N]`.

The server is that of `fuzz.py`: gunicorn on a free loopback port, on a copy of a temporary SQLite database for each
person. wapiti first crawls. Of what it found one of each sort is kept (`thin`): one duty's page stands for four
hundred, so that each kind of attack gets to every sort within hours rather than weeks. Modules that ask services on
the internet, or look for other people's products, are left out.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from tests.operations.databases import ROOT

from .fuzz import TOKEN, asking, prepare, say, served, sessions
from .fuzzing import Sent

WAPITI = ROOT / ".venv-wapiti" / "bin" / "wapiti"
MODULES = (
    "backup brute_login_form buster cookieflags crlf csp csrf exec file htaccess http_headers ldap methods "
    "permanentxss redirect shellshock spring4shell sql timesql upload xss"
).split()
# What is not a fault, by its kind and the beginning of what is said of it; docs/security.md says why.
EXPLAINED = (
    ("Secure Flag cookie", ""),  # served without TLS here: production sets it
    ("HttpOnly Flag cookie", "HttpOnly flag is not set in the cookie : csrftoken"),
    # The page that counts tries says after ten of them that these were too many; no directory is asked.
    ("LDAP Injection", "LDAP Injection via injection in the parameter credential"),
)
# What ends the session or shuts the school, and the ways in that a development server alone has.
EXCEPT = (
    "/account/logout/",
    "/account/signed-in/*",
    "/s/quillhaven/settings/signing-in/",
    "/sample/*",
)


def every_address() -> list[str]:
    """One address of every route of the URL configuration below the sample school."""
    from schools.models import School

    from .addresses import address, arguments_for, patterns

    school = School.objects.get(sample=True)
    return [
        address(name, arguments_for(school, name, route), school.slug)
        for name, route, _one in patterns()
    ]


def scan(
    port: int, session: str, folder: Path, minutes: float, starts: list[str]
) -> tuple[dict[str, Any], int, int]:
    """wapiti's report, how many addresses and forms it found, and how many sorts of them it then attacked.

    It crawls for `minutes` at most, from the pages among `starts` that open, and each kind of attack may take as long.
    """
    ask = asking(port, session)
    opening = [one for one in starts if ask(Sent("", "GET", one)).status == 200]
    begins = [f"--start=http://127.0.0.1:{port}{one}" for one in opening]
    _wapiti(
        port,
        session,
        folder,
        "--module=",
        "--flush-session",
        f"--max-scan-time={minutes * 60}",
        *begins,
    )
    found, sorts = thin(_kept(folder))
    report = folder / "report.json"
    report.unlink(missing_ok=True)
    often = [f"--module={','.join(MODULES)}", "--skip-crawl", f"--max-attack-time={minutes * 60}"]
    said = _wapiti(port, session, folder, *often, "--format=json", f"--output={report}")
    if not report.exists():
        sys.exit(f"wapiti wrote no report.\n{said[-2000:]}")
    return json.loads(report.read_text(encoding="utf-8")), found, sorts


def _wapiti(port: int, session: str, folder: Path, *options: str) -> str:
    """Runs wapiti on the served school; what it said."""
    site = f"http://127.0.0.1:{port}"
    command = [str(WAPITI), f"--url={site}/", "--scope=folder", "--no-bugreport", *options]
    command += [f"--store-session={folder / 'kept'}", "--verbose=0", "--tasks=2", "--timeout=60"]
    command += [f"--exclude={site}{path}" for path in EXCEPT]
    if session:
        command += [
            f"--cookie-value=sessionid={session}; csrftoken={TOKEN}",
            f"--start={site}/start/",
        ]
    done = subprocess.run(
        command,
        env={"PATH": os.environ["PATH"], "HOME": str(folder)},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def _kept(folder: Path) -> Path:
    """The database in which wapiti keeps what it found."""
    return max((folder / "kept").glob("*.db"), key=lambda path: path.stat().st_mtime)


def thin(kept: Path) -> tuple[int, int]:
    """Leave one of each sort of request: the same address but for whose, method, and names of fields; before, after.

    What was seen and not asked for yet is not attacked, and counts for nothing.
    """
    with closing(sqlite3.connect(kept)) as database, database:
        fields: dict[int, set[tuple[str, str]]] = {}
        for path_id, kind, name in database.execute("SELECT path_id, type, name FROM params"):
            fields.setdefault(path_id, set()).add((kind, name))
        seen, twice = set(), []
        asked = (
            "SELECT path_id, path, method, enctype FROM paths"
            " WHERE NOT evil AND response_id IS NOT NULL ORDER BY path_id"
        )
        every = database.execute(asked).fetchall()
        for path_id, path, method, enctype in every:
            sort = (_route(path), method, enctype, frozenset(fields.get(path_id, ())))
            if sort in seen:
                twice.append((path_id,))
            seen.add(sort)
        database.executemany("DELETE FROM params WHERE path_id = ?", twice)
        database.executemany("DELETE FROM paths WHERE path_id = ?", twice)
    return len(every), len(seen)


def _route(address: str) -> str:
    """The route that an address takes; itself where it takes none."""
    path = urlsplit(address).path
    try:
        return resolve(path).route
    except Resolver404:
        return path


def reached(folder: Path) -> dict[str, int]:
    """How many of the addresses and forms each kind of attack got to, from what wapiti keeps of the last scan."""
    with closing(sqlite3.connect(_kept(folder))) as kept:
        asked = "SELECT module, count(*) FROM attack_logs GROUP BY module"
        return dict(kept.execute(asked).fetchall())


def signed_in(port: int, session: str) -> bool:
    """Whether the session still opens the sample school: who has none is sent to sign in."""
    return asking(port, session)(Sent("", "GET", "/s/quillhaven/")).status == 200


def findings(report: dict[str, Any]) -> Counter[tuple[str, str]]:
    """How often each finding stands in a report: its kind, and what wapiti says of it."""
    found: Counter[tuple[str, str]] = Counter()
    for part in ("vulnerabilities", "anomalies"):
        for kind, ones in report[part].items():
            for one in ones:
                where = f"{one['method']} {one['path']}" if part == "anomalies" else ""
                found[kind, f"{one['info']} {where}".strip()] += 1
    return found


def explained(kind: str, said: str) -> bool:
    """Whether docs/security.md says why a finding stands."""
    return any(kind == one and said.startswith(words) for one, words in EXPLAINED)


def main() -> int:
    """Scan as each person; 0 where nothing is found that is not explained."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", nargs="*", help="keys of the sample’s people; - for nobody")
    parser.add_argument(
        "--minutes", type=float, default=20, help="for crawling, and for each attack"
    )
    parser.add_argument("--keep", type=Path, help="a folder for wapiti’s own reports")
    given = parser.parse_args()
    folder, left = Path(tempfile.mkdtemp(prefix="ictlead-wapiti-")), 0
    try:
        pristine = prepare(folder)
        starts = [
            one
            for one in every_address()
            if not any(one.startswith(no.rstrip("*")) for no in EXCEPT)
        ]
        session = sessions(given.people or ["-", "helen"])
        for person in given.people or ["-", "helen"]:
            with served(folder, pristine) as port:
                report, found, sorts = scan(
                    port, session[person], folder, given.minutes, starts if session[person] else []
                )
                if session[person] and not signed_in(port, session[person]):
                    sys.exit("The session ended amid the scan; what ends it belongs into EXCEPT.")
            say(f"{person}: {found} addresses and forms of {sorts} sorts")
            say(
                "  attacked: "
                + ", ".join(f"{name} {many}" for name, many in reached(folder).items())
            )
            for (kind, said), count in findings(report).most_common():
                known = explained(kind, said)
                left += not known
                say(f"  {count} × {kind}: {said}{' (explained)' if known else ''}")
            if given.keep:
                shutil.copy(folder / "report.json", given.keep / f"{person}.json")
        say(f"{left} kinds of findings that are not explained")
        return 1 if left else 0
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
