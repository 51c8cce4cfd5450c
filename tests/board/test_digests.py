"""The e-mail of what waits and what is new: to whom, when, once, and what never stands in it."""

from __future__ import annotations

import datetime
import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as outbox
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from board import digests
from board.actions import notes, questions, telling
from board.askable import find
from board.models import Digest, How, Telling
from notices import mail
from schools.models import Member, School
from tests.factories import a_member, a_school, signed_in

pytestmark = pytest.mark.django_db


def monday() -> datetime.datetime:
    """Eight o'clock on a Monday to come, in London."""
    today = timezone.localdate()
    day = today + datetime.timedelta(days=7 - today.weekday())
    return datetime.datetime.combine(day, datetime.time(8), ZoneInfo("Europe/London"))


def days(number: int, hours: int = 0) -> datetime.timedelta:
    return datetime.timedelta(days=number, hours=hours)


def with_a_question(text: str = "Confidential words?") -> tuple[School, Member, Member]:
    """A school whose coordinator is asked something by a teacher."""
    school = a_school(set_up_at=timezone.now())
    writer, asker = a_member(school, "coordinator"), a_member(school, "teacher", name="Ada Asks")
    with scope(school=school):
        note = notes.write(school, writer, notes.Words("try", "Graphs", "Try it."), show=True)
        notes.read(note, asker)
        about = find(school, "note", str(note.pk))
        assert about is not None
        questions.ask(school, asker, about, text)
    return school, writer, asker


def letters() -> list[Any]:
    return list(outbox.outbox)


def test_who_has_something_is_told_on_monday_and_nobody_else() -> None:
    school, writer, _asker = with_a_question()
    assert digests.send(monday()) == digests.Told(1, 0)
    (one,) = letters()
    assert one.to == [writer.email]
    assert one.subject == f"One thing waits for you at {school.name}"
    assert "Ada Asks asks about a note on the noticeboard" in one.body
    page = one.alternatives[0][0]
    assert "prefers-color-scheme: dark" in page and "<img" not in page
    for text in (one.body, page):
        assert "Confidential" not in text and "Graphs" not in text


def test_every_address_in_it_is_whole_and_signs_nobody_in(client: Client) -> None:
    with_a_question()
    digests.send(monday())
    page = letters()[0].alternatives[0][0]
    links = re.findall(r'href="([^"]+)"', page)
    assert len(links) >= 4
    for link in links:
        assert link.startswith("http://127.0.0.1:8000") or link.startswith("http"), link
        path = "/" + link.split("/", 3)[3] if link.count("/") > 2 else "/"
        client.get(path)
        assert "_auth_user_id" not in client.session


def test_run_twice_it_goes_out_once() -> None:
    with_a_question()
    assert digests.send(monday()).sent == 1
    assert digests.send(monday()).sent == 0
    assert digests.send(monday() + days(1)).sent == 0
    assert digests.send(monday() + days(4)).sent == 0
    assert digests.send(monday() + days(7)).sent == 1


def test_where_monday_was_missed_it_comes_the_next_weekday_never_at_the_weekend() -> None:
    with_a_question()
    assert digests.send(monday() - days(1)).sent == 0
    assert digests.send(monday() + days(2)).sent == 1
    assert digests.send(monday() + days(7)).sent == 1


def test_the_day_is_the_school_s() -> None:
    school, _writer, _asker = with_a_question()
    School.objects.filter(pk=school.pk).update(time_zone="Pacific/Auckland")
    sunday_in_london = monday() - days(0, hours=14)
    assert sunday_in_london.weekday() == 6
    assert digests.send(sunday_in_london).sent == 1


def test_a_run_that_broke_off_is_taken_up_and_no_other_is_sent_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    school, _writer, asker = with_a_question()
    with scope(school=school):
        about = find(school, "vision", "whole")
        assert about is None
    head = a_member(school, "headteacher")
    real = mail.send
    sent: list[str] = []

    def breaks(to: str, *args: Any, **more: Any) -> None:
        if sent:
            raise KeyboardInterrupt
        sent.append(to)
        real(to, *args, **more)

    monkeypatch.setattr(mail, "send", breaks)
    with pytest.raises(KeyboardInterrupt):
        digests.send(monday())
    monkeypatch.setattr(mail, "send", real)
    assert len(letters()) == 1
    assert digests.send(monday() + datetime.timedelta(minutes=5)).sent == 0
    assert digests.send(monday() + datetime.timedelta(minutes=20)).sent == 1
    assert digests.send(monday() + datetime.timedelta(minutes=60)).sent == 0
    assert len({one.to[0] for one in letters()}) == len(letters()) == 2
    assert head.email in {one.to[0] for one in letters()}
    assert asker.email not in {one.to[0] for one in letters()}


def test_what_the_mail_server_did_not_take_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with_a_question()

    def refuses(*args: Any, **more: Any) -> None:
        raise mail.NotSent("full")

    with monkeypatch.context() as patched:
        patched.setattr(mail, "send", refuses)
        assert digests.send(monday()) == digests.Told(0, 1)
    assert digests.send(monday()) == digests.Told(1, 0)


def test_daily_comes_each_weekday_that_has_something_new_and_never_does_not_come() -> None:
    school, writer, asker = with_a_question()
    with scope(school=school):
        telling.choose(writer, How.DAILY)
    assert digests.send(monday()).sent == 1
    assert digests.send(monday() + days(1)).sent == 0  # the same waits still
    with scope(school=school):
        words = notes.Words("changed", "More", "More.")
        about = find(school, "note", str(notes.write(school, writer, words, show=True).pk))
        assert about is not None
        questions.ask(school, asker, about, "And this?")
    assert digests.send(monday() + days(2)).sent == 1
    with scope(school=school):
        telling.choose(writer, How.NEVER)
    assert [one.to for one in letters()] == [[writer.email]] * 2
    assert digests.send(monday() + days(7)).sent == 0


def test_who_has_left_or_cannot_sign_in_and_sample_schools_are_told_nothing() -> None:
    school, writer, _asker = with_a_question()
    with scope(school=school):
        Member.objects.filter(pk=writer.pk).update(left_on=timezone.localdate())
    assert digests.send(monday()).sent == 0
    with scope(school=school):
        Member.objects.filter(pk=writer.pk).update(left_on=None)
    School.objects.filter(pk=school.pk).update(sample=True)
    assert digests.send(monday()).sent == 0
    School.objects.filter(pk=school.pk).update(sample=False)
    with scope(school=school):
        Member.objects.filter(pk=writer.pk).update(user=None)
    assert digests.send(monday()).sent == 0


def test_a_school_is_told_once_it_is_set_up_or_a_second_person_has_joined() -> None:
    school, writer, asker = with_a_question()
    School.objects.filter(pk=school.pk).update(set_up_at=None)
    with scope(school=school):
        Member.objects.filter(pk=asker.pk).update(user=None)
    assert digests.send(monday()).sent == 0
    with scope(school=school):
        Member.objects.filter(pk=asker.pk).update(user=asker.user, left_on=timezone.localdate())
    assert digests.send(monday()).sent == 0
    with scope(school=school):
        Member.objects.filter(pk=asker.pk).update(left_on=None)
    assert digests.send(monday()) == digests.Told(1, 0)
    assert [one.to for one in letters()] == [[writer.email]]


def test_one_who_has_set_the_school_up_alone_is_told() -> None:
    school, _writer, asker = with_a_question()
    with scope(school=school):
        Member.objects.filter(pk=asker.pk).update(user=None)
    assert digests.send(monday()).sent == 1


def test_one_click_in_a_mail_program_ends_it_and_reading_the_page_does_not() -> None:
    _school, writer, _asker = with_a_question()
    digests.send(monday())
    headers = letters()[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = "/" + headers["List-Unsubscribe"].strip("<>").split("/", 3)[3]
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(path).status_code == 200
    assert not Telling.objects.with_scopes_disabled().exists()
    done = strict.post(path, {"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200 and "No more of these e-mails" in done.text
    assert Telling.objects.with_scopes_disabled().get().how == How.NEVER
    assert digests.send(monday() + days(7)).sent == 0
    assert "_auth_user_id" not in strict.session
    for wrong in (path[:-3] + "xx/", f"/no-more/{writer.pk}/", f"/no-more/{writer.pk}:abc/"):
        assert strict.post(wrong).status_code == 404


def test_a_person_chooses_on_a_page(client: Client) -> None:
    _school, writer, _asker = with_a_question()
    url = reverse("board:telling", args=[writer.school.slug])
    page = signed_in(client, writer).get(url).text
    assert writer.email in page
    client.post(url, {"how": "daily"})
    assert Telling.objects.with_scopes_disabled().get().how == How.DAILY
    assert client.post(url, {"how": "hourly"}).status_code == 200
    assert Telling.objects.with_scopes_disabled().get().how == How.DAILY


def test_what_has_a_reminder_of_its_own_does_not_stand_in_it(monkeypatch: Any) -> None:
    from notices import due

    def both(member: Member) -> list[due.Due]:
        return [
            due.Due(1, "Rate it", "", "Rate", "/a/", own_letter=True),
            due.Due(1, "Read it", "", "Read", "/b/"),
        ]

    monkeypatch.setattr(due, "_sources", [both])
    school = a_school(set_up_at=timezone.now())
    a_member(school, "teacher")
    digests.send(monday())
    assert "Read it" in letters()[0].body and "Rate it" not in letters()[0].body


def test_a_guest_is_told_nothing_of_the_school() -> None:
    school, _writer, _asker = with_a_question()
    guest = a_member(school, "guest")
    digests.send(monday())
    assert guest.email not in [one.to[0] for one in letters()]


def test_the_command_says_how_many_and_fails_where_some_could_not(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with_a_question()
    moment = monday()
    monkeypatch.setattr("board.digests.timezone.now", lambda: moment)
    with monkeypatch.context() as patched:
        patched.setattr(mail, "send", lambda *a, **k: (_ for _ in ()).throw(mail.NotSent("x")))
        with pytest.raises(CommandError, match="1 could not be sent"):
            call_command("send_digests")
    call_command("send_digests")
    assert "1 sent" in capsys.readouterr().out
    assert Digest.objects.with_scopes_disabled().filter(lines__gt=0).count() == 1
