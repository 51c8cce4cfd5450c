"""`manage.py send_digests`: once every morning or more often; nobody is told twice for one day."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ...digests import send


class Command(BaseCommand):
    help = (
        "Send everybody whose turn it is an e-mail with what waits for them and what is new: on Monday, "
        "or each weekday for those who chose so. Safe to run more than once, and after it broke off."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        told = send()
        self.stdout.write(f"{told.sent} sent")
        if told.failed:
            raise CommandError(
                f"{told.failed} could not be sent: the mail server did not take them. They are tried "
                "again the next time."
            )
