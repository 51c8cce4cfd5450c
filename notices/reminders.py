"""Reminders by e-mail: each app registers who sends its own; `manage.py send_reminders` asks them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Reminded:
    """What a sender did: how many e-mails went out, and how many the mail server did not take."""

    what: str
    sent: int
    failed: int = 0


# Sends what is due today in every school, to nobody twice on one day however often it is asked.
Sender = Callable[[], Reminded]

_senders: list[Sender] = []


def register(sender: Sender) -> None:
    """Let `sender` remind people; called from `AppConfig.ready`."""
    if sender not in _senders:
        _senders.append(sender)


def unregister(sender: Sender) -> None:
    """Stop asking `sender`."""
    _senders.remove(sender)


def send_all() -> list[Reminded]:
    """Let every sender send what is due today."""
    return [sender() for sender in _senders]
