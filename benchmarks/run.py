"""Prepare a temporary database, then run each measurement in a process of its own.

`python -m benchmarks.run [PART…]`, where a part is `pages` for `measure_pages.py`.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.report import note

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Run the parts that were asked for, or all; 1 when one of them failed."""
    known = sorted(
        path.stem.removeprefix("measure_") for path in Path(__file__).parent.glob("measure_*.py")
    )
    parts = sys.argv[1:] or known
    if unknown := set(parts) - set(known):
        note(f"There is no part {', '.join(sorted(unknown))}. There are: {', '.join(known)}.")
        return 2
    with tempfile.TemporaryDirectory(prefix="ictlead-bench-") as folder:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "FILES_DIR": f"{folder}/files",
            "DOCUMENTS_DIR": f"{folder}/documents",
        }

        def run(*arguments: str) -> int:
            return subprocess.run(
                [sys.executable, *arguments], cwd=ROOT, env=environment, check=False
            ).returncode

        note("Preparing three schools.")
        if run("manage.py", "migrate", "--verbosity", "0") or run("-m", "benchmarks.schools"):
            return 1
        results = []
        for part in parts:
            note(f"Measuring {part}.")
            results.append(run("-m", f"benchmarks.measure_{part}"))
    return int(any(results))


if __name__ == "__main__":
    sys.exit(main())
