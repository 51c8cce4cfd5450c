"""What Google's Lighthouse says of the main pages and of the public ones: `script/lighthouse [NAME…]`.

It looks at each as on a phone of the middle sort over a slow network, from an empty cache, as is its custom:
performance, accessibility and best practices, and for public pages how search engines find them. What it finds amiss is
said beside the figures.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.report import note, report
from benchmarks.site import PUBLIC, address, chromium_switches, main_pages, sample_site
from tests.operations.served import Site

ROOT = Path(__file__).resolve().parent.parent
LIGHTHOUSE = ROOT / ".lighthouse" / "node_modules" / "lighthouse" / "cli" / "index.js"
WANTED = 95
JUDGED = ("performance", "accessibility", "best-practices")


def judged(site: Site, path: str, cookie: str, categories: list[str]) -> dict[str, Any]:
    """Lighthouse's report on a page of the site.

    Raises:
        RuntimeError: it could not look at the page.
    """
    url = address(site, path)
    switches = " ".join(
        f'--{name}="{value}"' if value else f"--{name}"
        for name, value in chromium_switches(site).items()
    )
    with tempfile.TemporaryDirectory() as kept:
        said, headers = Path(kept) / "said.json", Path(kept) / "headers.json"
        headers.write_text(json.dumps({"Cookie": cookie} if cookie else {}), encoding="utf-8")
        ran = subprocess.run(
            [
                *(
                    "node",
                    str(LIGHTHOUSE),
                    url,
                    "--quiet",
                    "--output=json",
                    f"--output-path={said}",
                ),
                f"--only-categories={','.join(categories)}",
                f"--extra-headers={headers}",
                f"--chrome-flags=--headless=new {switches}",
            ],
            cwd=kept,
            capture_output=True,
            text=True,
            check=False,
        )
        if ran.returncode or not said.exists():
            raise RuntimeError(f"{url}: {ran.stderr[-2000:]}")
        found: dict[str, Any] = json.loads(said.read_text(encoding="utf-8"))
    if problem := found.get("runtimeError"):
        raise RuntimeError(f"{url}: {problem['message']}")
    return found


def amiss(found: dict[str, Any]) -> list[str]:
    """What took points away, a line each."""
    lines = []
    for category in found["categories"].values():
        for part in category["auditRefs"]:
            one = found["audits"][part["id"]]
            if part["weight"] and one["score"] is not None and one["score"] < 0.9:
                lines.append(
                    f"{category['id']}: {one['title']} {one.get('displayValue', '')}".strip()
                )
                for item in one.get("details", {}).get("items", [])[:5]:
                    lines.append("  " + json.dumps(item.get("node", item))[:400])
    return lines


def look(site: Site, name: str, path: str, cookie: str, runs: int) -> bool:
    """Report on one page, the median of so many looks; whether all is as wanted."""
    categories = [*JUDGED, *([] if cookie else ["seo"])]
    found = [judged(site, path, cookie, categories) for _look in range(runs)]
    good = True
    for category in categories:
        score = statistics.median(100 * one["categories"][category]["score"] for one in found)
        report(f"lighthouse: {name}, {category}", score, "of 100", WANTED)
        good &= score >= WANTED
    for audit, unit in (("cumulative-layout-shift", ""), ("largest-contentful-paint", "ms")):
        value = statistics.median(one["audits"][audit]["numericValue"] for one in found)
        report(f"lighthouse: {name}, {audit}", value, unit)
    for line in amiss(found[0]):
        note(f"  {line}")
    return good


def main() -> int:
    """Look at all pages, or at those named; 1 when one has fewer points than wanted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these pages")
    parser.add_argument("--runs", type=int, default=1, help="looks at each page")
    given = parser.parse_args()
    good = True
    with sample_site() as site:
        cookie, pages = main_pages(site)
        asked = [(name, path, cookie) for name, path in pages.items()]
        asked += [(name, path, "") for name, path in PUBLIC.items()]
        if unknown := set(given.names) - {name for name, _path, _cookie in asked}:
            note(f"There is no page {', '.join(sorted(unknown))}.")
            return 2
        for name, path, whose in asked:
            if not given.names or name in given.names:
                note(f"Looking at {name}.")
                good &= look(site, name, path, whose, given.runs)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
