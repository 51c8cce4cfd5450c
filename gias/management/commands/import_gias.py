"""`manage.py import_gias FILE.csv`: England's register of schools, for finding a school by URN or name."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ...actions import bring_in
from ...reading import WrongFile

MOST_SHOWN = 50


class Command(BaseCommand):
    help = (
        "Bring in the file of all schools of England (Get Information about Schools, “Establishment fields CSV”, "
        "unpacked: edubasealldata…csv). Bring a newer one in whenever you like."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        try:
            brought = bring_in(options["file"])
        except WrongFile as wrong:
            raise CommandError(f"{wrong.sentence} Nothing was changed.") from wrong
        for line in brought.left_out[:MOST_SHOWN]:
            self.stderr.write(f"Line {line.number}: {line.problem}")
        if (more := len(brought.left_out) - MOST_SHOWN) > 0:
            self.stderr.write(f"… and {more:,} more lines.")
        total = brought.new + brought.changed + brought.same
        self.stdout.write(
            f"{total:,} schools, of which {brought.closed:,} are closed: {brought.new:,} new, "
            f"{brought.changed:,} changed, {brought.same:,} as they were; "
            f"{len(brought.left_out):,} lines left out; {time.monotonic() - began:.1f} seconds."
        )
