"""The noticeboard: written, read, counted, changed, withdrawn, printed."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from board.actions import notes
from board.models import Note, NoteRead
from board.queries.notes import unread
from schools.models import Member, School, Subject
from schools.permissions import NotAllowed
from tests.factories import a_member, a_school, signed_in

pytestmark = pytest.mark.django_db


def a_note(member: Member, title: str = "Something new", *, show: bool = True, **more: Any) -> Note:
    """A note by `member`."""
    words = notes.Words("changed", title, "It is like this now.", **more)
    with scope(school=member.school):
        return notes.write(member.school, member, words, show=show)


def at(name: str, note: Note) -> str:
    return reverse(f"board:{name}", args=[note.school.slug, note.pk])


def typed(**other: Any) -> dict[str, Any]:
    return {"about": "try", "title": "Try this", "text": "With Year 2.", **other}


def test_a_coordinator_writes_and_a_teacher_reads(client: Client) -> None:
    school = a_school()
    with scope(school=school):
        science = Subject.objects.create(school=school, name="Science")
    signed_in(client, a_member(school, "coordinator"))
    sent = typed(links="https://example.org/a\n", subjects=[science.pk], key_stages=["KS2"])
    answer = client.post(reverse("board:write", args=[school.slug]), sent, follow=True)
    assert "It is on the noticeboard." in answer.text
    signed_in(client, a_member(school, "teacher"))
    page = client.get(reverse("board:index", args=[school.slug])).text
    assert "Try this" in page and "Science" in page and "KS2" in page
    with scope(school=school):
        page = client.get(at("note", Note.objects.get())).text
    assert '<a href="https://example.org/a" rel="noopener noreferrer nofollow"' in page


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "ftp://example.org/", "example", "//x.org"]
)
def test_only_web_addresses_are_links_and_nothing_typed_is_lost(client: Client, link: str) -> None:
    school = a_school()
    signed_in(client, a_member(school, "coordinator"))
    answer = client.post(reverse("board:write", args=[school.slug]), typed(links=link))
    assert "is no web address that can be shown" in answer.text
    assert "With Year 2." in answer.text and link in answer.text
    with scope(school=school):
        assert not Note.objects.exists()


def test_what_a_note_says_is_never_markup(client: Client) -> None:
    school = a_school()
    note = a_note(a_member(school, "coordinator"), "<script>alert(1)</script>")
    signed_in(client, a_member(school, "teacher"))
    assert "<script>alert" not in client.get(at("note", note)).text


def test_opening_it_is_reading_it_and_only_its_writer_reads_the_names(client: Client) -> None:
    school = a_school()
    writer, reader = a_member(school, "coordinator"), a_member(school, "teacher", name="Ada Reader")
    note = a_note(writer)
    with scope(school=school):
        assert unread(reader) == [note]
    signed_in(client, reader)
    client.get(at("note", note))
    client.get(at("note", note))
    with scope(school=school):
        assert NoteRead.objects.count() == 1
        assert unread(reader) == []
    signed_in(client, writer)
    page = client.get(at("note", note)).text
    assert "By 1 of 1 colleague." in page and "Ada Reader" in page
    signed_in(client, a_member(school, "headteacher"))
    page = client.get(at("note", note)).text
    assert "By 2 of 2 colleagues." in page and "Ada Reader" not in page


def test_a_draft_keeps_and_only_its_writer_reads_it(client: Client) -> None:
    school = a_school()
    writer = a_member(school, "head_of_department")
    signed_in(client, writer)
    client.post(reverse("board:write", args=[school.slug]), typed(do="keep"))
    with scope(school=school):
        note = Note.objects.get()
    assert note.state == "draft"
    assert "With Year 2." in client.get(at("edit", note)).text
    signed_in(client, a_member(school, "headteacher"))
    assert "Try this" not in client.get(reverse("board:index", args=[school.slug])).text
    for name in ("note", "edit", "withdraw"):
        assert client.get(at(name, note)).status_code == 403
    signed_in(client, writer)
    client.post(at("edit", note), typed(do="show", title="Try that"))
    with scope(school=school):
        assert Note.objects.get().state == "shown"
    assert "Try that" in client.get(at("note", note)).text


def test_what_was_withdrawn_says_so_and_shows_its_words_no_more(client: Client) -> None:
    school = a_school()
    note = a_note(a_member(school, "coordinator", name="Ann Writer"))
    signed_in(client, a_member(school, "smt", name="Sam Senior"))
    client.post(at("withdraw", note))
    signed_in(client, a_member(school, "governor"))
    answer = client.get(at("note", note))
    assert answer.status_code == 410
    assert "Sam Senior took it off the noticeboard" in answer.text
    assert "It is like this now." not in answer.text
    with scope(school=school):
        assert unread(a_member(school, "teacher")) == []


def test_a_change_of_what_was_withdrawn_meanwhile_keeps_what_was_typed(client: Client) -> None:
    school = a_school()
    writer = a_member(school, "coordinator")
    note = a_note(writer)
    with scope(school=school):
        notes.withdraw(note, writer)
    answer = signed_in(client, writer).post(at("edit", note), typed())
    assert "taken off the noticeboard meanwhile" in answer.text
    assert "With Year 2." in answer.text


@pytest.mark.parametrize("kind", ["teacher", "technician", "business_manager", "governor", "guest"])
def test_who_does_not_lead_does_not_write(client: Client, kind: str) -> None:
    school = a_school()
    note = a_note(a_member(school, "coordinator"))
    member = a_member(school, kind)
    signed_in(client, member)
    assert client.post(reverse("board:write", args=[school.slug]), typed()).status_code == 403
    assert client.post(at("edit", note), typed()).status_code == 403
    assert client.post(at("withdraw", note)).status_code == 403
    with scope(school=school), pytest.raises(NotAllowed):
        notes.withdraw(note, member)


def test_guests_and_other_schools_see_nothing(client: Client) -> None:
    school = a_school()
    note = a_note(a_member(school, "coordinator"))
    signed_in(client, a_member(school, "guest"))
    assert client.get(at("note", note)).status_code == 403
    assert client.get(reverse("board:index", args=[school.slug])).status_code == 403
    signed_in(client, a_member(a_school(), "headteacher"))
    assert client.get(at("note", note)).status_code == 404


def test_another_lead_may_not_change_it_senior_managers_may(client: Client) -> None:
    school = a_school()
    note = a_note(a_member(school, "coordinator"))
    signed_in(client, a_member(school, "head_of_department"))
    assert client.post(at("edit", note), typed()).status_code == 403
    signed_in(client, a_member(school, "smt"))
    client.post(at("edit", note), typed(title="Mended"))
    with scope(school=school):
        assert Note.objects.get().title == "Mended"


def test_a_subject_and_a_key_stage_choose_what_is_shown(client: Client) -> None:
    school = a_school()
    writer = a_member(school, "coordinator")
    with scope(school=school):
        science, music = (
            Subject.objects.create(school=school, name=n) for n in ("Science", "Music")
        )
    a_note(writer, "For science", subjects=[science])
    a_note(writer, "For infants", key_stages=["KS1"])
    a_note(writer, "For all of us")
    signed_in(client, a_member(school, "teacher"))
    url = reverse("board:index", args=[school.slug])
    page = client.get(f"{url}?subject={music.pk}&stage=KS1").text
    assert "For science" not in page and "For infants" in page and "For all of us" in page
    page = client.get(f"{url}?subject={science.pk}&stage=KS2").text
    assert "For science" in page and "For infants" not in page
    assert client.get(url, {"subject": "x", "stage": "y", "page": "z"}).status_code == 200


def test_old_notes_and_those_from_before_one_came_are_no_news() -> None:
    school = a_school()
    writer, reader = a_member(school, "coordinator"), a_member(school, "teacher")
    note = a_note(writer)
    with scope(school=school):
        assert unread(reader) == [note]
        reader.joined_at = timezone.now() + datetime.timedelta(minutes=1)
        assert unread(reader) == []
        reader.joined_at = None
        Note.objects.update(shown_at=timezone.now() - datetime.timedelta(days=43))
        assert unread(reader) == []


def test_the_list_and_a_note_take_as_many_queries_for_many_as_for_few(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    school = a_school()
    writer = a_member(school, "coordinator")
    note = a_note(writer)
    signed_in(client, writer)
    for many in (1, 25):
        for _number in range(many):
            a_note(writer)
            signed = a_member(school, "teacher")
            with scope(school=school):
                notes.read(note, signed)
        with django_assert_max_num_queries(9):
            client.get(reverse("board:index", args=[school.slug]))
        with django_assert_max_num_queries(9):
            client.get(at("note", note))


def test_the_half_term_is_printed_whole_and_only_what_is_on_the_board() -> None:
    from documents import register

    school: School = a_school()
    writer = a_member(school, "coordinator")
    a_note(writer, "On the board")
    a_note(writer, "Only a draft", show=False)
    with scope(school=school):
        (one,) = [p for p in register.everything(school, writer) if p.group == "Noticeboard"]
        document = register.find(school, writer, one.name)
        assert document is not None
        ((_title, some),) = document.context["sections"]
        assert [note.title for note in some] == ["On the board"]
        assert register.find(school, None, "noticeboard-1999-autumn-1") is None
        with pytest.raises(NotAllowed):
            register.find(school, a_member(school, "guest"), one.name)
