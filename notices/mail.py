"""Sending an e-mail: one template as text and as HTML, with links that start at `BASE_URL`."""

from __future__ import annotations

from collections.abc import Mapping
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string


class NotSent(Exception):
    """The e-mail could not be handed over; nothing reached anybody."""


def absolute(path: str) -> str:
    """The full address of a path of this site: "/s/oak/" → "https://…/s/oak/"."""
    return f"{settings.BASE_URL}{path}"


def connection() -> BaseEmailBackend:
    """One connection for several e-mails, to be given to `send`."""
    return get_connection()


def send(
    to: str,
    subject: str,
    template: str,
    context: Mapping[str, Any],
    *,
    connection: BaseEmailBackend | None = None,
) -> None:
    """Send one person `template`.txt with `template`.html beside it.

    Raises:
        NotSent: the mail server did not take it.
    """
    words = {**context, "base_url": settings.BASE_URL, "subject": " ".join(subject.split())}
    message = EmailMultiAlternatives(
        words["subject"],
        render_to_string(f"{template}.txt", words),
        to=[to],
        connection=connection,
    )
    message.attach_alternative(render_to_string(f"{template}.html", words), "text/html")
    try:
        message.send()
    except (OSError, SMTPException) as error:
        raise NotSent(str(error)) from error
