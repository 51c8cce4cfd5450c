"""Scan the sample school with wapiti, signed out and signed in: `script/wapiti [--people KEY…] [--minutes N]`.

The server is that of `fuzz.py`: gunicorn on a free loopback port, on a copy of a temporary SQLite database for each
person. Modules that ask services on the internet, or look for other people's products, are left out.
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


def scan(port: int, session: str, folder: Path, minutes: float) -> dict[str, Any]:
    """wapiti's report. It crawls for `minutes` at most, and each kind of attack takes a quarter of that."""
    site, report = f"http://127.0.0.1:{port}", folder / "report.json"
    report.unlink(missing_ok=True)
    command = [str(WAPITI), f"--url={site}/", "--scope=folder", f"--module={','.join(MODULES)}"]
    command += ["--flush-session", f"--store-session={folder / 'kept'}", "--no-bugreport"]
    command += ["--format=json", f"--output={report}", "--verbose=0", "--tasks=2", "--timeout=60"]
    command += [f"--max-scan-time={minutes * 60}", f"--max-attack-time={minutes * 15}"]
    command += [f"--exclude={site}{path}" for path in EXCEPT]
    if session:
        command += [f"--cookie-value=sessionid={session}; csrftoken={TOKEN}"]
        command += [f"--start={site}/start/"]
    done = subprocess.run(
        command,
        env={"PATH": os.environ["PATH"], "HOME": str(folder)},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if not report.exists():
        sys.exit(f"wapiti wrote no report.\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found


def reached(folder: Path) -> dict[str, int]:
    """How many of the addresses and forms each kind of attack got to, from what wapiti keeps of the last scan."""
    newest = max((folder / "kept").glob("*.db"), key=lambda path: path.stat().st_mtime)
    with closing(sqlite3.connect(newest)) as kept:
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
    parser.add_argument("--minutes", type=float, default=20, help="for crawling, and for attacking")
    parser.add_argument("--keep", type=Path, help="a folder for wapiti’s own reports")
    given = parser.parse_args()
    folder, left = Path(tempfile.mkdtemp(prefix="ictlead-wapiti-")), 0
    try:
        pristine = prepare(folder)
        session = sessions(given.people or ["-", "helen"])
        for person in given.people or ["-", "helen"]:
            with served(folder, pristine) as port:
                report = scan(port, session[person], folder, given.minutes)
                if session[person] and not signed_in(port, session[person]):
                    sys.exit("The session ended amid the scan; what ends it belongs into EXCEPT.")
            say(f"{person}: {report['infos']['crawled_pages_nbr']} addresses and forms")
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
