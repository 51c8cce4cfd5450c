"""`manage.py restore FILE --key-file FILE`: a backup put back, all of it or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ...backups import BackupRefused, restore


class Command(BaseCommand):
    help = "Put a backup back: all of it or nothing. Stop the server first; run migrate after."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the backup")
        parser.add_argument(
            "--key-file", type=Path, required=True, help="a file that holds the secret key"
        )
        parser.add_argument("--replace", action="store_true", help="replace what is here now")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            identity = _secret_in(options["key_file"])
            done = restore(options["file"], identity, replace=options["replace"])
        except OSError as problem:
            raise CommandError(
                f"{problem.filename} cannot be read. Nothing was changed."
            ) from problem
        except BackupRefused as refused:
            raise CommandError(f"{refused} Nothing was changed.") from refused
        self.stdout.write(
            f"Restored as of {done.made_at}: {sum(done.rows.values()):,} rows in {len(done.rows)} tables, "
            f"{sum(name.startswith('files/') for name in done.files):,} uploads. Now run manage.py migrate."
        )


def _secret_in(path: Path) -> str:
    """The line that holds the key; the file may hold what `backup_key` printed, or age-keygen's comments."""
    words = path.read_text(encoding="utf-8").split()
    return next((word for word in words if word.startswith("AGE-SECRET-KEY-")), "")
