"""Reminders go to those not finished, at three times, and to nobody twice on one day."""

from __future__ import annotations

import datetime
import io
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import CommandError, call_command
from django.utils import timezone

from priorities.models import Participant, Review, State
from schools.models import Member

from .making import Field, a_prepared, a_revealed, an_open, rates


class Broken(BaseEmailBackend):
    """A mail server that takes nothing."""

    def send_messages(self, email_messages: object) -> int:
        raise OSError("no server")


def due_in(days: int) -> None:
    Review.objects.filter(state=State.RATING).update(
        deadline=timezone.localdate() + datetime.timedelta(days=days)
    )


def remind() -> set[str]:
    mail.outbox.clear()
    call_command("send_reminders", stdout=io.StringIO())
    return {to for one in mail.outbox for to in one.to}


def test_only_those_not_finished_are_reminded_and_once_a_day(where: Field) -> None:
    opened = an_open(where)
    rates(opened, where.head, [3] * 6)
    Member.objects.filter(pk=where.governor.pk).update(left_on=timezone.localdate())
    due_in(1)
    expected = {where.coordinator.email, where.department.email, where.teacher.email}
    assert remind() == expected
    assert "There is 1 day left" in mail.outbox[0].subject
    assert f"/priorities/{opened.review_id}/rate/" in mail.outbox[0].body
    assert remind() == set()
    Participant.objects.update(reminded_on=timezone.localdate() - datetime.timedelta(days=1))
    due_in(0)
    assert remind() == expected and "Today is the last day" in mail.outbox[0].subject


@pytest.mark.parametrize(("days", "sent"), [(4, 0), (3, 5), (2, 0), (1, 5), (0, 5), (-1, 0)])
def test_three_days_before_the_day_before_and_on_the_day(
    where: Field, days: int, sent: int
) -> None:
    an_open(where)
    due_in(days)
    assert len(remind()) == sent


def test_nobody_is_reminded_of_what_is_not_open(where: Field) -> None:
    day = timezone.localdate() + datetime.timedelta(days=1)
    a_prepared(where, deadline=day)
    a_revealed(where, deadline=day)
    assert remind() == set()


def test_what_the_mail_server_does_not_take_is_tried_again(where: Field, settings: Any) -> None:
    an_open(where)
    due_in(1)
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    with pytest.raises(CommandError, match="5 could not be sent"):
        call_command("send_reminders", stdout=io.StringIO())
    assert not Participant.objects.exclude(reminded_on=None).exists()
    settings.EMAIL_BACKEND = working
    assert len(remind()) == 5
