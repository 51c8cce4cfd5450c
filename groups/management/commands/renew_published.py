"""`manage.py renew_published`: every night, the figures that schools publish to groups become those of the day."""

from typing import Any

from django.core.management.base import BaseCommand

from ...actions.publishing import renew_every


class Command(BaseCommand):
    help = (
        "Renew the figures that schools have published to their groups. Safe to run more than once."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{renew_every():,} schools.")
