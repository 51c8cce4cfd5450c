"""`manage.py send_reminders`: once a day or more often; nobody is reminded twice on one day."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ...reminders import send_all


class Command(BaseCommand):
    help = "Send the reminders that are due today. Safe to run more than once a day."

    def handle(self, *args: Any, **options: Any) -> None:
        done = send_all()
        for one in done:
            self.stdout.write(f"{one.what}: {one.sent} sent")
        if failed := sum(one.failed for one in done):
            raise CommandError(
                f"{failed} could not be sent: the mail server did not take them. They are tried "
                "again the next time."
            )
