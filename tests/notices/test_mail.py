from __future__ import annotations

from typing import Any

import pytest
from django.core import mail as outbox
from django.core.mail import EmailMultiAlternatives
from pytest_django.fixtures import Settings

from notices import mail

CONTEXT: dict[str, Any] = {"member": {"name": "<b>Ann</b>"}, "by": {"name": "Amira"}, "days": 14}


def test_an_email_goes_out_as_text_and_as_html(settings: Settings) -> None:
    settings.BASE_URL = "https://lead.example"
    link = mail.absolute("/account/x/")
    mail.send("a@x.org", "Join us", "schools/invitation_mail", {**CONTEXT, "link": link})
    message = outbox.outbox[0]
    assert isinstance(message, EmailMultiAlternatives)
    assert message.to == ["a@x.org"] and message.subject == "Join us"
    assert "https://lead.example/account/x/" in message.body
    assert "<b>Ann</b>" in message.body
    html = str(message.alternatives[0][0])
    assert "&lt;b&gt;Ann&lt;/b&gt;" in html and 'href="https://lead.example/account/x/"' in html


def test_a_subject_with_line_breaks_becomes_one_line() -> None:
    mail.send("a@x.org", "Join\r\nBcc: b@x.org", "schools/invitation_mail", CONTEXT)
    assert outbox.outbox[0].subject == "Join Bcc: b@x.org"


def test_when_no_server_answers_it_says_so(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 2
    with pytest.raises(mail.NotSent):
        mail.send("a@x.org", "Join", "schools/invitation_mail", CONTEXT)
