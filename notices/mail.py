"""Sending an e-mail: one template as text and as HTML, with links that start at `BASE_URL`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
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


@cache
def styles() -> str:
    """The style of every e-mail, to stand in its head: programs that show e-mails fetch no files."""
    path = Path(settings.BASE_DIR) / "static" / "css" / "mail.css"
    return f"<style>{path.read_text(encoding='utf-8')}</style>"


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
    headers: Mapping[str, str] | None = None,
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
        headers=dict(headers or {}),
    )
    page = render_to_string(f"{template}.html", words)
    message.attach_alternative(page.replace("</head>", f"{styles()}</head>", 1), "text/html")
    try:
        message.send()
    except (OSError, SMTPException) as error:
        raise NotSent(str(error)) from error
