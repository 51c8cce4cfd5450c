"""`manage.py backup_key`: a new pair of keys for backups."""

from typing import Any

import pyrage
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Print a new pair of keys for backups. Nothing is kept: write both down."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        key = pyrage.x25519.Identity.generate()
        self.stdout.write(f"Public, for the server (BACKUP_KEY):  {key.to_public()}")
        self.stdout.write(f"Secret, to restore; not on the server: {key}")
