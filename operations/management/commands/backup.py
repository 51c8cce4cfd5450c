"""`manage.py backup FOLDER`: everything in one encrypted file, while people work."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ...backups import BackupRefused, make


class Command(BaseCommand):
    help = "Copy the database and the uploads into one encrypted file, while people work."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="where the backup is put")
        parser.add_argument(
            "--key",
            default=settings.BACKUP_KEY,
            help="the public key that it is encrypted for; unset: BACKUP_KEY of the environment",
        )
        parser.add_argument("--keep", type=int, help="delete all but so many of the newest backups")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["key"]:
            raise CommandError(
                "There is no key to encrypt with. Make a pair with manage.py backup_key."
            )
        if options["keep"] is not None and options["keep"] < 1:
            raise CommandError("--keep takes a whole number from 1.")
        try:
            made = make(options["folder"], options["key"], keep=options["keep"])
        except BackupRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{made} ({made.stat().st_size:,} bytes)")
