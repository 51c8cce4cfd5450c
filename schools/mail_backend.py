"""E-mail on a development server: kept as files and shown on the console."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.console import EmailBackend as Console
from django.core.mail.backends.filebased import EmailBackend as File


class FileAndConsoleBackend(BaseEmailBackend):
    """Writes each message into `settings.EMAIL_FILE_PATH` and onto the console."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        Console().send_messages(email_messages)
        return File().send_messages(email_messages) or 0
