"""The same people on the same pages, with connections of their own and through PgBouncer: `script/load --pooled 100`.

Two gunicorns of two workers with 24 threads each stand before one database, the one with a connection a thread, the
other through PgBouncer in transaction mode, which holds eight. They are asked in turn, several rounds over.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.load import ASKED, PAGES, Crowd, crowd, database, people
from benchmarks.pooling import CONNECTIONS, pooled
from benchmarks.report import note, report
from benchmarks.serving import Server, served

ROUNDS = 1 if os.environ.get("SHORTLY") else 3
# People at once → seconds of each round.
CROWDS = {5: 5} if os.environ.get("SHORTLY") else {10: 20, 50: 30}
THREADS = 24


def connections(address: str, kind: str) -> int:
    """How many connections to that database now bear that name."""
    import psycopg

    with psycopg.connect(address.replace("postgres://", "postgresql://")) as there:
        row = there.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s", [kind]
        ).fetchone()
    assert row
    return int(row[0])


def pages_beside(direct: Server, through: Server, asking: list[dict[str, Any]]) -> None:
    """What the way through PgBouncer adds to a page that is made anew, with nobody else there."""
    for name in PAGES:
        times: dict[str, list[float]] = {"direct": [], "through": []}
        for who in asking[:5]:
            for kind, server in (("direct", direct), ("through", through)):
                server.cookie = who["cookie"]
                times[kind] += server.server_ms(who["pages"][name], times=6)
        report(
            f"pooled: {name}, through PgBouncer beside direct",
            statistics.median(times["through"]),
            "ms",
            statistics.median(times["direct"]),
        )


def warm(server: Server, asking: list[dict[str, Any]]) -> None:
    """Let each worker load what it loads once."""
    for one in asking[:8]:
        server.cookie = one["cookie"]
        for path in one["pages"].values():
            server.get(path)


def crowds_beside(direct: Server, through: Server, address: str, who: Path) -> None:
    """People at once on both sides in turn; the median of the rounds."""
    for number, seconds in CROWDS.items():
        found: dict[str, list[Crowd]] = {"direct": [], "through": []}
        held: dict[str, list[int]] = {"direct": [], "through": []}
        for _round in range(ROUNDS):
            for kind, server in (("direct", direct), ("through", through)):
                found[kind].append(crowd(server, who, "Somebody", number, seconds))
                held[kind].append(connections(address, kind))
        name = f"pooled: {number} at once"
        for figure, unit in (("rate", "requests/s"), ("p50", "ms"), ("p95", "ms"), ("p99", "ms")):
            report(
                f"{name}, {figure}, through PgBouncer beside direct",
                statistics.median(getattr(one, figure) for one in found["through"]),
                unit,
                statistics.median(getattr(one, figure) for one in found["direct"]),
            )
        for kind in found:
            failed = sum(one.failures for one in found[kind])
            report(f"{name}, {kind}, failed", failed, "requests", 0)
        report(
            f"{name}, connections of PostgreSQL, through PgBouncer beside direct",
            max(held["through"]),
            "connections",
            max(held["direct"]),
        )


def main() -> int:
    """All of it, with so many schools."""
    many = database("many", int(sys.argv[1]))
    asking = people(many, ASKED)
    together = {"GUNICORN_CMD_ARGS": f"--threads {THREADS}"}
    with tempfile.TemporaryDirectory() as folder, pooled(many) as pool:
        straight, around = f"{many}?application_name=direct", f"{pool}&application_name=through"
        who = Path(folder) / "people"
        who.write_text("\n".join(json.dumps(one) for one in asking))
        note(f"Pages, one at a time, PgBouncer with {CONNECTIONS} connections.")
        with (
            served(DATABASE_URL=straight, PAGES_KEPT="0") as direct,
            served(DATABASE_URL=around, PAGES_KEPT="0") as through,
        ):
            pages_beside(direct, through, asking)
        note("People at once.")
        with (
            served(workers=2, DATABASE_URL=straight, PAGES_KEPT="300", **together) as direct,
            served(workers=2, DATABASE_URL=around, PAGES_KEPT="300", **together) as through,
        ):
            for server in (direct, through):
                warm(server, asking)
            crowds_beside(direct, through, many, who)
    return 0


if __name__ == "__main__":
    sys.exit(main())
